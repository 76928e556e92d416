"""That nothing of an own price list holds on a day of a comparison, which is easily overlooked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from .catalogue.history import find_change, read_known_terms
from .engine.document import Question
from .engine.list_terms import ListTerm
from .market import PriceList, price_lists, read_terms
from .own_list import find_newest_day, list_sayings


class IdleDay(NamedTuple):
    """A day on which nothing holds, and the next on which something begins; None: none does."""

    day: date
    first_from: date | None


class IdleList(NamedTuple):
    """How many prices and terms a list says itself, the days on which none of them holds, and the
    first on which the newest does.
    """

    prices: int
    terms: int
    days: list[IdleDay]
    newest: date

    def tell(self) -> Iterator[str]:
        """In a sentence a day.

        >>> days = [IdleDay(date(2026, 10, 14), date(2026, 12, 1))]
        >>> next(IdleList(1, 0, days, date(2026, 12, 1)).tell())
        'Of the 1 price of this list none holds on 2026-10-14; the first from 2026-12-01.'
        """
        counts = ((self.prices, "price"), (self.terms, "term"))
        counted = [f"{n:,} {one}{'' if n == 1 else 's'}" for n, one in counts if n]
        for day, first_from in self.days:
            then = "all have ended" if first_from is None else f"the first from {first_from}"
            yield f"Of the {' and '.join(counted)} of this list none holds on {day}; {then}."


def find_own_list(question: Question) -> PriceList | None:
    """The own list that prices a comparison; None of any other."""
    if not question.market.catalogue.change:
        return None
    return next((row for row in price_lists() if row.id == question.price_list and row.base), None)


def find_idle(question: Question) -> IdleList | None:
    """None where something of the list holds on each day, or that is no own one."""
    if find_own_list(question) is None:
        return None
    catalogue = question.market.catalogue
    said = list_sayings(catalogue, _read_terms(question))
    days = dict.fromkeys([question.price_date, *(each.market.day for each in question.scenarios)])
    idle = [day for day in days if not said.holds_on(catalogue, day)]
    newest = find_newest_day(catalogue, said.terms)
    if newest is None or not idle:
        return None
    starts = sorted(said.days)
    found = [IdleDay(day, next((each for each in starts if each > day), None)) for day in idle]
    return IdleList(len(said.prices), len(said.terms), found, newest)


def write_idle(question: Question) -> dict[str, Any]:
    """As an answer says it; nothing of a comparison of which it is not so."""
    found = find_idle(question)
    if found is None:
        return {}
    days = [
        {"day": str(day), "first_from": None if first is None else str(first)}
        for day, first in found.days
    ]
    counts = {"prices": found.prices, "terms": found.terms}
    return {"idle_list": {**counts, "days": days, "message": " ".join(found.tell())}}


def _read_terms(question: Question) -> list[ListTerm]:
    """As they were known when the comparison says."""
    if question.known_on and (change := find_change(question.known_on)):
        return read_known_terms(question.price_list, change)
    return read_terms(question.price_list)
