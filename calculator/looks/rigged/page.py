"""The look "Could it be rigged?": its results, and its choices as fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from calculator import formats
from calculator.looks.rigged import framings as framing_rows
from calculator.looks.rigged.bridge import bridge_view
from calculator.looks.rigged.choices import (
    DAYS,
    END,
    NAMES,
    RATE,
    START,
    YEARS,
    at_fields,
    bridge_ends,
    bridge_options,
    framing_options,
)
from calculator.looks.rigged.studies import agreement, studies
from calculator.parts.sentence import Sentence
from calculator.question import address
from calculator.question.fields import Choice
from calculator.question.state import State
from pricing.analyses.bridge import NoFigures, find_first_priced, read_bridge_asked
from pricing.analyses.framings import Framings, read_framings_asked
from pricing.engine.analysis.bridge import Bridge
from pricing.engine.analysis.framings import YEARS as USUAL_YEARS
from pricing.engine.analysis.like_for_like import STAFFING, number_of
from pricing.engine.analysis.numbers_in_words import plain
from pricing.engine.analysis.only_in_one import OneSided
from pricing.engine.answer import Answer
from pricing.engine.faults import Faults
from pricing.places import number_of_place, read_place
from pricing.presets import OPPOSED_STUDIES

QUOTES = "'"


def rigged_results(state: State, parameters: QueryDict) -> Mapping[str, Any]:
    """Sentence, framings, what stands in one scenario only, and the bridge.

    Raises `Faults` at the fields.
    """
    assert state.answer is not None
    answer = state.answer
    framings = framings_found(answer, parameters)
    view, no_bridge = None, "it needs two scenarios that are on sale, or one on two days."
    try:
        bridge = bridge_found(answer, parameters)
        if bridge is not None:
            view = bridge_view(bridge, _find_places(answer, bridge, parameters))
    except NoFigures as found:
        no_bridge = " ".join(
            f"{fault.holds.strip(QUOTES)} {fault.message}" for fault in found.faults
        )
    verdict = framings.verdict
    agreed = ""
    if state.preset in OPPOSED_STUDIES:
        agreed = agreement()
    own = [(name, text) for name in NAMES for text in parameters.getlist(name) if text]
    terms = [each for each in framings.one_sided if not each.is_line]
    return {
        "sentence": Sentence(verdict.before, verdict.figure, verdict.after, verdict.more),
        "unit": f"{formats.currency_name(answer.currency)} a desktop a month",
        "prices_of": formats.day(answer.question.price_date),
        "heads": framing_rows.list_heads(framings),
        "framings_counted": framing_rows.tell_counted(framings),
        "bodies": framing_rows.list_bodies(framings),
        "idle": framing_rows.tell_idle(framings),
        "left_out": _list_left_out(answer, verdict.wins),
        "terms": [(*_tell_term(answer, each), _make_equal(state, each, own)) for each in terms],
        "alone": [_make_alone_row(answer, each) for each in framings.one_sided],
        "bridge": view,
        "no_bridge": no_bridge,
        "agreement": agreed,
    }


def framings_found(answer: Answer, parameters: Mapping[str, str]) -> Framings:
    """The framings that an address asks for. Raises `Faults` at the fields of this look."""
    try:
        return read_framings_asked(answer, framing_options(parameters))
    except Faults as found:
        raise at_fields(found) from None


def bridge_found(answer: Answer, parameters: Mapping[str, str]) -> Bridge | None:
    """The bridge that an address asks for; none where nothing is asked for and nothing can be
    bridged.
    """
    options = bridge_options(answer, parameters)
    if (
        not any(options.values())
        and sum(scenario.figures is not None for scenario in answer.scenarios) < 2
    ):
        return None
    try:
        return read_bridge_asked(answer, options)
    except Faults as found:
        raise at_fields(found) from None


def _find_places(answer: Answer, bridge: Bridge, parameters: Mapping[str, str]) -> tuple[int, int]:
    """Where the bridge's ends stand in the comparison: the same scenario twice where it is on two
    days.
    """
    if bridge.start.answer is answer:
        return bridge.start.place, bridge.end.place
    _, place = bridge_ends(answer, parameters)
    return place, place


def _list_left_out(answer: Answer, wins: Sequence[int | None]) -> list[tuple[str, str]]:
    """Who may win under no framing, each with the words of its first finding."""
    return [
        (
            each.scenario.name,
            formats.with_days(
                next(words for finding, words in each.findings if finding.kind != "unused")
            ),
        )
        for each, won in zip(answer.scenarios, wins, strict=True)
        if won is None
    ]


def _tell_term(answer: Answer, each: OneSided) -> tuple[str, str]:
    """What a scenario has alone, and what that is worth."""
    name = answer.scenarios[each.place].scenario.name
    worth = _tell_worth(each)
    return f"{name}: {each.words}", f"{worth[0]}{formats.symbol(answer.currency)}{worth[1:]}"


def _make_equal(state: State, each: OneSided, own: list[tuple[str, str]]) -> str:
    """The address of this look without an assumption that one scenario has alone; "" where it is
    none, or too long.
    """
    if not each.assumption:
        return ""
    scenarios = list(state.document["scenarios"])
    alone = scenarios[each.place]
    rest = {
        name: number for name, number in alone["assumptions"].items() if name != each.assumption
    }
    scenarios[each.place] = {**alone, "assumptions": rest}
    document = {**state.document, "scenarios": scenarios}
    after = State(state.preset, state.base, document, [], state.answer, kept=state.kept)
    if after.fits_an_address:
        return f"/rigged?{_append(after.query, own)}"
    return ""


def _append(query: str, own: list[tuple[str, str]]) -> str:
    """A query string with the choices of this look, where there are any."""
    if own:
        return f"{query}&{address.query(own)}"
    return query


def _tell_worth(each: OneSided) -> str:
    if each.month_cents is None:
        return formats.difference(each.cents)
    return formats.difference(each.month_cents)


@dataclass(frozen=True)
class Alone:
    """What stands in one scenario only."""

    scenario: str
    words: str
    kind: str
    worth: str


def _make_alone_row(answer: Answer, each: OneSided) -> Alone:
    name = answer.scenarios[each.place].scenario.name
    return Alone(name, each.words, "line" if each.is_line else "term", _tell_worth(each))


def rigged_fields(state: State, parameters: QueryDict) -> Mapping[str, Any]:
    """The choices as fields; none where there is no answer to choose of."""
    if state.answer is None:
        return {"ends": []}
    answer = state.answer
    typed = {name: parameters.get(name, "") for name in NAMES}
    start, end = (read_place(typed[name], len(answer.scenarios)) for name in (START, END))
    if start is None:
        start = find_first_priced(answer)
    names = [scenario.scenario.name for scenario in answer.scenarios]
    numbers = [number_of(answer.question, f"pc.{stem}") for stem in STAFFING]
    staffing = None
    if None not in numbers:
        staffing = [plain(number) for number in numbers if number is not None]
    starts = [
        Choice(number_of_place(place), name, place == start) for place, name in enumerate(names)
    ]
    usual = find_first_priced(answer)
    starts[usual] = replace(starts[usual], value="")
    ends = [Choice(number_of_place(place), name, place == end) for place, name in enumerate(names)]
    return {
        "typed_years": typed[YEARS],
        "usual_years": ", ".join(map(str, USUAL_YEARS)),
        "typed_rate": typed[RATE],
        "usual_rate": plain(answer.question.discount_rate),
        "staffing": staffing,
        "ends": [
            (START, "From", starts),
            (END, "To", [Choice("", "the cheapest other one", end is None), *ends]),
        ],
        "days": [
            (name, label, typed[name], answer.question.price_date.isoformat())
            for name, label in zip(DAYS, ("One day", "Another day"), strict=True)
        ],
        "studies": studies(),
    }
