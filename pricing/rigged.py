"""Could it be rigged? Framings and bridges of a comparison, for page, API and command alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from .analyses import Analysis
from .engine.analysis.bridge import Bridge, bridge
from .engine.analysis.effects import Side
from .engine.analysis.framings import YEARS, Framing, framings_of
from .engine.analysis.one_sided import OneSided, one_sided_of
from .engine.analysis.verdict import Verdict, verdict_of
from .engine.answer import Answer, answer
from .engine.answer_document import money_text
from .engine.document import Question
from .engine.faults import Fault, Faults, holds
from .engine.fields import SHAPES, Field
from .engine.reading import Reader
from .rigged_table import bridge_table, framings_table
from .where import place_of

MOST_YEARS = 8
NO_FIGURES = "has no figures"
Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Framings:
    """A comparison under every framing, what they say together, and what stands in one scenario only."""

    answer: Answer
    framings: list[Framing]
    verdict: Verdict
    one_sided: list[OneSided]


def framings_asked(found: Answer, options: Options) -> Framings:
    """The framings of a priced comparison, by the options of `FRAMINGS`. Raises `Faults`."""
    years = options["years"] or YEARS
    if len(years) > MOST_YEARS:
        raise Faults([Fault("years", f"{len(years)} numbers", f"may hold up to {MOST_YEARS}")])
    framings = framings_of(found.question, sorted(set(years)), options["discount_rate"])
    return Framings(found, framings, verdict_of(found.question, framings), one_sided_of(found))


def bridge_asked(found: Answer, options: Options) -> Bridge:
    """A bridge of a priced comparison, by the options of `BRIDGE`. Raises `Faults`."""
    reader = Reader()
    if options["dates"] is not None or options["scenario"]:
        for name in ("from", "to"):
            if options[name]:
                reader.fault(name, options[name], "may not stand beside a scenario and dates")
        place = place_of(found.question, options["scenario"], "scenario") if options["scenario"] else 0
        days = _days(reader, options["dates"])
        if reader.faults:
            raise Faults(reader.faults)
        return bridge(*(_on(found.question, place, day, f"dates[{number}]") for number, day in enumerate(days)))
    start = place_of(found.question, options["from"], "from") if options["from"] else first_priced(found)
    end = place_of(found.question, options["to"], "to") if options["to"] else cheapest_other(found, start)
    if end is None:
        raise Faults([Fault("to", "", "is missing, and no other scenario has figures to lead to")])
    if start == end:
        name = found.question.scenarios[end].name
        raise Faults([Fault("to", holds(name), "may hold another scenario than the one where the bridge begins")])
    for name, place in (("from", start), ("to", end)):
        if found.scenarios[place].figures is None:
            reader.note(_not_on_sale(found, place, name))
    if reader.faults:
        raise Faults(reader.faults)
    return bridge(Side(found, start), Side(found, end))


def first_priced(answer: Answer) -> int:
    """The place of the first scenario that has figures; 0 where none has."""
    return next((place for place, scenario in enumerate(answer.scenarios) if scenario.figures is not None), 0)


def cheapest_other(answer: Answer, start: int) -> int | None:
    """The place of the scenario that costs least beside one, those whose licence rules are met first."""
    others = [
        (not scenario.compliant, scenario.figures.tco, place)
        for place, scenario in enumerate(answer.scenarios)
        if place != start and scenario.figures is not None
    ]
    return min(others)[2] if others else None


def framings_answer(question: Question, options: Options) -> dict[str, Any]:
    """Framings as plain JSON values: money as text, scenarios by their places."""
    found = framings_asked(answer(question), options)
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


def bridge_answer(question: Question, options: Options) -> dict[str, Any]:
    """A bridge as plain JSON values: its ends, and effects that sum to their difference."""
    found = bridge_asked(answer(question), options)
    return {
        "currency": found.start.answer.currency,
        "from": _side_document(found.start),
        "to": _side_document(found.end),
        "difference": money_text(found.difference),
        "difference_per_desktop_month": money_text(found.month_difference),
        "effects": [
            {
                "key": effect.key,
                "kind": effect.kind,
                "label": effect.label,
                "amount": money_text(effect.cents),
                "per_desktop_month": money_text(effect.month_cents),
            }
            for effect in found.effects
        ],
    }


def _side_document(side: Side) -> dict[str, Any]:
    scenario = side.answer.question.scenarios[side.place]
    return {
        "name": scenario.name,
        "price_date": scenario.market.day.isoformat(),
        "tco": money_text(side.figures.tco),
        "tco_per_desktop_month": money_text(side.figures.tco_per_desktop_month),
    }


def _days(reader: Reader, given: tuple[str, ...] | None) -> list[date]:
    if given is None or len(given) != 2:
        reader.fault("dates", given, "may hold a list of two days")
        return []
    days = [reader.day(day, f"dates[{number}]", Field("day")) for number, day in enumerate(given)]
    return [day for day in days if day is not None]


def _on(question: Question, place: int, day: date, path: str) -> Side:
    """One scenario alone, with the prices and assumptions of a day, which counts in place of a day of its own."""
    market = question.market.catalogue.on(day)
    scenario = replace(question.scenarios[place], market=market)
    found = answer(replace(question, price_date=day, market=market, scenarios=(scenario,)))
    if found.scenarios[0].figures is None:
        raise Faults([_not_on_sale(found, 0, path)])
    return Side(found, 0)


def _not_on_sale(found: Answer, place: int, path: str) -> Fault:
    scenario = found.scenarios[place]
    words = next(message for finding, message in scenario.findings if finding.kind == "not_on_sale")
    return Fault(path, holds(scenario.scenario.name), f"{NO_FIGURES}: {words}")


FRAMINGS = Analysis(
    "framings",
    "Who costs least under other framings: years, discounting, what is counted, what is the same for all.",
    {
        "years": Field("counts", "The horizons to look at; 1, 3, 5 and 7 years where not said.", None, low=1, high=30),
        "discount_rate": replace(SHAPES["document"]["discount_rate"], default=None),
    },
    framings_answer,
    framings_table,
)
_NAME = Field("text", "", "", maximum=200)
BRIDGE = Analysis(
    "bridge",
    "Why one scenario costs more than another, or more than on another day.",
    {
        "from": replace(
            _NAME, help="The name of the scenario where it begins; the first that has figures where not said."
        ),
        "to": replace(_NAME, help="The name of the scenario where it ends; the cheapest other one where not said."),
        "scenario": replace(_NAME, help="The name of one scenario, on two days; the first where not said."),
        "dates": Field("tokens", "The two days, as 2008-01-31 2010-07-01.", None, high=2),
    },
    bridge_answer,
    bridge_table,
)
RIGGED = (FRAMINGS, BRIDGE)
