"""A question beyond the plain comparison, for API and command alike.

A document and options in, JSON values out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..engine.answer_document import write_change
from ..engine.document import Question
from ..engine.faults import Fault, Faults, make_fault, name_hint, shown_name
from ..engine.fields import REQUIRED, Field
from ..engine.reading import Reader
from .schemas import Schema

DOCUMENT = "document"
Options = Mapping[str, Any]


@dataclass(frozen=True)
class Analysis:
    """One question: its name in addresses and commands, what it may be told, and what answers it.

    `answer` makes JSON values of a question and its options, which `schema` describes; `write`
    makes of these a text for people.
    """

    name: str
    summary: str
    options: Mapping[str, Field]
    answer: Callable[[Question, Options], dict[str, Any]]
    write: Callable[[dict[str, Any]], str]
    schema: Schema


def answer_analysis(analysis: Analysis, question: Question, options: Options) -> dict[str, Any]:
    """Its answer, and the change of the catalogue that it was priced with."""
    return analysis.answer(question, options) | write_change(question)


def read_options(analysis: Analysis, given: Mapping[str, Any]) -> dict[str, Any]:
    """Every option with its value or its default. Raises `Faults` with all that is wrong."""
    reader = Reader()
    values = {name: field.default for name, field in analysis.options.items()}
    for name, value in given.items():
        field = analysis.options.get(name)
        if field is None:
            hint = name_hint(name, [DOCUMENT, *analysis.options])
            reader.note(make_fault(shown_name(name), "", "is not known", hint))
        elif value is not None or field.default is not None:
            values[name] = getattr(reader, field.kind)(value, name, field)
    for name, field in analysis.options.items():
        if field.default is REQUIRED and name not in given:
            reader.note(Fault(name, "", "is missing"))
    if reader.faults:
        raise Faults(reader.faults)
    return values
