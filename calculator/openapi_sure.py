"""The answers of uncertainty and tornado, as schemas."""

from __future__ import annotations

from typing import Any

from .openapi_where import _LEFT_OUT, _MONEY, _NUMBER, _TEXT, _list, _object, _or_null, _said

Schema = dict[str, Any]

_CHANCE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_ERROR = _said(_NUMBER, "Of the mean, told by the spread of independent blocks of cases; two digits at least.")
SPREAD: Schema = _said(
    _or_null(
        _object(
            mean=_MONEY,
            standard_error=_ERROR,
            **dict.fromkeys(("p5", "p10", "p50", "p90", "p95"), _MONEY),
            probability_cheapest=_said(_CHANCE, "Among scenarios whose licence rules are met; ties are shared out."),
            probability_beats_baseline=_said(_or_null(_CHANCE), "Null for the baseline."),
        )
    ),
    "Cost for a desktop and year over all cases of the ranges; null where the scenario has no figures.",
)
SURE_ANSWERS: dict[str, Schema] = {
    "uncertainty-answer": _object(
        currency=_TEXT,
        cases=_said({"type": "integer"}, "In whole blocks, never fewer than were asked for."),
        seed={"type": "integer"},
        ranges=_said({"type": "integer"}, "How many inputs have a range."),
        left_out=_LEFT_OUT,
        scenarios=_list(_object(name=_TEXT, tco_per_desktop_year=_or_null(_MONEY), uncertainty=SPREAD)),
    ),
    "tornado-answer": _object(
        currency=_TEXT,
        scenario=_TEXT,
        against=_or_null(_TEXT),
        typical=_said(_MONEY, "For a desktop and year, every input at its typical value."),
        swings=_list(
            _object(
                input=_TEXT,
                path=_said(_TEXT, "Where the document holds it."),
                label=_TEXT,
                unit=_TEXT,
                low=_NUMBER,
                typical=_NUMBER,
                high=_NUMBER,
                at_low=_MONEY,
                at_high=_MONEY,
            )
        ),
    ),
}
