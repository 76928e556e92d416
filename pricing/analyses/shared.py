"""What several analyses read of a question and write of their answers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from ..engine.analysis.bounds import BoundedInput
from ..engine.analysis.opened import take_catalogue_ranges
from ..engine.answer import answer
from ..engine.answer_document import money_text
from ..engine.document import Question
from ..engine.exact import Floats, cents_half_up
from ..engine.faults import Faults, holds, make_fault, name_hint
from ..engine.fields import Field
from .analysis import Options
from .schemas import NUMBER, TEXT, Schema, described, list_of, object_of


def find_scenario(question: Question, name: str, path: str) -> int:
    """The place of a scenario by its name. Raises `Faults` at the path, with the nearest name."""
    names = [scenario.name for scenario in question.scenarios]
    if name not in names:
        hint = name_hint(name, names)
        raise Faults([make_fault(path, holds(name), "may hold the name of a scenario", hint)])
    return names.index(name)


def left_out_scenarios(question: Question) -> list[dict[str, Any]]:
    """The scenarios that can't be the cheapest, each with its first finding.

    Raises `Faults` where a total is too large to state.
    """
    return [
        {
            "scenario": each.scenario.name,
            "reason": next(words for f, words in each.findings if f.kind != "unused"),
        }
        for each in answer(question).scenarios
        if not each.compliant
    ]


def document_of_input(bounded_input: BoundedInput) -> dict[str, Any]:
    """An input by its name, with the value that it has now."""
    given = bounded_input.input
    return {
        "input": given.name,
        "label": given.label,
        "unit": given.unit,
        "now": write_number(given.typical),
    }


def document_of_axis(bounded_input: BoundedInput) -> dict[str, Any]:
    """An input, and between which values it moves."""
    return {
        **document_of_input(bounded_input),
        "from": write_number(bounded_input.low),
        "to": write_number(bounded_input.high),
    }


def name_alone(question: Question, places: Sequence[int]) -> str | None:
    """Who stands out alone; None where nobody does, or several tie."""
    if len(places) == 1:
        return question.scenarios[places[0]].name
    return None


def names_tied(question: Question, places: Sequence[int]) -> list[str]:
    """Who ties; nobody where one stands out alone."""
    if len(places) > 1:
        return [question.scenarios[place].name for place in places]
    return []


def write_number(value: Decimal | None) -> str | None:
    """A number as text, which keeps every digit."""
    if value is None:
        return None
    return f"{value:f}"


def write_moneys(amounts: Floats) -> list[str | None]:
    """Amounts as text in cents, half up; None for what is not a number."""
    return [
        None if np.isnan(cents) else money_text(int(cents))
        for cents in cents_half_up(amounts).tolist()
    ]


RANGES = Field(
    "choice",
    (
        "Which ranges count: the document's own, or where it leaves an assumption to the "
        "catalogue, the catalogue's too."
    ),
    "document",
    options=("document", "catalogue"),
)


def with_ranges(question: Question, options: Options) -> Question:
    """The question with the ranges that are asked for."""
    if options["ranges"] == "catalogue":
        return take_catalogue_ranges(question)
    return question


TURN: Schema = {
    "enum": ["tie", "jump"],
    "description": "Whether the two totals are equal within a cent there, or jump past each other.",
}
INPUT_SCHEMA = {
    "input": described(
        TEXT,
        "Its name, as requests may give it: an assumption's, annual_growth, seats, "
        "rate:<currency>, price:<scheme>, "
        "net:<scheme> of a quoted price, own:<scenario's place>:<line>, or fleet.<place>.<field>.",
    ),
    "label": TEXT,
    "unit": TEXT,
    "now": NUMBER,
}
TIED = described(
    list_of(TEXT), "The scenarios that tie, to the cent; empty where one is cheapest alone."
)
AXIS = object_of(**INPUT_SCHEMA, **{"from": NUMBER, "to": NUMBER})
