"""The look that finds the cheapest stack: its results, what was ruled out, and how far it has come.

A search longer than a moment goes on from request to request: what has been found so far travels
in the address (`since`), signed, so that any process may go on, and who stops asking has cancelled.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import QueryDict

from calculator import formats
from calculator.looks.cheapest.choices import change_choice, name_wish, read_chosen, read_own
from calculator.looks.cheapest.ranks import alike_in_all, columns_of, list_heads, rows_shown
from calculator.looks.cheapest.words import name_unit, tell_cheapest
from calculator.parts.paper_head import name_price_list
from calculator.question import address
from calculator.question.state import State
from pricing.analyses.search import (
    list_noted_licences,
    list_ruled_out,
    search_whole,
    write_scenario,
)
from pricing.analyses.search_text import REASON_WORDS, tell_combinations, tell_outside
from pricing.engine.analysis.search.best import Found
from pricing.engine.analysis.search.run import (
    Asked,
    Counts,
    Progress,
    Ranked,
    begin,
    rows_of,
    searching,
)
from pricing.engine.document import Question
from pricing.engine.fields import SHAPES

SECONDS_A_STEP = 1.0


@dataclass(frozen=True)
class RuledOut:
    """Combinations that were ruled out for one reason: words, an example, whose it is, share, and
    the width of a bar in per cent.
    """

    words: str
    such_as: str
    kind: str
    share: str
    width: str


def cheapest_results(state: State, parameters: QueryDict) -> Mapping[str, Any]:
    """Everything that the template shows. Raises `Faults` of what was wished."""
    assert state.answer is not None
    question = state.answer.question
    asked = read_chosen(question, parameters)
    progress = _read_since(state, asked, parameters)
    stopped = "stop" in parameters
    if not stopped:
        progress = _search_on(question, asked, progress)
    is_done = progress.looked_at == len(asked.ways)
    ranked = rows_of(question, asked, progress.found)
    shown = rows_shown(question, ranked)
    here = change_choice(state, parameters)
    heads, notes = [], []
    if ranked:
        heads = list_heads(columns_of(question, ranked)[0])
        notes = [(scheme.name, scheme.rule_note) for scheme in list_noted_licences(ranked[0])]
    since = signing.dumps(_pack(state, asked, progress), compress=True)
    own = [*read_own(parameters), ("since", since)]
    if stopped:
        own.append(("stop", "1"))
    return {
        "sentence": tell_cheapest(state, ranked, asked, progress, is_done),
        "listed": [
            (row, *_take_over(state, each)) for row, each in zip(shown, ranked, strict=True)
        ],
        "heads": heads,
        "alike": alike_in_all(question, ranked),
        "recalled": any(cell.is_recalled for row in shown for cell in row.cells),
        "unfolded": change_choice(state, parameters, "alike", "all"),
        "refolded": change_choice(state, parameters, "alike", ""),
        "is_done": is_done,
        "stopped": stopped and not is_done,
        "looked_at": progress.looked_at,
        "ways": len(asked.ways),
        "goes_on": f"{here}&since={since}",
        "stops": f"{here}&since={since}&stop=1",
        "goes_with": address.query(own),
        "licences_say": notes,
        "ruled_out": list(_list_ruled_out(question, asked, progress.counts)),
        "every_combination": tell_combinations(question),
        "outside": tell_outside(progress),
        "left_share": formats.share(progress.counts.left, progress.counts.combinations or 1),
        "folded": asked.folded,
        "price_list": name_price_list(question),
        "prices_of": formats.day(question.price_date),
        "unit": name_unit(state),
    }


def search_of(state: State, parameters: QueryDict) -> tuple[Question, Asked, Progress]:
    """The search of an address, for its files: the whole, from where the page stood on, but where
    somebody stopped it.

    Raises `Faults`.
    """
    assert state.answer is not None
    question = state.answer.question
    asked = read_chosen(question, parameters)
    progress = _read_since(state, asked, parameters)
    if "stop" not in parameters:
        progress = search_whole(question, asked, progress)
    return question, asked, progress


def _search_on(question: Question, asked: Asked, progress: Progress) -> Progress:
    """As far as a step goes; one way to deliver at least."""
    ends = time.monotonic() + SECONDS_A_STEP
    steps = searching(question, asked, progress)
    while progress.looked_at < len(asked.ways):
        progress = next(steps)
        if time.monotonic() > ends:
            break
    return progress


def _make_key(state: State, asked: Asked) -> str:
    """What was asked, so that what was found for one question is not taken for another's."""
    said = repr(
        (
            state.document,
            [w.text for w in asked.wishes],
            [w.must for w in asked.wishes],
            asked.deliveries,
        )
    )
    version = ()
    if state.answer:
        version = state.answer.question.market.prices.values()
    prices = repr(sorted((p.scheme, str(p.amount), p.tiers) for p in version))
    return hashlib.sha256(f"{said} {prices} {asked.best} {asked.folded}".encode()).hexdigest()[:16]


