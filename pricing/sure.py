"""How sure an answer is, as JSON values: the cases of its ranges, and a tornado."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import isnan
from typing import Any

import numpy as np

from .analyses import Analysis
from .cases import MOST_SECONDS, cases_of
from .engine.analysis.inputs import uncertain_inputs, with_catalogue_ranges
from .engine.analysis.tornado import Swing, tornado_of
from .engine.analysis.uncertainty import DEFAULT
from .engine.answer import answer
from .engine.answer_document import money_text, uncertainty_document
from .engine.document import Question
from .engine.exact import cents_half_up
from .engine.faults import Fault, Faults, holds
from .engine.fields import Field
from .sure_table import tornado_table, uncertainty_table
from .where import left_out, place_of

Options = Mapping[str, Any]

RANGES = Field(
    "choice",
    "Which ranges count: the document's own, or where it leaves an assumption to the catalogue, the catalogue's too.",
    "document",
    options=("document", "catalogue"),
)


def ranged(question: Question, options: Options) -> Question:
    """The question with the ranges that are asked for."""
    return with_catalogue_ranges(question) if options["ranges"] == "catalogue" else question


def uncertainty_answer(question: Question, options: Options, seconds: float | None = MOST_SECONDS) -> dict[str, Any]:
    """What each scenario costs over all cases."""
    question = ranged(question, options)
    plain = answer(question)
    found = cases_of(plain, path="document.uncertainty.draws", seconds=seconds)
    return {
        "currency": question.market.catalogue.currency,
        "cases": found.cases,
        "seed": (question.uncertainty or DEFAULT).seed,
        "ranges": len(uncertain_inputs(question)),
        "left_out": left_out(question),
        "scenarios": [
            {
                "name": scenario.scenario.name,
                "tco_per_desktop_year": money_text(scenario.figures.tco_per_desktop_year) if scenario.figures else None,
                "uncertainty": uncertainty_document(spread),
            }
            for scenario, spread in zip(plain.scenarios, found.spreads, strict=True)
        ],
    }


def tornado_answer(question: Question, options: Options) -> dict[str, Any]:
    """What each input with a range makes of one scenario's cost, or of its difference to another's."""
    question = ranged(question, options)
    scenario = place_of(question, options["scenario"], "scenario")
    against = place_of(question, options["against"], "against") if options["against"] else None
    if against == scenario:
        raise Faults([Fault("against", holds(options["against"]), "may hold the name of another scenario")])
    found = tornado_of(question, scenario, against)
    if isnan(found.typical):
        words = "cannot be priced, or no desktop stands; may hold a scenario that has a cost for a desktop"
        raise Faults([Fault("scenario", holds(options["scenario"]), words)])
    return {
        "currency": question.market.catalogue.currency,
        "scenario": options["scenario"],
        "against": options["against"] or None,
        "typical": _money(found.typical),
        "swings": [_swing(swing) for swing in found.swings],
    }


def _swing(swing: Swing) -> dict[str, Any]:
    given = swing.input
    return {
        "input": given.name,
        "path": given.path,
        "label": given.label,
        "unit": given.unit,
        "low": _number(given.low),
        "typical": _number(given.typical),
        "high": _number(given.high),
        "at_low": _money(swing.at_low),
        "at_high": _money(swing.at_high),
    }


def _money(amount: float) -> str | None:
    return money_text(int(cents_half_up(np.array(amount))))


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


UNCERTAINTY = Analysis(
    "uncertainty",
    "What each scenario costs over many cases of the ranges, and how often it is the cheapest.",
    {"ranges": RANGES},
    uncertainty_answer,
    uncertainty_table,
)
TORNADO = Analysis(
    "tornado",
    "What each input with a range makes of a scenario's cost, at its low and at its high, all others as typical.",
    {
        "scenario": Field("text", "The name of the scenario.", maximum=200),
        "against": Field(
            "text", "The name of a scenario whose cost is taken off; none where not said.", "", maximum=200
        ),
        "ranges": RANGES,
    },
    tornado_answer,
    tornado_table,
)
SURE = (UNCERTAINTY, TORNADO)
