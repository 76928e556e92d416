"""What today's catalogue makes of a version."""

from __future__ import annotations

import json
from typing import NamedTuple

from calculator import formats
from pricing.comparison import compare, read_document
from pricing.engine.answer import Answer
from pricing.engine.faults import Faults
from quotes.content import count_cents
from quotes.kept_catalogues import read_catalogue
from quotes.models import ComparisonVersion

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
        found = compare(read_document(version.document.encode()))
    except Faults as faults:
        return Today(f"Today's catalogue cannot price it: {faults.faults[0]}", [])
    moved = list(_list_moved(version, found))
    if not moved:
        return Today(SAME, [])
    words = "Today's catalogue makes other totals of it"
    if changed := count_changed(version, found):
        words += f": the prices of {formats.count(changed, 'scheme')} that it uses have changed"
    return Today(f"{words}.", moved)


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
    """How many schemes of its stacks have other prices than then."""
    assert version.catalogue_id is not None
    kept, now = read_catalogue(version.catalogue_id), found.question.market.catalogue
    used = {entry.scheme.id for each in found.question.scenarios for entry in each.stack}
    return sum(kept.prices.get(name) != now.prices.get(name) for name in used)
