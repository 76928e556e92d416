"""Two versions side by side: each scenario's totals, and why they differ."""

from __future__ import annotations

from typing import NamedTuple

from calculator import formats
from pricing.engine.analysis.bridge import bridge
from pricing.engine.analysis.effects import Side
from pricing.engine.answer import Answer
from quotes.models import ComparisonVersion
from quotes.versions import price_version

MOST_EFFECTS = 12  # of a scenario


class Pair(NamedTuple):
    """A scenario of both versions, or of one; `effects` are why it costs more or less."""

    name: str
    left: str
    right: str
    difference: str
    effects: list[tuple[str, str]]
    more: int


class Beside(NamedTuple):
    """Both versions, with what is to be said before the table."""

    left: str
    right: str
    note: str
    pairs: list[Pair]


def compare_versions(left: ComparisonVersion, right: ComparisonVersion) -> Beside:
    """The scenarios of two versions, matched by name, as they were kept."""
    before, after = price_version(left), price_version(right)
    places = {name: place for place, name in enumerate(_list_names(after))}
    names = _list_names(before)
    pairs = [
        _pair(name, before, place, after, places.get(name)) for place, name in enumerate(names)
    ]
    pairs += [
        _pair(name, before, None, after, place)
        for name, place in places.items()
        if name not in names
    ]
    note = ""
    if not _are_alike(before, after):
        note = "They are of other desktops, years or currencies: their totals alone are compared."
    return Beside(str(left), str(right), note, pairs)


def _list_names(found: Answer) -> list[str]:
    return [each.scenario.name for each in found.scenarios]


def _are_alike(before: Answer, after: Answer) -> bool:
    """Whether the bridge leads from one to the other."""
    left, right = before.question, after.question
    return (left.fleet, left.horizon_years, before.currency) == (
        right.fleet,
        right.horizon_years,
        after.currency,
    )


def _pair(name: str, before: Answer, left: int | None, after: Answer, right: int | None) -> Pair:
    totals = [_find_total(before, left), _find_total(after, right)]
    if left is None or right is None or None in totals:
        return Pair(name, *map(formats.money, totals), formats.NOTHING, [], 0)
    difference = formats.difference(totals[1] - totals[0])
    effects = []
    if _are_alike(before, after):
        effects = bridge(Side(before, left), Side(after, right)).effects
    shown = [(each.label, formats.difference(each.cents)) for each in effects[:MOST_EFFECTS]]
    return Pair(name, *map(formats.money, totals), difference, shown, len(effects) - len(shown))


def _find_total(found: Answer, place: int | None) -> int | None:
    if place is None or found.scenarios[place].figures is None:
        return None
    return found.scenarios[place].figures.tco
