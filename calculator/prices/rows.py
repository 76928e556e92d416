"""Which schemes an address asks for, in which order; and the same as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from calculator.prices.asked import Asked
from calculator.prices.entries import Entry, entries_of
from pricing.engine.words import ROLES
from pricing.sheets import Cell, Sheet, number_cell

Keep = Callable[[Entry], bool]
FILE = (
    *("scheme", "vendor", "product", "edition", "role", "metric", "charge", "period", "maintenance_rate"),
    *("pack", "minimum", "maximum", "on_sale", "unit_price", "amount", "currency", "price_list", "price_date"),
    *("price_since", "next_change", "next_amount", "status", "confidence", "source", "source_url", "note"),
)
NUMBERS = ("maintenance_rate", "pack", "minimum", "maximum", "unit_price", "amount", "next_amount")


def rows_of(asked: Asked) -> tuple[list[Entry], list[Entry]]:
    """The schemes that are on sale, in the order asked for, and those that are not, the nearest day first."""
    assert asked.catalogue is not None
    assert asked.day is not None
    keeps = list(keeps_of(asked))
    found = [entry for entry in entries_of(asked.catalogue, asked.day) if all(keep(entry) for keep in keeps)]
    on_sale = [entry for entry in found if entry.is_on_sale and asked["sale"] != "off"]
    off_sale = [entry for entry in found if not entry.is_on_sale and asked["sale"] != "on"]
    sort = asked["sort"] or ("price" if is_one_kind(asked) else "")
    if sort:
        on_sale = _sorted(on_sale, sort.lstrip("-"), is_down=sort.startswith("-"))
    else:
        roles = list(ROLES)
        on_sale.sort(key=lambda entry: (roles.index(entry.scheme.role), entry.amount))
    off_sale.sort(key=lambda entry: entry.days_away)
    return on_sale, off_sale


def _sorted(rows: list[Entry], name: str, *, is_down: bool) -> list[Entry]:
    """Rows in the order of one column; those that have nothing there come last, whichever way it runs."""
    keyed = [(entry.key(name), entry) for entry in rows]
    known = sorted((pair for pair in keyed if pair[0] is not None), key=lambda pair: pair[0], reverse=is_down)
    return [entry for _, entry in known] + [entry for key, entry in keyed if key is None]


def is_one_kind(asked: Asked) -> bool:
    """Whether prices are asked for that can be compared with each other; else they are grouped by role."""
    return bool(asked["role"])


def keeps_of(asked: Asked, without: str = "") -> Iterator[Keep]:
    """The filters but one, each as a test of an entry."""
    for word in asked["q"].casefold().split() if without != "q" else ():
        yield lambda entry, word=word: word in entry.text
    for name in ("role", "vendor", "metric"):
        if asked[name] and name != without:
            yield lambda entry, name=name: getattr(entry.scheme, name) == asked[name]
    if asked["confidence"] and without != "confidence":
        yield lambda entry: entry.confidence == asked["confidence"]
    if asked["brings"] and without != "brings":
        yield lambda entry: asked["brings"] in entry.scheme.provides
    if asked["needs"] and without != "needs":
        yield lambda entry: asked["needs"] in entry.scheme.requires


def prices_sheet(asked: Asked) -> Sheet:
    """Every row that is asked for, those not on sale after all others: as the page's list, and whole."""
    on_sale, off_sale = rows_of(asked)
    rows = (_file_row(asked, entry) for entry in (*on_sale, *off_sale))
    name = f"deskfare-prices-{asked['price_list']}-{asked['price_date']}"
    return Sheet(name, FILE, [[_cell(column, row[column]) for column in FILE] for row in rows])


def _cell(column: str, value: str) -> Cell:
    if column in NUMBERS:
        return number_cell(value)
    return value


def _file_row(asked: Asked, entry: Entry) -> dict[str, str]:
    assert asked.catalogue is not None
    assert asked.day is not None
    scheme, price, change = entry.scheme, entry.price, entry.change
    is_sold = entry.is_on_sale and price is not None and price.amount is not None
    return {
        "scheme": scheme.id,
        "vendor": scheme.vendor,
        "product": scheme.product,
        "edition": scheme.edition,
        "role": scheme.role,
        "metric": scheme.metric,
        "charge": scheme.charge,
        "period": scheme.period if scheme.charge == "subscription" else "",
        "maintenance_rate": f"{scheme.maintenance_rate:f}" if scheme.charge == "perpetual" else "",
        "pack": str(scheme.pack),
        "minimum": str(scheme.minimum),
        "maximum": "" if scheme.maximum is None else str(scheme.maximum),
        "on_sale": "yes" if is_sold else "no",
        "unit_price": f"{entry.amount:f}" if entry.amount is not None else "",
        "amount": f"{price.amount:f}" if is_sold else "",
        "currency": asked.catalogue.currency,
        "price_list": asked.catalogue.price_list,
        "price_date": asked.day.isoformat(),
        "price_since": entry.since.isoformat() if entry.since else "",
        "next_change": change.valid_from.isoformat() if change else "",
        "next_amount": f"{change.amount:f}" if change and change.amount is not None else "",
        "status": entry.status,
        "confidence": entry.confidence,
        "source": price.source if price else "",
        "source_url": price.source_url if price else "",
        "note": price.note if price else "",
    }
