"""What a proposal does to comparisons: their totals with its rows, and as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from calculator import formats
from calculator.kept.comparisons import list_comparisons
from pricing.catalogue.changing import Row
from pricing.catalogue.trying import make_tried_catalogue
from pricing.comparison import compare, read_document
from pricing.engine.answer import Answer, answer
from pricing.engine.faults import Faults
from pricing.engine.market import Catalogue
from pricing.engine.read_question import parse
from pricing.market import UnknownPriceList, catalogue
from pricing.models import PriceList
from pricing.presets import presets
from quotes.models import Comparison, ComparisonVersion

MOST_PRICED = 20


class TotalView(NamedTuple):
    """What a scenario of a comparison costs in all, before and after."""

    comparison: str
    scenario: str
    before: str
    after: str
    moved: str


class EffectView(NamedTuple):
    """What a proposal touches. `more`: comparisons that were not priced, for there are many."""

    totals: list[TotalView]
    presets: list[str]
    lists: list[str]
    more: int


def view_effect(price_list: str, rows: Sequence[Row], user: Any) -> EffectView:
    """The comparisons that the reader may see, presets, and the lists on top."""
    named = [each for each, document in presets().items() if document["price_list"] == price_list]
    lists = PriceList.objects.filter(base=price_list).values_list("name", flat=True)
    found = [
        (each, document)
        for each in list_comparisons(user)
        if (document := _read_latest(each)).get("price_list") == price_list
        and not document.get("known_on")
    ]
    tried = make_tried_catalogue(price_list, rows) if found else None
    totals = [
        total
        for each, document in found[:MOST_PRICED]
        for total in _list_totals(each.name, document, price_list, tried)
    ]
    return EffectView(totals, named, [*lists], max(0, len(found) - MOST_PRICED))


def _read_latest(comparison: Comparison) -> dict[str, Any]:
    version = ComparisonVersion.objects.filter(comparison=comparison).latest("number")
    document = read_document(version.document.encode())
    return document if isinstance(document, dict) else {}


def _list_totals(
    name: str, document: dict[str, Any], price_list: str, tried: Catalogue | None
) -> list[TotalView]:
    """The totals that move; all of them, where it can be priced on one side alone."""

    def find(wanted: str) -> Catalogue | None:
        if wanted == price_list:
            return tried
        try:
            return catalogue(wanted)
        except UnknownPriceList:
            return None

    before = _price(lambda: compare(document))
    after = _price(lambda: answer(parse(document, find)))
    names = [each.scenario.name for each in (before or after or _Nothing).scenarios]
    rows = zip(names, _read_totals(before, names), _read_totals(after, names), strict=True)
    return [
        TotalView(name, scenario, formats.money(old), formats.money(new), _tell_moved(old, new))
        for scenario, old, new in rows
        if old != new
    ]


class _Nothing:
    scenarios = ()


def _price(ask: Any) -> Answer | None:
    try:
        return ask()
    except Faults:
        return None


def _read_totals(found: Answer | None, names: Sequence[str]) -> list[int | None]:
    if found is None:
        return [None] * len(names)
    return [each.figures.tco if each.figures else None for each in found.scenarios]


def _tell_moved(old: int | None, new: int | None) -> str:
    if old is None or new is None:
        return ""
    return formats.difference(new - old)
