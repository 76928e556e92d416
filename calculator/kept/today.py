"""What today's catalogue makes of a version, and whether it would make another quote."""

from __future__ import annotations

import json
from typing import NamedTuple

from calculator import formats
from calculator.parts.known import KNOWN_ON, tell_change
from pricing.catalogue.history import find_change
from pricing.catalogue.shown import list_changes
from pricing.comparison import compare, read_document
from pricing.engine.answer import Answer
from pricing.engine.document import Entry, Question, Scenario
from pricing.engine.faults import Faults
from pricing.engine.prices import tariff_of
from pricing.market import UnknownPriceList, catalogue
from quotes.content import count_cents
from quotes.models import ComparisonVersion, Quote
from quotes.versions import read_question

SAME = "Today's catalogue makes the same of it."
OWN = "It brings its own prices, so no catalogue changes it."


class Moved(NamedTuple):
    """A scenario's total then and today."""

    name: str
    before: str
    after: str
    difference: str


class Today(NamedTuple):
    """The sentence and, where figures differ, the scenarios."""

    sentence: str
    scenarios: list[Moved]


def price_today(version: ComparisonVersion) -> Today:
    """The totals by today's catalogue beside those that were kept."""
    if version.catalogue_id is None:
        return Today(OWN, [])
    try:
        found = _price_now(version)
    except Faults as faults:
        return Today(f"Today's catalogue cannot price it: {faults.faults[0]}", [])
    moved = list(_list_moved(version, found))
    if not moved:
        return Today(SAME, [])
    words = "Today's catalogue makes other totals of it"
    if changed := count_changed(version, found):
        words += f": the prices of {formats.count(changed, 'scheme')} that it uses have changed"
    return Today(f"{words}.", moved)


def price_as_known(version: ComparisonVersion, known_on: str) -> Today:
    """The totals by what was known on a day, or at a change, beside those that were kept."""
    if version.catalogue_id is None:
        return Today(OWN, [])
    try:
        change = find_change(known_on)
        if change is None:
            return Today(f"On that day nothing was known yet.{_tell_first()}", [])
        found = compare({**read_document(version.document.encode()), KNOWN_ON: known_on})
    except ValueError as error:
        return Today(f"It {error}.", [])
    except Faults as faults:
        return Today(f"What was known then cannot price it: {faults.faults[0]}", [])
    words = f"As known on {tell_change(known_on, change)}"
    moved = list(_list_moved(version, found))
    if moved:
        return Today(words, moved)
    return Today(f"{words} It comes to the same.", [])


def _tell_first() -> str:
    """Since when anything is known."""
    first = list_changes().order_by("number").first()
    if first is None:
        return ""
    return f" The catalogue begins on {formats.day_of(first.at)}."


def _price_now(version: ComparisonVersion) -> Answer:
    """Its document by what is known now, whenever it asks to be known. Raises `Faults`."""
    document = read_document(version.document.encode())
    return compare({name: value for name, value in document.items() if name != KNOWN_ON})


def _list_moved(version: ComparisonVersion, found: Answer) -> list[Moved]:
    """The scenarios whose totals differ."""
    moved = []
    kept = json.loads(version.answer)["scenarios"]
    for before, now in zip(kept, found.scenarios, strict=True):
        then, today = _read_total(before.get("tco")), None
        if now.figures is not None:
            today = now.figures.tco
        if then != today:
            difference = ""
            if then is not None and today is not None:
                difference = formats.difference(today - then)
            moved.append(
                Moved(before["name"], formats.money(then), formats.money(today), difference)
            )
    return moved


def _read_total(text: str | None) -> int | None:
    if text is None:
        return None
    return count_cents(text)


def count_changed(version: ComparisonVersion, found: Answer) -> int:
    """How many schemes of its stacks are paid at other prices than then."""
    kept, question = read_question(version), found.question
    return len(
        {
            now.scheme.id
            for before, after in zip(kept.scenarios, question.scenarios, strict=True)
            for then, now in zip(before.stack, after.stack, strict=True)
            if _list_paid(kept, before, then) != _list_paid(question, after, now)
        }
    )


def _list_paid(question: Question, scenario: Scenario, entry: Entry) -> list[tuple[object, ...]]:
    """What a pack costs in each year, its maintenance behind it."""
    tariff = tariff_of(scenario, entry, question.horizon_years, question.price_changes)
    return [
        (each.tiers, each.rises, each.is_quoted or each.listed is not None)
        for each in (*tariff.years, *tariff.maintenance)
    ]


def makes_another(quote: Quote) -> bool:
    """Whether today's catalogue makes another total of a quote's scenario, or none: what the page
    of its version asks of all scenarios.
    """
    version = quote.version
    kept = version.catalogue
    if kept is None or _find_change(kept.price_list) == kept.change:
        return False
    try:
        found = _price_now(version)
    except Faults:
        return True
    name = found.scenarios[quote.scenario_place].scenario.name
    return name in [each.name for each in _list_moved(version, found)]


def _find_change(price_list: str) -> str:
    """The last change of a price list; "" of one that is no longer there."""
    try:
        return catalogue(price_list).change
    except UnknownPriceList:
        return ""
