"""That nothing of an own list holds on the day of a comparison, and a day on which it does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from calculator import formats
from calculator.question import address
from calculator.question.state import State
from pricing.catalogue.history import find_change, read_known_terms
from pricing.engine.document import Question
from pricing.engine.list_terms import ListTerm
from pricing.market import PriceList, price_lists, read_terms
from pricing.own_list import Sayings, list_sayings

PRICE_DATE = "price_date"


class Idle(NamedTuple):
    """In a sentence a day, and where everything of the list holds: that day in words, and the query
    string; "" of what no address holds.
    """

    sentences: list[str]
    day: str
    query: str


def find_own_list(price_list: str | None) -> PriceList | None:
    """The own list of that id; None of any other."""
    return next((row for row in price_lists() if row.id == price_list and row.base), None)


def name_own_list(question: Question) -> str:
    """What an own list is called whose prices a comparison has; "" of any other."""
    own = find_own_list(question.price_list)
    return own.name if own else ""


def tell_idle(state: State) -> Idle | None:
    """Of a state with an answer; None where something of its list holds, or that is no own one."""
    if state.answer is None or name_own_list(state.answer.question) == "":
        return None
    question = state.answer.question
    catalogue = question.market.catalogue
    said = list_sayings(catalogue, _read_terms(question))
    days = dict.fromkeys([question.price_date, *(each.market.day for each in question.scenarios)])
    idle = [day for day in days if not said.holds_on(catalogue, day)]
    if said.newest is None or not idle:
        return None
    query = ""
    if state.preset and question.price_date in idle:
        leaves = [leaf for leaf in state.leaves if leaf[0] != PRICE_DATE]
        query = address.query([*leaves, (PRICE_DATE, said.newest.isoformat())], preset=state.preset)
    return Idle([*_tell_days(said, idle)], formats.day(said.newest), query)


def _read_terms(question: Question) -> list[ListTerm]:
    """As they were known when the comparison says."""
    if question.known_on and (change := find_change(question.known_on)):
        return read_known_terms(question.price_list, change)
    return read_terms(question.price_list)


def _tell_days(said: Sayings, idle: list[date]) -> Iterator[str]:
    counted = [
        formats.count(number, one)
        for number, one in ((len(said.prices), "price"), (len(said.terms), "term"))
        if number
    ]
    for day in idle:
        coming = [each for each in said.days if each > day]
        then = "all have ended"
        if coming:
            then = f"the first from {formats.day(min(coming))}"
        yield (
            f"Of the {' and '.join(counted)} of this list none holds on {formats.day(day)}; {then}."
        )
