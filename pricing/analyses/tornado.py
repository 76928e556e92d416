"""What each input with a range makes of a cost, at its low and at its high."""

from __future__ import annotations

from decimal import Decimal
from math import isnan
from typing import Any

import numpy as np

from ..engine.analysis.tornado import Swing, tornado_of
from ..engine.answer_document import money_text
from ..engine.document import Question
from ..engine.exact import cents_half_up
from ..engine.faults import Fault, Faults, holds
from ..engine.fields import Field
from .analysis import Analysis, Options
from .schemas import MONEY, NUMBER, TEXT, Schema, described, list_of, object_of, or_null
from .shared import RANGES, find_scenario, with_ranges
from .texts import align_cells


def answer_tornado(question: Question, options: Options) -> dict[str, Any]:
    """What each input with a range makes of one scenario's cost, or of its difference to
    another's.
    """
    question = with_ranges(question, options)
    scenario = find_scenario(question, options["scenario"], "scenario")
    against = None
    if options["against"]:
        against = find_scenario(question, options["against"], "against")
    if against == scenario:
        raise Faults(
            [Fault("against", holds(options["against"]), "may hold the name of another scenario")]
        )
    found = tornado_of(question, scenario, against)
    if isnan(found.typical):
        words = (
            "cannot be priced, or no desktop stands; may hold a scenario that has a cost for a "
            "desktop"
        )
        raise Faults([Fault("scenario", holds(options["scenario"]), words)])
    return {
        "currency": question.market.catalogue.currency,
        "scenario": options["scenario"],
        "against": options["against"] or None,
        "typical": _write_money(found.typical),
        "swings": [_write_swing(swing) for swing in found.swings],
    }


def _write_swing(swing: Swing) -> dict[str, Any]:
    given = swing.input
    return {
        "input": given.name,
        "path": given.path,
        "label": given.label,
        "unit": given.unit,
        "low": _write_number(given.low),
        "typical": _write_number(given.typical),
        "high": _write_number(given.high),
        "at_low": _write_money(swing.at_low),
        "at_high": _write_money(swing.at_high),
    }


def _write_money(amount: float) -> str | None:
    return money_text(int(cents_half_up(np.array(amount))))


def _write_number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def write_tornado(found: dict[str, Any]) -> str:
    """A row for each input, widest first."""
    what = found["scenario"] + (f" less {found['against']}" if found["against"] else "")
    about = f"{what}, {found['currency']} a desktop and year: {found['typical']} at typical values"
    rows = [("input", "low", "typical", "high", "at low", "at high")]
    rows += [
        (s["label"], s["low"], s["typical"], s["high"], s["at_low"], s["at_high"])
        for s in found["swings"]
    ]
    return "\n".join(
        [about, "", *(align_cells(rows) if found["swings"] else ["No input has a range."])]
    )


SCHEMA: Schema = object_of(
    currency=TEXT,
    scenario=TEXT,
    against=or_null(TEXT),
    typical=described(MONEY, "For a desktop and year, every input at its typical value."),
    swings=list_of(
        object_of(
            input=TEXT,
            path=described(TEXT, "Where the document holds it."),
            label=TEXT,
            unit=TEXT,
            low=NUMBER,
            typical=NUMBER,
            high=NUMBER,
            at_low=MONEY,
            at_high=MONEY,
        )
    ),
)
TORNADO = Analysis(
    "tornado",
    (
        "What each input with a range makes of a scenario's cost, at its low and at its high, all "
        "others as typical."
    ),
    {
        "scenario": Field("text", "The name of the scenario.", maximum=200),
        "against": Field(
            "text",
            "The name of a scenario whose cost is taken off; none where not said.",
            "",
            maximum=200,
        ),
        "ranges": RANGES,
    },
    answer_tornado,
    write_tornado,
    SCHEMA,
)
