"""What a feed says beside what an own list says already: anew, again, or older than that."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pricing.catalogue.changing import Row, read_stored
from pricing.catalogue.rows import CONFIRMED, write_cell
from pricing.models import Price

from .mapping import Feed

# What a feed says of a price; who said so and when it was read may differ.
SAID = ("amount", "tiers", "state", "feed", "feed_id", "feed_rule")
Said = tuple[str, ...]


class Listed(NamedTuple):
    """The own prices of a list, by scheme and day."""

    prices: Mapping[str, Mapping[date, Price]]

    @classmethod
    def read(cls, price_list: str) -> Listed:
        """Those of a list, of each scheme in the order of their days."""
        found: dict[str, dict[date, Price]] = defaultdict(dict)
        for price in Price.objects.filter(price_list=price_list).order_by("scheme", "valid_from"):
            found[price.scheme_id][price.valid_from] = price
        return cls(found)

    def list_of_feed(self, feed: str) -> dict[str, Price]:
        """The last price of each scheme, of those whose last price that feed said."""
        last = {scheme: [*prices.values()][-1] for scheme, prices in self.prices.items()}
        return {
            scheme: price
            for scheme, price in last.items()
            if price.feed == feed and price.amount is not None
        }


def find_newer(rows: Sequence[Row], listed: Listed, feed: Feed) -> Iterator[str]:
    """Where the price in force is another than the feed's, for the list has a newer one."""
    last: dict[str, Row] = {}
    for row in rows:
        if row.values["valid_from"] <= feed.fetched_on:
            last[row.values["scheme"]] = row
    for scheme, row in last.items():
        days = [
            day
            for day in listed.prices.get(scheme, ())
            if row.values["valid_from"] < day <= feed.fetched_on
        ]
        if days and _tell(listed.prices[scheme][days[-1]]) != _tell(row):
            yield _tell_newer(listed.prices[scheme][days[-1]], row)


def _tell_newer(price: Price, row: Row) -> str:
    held = "no longer sold"
    if price.amount is not None:
        held = f"{price.amount:f}"
    feeds = f"{row.values['amount']:f} since {row.values['valid_from']}"
    return f"{price.scheme_id}: {held} since {price.valid_from}; the feed has {feeds}"


def leave_out_what_stands(rows: Sequence[Row], listed: Listed) -> tuple[list[Row], int]:
    """The rows that say something new, and how many do not: a price that holds already is none,
    one that comes back is.
    """
    said: dict[str, dict[date, Said]] = {
        scheme: {day: _tell(price) for day, price in prices.items()}
        for scheme, prices in listed.prices.items()
    }
    new = []
    for row in rows:
        of_scheme = said.setdefault(row.values["scheme"], {})
        days = sorted(of_scheme)
        before = bisect_right(days, row.values["valid_from"])
        if before and of_scheme[days[before - 1]] == _tell(row):
            continue
        of_scheme[row.values["valid_from"]] = _tell(row)
        new.append(row)
    return new, len(rows) - len(new)


def confirm(rows: Sequence[Row], listed: Listed, day: date) -> Iterator[Row]:
    """The prices in force that the feed says as the list has them, as found again on that day;
    none that somebody looked at that day or later.
    """
    in_force = {row.values["scheme"]: row for row in rows if row.values["valid_from"] <= day}
    for scheme, row in in_force.items():
        days = [each for each in listed.prices.get(scheme, ()) if each <= day]
        if not days:
            continue
        price = listed.prices[scheme][days[-1]]
        if _tell(price) == _tell(row) and _is_older(price, day):
            stored = read_stored(price)
            yield stored._replace(values={**stored.values, CONFIRMED: day})


def _is_older(price: Price, day: date) -> bool:
    """Whether nobody has looked at its source since a day."""
    return max(filter(None, (price.valid_from, price.fetched_on, price.confirmed_on))) < day


def _tell(given: Row | Price) -> Said:
    """What a price says, as it is compared."""
    row = given if isinstance(given, Row) else read_stored(given)
    return tuple(write_cell(row.kind.fields[column], column, row.values[column]) for column in SAID)
