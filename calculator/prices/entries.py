"""Every scheme of a catalogue on one day, ready to be listed.

Made once a day that is asked for, then filtered.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from calculator import formats
from calculator.prices.asked import Asked
from calculator.prices.history import find_next_change, find_price_since
from calculator.prices.words import for_one, paid, paid_in_full, per, sold_in, unit_price
from pricing.engine.findings import token_words
from pricing.engine.market import Catalogue, Market, Price, Scheme
from pricing.engine.vocabulary import CONFIDENCES, METRICS, ROLES

NEVER = "no price has been found; never counted as free"
QUOTED = "sold by quotation; never counted as free"
FAR = 10**9


@dataclass(frozen=True, slots=True)
class Cells:
    """The words of a row of the list.

    Without an `amount` it says `status`, and which scheme follows.

    `pad` is the class of what stands for the decimals that the amount has not.
    """

    address: str
    is_on_sale: bool
    one: str
    confidence: str
    amount: str = ""
    pad: str = ""
    paid: str = ""
    packs: str = ""
    since: str = ""
    change: str = ""
    status: str = ""
    successor: str = ""
    successor_address: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A scheme on one day.

    `price` is in force or, where it is not on sale, the one that is told.
    """

    scheme: Scheme
    price: Price | None
    is_on_sale: bool
    amount: Decimal | None
    since: date | None
    change: Price | None
    status: str
    days_away: int
    confidence: str
    text: str = field(repr=False)
    cells: Cells = field(repr=False)

    def key(self, name: str) -> Any:
        """What the row is sorted by in a column; None where it has nothing there."""
        scheme, change, confidence = self.scheme, None, None
        if self.change:
            change = self.change.valid_from
        if self.confidence:
            confidence = CONFIDENCES.index(self.confidence)
        return {
            "name": scheme.name.casefold(),
            "vendor": scheme.vendor.casefold(),
            "price": self.amount,
            "metric": METRICS.index(scheme.metric),
            "paid": (scheme.charge, scheme.period, scheme.maintenance_rate),
            "since": self.since,
            "change": change,
            "confidence": confidence,
        }[name]


@lru_cache(maxsize=12)
def entries_of(catalogue: Catalogue, day: date, known: str = "") -> list[Entry]:
    """Every scheme by name; `known` is what the address says of when it was known so.

    A catalogue that has changed is another one, so nothing old is kept for an answer.
    """
    asked = {"price_date": day.isoformat(), "price_list": catalogue.price_list, "known": known}
    of_day = Asked(asked).of_day
    market = catalogue.on(day)
    made = [_make_entry(market, scheme, of_day) for scheme in catalogue.schemes.values()]
    return sorted(made, key=lambda entry: (entry.scheme.name.casefold(), entry.scheme.id))


def _make_entry(market: Market, scheme: Scheme, of_day: str) -> Entry:
    rows = market.list_rows(scheme.id)
    place = bisect_right(rows, market.day, key=lambda row: row.valid_from) - 1
    is_on_sale = scheme.id in market.prices
    successor = None
    if is_on_sale:
        price, status, days_away = rows[place], "", 0
    else:
        price, status, days_away, successor = _find_why_not(market, scheme, rows)
    amount = since = change = None
    if is_on_sale:
        amount = unit_price(scheme, price.amount)
        since, change = find_price_since(rows, place), find_next_change(rows, place)
    confidence = ""
    if price:
        confidence = price.confidence
    cells = Cells(f"/prices/{scheme.id}/{of_day}", is_on_sale, for_one(scheme), confidence)
    if amount is not None:
        assert since is not None
        cells = replace(
            cells,
            amount=formats.decimal(amount),
            pad=_name_pad(amount),
            paid=paid(scheme),
            packs=sold_in(scheme, price),
            since=formats.short_day(since),
            change=tell_change(scheme, change),
        )
    else:
        cells = replace(cells, status=status)
    if successor is not None:
        cells = replace(
            cells, successor=successor.name, successor_address=f"/prices/{successor.id}/{of_day}"
        )
        status = f"{status}; {successor.name} follows"
    text = _join_words(scheme)
    return Entry(
        scheme, price, is_on_sale, amount, since, change, status, days_away, confidence, text, cells
    )


def _name_pad(amount: Decimal) -> str:
    """The class of what stands for the decimals beyond cents that an amount has not, of the two
    that it may have.
    """
    beyond = len(formats.decimal(amount).partition(".")[2]) - 2
    if beyond < 2:
        return f"p{2 - beyond}"
    return ""


def tell_change(
    scheme: Scheme, change: Price | None, day: Callable[[date], str] = formats.short_day
) -> str:
    """What happens next to a price."""
    if change is None:
        return "none known"
    if change.amount is None:
        return f"ends {day(change.valid_from)}"
    return f"{formats.decimal(unit_price(scheme, change.amount))} from {day(change.valid_from)}"


def _find_why_not(
    market: Market, scheme: Scheme, rows: list[Price]
) -> tuple[Price | None, str, int, Scheme | None]:
    """The row that tells why, in words, how many days away the nearest day of sale is, and what
    followed for good.
    """
    day = market.day
    if scheme.id in market.unconverted_prices:
        words = market.when_sold(scheme.id)
        return market.unconverted_prices[scheme.id], formats.with_days(words), 0, None
    ended = next((row for row in reversed(rows) if row.valid_from <= day), None)
    later = next((row for row in rows if row.valid_from > day and row.amount is not None), None)
    away = [abs((row.valid_from - day).days) for row in (ended, later) if row]
    if market.is_quoted(scheme.id):
        return ended, QUOTED, 0, None
    if later is not None and later.amount is not None:
        offer = f"{formats.decimal(unit_price(scheme, later.amount))} {paid(scheme)}"
        when = formats.short_day(later.valid_from)
        if ended is None:
            return later, f"not on sale before {when}, then {offer}", min(away), None
        return (
            ended,
            f"ended {formats.short_day(ended.valid_from)}; again from {when} at {offer}",
            min(away),
            None,
        )
    if ended is not None:
        return (
            ended,
            f"ended {formats.short_day(ended.valid_from)}",
            min(away),
            market.catalogue.schemes.get(scheme.successor),
        )
    return None, NEVER, FAR, None


@lru_cache(maxsize=2048)
def _join_words(scheme: Scheme) -> str:
    """All that a search looks at: name, other names, vendor, id, role, what it needs and brings."""
    words = [
        scheme.vendor,
        scheme.product,
        scheme.edition,
        scheme.also_called,
        scheme.id,
        ROLES[scheme.role],
        scheme.role,
    ]
    for token in scheme.provides:
        words += [token, token_words(token)]
    return " ".join(words).casefold()


def tell_price(scheme: Scheme, price: Price | None, symbol: str) -> str:
    """What a scheme costs: "$54.00 a device a year", "$186.00 a device, once, then 29 % of it a
    year".
    """
    if price is None or price.amount is None:
        return "not on sale"
    words = f"{symbol}{formats.decimal(unit_price(scheme, price.amount))} {per(scheme)}"
    if scheme.charge == "subscription":
        return words
    return f"{words}, {paid_in_full(scheme)}"
