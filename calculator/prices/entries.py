"""Every scheme of a catalogue on one day, ready to be listed: made once a day that is asked for, then filtered.

Cells are joined here and escaped once, as those of the results are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any

from pricing.engine.findings import token_words
from pricing.engine.market import Catalogue, Price, Scheme
from pricing.engine.words import CONFIDENCES, METRICS, ROLES

from .. import formats
from .asked import Asked
from .history import next_change, price_since
from .words import for_one, paid, paid_in_full, per, short_day, sold_in, sure, unit_price

NEVER = "no price has been found; never counted as free"
FAR = 10**9


@dataclass(frozen=True, slots=True)
class Entry:
    """A scheme on one day. `price` is in force or, where it is not on sale, the one that is told."""

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
    html: str = field(repr=False)

    def key(self, name: str) -> Any:
        """What the row is sorted by in a column; None where it has nothing there."""
        scheme = self.scheme
        return {
            "name": scheme.name.casefold(),
            "vendor": scheme.vendor.casefold(),
            "price": self.amount,
            "metric": METRICS.index(scheme.metric),
            "paid": (scheme.charge, scheme.period, scheme.maintenance_rate),
            "since": self.since,
            "change": self.change.valid_from if self.change else None,
            "confidence": CONFIDENCES.index(self.confidence) if self.confidence else None,
        }[name]


@lru_cache(maxsize=12)
def entries_of(catalogue: Catalogue, day: date) -> list[Entry]:
    """Every scheme by name. A catalogue that has changed is another one, so nothing old is kept for an answer."""
    of_day = Asked({"price_date": day.isoformat(), "price_list": catalogue.price_list}).of_day
    made = [_entry(catalogue, scheme, day, of_day) for scheme in catalogue.schemes.values()]
    return sorted(made, key=lambda entry: (entry.scheme.name.casefold(), entry.scheme.id))


def _entry(catalogue: Catalogue, scheme: Scheme, day: date, of_day: str) -> Entry:
    rows = catalogue.prices.get(scheme.id, [])
    place = bisect_right(rows, day, key=lambda row: row.valid_from) - 1
    is_on_sale = place >= 0 and rows[place].amount is not None
    price, status, days_away = (rows[place], "", 0) if is_on_sale else _not_on_sale(catalogue, scheme, rows, day)
    amount = unit_price(scheme, price.amount) if price and price.amount is not None and is_on_sale else None
    since = price_since(rows, place) if is_on_sale else None
    change = next_change(rows, place) if is_on_sale else None
    confidence = price.confidence if price else ""
    link = f'<a href="/prices/{scheme.id}/{escape(of_day)}"><b>{escape(scheme.product)}</b>'
    link += f" {escape(scheme.edition)}</a>" if scheme.edition else "</a>"
    cells = [f'<th scope="row">{link}</th><td class="vendor">{escape(scheme.vendor)}</td>']
    if amount is not None:
        assert since is not None
        pad = f'<i class="p{2 - _beyond(amount)}"></i>' if _beyond(amount) < 2 else ""
        one = for_one(scheme)
        packs = sold_in(scheme, price)
        cells.append(
            f'<td class="amount">{formats.decimal(amount)}{pad}</td><td class="one">{one}</td>'
            f'<td class="paid">{paid(scheme)}</td><td class="{"pack" if packs != "1" else "single"}">{packs}</td>'
            f'<td class="since">{short_day(since)}</td><td class="change">{change_words(scheme, change)}</td>'
        )
    else:
        cells.append(
            f'<td class="amount none">{formats.NOTHING}</td><td class="one">{for_one(scheme)}</td>'
            f'<td class="status" colspan="4">{_status_markup(catalogue, scheme, status, of_day)}</td>'
        )
    cells.append(f'<td class="sure">{sure(confidence) if confidence else formats.NOTHING}</td>')
    html = f"<tr{'' if is_on_sale else ' class=off'}>{''.join(cells)}</tr>\n"
    text = _search_text(scheme)
    return Entry(scheme, price, is_on_sale, amount, since, change, status, days_away, confidence, text, html)


def _beyond(amount: Decimal) -> int:
    """Decimals beyond cents as they are shown, up to two."""
    return min(2, len(formats.decimal(amount).partition(".")[2]) - 2)


def change_words(scheme: Scheme, change: Price | None, day: Callable[[date], str] = short_day) -> str:
    """What happens next to a price."""
    if change is None:
        return "none known"
    if change.amount is None:
        return f"ends {day(change.valid_from)}"
    return f"{formats.decimal(unit_price(scheme, change.amount))} from {day(change.valid_from)}"


def _not_on_sale(catalogue: Catalogue, scheme: Scheme, rows: list[Price], day: date) -> tuple[Price | None, str, int]:
    """The row that tells why, in words, and how many days away the nearest day of sale is."""
    ended = next((row for row in reversed(rows) if row.valid_from <= day), None)
    later = next((row for row in rows if row.valid_from > day and row.amount is not None), None)
    away = [abs((row.valid_from - day).days) for row in (ended, later) if row]
    if later is not None and later.amount is not None:
        offer = f"{formats.decimal(unit_price(scheme, later.amount))} {paid(scheme)}"
        when = short_day(later.valid_from)
        if ended is None:
            return later, f"not on sale before {when}, then {offer}", min(away)
        return ended, f"ended {short_day(ended.valid_from)}; again from {when} at {offer}", min(away)
    if ended is not None:
        return ended, f"ended {short_day(ended.valid_from)}{_followed(catalogue, scheme)}", min(away)
    return None, NEVER, FAR


def _followed(catalogue: Catalogue, scheme: Scheme) -> str:
    successor = catalogue.schemes.get(scheme.successor)
    return f"; {successor.name} follows" if successor else ""


def _status_markup(catalogue: Catalogue, scheme: Scheme, status: str, of_day: str) -> str:
    """The status, with the successor as a link."""
    successor = catalogue.schemes.get(scheme.successor)
    said = escape(status)
    if successor is None or not status.endswith(" follows"):
        return said
    name = escape(successor.name)
    link = f'<a href="/prices/{successor.id}/{escape(of_day)}">{name}</a>'
    return said.replace(f"; {name} follows", f"; {link} follows")


@lru_cache(maxsize=2048)
def _search_text(scheme: Scheme) -> str:
    """All that a search looks at: name, vendor, id, role, what it needs and brings."""
    words = [scheme.vendor, scheme.product, scheme.edition, scheme.id, ROLES[scheme.role], scheme.role]
    for token in scheme.provides:
        words += [token, token_words(token)]
    return " ".join(words).casefold()


def price_words(scheme: Scheme, price: Price | None, symbol: str) -> str:
    """What a scheme costs: "$54.00 a device a year", "$186.00 a device, once, then 29 % of it a year"."""
    if price is None or price.amount is None:
        return "not on sale"
    words = f"{symbol}{formats.decimal(unit_price(scheme, price.amount))} {per(scheme)}"
    return words if scheme.charge == "subscription" else f"{words}, {paid_in_full(scheme)}"
