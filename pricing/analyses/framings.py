"""Who costs least under other framings.

Years, discounting, what is counted, what is the same for all.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from typing import Any

from ..engine.analysis.framings import YEARS, Framing, framings_of
from ..engine.analysis.only_in_one import OneSided, one_sided_of
from ..engine.analysis.verdict import Verdict, verdict_of
from ..engine.answer import Answer, answer
from ..engine.answer_document import money_text
from ..engine.document import Question
from ..engine.fields import SHAPES, Field
from .analysis import Analysis, Options
from .schemas import COUNT, FLAG, MONEY, TEXT, Schema, described, list_of, object_of, or_null
from .texts import align_cells

MOST_YEARS = 8


@dataclass(frozen=True, slots=True)
class Framings:
    """A comparison under every framing, what they say together, and what stands in one scenario
    only.
    """

    answer: Answer
    framings: list[Framing]
    verdict: Verdict
    one_sided: list[OneSided]


def read_framings_asked(found: Answer, options: Options) -> Framings:
    """The framings of a priced comparison, by the options of `FRAMINGS`."""
    years = options["years"] or YEARS
    framings = framings_of(found.question, sorted(set(years)), options["discount_rate"])
    return Framings(found, framings, verdict_of(found.question, framings), one_sided_of(found))


def answer_framings(question: Question, options: Options) -> dict[str, Any]:
    """Framings as plain JSON values: money as text, scenarios by their places."""
    found = read_framings_asked(answer(question), options)
    scenarios = found.answer.question.scenarios
    return {
        "currency": found.answer.currency,
        "scenarios": [scenario.name for scenario in scenarios],
        "verdict": found.verdict.sentence,
        "wins": list(found.verdict.wins),
        "framings_that_count": found.verdict.counted,
        "framings": [
            {
                "key": framing.key,
                "label": framing.label,
                "state": framing.state,
                "winner": framing.winner,
                "lead_per_desktop_month": money_text(framing.lead),
                "totals": [money_text(cents) for cents in framing.totals],
                "per_desktop_month": [money_text(cents) for cents in framing.months],
                "compliant": list(framing.compliant),
            }
            for framing in found.framings
        ],
        "in_one_scenario_only": [
            {
                "scenario": each.place,
                "what": each.words,
                "is_line": each.is_line,
                "amount": money_text(each.cents),
                "per_desktop_month": money_text(each.month_cents),
            }
            for each in found.one_sided
        ],
    }


WIDTH = 100
NOTHING = "-"


def write_framings(found: dict[str, Any]) -> str:
    """The verdict, who costs what under each framing (a star marks the least), and what does not
    count.
    """
    names = found["scenarios"]
    lines = [textwrap.fill(found["verdict"], WIDTH), ""]
    lines += [f"{place:>3}  {name}" for place, name in enumerate(names)]
    lines += [
        "",
        (
            f"{found['currency']} a desktop a month; * costs least, ! lacks a licence or is not on "
            "sale"
        ),
    ]
    rows = [["", *(f"{place} " for place in range(len(names))), "ahead by"]]
    for framing in found["framings"]:
        if not framing["state"]:
            cells = zip(framing["per_desktop_month"], framing["compliant"], strict=True)
            marked = [
                f"{month or NOTHING}{_mark_cell(framing['winner'] == place, is_compliant)}"
                for place, (month, is_compliant) in enumerate(cells)
            ]
            rows.append([framing["label"], *marked, framing["lead_per_desktop_month"] or NOTHING])
    lines += align_cells(rows)
    idle = [
        f"{framing['label']}: {framing['state']}"
        for framing in found["framings"]
        if framing["state"]
    ]
    if idle:
        lines += ["", *idle]
    alone = found["in_one_scenario_only"]
    if alone:
        lines += ["", "In one scenario only, a desktop a month:"]
    lines += [
        f"  {names[e['scenario']]}: {e['what']} ({e['per_desktop_month'] or e['amount']})"
        for e in alone
    ]
    return "\n".join(lines)


def _mark_cell(wins: bool, is_compliant: bool) -> str:
    """A star at what costs least, an exclamation mark at what may not win."""
    if wins:
        return "*"
    if is_compliant:
        return " "
    return "!"


_EACH = list_of(or_null(MONEY))
_FRAMING = object_of(
    key=TEXT,
    label=TEXT,
    state=described(
        TEXT, "Why it does not count: it changes nothing, or cannot be made; empty where it counts."
    ),
    winner=described(or_null(COUNT), "The number of the scenario that costs least, from 0."),
    lead_per_desktop_month=or_null(MONEY),
    totals=_EACH,
    per_desktop_month=_EACH,
    compliant=list_of(FLAG),
)
_ONE_SIDED = object_of(
    scenario=COUNT, what=TEXT, is_line=FLAG, amount=MONEY, per_desktop_month=or_null(MONEY)
)
SCHEMA: Schema = object_of(
    currency=TEXT,
    scenarios=list_of(TEXT),
    verdict=TEXT,
    wins=described(
        list_of(or_null(COUNT)),
        "In how many of the framings that count each scenario costs least; null where it may win "
        "under "
        "none: it is not on sale or lacks a licence.",
    ),
    framings_that_count=COUNT,
    framings=list_of(_FRAMING),
    in_one_scenario_only=list_of(_ONE_SIDED),
)
FRAMINGS = Analysis(
    "framings",
    (
        "Who costs least under other framings: years, discounting, what is counted, what is the "
        "same for all."
    ),
    {
        "years": Field(
            "counts",
            "The horizons to look at; 1, 3, 5 and 7 years where not said.",
            None,
            low=1,
            high=30,
            maximum=MOST_YEARS,
        ),
        "discount_rate": replace(SHAPES["document"]["discount_rate"], default=None),
    },
    answer_framings,
    write_framings,
    SCHEMA,
)
