"""Which schemes an address asks for, in which order; and the same as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from calculator.prices.asked import Asked
from calculator.prices.entries import Entry, entries_of
from pricing.engine.market import Scheme
from pricing.engine.vocabulary import ROLES
from pricing.sheets import Cell, Export, Sheet, number_cell

Keep = Callable[[Entry], bool]
FILE = (
    *(
        "scheme",
        "vendor",
        "product",
        "edition",
        "role",
        "metric",
        "charge",
        "period",
        "maintenance_rate",
    ),
    *(
        "pack",
        "minimum",
        "maximum",
        "on_sale",
        "unit_price",
        "amount",
        "currency",
        "price_list",
        "price_date",
    ),
    *(
        "price_since",
        "next_change",
        "next_amount",
        "status",
        "confidence",
        "source",
        "source_url",
        "note",
    ),
)
NUMBERS = ("maintenance_rate", "pack", "minimum", "maximum", "unit_price", "amount", "next_amount")


def rows_of(asked: Asked) -> tuple[list[Entry], list[Entry]]:
    """The schemes that are on sale, in the order asked for, and those that are not, the nearest day
    first.
    """
    found = filter_entries(asked)
    on_sale = [entry for entry in found if entry.is_on_sale and asked["sale"] != "off"]
    off_sale = [entry for entry in found if not entry.is_on_sale and asked["sale"] != "on"]
    sort = find_sort(asked)
    if sort:
        on_sale = _sort_rows(on_sale, sort.lstrip("-"), is_down=sort.startswith("-"))
    else:
        roles = list(ROLES)
        on_sale.sort(key=lambda entry: (roles.index(entry.scheme.role), entry.amount))
    off_sale.sort(key=lambda entry: entry.days_away)
    return on_sale, off_sale


def _sort_rows(rows: list[Entry], name: str, *, is_down: bool) -> list[Entry]:
    """Rows in the order of one column; those that have nothing there come last, whichever way it
    runs.
    """
    keyed = [(entry.key(name), entry) for entry in rows]
    known = sorted(
        (pair for pair in keyed if pair[0] is not None), key=lambda pair: pair[0], reverse=is_down
    )
    return [entry for _, entry in known] + [entry for key, entry in keyed if key is None]


def find_sort(asked: Asked) -> str:
    """The column that is sorted by, with a minus where it runs down; "" where rows are grouped by
    role.
    """
    if not asked["sort"] and is_one_kind(asked):
        return "price"
    return asked["sort"]


def is_one_kind(asked: Asked) -> bool:
    """Whether prices are asked for that can be compared with each other; else they are grouped by
    role.
    """
    return bool(asked["role"])


def filter_entries(asked: Asked, without: str = "") -> list[Entry]:
    """Every scheme that passes all filters but one."""
    assert asked.catalogue is not None
    assert asked.day is not None
    found = entries_of(asked.catalogue, asked.day, asked["known"])
    for keep in _list_filters(asked, without):
        found = [entry for entry in found if keep(entry)]
    return found


def _list_filters(asked: Asked, without: str) -> Iterator[Keep]:
    """The filters but one, each as a test of an entry."""
    if without != "q":
        for word in asked["q"].casefold().split():
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


def prices_export(asked: Asked) -> Export:
    """Every row that is asked for, those not on sale after all others: as the page's list, and
    whole.
    """
    on_sale, off_sale = rows_of(asked)
    rows = (_make_file_row(asked, entry) for entry in (*on_sale, *off_sale))
    name = f"deskfare-prices-{asked['price_list']}-{asked['price_date']}{asked.as_known}"
    cells = [[_make_cell(column, row[column]) for column in FILE] for row in rows]
    assert asked.day is not None
    return Export(Sheet(name, FILE, cells, "Prices"), asked.day)


def _make_cell(column: str, value: str) -> Cell:
    if column in NUMBERS:
        return number_cell(value)
    return value


def _make_file_row(asked: Asked, entry: Entry) -> dict[str, str]:
    assert asked.catalogue is not None
    assert asked.day is not None
    scheme, change = entry.scheme, entry.change
    row = {
        "scheme": scheme.id,
        "vendor": scheme.vendor,
        "product": scheme.product,
        "edition": scheme.edition,
        "role": scheme.role,
        "metric": scheme.metric,
        "charge": scheme.charge,
        **_write_times(scheme),
        "pack": str(scheme.pack),
        "minimum": str(scheme.minimum),
        "maximum": _write_number(scheme.maximum),
        "unit_price": _write_number(entry.amount),
        "currency": asked.catalogue.currency,
        "price_list": asked.catalogue.price_list,
        "price_date": asked.day.isoformat(),
        "price_since": _write_day(entry.since),
        "next_change": "",
        "next_amount": "",
        "status": entry.status,
        "confidence": entry.confidence,
        **_write_price(entry),
    }
    if change:
        row |= {
            "next_change": _write_day(change.valid_from),
            "next_amount": _write_number(change.amount),
        }
    return row


def _write_times(scheme: Scheme) -> dict[str, str]:
    """How often it is paid: what is bought for good has a rate of maintenance, a subscription a
    period.
    """
    if scheme.charge == "subscription":
        return {"period": scheme.period, "maintenance_rate": ""}
    return {"period": "", "maintenance_rate": f"{scheme.maintenance_rate:f}"}


def _write_price(entry: Entry) -> dict[str, str]:
    """The row of the list, which stands there for what is not on sale too, without its amount."""
    price = entry.price
    if price is None:
        return {"on_sale": "no", "amount": "", "source": "", "source_url": "", "note": ""}
    written = {"source": price.source, "source_url": price.source_url, "note": price.note}
    if entry.is_on_sale and price.amount is not None:
        return {"on_sale": "yes", "amount": f"{price.amount:f}", **written}
    return {"on_sale": "no", "amount": "", **written}


def _write_number(number: Decimal | int | None) -> str:
    if number is None:
        return ""
    if isinstance(number, Decimal):
        return f"{number:f}"
    return str(number)


def _write_day(day: date | None) -> str:
    if day is None:
        return ""
    return day.isoformat()
