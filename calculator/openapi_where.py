"""The answers of flips, target prices, crossover and map, as schemas."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$"}
_MONEY: Schema = {"type": "string", "pattern": "^-?[0-9]+\\.[0-9]{2}$"}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _said(schema: Schema, words: str) -> Schema:
    return schema | {"description": words}


_TURN: Schema = {
    "enum": ["tie", "jump"],
    "description": "Whether the two totals are equal within a cent there, or jump past each other.",
}
_LEFT_OUT = _list(_object(scenario=_TEXT, reason=_TEXT))
_INPUT = {
    "input": _said(
        _TEXT,
        "Its name, as requests may give it: an assumption's, annual_growth, seats, rate:<currency>, price:<scheme>, "
        "net:<scheme> of a quoted price, own:<scenario's place>:<line>, or fleet.<place>.<field>.",
    ),
    "label": _TEXT,
    "unit": _TEXT,
    "now": _NUMBER,
}
_TOTALS = _said(_or_null(_list(_or_null(_MONEY))), "Of the scenario that stood out before, and of the other.")
_TIED = _said(_list(_TEXT), "The scenarios that tie, to the cent; empty where one is cheapest alone.")
_FLIP = _object(
    **_INPUT,
    low=_NUMBER,
    high=_NUMBER,
    value=_said(
        _or_null(_NUMBER), "The first value that changes the answer; null where none between low and high does."
    ),
    last=_said(_or_null(_NUMBER), "The neighbouring value that does not."),
    kind=_or_null(_TURN),
    then=_said(_or_null(_TEXT), "The scenario that stands out then; null where several tie or none may win."),
    then_tied=_TIED,
    totals=_TOTALS,
    last_totals=_TOTALS,
    beyond=_said(_or_null({"type": "number"}), "In which share of cases the input lies there or beyond."),
    put_back=_said(
        _or_null({"type": "object", "additionalProperties": {"anyOf": [_NUMBER, {"const": ""}]}}),
        "What the document must hold, by path; nothing for whom a range follows that followed this input's.",
    ),
)
_PAIR = _object(between=_list(_TEXT), dearer=_or_null(_TEXT), flips=_list(_FLIP))
_TARGET = _object(
    scheme=_TEXT,
    label=_TEXT,
    scenario=_TEXT,
    against=_TEXT,
    kind={"enum": ["ties", "already_cheaper", "cannot_tie", "moves_nothing", "not_on_sale"]},
    list_price=_or_null(_NUMBER),
    now=_said(_or_null(_NUMBER), "Net price of a pack, the scenario's factor on it; or what was quoted."),
    price=_said(_or_null(_NUMBER), "Net price of a pack at the tie, to the decimals of the list."),
    discount=_said(_or_null(_NUMBER), "Off the list price, in place of discount and factor; null of a quote."),
    factor=_said(_or_null(_NUMBER), "On the net price, exact to the last decimal of a document; null of a quote."),
    net=_said(_or_null(_NUMBER), "Of a quoted price: the amount in all years that takes its place, as exact."),
    dearer=_or_null(_MONEY),
    dearer_per_desktop_month=_or_null(_MONEY),
    residual=_said(_or_null(_MONEY), "By how much the scenario is dearer with the factor, or net, put back."),
    residual_of_price=_said(_or_null(_MONEY), "The same with the rounded price."),
)
_AXIS = _object(**_INPUT, **{"from": _NUMBER, "to": _NUMBER})
_STRETCH = _object(**{"from": _NUMBER, "to": _NUMBER, "scenario": _or_null(_TEXT), "tied": _TIED})
_CROSSING = _object(
    cheaper=_TEXT,
    than=_TEXT,
    value=_NUMBER,
    last=_NUMBER,
    kind=_TURN,
    totals=_list(_MONEY),
    per_desktop_month=_or_null(_MONEY),
    changes_the_cheapest={"type": "boolean"},
)
_LINES = _object(
    currency=_TEXT,
    left_out=_LEFT_OUT,
    input=_AXIS,
    values=_list(_NUMBER),
    lines=_list(_object(scenario=_TEXT, per_desktop_month=_list(_or_null(_MONEY)))),
    cheapest=_list(_STRETCH),
    crossings=_list(_CROSSING),
    more_crossings={"type": "integer"},
)
_PLACE: Schema = {"type": "integer"}
_MAP = _object(
    currency=_TEXT,
    left_out=_LEFT_OUT,
    across=_AXIS,
    upwards=_AXIS,
    values_across=_list(_NUMBER),
    values_upwards=_list(_NUMBER),
    scenarios=_list(_TEXT),
    cheapest=_said(
        _list(_list({"anyOf": [_PLACE, _list(_PLACE), {"type": "null"}]})),
        "Places in scenarios, a list of them where several tie, null where none may win: a row for each step upwards.",
    ),
    lead=_said(_list(_list(_or_null(_MONEY))), "To the next that may win, a desktop a month."),
    contour=_said(_list(_list({"type": "number"})), "Pieces x0, y0, x1, y1 of the lines of equal cost."),
)

WHERE_ANSWERS: dict[str, Schema] = {
    "flips-answer": _object(
        currency=_TEXT,
        cheapest=_or_null(_TEXT),
        tied=_TIED,
        left_out=_LEFT_OUT,
        flips=_list(_FLIP),
        pair=_or_null(_PAIR),
    ),
    "target-price-answer": _object(currency=_TEXT, left_out=_LEFT_OUT, targets=_list(_TARGET)),
    "crossover-answer": {"anyOf": [_LINES, _MAP]},
}
