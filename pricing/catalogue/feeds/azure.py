"""Azure Retail Prices: pages of items, each a price of a meter since a day.

Plans of an item's `savingsPlan` are prices of their own, of type SavingsPlan and with their `term`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from pricing.catalogue.files import MOST_FOUND, CatalogueFaults, FileFault
from pricing.engine.faults import holds, shown_name

from .lines import FeedLine, name_fault, read_json, refuse, write_fields
from .origins import Origin
from .rules import Rule, Sieve

NAME = "Azure Retail Prices"
PLANS, PLAN = "savingsPlan", "SavingsPlan"
# Fields that an item may lack, and that every feed of them is taken to have.
OPTIONAL = frozenset({"reservationTerm", "term", "effectiveEndDate", "armSkuName"})
_ADDRESS = "https://prices.azure.com/api/retail/prices?%24filter=meterId%20eq%20%27{}%27"
_NEEDED = ("meterId", "unitOfMeasure", "currencyCode", "retailPrice", "effectiveStartDate")


class _Taken(NamedTuple):
    """The prices of an item that rules take, as fields."""

    prices: list[tuple[dict[str, str], tuple[Rule, ...]]]


def list_lines(origin: Origin, sieve: Sieve) -> Iterator[FeedLine]:
    """The prices that rules take, page by page. Raises `CatalogueFaults`."""
    sieve.names |= OPTIONAL

    def sift(given: dict[str, Any]) -> Any:
        """Nothing else of a page is kept than what rules take."""
        if "meterId" not in given:
            return given
        prices = [(fields, sieve.find_takers(fields)) for fields in _list_prices(given)]
        return _Taken([each for each in prices if each[1]])

    name, text = origin.read_first()
    while True:
        pages = read_json(name, text, sift)
        if not isinstance(pages, list):
            pages = [pages]
        link = ""
        for number, page in enumerate(pages, start=1):
            place = name if len(pages) == 1 else f"{name}, page {number}"
            if number > 1 and not link:
                raise refuse(place, "stands behind the last page, which has no NextPageLink")
            link = _check_page(place, page)
            yield from _read_page(place, page)
        if not link:
            return
        name, text = origin.follow(name, link)


def _check_page(place: str, page: Any) -> str:
    """The link to the next page, "" of the last. Raises `CatalogueFaults`."""
    if not isinstance(page, dict) or not isinstance(page.get("Items"), list):
        raise refuse(place, "may hold a page of Azure Retail Prices, an object with Items")
    count, found = page.get("Count"), len(page["Items"])
    if count is not None and count != str(found):
        words = f"is half a page: its items are {found:,}"
        raise CatalogueFaults([name_fault(place, "Count", count, words)])
    link = page.get("NextPageLink")
    if link in (None, ""):
        return ""
    if not isinstance(link, str) or not link.startswith("https://"):
        raise CatalogueFaults([name_fault(place, "NextPageLink", link, "may hold an address")])
    if not found:
        words = "leads on from a page without items"
        raise CatalogueFaults([name_fault(place, "NextPageLink", link, words)])
    return link


def _read_page(place: str, page: Mapping[str, Any]) -> Iterator[FeedLine]:
    faults: list[FileFault] = []
    for number, item in enumerate(page["Items"], start=1):
        if len(faults) >= MOST_FOUND:
            break
        if not isinstance(item, _Taken):
            words = "may hold an object with meterId and retailPrice"
            faults.append(FileFault(f"{place}, item {number}", 0, "", holds(item), words))
            continue
        for fields, rules in item.prices:
            where = f"{place}, item {number} (meter {shown_name(fields.get('meterId', ''))})"
            lacking = [field for field in _NEEDED if not fields.get(field)]
            faults += [name_fault(where, field, None, "may not be empty") for field in lacking]
            if not lacking:
                yield _make_line(where, fields, rules)
    if faults:
        raise CatalogueFaults(faults)


def _list_prices(item: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """An item's own price, and those of its savings plans."""
    fields = write_fields(item)
    yield fields
    plans = item.get(PLANS)
    for plan in plans if isinstance(plans, list) else ():
        if isinstance(plan, dict):
            of_plan = {"retailPrice": "", "term": "", **write_fields(plan)}
            yield {**fields, "type": PLAN, **of_plan}


def _make_line(place: str, fields: Mapping[str, str], rules: tuple[Rule, ...]) -> FeedLine:
    meter = fields["meterId"]
    parts = [meter, fields.get("reservationTerm", "")]
    if fields.get("type") == PLAN:
        parts += ["savings plan", fields["term"]]
    feed_id = " ".join(filter(None, parts))
    return FeedLine(
        place,
        rules,
        feed_id,
        feed_id,
        fields["unitOfMeasure"],
        fields["currencyCode"],
        fields["retailPrice"],
        fields.get("tierMinimumUnits") or "0",
        fields["effectiveStartDate"],
        fields.get("effectiveEndDate", ""),
        f"{NAME}, meter {feed_id}",
        _ADDRESS.format(quote(meter, safe="", errors="replace")),
    )