def _pack(state: State, asked: Asked, progress: Progress) -> list[Any]:
    return [
        _make_key(state, asked),
        progress.looked_at,
        [[*each] for each in progress.found],
        progress.counts,
        progress.fineness,
        progress.steps,
    ]


def _read_since(state: State, asked: Asked, parameters: QueryDict) -> Progress:
    """What was found before, where this site wrote it for this very question; else nothing."""
    try:
        key, looked_at, found, counts, fineness, steps = signing.loads(parameters.get("since", ""))
    except (signing.BadSignature, ValueError):
        return begin(asked)
    if key != _make_key(state, asked):
        return begin(asked)
    rows = tuple(
        Found(total, way, fine, tuple(path), alike) for total, way, fine, path, alike in found
    )
    combinations, by_wish, by_rule, left = counts
    return Progress(
        looked_at, rows, Counts(combinations, tuple(by_wish), tuple(by_rule), left), fineness, steps
    )


def _tell_not_kept(question: Question, reason: str, wish: str) -> str:
    words = name_wish(question, wish)
    return f"{words[:1].upper()}{words[1:]} is {'missing' if reason == 'must' else 'in it'}"


def _list_ruled_out(question: Question, asked: Asked, counts: Counts) -> Iterator[RuledOut]:
    """The reasons, that of most combinations first."""
    most = max([*counts.by_wish, *counts.by_rule, 1])
    for reason, wish, many in sorted(list_ruled_out(asked, counts), key=lambda each: -each[2]):
        if wish:
            words, kind, such_as = _tell_not_kept(question, reason, wish), "a wish", ""
        else:
            words, kind, such_as = REASON_WORDS[reason], "a rule", _SUCH_AS[reason]
        share = formats.share(many, counts.combinations or 1)
        yield RuledOut(words, such_as, kind, share, f"{100 * many / most:.1f}")


_SUCH_AS = {
    "conflict": "such as a broker and a hypervisor that it does not run on",
    "idle": "no desk of those that it is bought for needs it",
    "needs": "such as Hyper-V without a Windows Server",
    "lacking": "the licence rules are not met",
    "over_maximum": "such as an edition for up to 50 users",
}


def _take_over(state: State, row: Ranked) -> tuple[str, str]:
    """The comparison with a row as one more scenario: its address, else its document; neither where
    it is full.
    """
    assert state.answer is not None
    question = state.answer.question
    if len(question.scenarios) >= int(SHAPES["document"]["scenarios"].high or 12):
        return "", ""
    names = {scenario.name.strip().casefold() for scenario in question.scenarios}
    scenario = write_scenario(question, row)
    name, number = scenario["name"], 2
    while scenario["name"].strip().casefold() in names:
        scenario["name"], number = f"{name}, {number}", number + 1
    document = {**state.document, "scenarios": [*state.document["scenarios"], scenario]}
    after = State(
        state.preset,
        state.base,
        document,
        [],
        state.answer,
        state.table_options,
        kept=state.kept,
    )
    if after.fits_an_address:
        return (f"/?{after.link}", "")
    return ("", after.json)
