"""The straight line: document -> catalogue -> engine -> answer. Every door prices here."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from .cases import cases_of, count_cases
from .catalogue.beginning import tell_nothing_known
from .catalogue.change_numbers import find_number
from .catalogue.history import find_change, read_known
from .engine.answer import Answer, answer
from .engine.answer_document import answer_document
from .engine.document import Question
from .engine.faults import Fault, Faults, holds, make_fault, name_hint
from .engine.json_text import MAXIMUM_BYTES
from .engine.market import Catalogue
from .engine.read_question import FindCatalogue, parse
from .engine.work import MOST_AMOUNTS, expect
from .idle_list import write_idle
from .market import UnknownPriceList, catalogue, price_lists
from .models import CatalogueChange
from .other_files import read_comparison
from .slips import write_slips


def compare(value: Any) -> Answer:
    """Prices a comparison document given as plain values.

    Raises `Faults` where it cannot be priced.
    """
    return answer(question_of(value))


def question_of(value: Any) -> Question:
    """The question that a document given as plain values asks. Raises `Faults` with all of them."""
    question = parse(value, make_finder(value))
    number = find_number(question.market.catalogue)
    return replace(question, catalogue_change=number)


def faults_of(value: Any) -> list[Fault]:
    """Every fault of a comparison document that is found before it is priced."""
    try:
        parse(value, make_finder(value))
    except Faults as found:
        return found.faults
    return []


def compare_json(data: bytes) -> Answer:
    """Prices a comparison document given as JSON, numbers kept as they are written.

    Raises `Faults`, with `is_json` false where it is no JSON at all.
    """
    question = question_of(read_document(data))
    if question.uncertainty is not None:
        expect(count_cases(question, question.uncertainty.draws))
    return answer(question)


def read_document(data: bytes) -> Any:
    """The plain value of a document of at most 1 MiB.

    Whoever reads need read no more than a byte above it.
    """
    if len(data) > MAXIMUM_BYTES:
        raise Faults([too_large()])
    return read_comparison(data)


def too_large() -> Fault:
    """The fault of a document above the limit, in the same words at every door."""
    return Fault(
        "", f"more than {MAXIMUM_BYTES:,} bytes", f"may hold up to {MAXIMUM_BYTES:,} bytes (1 MiB)"
    )


def answer_json(answer: Answer, most_amounts: int | None = MOST_AMOUNTS) -> str:
    """The answer document in one line of ASCII: the same bytes at every door.

    Where the document asks for `uncertainty`, its cases are made. Raises `Faults` where they
    take more amounts than that; None sets no limit.
    """
    if answer.question.uncertainty is None:
        uncertain = None
    else:
        uncertain = cases_of(answer, most_amounts=most_amounts)
    idle = write_idle(answer.question) | write_slips(answer.question)
    return json.dumps(answer_document(answer, uncertain) | idle, allow_nan=False)


def make_finder(value: Any) -> FindCatalogue:
    """Finds catalogues as they were known when a document says, now where it says nothing."""
    known_on = isinstance(value, dict) and value.get("known_on")

    def find(price_list: str) -> Catalogue | None:
        """From the database; a document with its own catalogue never comes here."""
        if known_on and isinstance(known_on, str):
            return read_known(price_list, _find_change(known_on.strip()))
        try:
            return catalogue(price_list)
        except UnknownPriceList:
            hint = name_hint(price_list, [each.id for each in price_lists()])
            words = "there is no such price list"
            fault = make_fault("price_list", holds(price_list), words, hint)
            raise Faults([fault]) from None

    return find


def _find_change(known_on: str) -> CatalogueChange:
    try:
        change = find_change(known_on)
    except ValueError as error:
        raise Faults([Fault("known_on", holds(known_on), str(error))]) from None
    if change is None:
        raise Faults([Fault("known_on", holds(known_on), tell_nothing_known())])
    return change
