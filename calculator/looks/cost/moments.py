"""The dates on which prices of a comparison changed, and what everything costs from each on.

The question stays as it is, its assumptions too; only the day of the prices moves. It costs as
many comparisons as there are dates, so the page asks for it only when a reader does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from pricing.engine.answer import Answer, answer
from pricing.engine.document import Question, Scenario
from pricing.engine.faults import Faults
from pricing.engine.market import Catalogue

FIRST, LAST = date(2006, 1, 1), date(2026, 12, 31)
MOST_DATES = 24
ONE_DAY = timedelta(days=1)


class Moment(NamedTuple):
    """One date: the schemes whose prices changed then, and what everything costs from then on."""

    day: date
    changed: list[str]
    answer: Answer


def moments_of(question: Question) -> list[Moment]:
    """The question on each of its dates.

    A date on which a total would be too large to state is left out.
    """
    changes = _find_changes(question)
    moments = []
    for day in _pick_dates(question, changes):
        market = question.market.catalogue.on(day)
        scenarios = tuple(replace(scenario, market=market) for scenario in question.scenarios)
        try:
            moments.append(
                Moment(day, changes.get(day, []), answer(replace(question, scenarios=scenarios)))
            )
        except Faults:
            continue
    return moments


def _find_changes(question: Question) -> dict[date, list[str]]:
    """By date, the schemes whose price became another one, began or ended in a stack that could be
    bought whole.
    """
    catalogue = question.market.catalogue
    changes: dict[date, list[str]] = {}
    for scenario in question.scenarios:
        for scheme in (entry.scheme for entry in scenario.stack):
            before = None
            for price in catalogue.prices.get(scheme.id, ()):
                day, now = price.valid_from, None
                if price.amount is not None:
                    now = price.amount, price.tiers, price.currency
                if now != before and FIRST <= day <= LAST and _can_matter(scenario, catalogue, day):
                    names = changes.setdefault(day, [])
                    if scheme.name not in names:
                        names.append(scheme.name)
                before = now
    return changes


def _can_matter(scenario: Scenario, catalogue: Catalogue, day: date) -> bool:
    return any(
        all(market.price(entry.scheme.id) for entry in scenario.stack)
        for market in (catalogue.on(day), catalogue.on(day - ONE_DAY))
    )


def _pick_dates(question: Question, changes: Iterable[date]) -> list[date]:
    """The comparison's own date and those nearest to it."""
    own = question.price_date
    nearest = sorted((day for day in changes if day != own), key=lambda day: abs(day - own))[
        : MOST_DATES - 1
    ]
    return sorted([own, *nearest])


def find_end(moments: Sequence[Moment]) -> date:
    """Where the lines end: with the year, or with the next one where that is near; not after what
    is known.
    """
    last = moments[-1].day
    prices = moments[-1].answer.question.market.catalogue.prices.values()
    known = max(price.valid_from for rows in prices for price in rows if price.valid_from <= LAST)
    return min(date(last.year + (last.month > 9), 12, 31), max(last, known))
