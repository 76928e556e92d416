"""What every scenario costs along an input and where they cross.

With a second input, a map of the cheapest.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from ..engine.analysis.bounds import BoundedInput, limits_of, list_bounded_inputs, settle
from ..engine.analysis.crossover import Crossing, Crossover, crossover_of
from ..engine.analysis.heat_map import HeatMap, heat_map_of
from ..engine.analysis.ranking import places_in
from ..engine.answer_document import money_text
from ..engine.document import Question
from ..engine.faults import Bounds, Fault, Faults, holds, make_fault, name_hint
from ..engine.fields import Field
from .analysis import Analysis, Options
from .schemas import LEFT_OUT, MONEY, NUMBER, TEXT, Schema, described, list_of, object_of, or_null
from .shared import (
    AXIS,
    TIED,
    TURN,
    document_of_axis,
    left_out_scenarios,
    name_alone,
    names_tied,
    write_moneys,
    write_number,
)
from .texts import align_texts, left_out_lines, words_for_winner


def movable_of(
    question: Question, name: str, path: str, low: Decimal | None, high: Decimal | None
) -> BoundedInput:
    """An input of a settled question by its name or its path in the document, between two values or
    its own bounds.

    Raises `Faults` at the path, and at `path` with `_from` or `_to` where the values are out of
    bounds or order.
    """
    known = {each.input.name: each for each in list_bounded_inputs(question)}
    by_path = {each.input.path: each for each in known.values() if each.input.path}
    found = (
        known.get(name) or by_path.get(name) or by_path.get(name.replace("[", ".").replace("]", ""))
    )
    if found is None:
        hint = name_hint(name, [*known, *by_path])
        raise Faults(
            [make_fault(path, holds(name), "may hold an input that this comparison reads", hint)]
        )
    starts, ends = "from", "to"
    if path != "input":
        starts, ends = f"{path}_from", f"{path}_to"
    least, most = limits_of(question, found.input)
    faults = []
    for end, value in ((starts, low), (ends, high)):
        if value is None:
            continue
        kind = "a number"
        if found.input.is_whole:
            kind = "a whole number"
        if not least <= value <= most or (
            found.input.is_whole and value != value.to_integral_value()
        ):
            bounds = Bounds(least, most)
            words = f"may hold {kind} {bounds.tell()}"
            faults.append(Fault(end, f"{value:f}", words, bounds=bounds))
    if low is None:
        low = found.low
    if high is None:
        high = found.high
    if not faults and low >= high:
        faults.append(
            Fault(ends, f"{high:f}", f"may hold more than {low:,f}, where the axis begins")
        )
    if faults:
        raise Faults(faults)
    return found.between(low, high)


def answer_crossover(question: Question, options: Options) -> dict[str, Any]:
    """Lines along one input; with a second input, the map of both."""
    missing = left_out_scenarios(question)
    question = settle(question)
    along = movable_of(question, options["input"], "input", options["from"], options["to"])
    result = {"currency": question.market.catalogue.currency, "left_out": missing}
    if not options["second"]:
        if options["second_from"] is not None or options["second_to"] is not None:
            raise Faults([Fault("second", "", "is missing; its bounds are given")])
        return result | _write_lines(question, crossover_of(question, along))
    second = movable_of(
        question, options["second"], "second", options["second_from"], options["second_to"]
    )
    check_apart(along, second, "second")
    return result | _write_map(question, heat_map_of(question, along, second))


def check_apart(across: BoundedInput, upwards: BoundedInput, path: str) -> None:
    """Raises `Faults` where two inputs move the same number."""
    if across.input.name == upwards.input.name:
        raise Faults(
            [Fault(path, holds(upwards.input.name), "may hold another input than the first")]
        )
    names = {across.input.name, upwards.input.name}
    if "seats" in names and any(name.startswith("fleet.") for name in names):
        words = "all groups in proportion and a group of its own can't both be moved"
        raise Faults([Fault(path, holds(upwards.input.name), words)])


def _write_lines(question: Question, found: Crossover) -> dict[str, Any]:
    return {
        "input": document_of_axis(found.along),
        "values": [write_number(value) for value in found.values],
        "lines": [
            {"scenario": scenario.name, "per_desktop_month": write_moneys(costs)}
            for scenario, costs in zip(question.scenarios, found.per_desktop_month, strict=True)
        ],
        "cheapest": [
            {
                "from": write_number(low),
                "to": write_number(high),
                "scenario": name_alone(question, cheapest),
                "tied": names_tied(question, cheapest),
            }
            for low, high, cheapest in found.stretches
        ],
        "crossings": [_write_crossing(question, each) for each in found.crossings],
        "more_crossings": found.more_crossings,
    }


def _write_crossing(question: Question, crossing: Crossing) -> dict[str, Any]:
    return {
        "cheaper": question.scenarios[crossing.below].name,
        "than": question.scenarios[crossing.above].name,
        "value": write_number(crossing.at),
        "last": write_number(crossing.last),
        "kind": "tie" if crossing.is_tie else "jump",
        "totals": [money_text(cents) for cents in crossing.cents],
        "per_desktop_month": _write_money(crossing.per_desktop_month),
        "changes_the_cheapest": crossing.is_of_cheapest,
    }


def _write_map(question: Question, found: HeatMap) -> dict[str, Any]:
    return {
        "across": document_of_axis(found.across),
        "upwards": document_of_axis(found.upwards),
        "values_across": [write_number(value) for value in found.columns],
        "values_upwards": [write_number(value) for value in found.rows],
        "scenarios": [scenario.name for scenario in question.scenarios],
        "cheapest": [[_list_places(cell) for cell in row] for row in found.cheapest.tolist()],
        "lead": [write_moneys(row) for row in found.lead],
        "contour": found.contour.tolist(),
    }


def _list_places(cheapest: int) -> int | list[int] | None:
    places = places_in(cheapest)
    if len(places) > 1:
        return list(places)
    if places:
        return places[0]
    return None


def _write_money(amount: float | None) -> str | None:
    if amount is None or np.isnan(amount):
        return None
    return write_moneys(np.array([amount]))[0]


def write_crossover(found: dict[str, Any]) -> str:
    """Who is cheapest where, and the crossings; or the map as a row of numbers for each step
    upwards.
    """
    if "across" in found:
        return _draw_map(found)
    along = found["input"]
    lines = [
        f"{along['label']}, {along['from']} to {along['to']} {along['unit']}; now {along['now']}"
    ]
    stretches = [
        (f"{s['from']} to {s['to']}", words_for_winner(s["scenario"], s["tied"]))
        for s in found["cheapest"]
    ]
    lines += align_texts([("from, to", "cheapest"), *stretches])
    if found["crossings"]:
        rows = [
            (
                each["value"],
                each["per_desktop_month"] or "",
                f"{each['cheaper']} becomes cheaper than {each['than']}",
                each["kind"],
            )
            for each in found["crossings"]
        ]
        lines += [
            "",
            *align_texts([("at", f"{found['currency']} a desktop a month", "", ""), *rows]),
        ]
    return "\n".join([*lines, *left_out_lines(found)])


def _draw_map(found: dict[str, Any]) -> str:
    names = [f"{place + 1}: {name}" for place, name in enumerate(found["scenarios"])]
    across, upwards = found["across"], found["upwards"]
    lines = ["Cheapest: " + ", ".join(names) + ", =: several that tie, .: none that may win"]
    lines.append(f"Across: {across['label']}, {across['from']} to {across['to']} {across['unit']}")
    lines.append(
        f"Upwards: {upwards['label']}, {upwards['from']} to {upwards['to']} {upwards['unit']}"
    )
    step = max(1, len(found["values_upwards"]) // 25)
    for value, row in list(zip(found["values_upwards"], found["cheapest"], strict=True))[::-step]:
        lines.append(f"{value:>16}  {''.join(map(_sign, row))}")
    return "\n".join([*lines, *left_out_lines(found)])


def _sign(cell: int | list[int] | None) -> str:
    if cell is None:
        return "."
    if isinstance(cell, list):
        return "="
    return "123456789abc"[cell]


_STRETCH = object_of(**{"from": NUMBER, "to": NUMBER, "scenario": or_null(TEXT), "tied": TIED})
_CROSSING = object_of(
    cheaper=TEXT,
    than=TEXT,
    value=NUMBER,
    last=NUMBER,
    kind=TURN,
    totals=list_of(MONEY),
    per_desktop_month=or_null(MONEY),
    changes_the_cheapest={"type": "boolean"},
)
_LINES = object_of(
    currency=TEXT,
    left_out=LEFT_OUT,
    input=AXIS,
    values=list_of(NUMBER),
    lines=list_of(object_of(scenario=TEXT, per_desktop_month=list_of(or_null(MONEY)))),
    cheapest=list_of(_STRETCH),
    crossings=list_of(_CROSSING),
    more_crossings={"type": "integer"},
)
_PLACE: Schema = {"type": "integer"}
_MAP = object_of(
    currency=TEXT,
    left_out=LEFT_OUT,
    across=AXIS,
    upwards=AXIS,
    values_across=list_of(NUMBER),
    values_upwards=list_of(NUMBER),
    scenarios=list_of(TEXT),
    cheapest=described(
        list_of(list_of({"anyOf": [_PLACE, list_of(_PLACE), {"type": "null"}]})),
        (
            "Places in scenarios, a list of them where several tie, null where none may win: a row "
            "for each step upwards."
        ),
    ),
    lead=described(
        list_of(list_of(or_null(MONEY))), "To the next that may win, a desktop a month."
    ),
    contour=described(
        list_of(list_of({"type": "number"})), "Pieces x0, y0, x1, y1 of the lines of equal cost."
    ),
)
SCHEMA: Schema = {"anyOf": [_LINES, _MAP]}
_END = Field("number", "Where the axis ends, its range or its stated bounds where not said.", None)
_START = Field(
    "number", "Where the axis begins, its range or its stated bounds where not said.", None
)
CROSSOVER = Analysis(
    "crossover",
    (
        "What every scenario costs along an input and where they cross; with a second input, a map "
        "of the cheapest."
    ),
    {
        "input": Field("text", "The name of an input, or its path in the document.", maximum=200),
        "from": _START,
        "to": _END,
        "second": Field(
            "text", "A second input, upwards: the answer is a map then.", "", maximum=200
        ),
        "second_from": _START,
        "second_to": _END,
    },
    answer_crossover,
    write_crossover,
    SCHEMA,
)
