"""One row of a catalogue file: its columns, its notation, its rules.

A cell is read by the same table of fields, and judged by the same rules, as the catalogue
that a document brings itself. The admin asks here too, so that all doors agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from pricing.engine.faults import Fault, holds
from pricing.engine.fields import CONFIRMED_ON, EXCHANGE_RATE, REQUIRED, SHAPES, Field
from pricing.engine.knobs import KNOBS
from pricing.engine.market import Assumption, Scheme
from pricing.engine.number_text import either_reading, thousands_by_points, write_unmistakably
from pricing.engine.own_catalogue import CURRENCY, assumption_faults, scheme_faults
from pricing.engine.reading import Reader
from pricing.engine.signs import is_unseen

_ID = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)


class CellFault(NamedTuple):
    """What is wrong in one column of one row."""

    column: str
    holds: str
    message: str


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A kind of catalogue file: its columns, which of them make a row unique, which must be
    filled, and which a file may leave out. `settle` gives faultless values their one form.
    """

    name: str
    fields: Mapping[str, Field]
    key: tuple[str, ...]
    filled: frozenset[str]
    rules: Callable[[dict[str, Any]], Iterator[Fault]]
    left_out: frozenset[str] = frozenset()
    settle: Callable[[dict[str, Any]], dict[str, Any]] = dict


def _drop_empty(fields: Mapping[str, Field], *more: str) -> frozenset[str]:
    return frozenset(
        name for name, field in fields.items() if field.default is REQUIRED
    ) | frozenset(more)


def _check_scheme(values: dict[str, Any]) -> Iterator[Fault]:
    if not _ID.fullmatch(values["id"]):
        yield Fault("id", "", "may hold small letters, digits, - and _")
    yield from scheme_faults(Scheme(**values))


def _price_rules(values: dict[str, Any]) -> Iterator[Fault]:
    if values["amount"] is None and values["tiers"]:
        yield Fault("tiers", "", "may not stand where there is no amount")
    if values.get("state"):
        yield from _check_state(values["state"], values["amount"])


def _check_state(state: str, amount: Decimal | None) -> Iterator[Fault]:
    """Only an amount has one: an empty cell is never taken for it."""
    if (state == "amount") != (amount is not None):
        yield Fault("state", "", "may hold amount where there is an amount, and only there")


def _settle_price(values: dict[str, Any]) -> dict[str, Any]:
    """Without the states that the amount says already; a file without states has no other."""
    if values.get("state") in (AS_BASE, REVOKED):
        return values
    return values | {"state": ""}


def _check_assumption(values: dict[str, Any]) -> Iterator[Fault]:
    yield from assumption_faults(Assumption(**values))
    knob = KNOBS.get(values["name"])
    if knob is not None and knob.is_money and not values["currency"]:
        yield Fault(
            "currency",
            "",
            "may not be empty: it is money, and lists of several currencies are priced with it",
        )


def _price_list_rules(values: dict[str, Any]) -> Iterator[Fault]:
    if not _ID.fullmatch(values["id"]):
        yield Fault("id", "", "may hold small letters, digits, - and _")
    if not CURRENCY.fullmatch(values["currency"]):
        yield Fault("currency", "", "may hold a currency as USD")


def _check_exchange_rate(values: dict[str, Any]) -> Iterator[Fault]:
    for column in ("from_currency", "to_currency"):
        if not CURRENCY.fullmatch(values[column]):
            yield Fault(column, "", "may hold a currency as USD")
    if values["from_currency"] == values["to_currency"]:
        yield Fault("to_currency", "", "may hold another currency than from_currency")


