"""The answers of framings and bridge, as schemas."""

from __future__ import annotations

from typing import Any

from pricing.engine.analysis.effects import KINDS

from .openapi_where import _MONEY, _TEXT, Schema, _list, _object, _or_null, _said

_COUNT: Schema = {"type": "integer"}
_FLAG: Schema = {"type": "boolean"}
_EACH = _list(_or_null(_MONEY))
_FRAMING = _object(
    key=_TEXT,
    label=_TEXT,
    state=_said(_TEXT, "Why it does not count: it changes nothing, or cannot be made; empty where it counts."),
    winner=_said(_or_null(_COUNT), "The number of the scenario that costs least, from 0."),
    lead_per_desktop_month=_or_null(_MONEY),
    totals=_EACH,
    per_desktop_month=_EACH,
    compliant=_list(_FLAG),
)
_ONE_SIDED = _object(scenario=_COUNT, what=_TEXT, is_line=_FLAG, amount=_MONEY, per_desktop_month=_or_null(_MONEY))
_SIDE = _object(
    name=_TEXT, price_date={"type": "string", "format": "date"}, tco=_MONEY, tco_per_desktop_month=_or_null(_MONEY)
)
_EFFECT = _object(key=_TEXT, kind={"enum": list(KINDS)}, label=_TEXT, amount=_MONEY, per_desktop_month=_or_null(_MONEY))

RIGGED_ANSWERS: dict[str, Any] = {
    "framings-answer": _object(
        currency=_TEXT,
        scenarios=_list(_TEXT),
        verdict=_TEXT,
        wins=_said(
            _list(_or_null(_COUNT)),
            "In how many of the framings that count each scenario costs least; null where it may win under "
            "none: it is not on sale or lacks a licence.",
        ),
        framings_that_count=_COUNT,
        framings=_list(_FRAMING),
        in_one_scenario_only=_list(_ONE_SIDED),
    ),
    "bridge-answer": _object(
        currency=_TEXT,
        **{"from": _SIDE, "to": _SIDE},
        difference=_MONEY,
        difference_per_desktop_month=_or_null(_MONEY),
        effects=_said(_list(_EFFECT), "They sum to the difference, to the cent."),
    ),
}