_PRICE_LIST = {
    "id": Field("slug", "Its id, stable for ever, and the name of its file of prices."),
    "name": Field("text", "What people call it.", maximum=200),
    "currency": Field("text", "ISO 4217 code of all its prices.", maximum=3),
    "region": Field("text", "Where the prices hold.", maximum=200),
    "owner": Field("text", "Whose list it is.", maximum=200),
    "base": Field("slug", "The list on top of which it stands; none of a shipped one.", ""),
}
AS_BASE = "as_base"
REVOKED = "revoked"
STATES = ("amount", "not_sold", AS_BASE, REVOKED)
# What a source says in numbers.
FIGURES = ("amount", "tiers", "unit", "low", "typical", "high", "share")
CONFIRMED = "confirmed_on"
FEEDS = ("azure", "aws")
# What says that a price was read in a feed: which, what there, when, and by which rule.
FEED_COLUMNS = ("feed", "feed_id", "fetched_on", "feed_rule")
_PRICE = {
    **SHAPES["price"],
    "state": Field(
        "choice",
        "amount; not_sold; as_base: what the base of an own list says; revoked: it never was the "
        "price. Empty: by the amount.",
        "",
        options=STATES,
    ),
    "feed": Field("choice", "The feed that it was read in.", "", options=FEEDS),
    "feed_id": Field("text", "What the feed calls it.", "", maximum=200),
    "fetched_on": Field("day", "When it was read there.", None),
    "feed_rule": Field("text", "The rule that made it of the feed's amount.", "", maximum=100),
}
_LIST_TERM = {
    "price_list": Field("slug", "The own list that it holds for."),
    "of": Field("text", "A scheme's id, a vendor, or * for all.", maximum=64),
    "valid_from": SHAPES["price"]["valid_from"],
    "share": Field("number", "Off the price of the base.", low=Decimal(0), high=Decimal(1)),
    **{name: SHAPES["price"][name] for name in ("source", "source_url", "confidence", "note")},
    CONFIRMED: CONFIRMED_ON,
}
_EXCHANGE_RATE = {
    "from_currency": Field("text", "ISO 4217 code of what is converted.", maximum=3),
    "to_currency": Field("text", "ISO 4217 code of what comes out.", maximum=3),
    "valid_from": SHAPES["price"]["valid_from"],
    "rate": EXCHANGE_RATE,
    **{name: SHAPES["price"][name] for name in ("source", "source_url", "confidence", "note")},
}

PRICE_LISTS = Kind(
    "price lists",
    _PRICE_LIST,
    ("id",),
    _drop_empty(_PRICE_LIST),
    _price_list_rules,
    frozenset({"base"}),
)
SCHEMES = Kind(
    "schemes",
    SHAPES["scheme"],
    ("id",),
    _drop_empty(SHAPES["scheme"], "vendor", "product", "rule_confidence"),
    _check_scheme,
    frozenset({"vendor_part_number", "unspsc", "also_called", "quoted_from"}),
)
PRICES = Kind(
    "prices",
    _PRICE,
    ("scheme", "valid_from"),
    _drop_empty(_PRICE, "source", "confidence"),
    _price_rules,
    frozenset({CONFIRMED, "state", *FEED_COLUMNS}),
    _settle_price,
)
ASSUMPTIONS = Kind(
    "assumptions",
    SHAPES["assumption"],
    ("name", "valid_from"),
    _drop_empty(SHAPES["assumption"], "valid_from", "unit", "low", "high", "source", "confidence"),
    _check_assumption,
    frozenset({CONFIRMED}),
)
EXCHANGE_RATES = Kind(
    "exchange rates",
    _EXCHANGE_RATE,
    ("from_currency", "to_currency", "valid_from"),
    _drop_empty(_EXCHANGE_RATE, "source", "confidence"),
    _check_exchange_rate,
)
LIST_TERMS = Kind(
    "list terms",
    _LIST_TERM,
    ("price_list", "of", "valid_from"),
    _drop_empty(_LIST_TERM, "source", "confidence"),
    lambda values: iter(()),
    frozenset({CONFIRMED}),
)
KINDS = (PRICE_LISTS, SCHEMES, PRICES, ASSUMPTIONS, EXCHANGE_RATES, LIST_TERMS)
# Columns that name a row of another kind.
POINTERS = ("scheme", "successor", "base", "price_list")


def read_row(kind: Kind, cells: Mapping[str, str]) -> tuple[dict[str, Any] | None, list[CellFault]]:
    """The typed values of a row, by column, and everything that is wrong with it.

    An empty cell takes the column's default; of a column that the file leaves out there is no
    value. With a fault there are no values.

    >>> cells = {"scheme": "ms-vecd", "valid_from": "2008-01-31", "amount": "$23"}
    >>> _, (fault,) = read_row(PRICES, cells | {"source": "Xinhua", "confidence": "verified"})
    >>> fault.column, fault.holds, fault.message
    ('amount', "'$23'", 'may hold a number from 0 to 10,000,000 (write 23)')
    """
    values, faults = _read_cells(kind, cells)
    if not faults:
        faults = [*_check_rules(kind, values, cells)]
    return (None if faults else kind.settle(values)), faults


def _read_cells(kind: Kind, cells: Mapping[str, str]) -> tuple[dict[str, Any], list[CellFault]]:
    """Each cell by itself."""
    reader = Reader()
    values: dict[str, Any] = {}
    faults: list[CellFault] = []
    given = {name: field for name, field in kind.fields.items() if _is_given(kind, name, cells)}
    for column, field in given.items():
        cell = cells.get(column, "").strip(" \t\u00a0")
        if not cell:
            values[column] = None if field.default is REQUIRED else field.default
            if column in kind.filled:
                faults.append(CellFault(column, "nothing", "may not be empty"))
            continue
        try:
            plain = _plain(field, column, cell)
        except ValueError as error:
            faults.append(CellFault(column, holds(cell), str(error)))
            continue
        values[column] = getattr(reader, field.kind)(plain, column, field)
    faults += [
        CellFault(re.split(r"[.\[]", fault.path)[0], fault.holds, fault.message)
        for fault in reader.faults
    ]
    return values, faults


def _check_rules(
    kind: Kind, values: dict[str, Any], cells: Mapping[str, str]
) -> Iterator[CellFault]:
    """What the values of a row say together, and that what must be filled is to be seen."""
    for column in sorted(kind.filled & values.keys()):
        if is_unseen(cells[column]):
            yield CellFault(column, holds(cells[column]), "may not be empty")
    for fault in kind.rules(values):
        column, _, name = fault.path.partition(".")
        about = fault.message
        if name:
            about = f"{name} {about}"
        yield CellFault(column, holds(cells.get(column) or None), about)


def _is_given(kind: Kind, column: str, cells: Mapping[str, str]) -> bool:
    return column in cells or column not in kind.left_out


def _plain(field: Field, column: str, cell: str) -> Any:
    """A cell's text as the plain value that the field is read from."""
    if field.kind == "tokens":
        return cell.split()
    if field.kind == "map":
        return _read_pairs(cell, "=" if column == "attributes" else ":")
    if field.kind == "tiers":
        return pairs(cell, ":")
    if field.kind == "flag":
        return _read_flag(cell)
    if field.kind == "number" and thousands_by_points(cell) and cell.count(".") == 1:
        raise ValueError(either_reading(cell))
    return cell


def _read_flag(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise ValueError("may hold yes or no")
    return cell == "yes"


def _read_pairs(cell: str, mark: str) -> dict[str, str]:
    result: dict[str, str] = {}
    for name, value in pairs(cell, mark):
        if name in result:
            raise ValueError(f"may hold {name} once")
        result[name] = value
    return result


def pairs(text: str, mark: str) -> list[tuple[str, str]]:
    """Words such as `server_cal:25` as pairs; ValueError says which word is none.

    >>> pairs("100:9.50 500:8.00", ":")
    [('100', '9.50'), ('500', '8.00')]
    """
    result = []
    for word in text.split():
        name, found, value = word.rpartition(mark)
        if not (name and found and value):
            raise ValueError(f"may hold words as name{mark}number; {word[:40]} is none")
        result.append((name, value))
    return result


def write_cell(field: Field, column: str, value: Any) -> str:
    """A typed value as its cell.

    >>> write_cell(SHAPES["price"]["tiers"], "tiers", ((100, Decimal("9.50")),))
    '100:9.50'
    """
    if value is None:
        return ""
    if field.kind == "flag":
        if value:
            return "yes"
        return ""
    if field.kind == "tokens":
        return " ".join(value)
    if field.kind == "map":
        mark = ":"
        if column == "attributes":
            mark = "="
        return " ".join(f"{name}{mark}{number:f}" for name, number in _decimals(value))
    if field.kind == "tiers":
        return " ".join(f"{threshold}:{amount:f}" for threshold, amount in value)
    if isinstance(value, Decimal):
        text = f"{value:f}"
    else:
        text = str(value)
    return write_unmistakably(text) if field.kind == "number" else text


def fill_cells(kind: Kind, find_value: Callable[[str], Any]) -> dict[str, str]:
    """The filled cells of a row, of which a function gives the typed value of each column."""
    cells = {
        column: write_cell(field, column, find_value(column))
        for column, field in kind.fields.items()
    }
    return {column: cell for column, cell in cells.items() if cell}


def read_written(kind: Kind, cells: Mapping[str, str]) -> dict[str, Any]:
    """The typed values of cells that were written from values, and so have no faults: the rules of
    a row may have been others then.
    """
    values, faults = _read_cells(kind, cells)
    assert not faults, faults
    return kind.settle(values)


def _decimals(numbers: Mapping[str, int | Decimal]) -> list[tuple[str, Decimal]]:
    return [(name, Decimal(number)) for name, number in numbers.items()]
