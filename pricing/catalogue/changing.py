"""The one function that changes the catalogue: it records the change, and what is in force now.

Files and forms end here. A record is only ever added; the tables of the catalogue hold the newest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby, islice
from typing import Any, NamedTuple

from django.db import transaction

from pricing.engine.fields import Field
from pricing.models import (
    Assumption,
    CatalogueChange,
    CatalogueRecord,
    CatalogueRow,
    CatalogueVersion,
    ExchangeRate,
    ListTerm,
    Price,
    PriceList,
    Scheme,
)

from .records import read_records
from .rows import (
    CONFIRMED,
    FEED_COLUMNS,
    FIGURES,
    KINDS,
    POINTERS,
    PRICES,
    REVOKED,
    Kind,
    fill_cells,
    read_written,
    write_cell,
)

# Those that others point to come first.
MODELS: dict[Kind, type[CatalogueRow]] = {
    model.kind: model for model in (PriceList, Scheme, Price, Assumption, ExchangeRate, ListTerm)
}
BLOCK = 1_000  # rows that are read and written at once


class Row(NamedTuple):
    """A row as it shall be: its kind, the list of a price, and its typed values by column."""

    kind: Kind
    price_list: str
    values: Mapping[str, Any]

    @property
    def key(self) -> str:
        """What makes it unique among those of its kind and list."""
        return " ".join(str(self.values[column]) for column in self.kind.key)

    @property
    def is_revoked(self) -> bool:
        """Whether it says that there never was such a row."""
        return self.values.get("state") == REVOKED

    def write_cells(self) -> str:
        """Its filled cells as text that has one form; "" of one that is revoked."""
        if self.is_revoked:
            return ""
        cells = fill_cells(self.kind, lambda column: _drop_zeros(column, self.values[column]))
        return json.dumps(cells, sort_keys=True, ensure_ascii=False)


def _drop_zeros(column: str, value: Any) -> Any:
    """A number as the tables keep it: only amounts keep the decimals that they were written with.

    >>> _drop_zeros("rate", Decimal("0.6730")), _drop_zeros("amount", Decimal("4.50"))
    (Decimal('0.673'), Decimal('4.50'))
    """
    if column == "amount" or not isinstance(value, Decimal):
        return value
    return value.normalize()


@dataclass(slots=True)
class Counted:
    """What a change did to one kind of row. `left`: rows that stood as given already."""

    added: int = 0
    changed: int = 0
    left: int = 0


@dataclass(slots=True)
class Changed:
    """What came of it: the change, None where nothing differs; and counts by kind."""

    change: CatalogueChange | None
    counts: dict[Kind, Counted] = field(default_factory=dict)


def read_stored(stored: CatalogueRow) -> Row:
    """The row that a model holds, which its checks have passed."""
    price_list = ""
    if isinstance(stored, Price):
        price_list = stored.price_list_id
    return Row(stored.kind, price_list, read_written(stored.kind, stored.cells()))


def revoke(row: Row) -> Row:
    """The row that says of a price that it never was one."""
    return row._replace(values={**row.values, "amount": None, "tiers": (), "state": REVOKED})


def change_catalogue(
    rows: Iterable[Row],
    *,
    kind: str,
    at: datetime,
    by: Any = None,
    reason: str = "",
    files: str = "",
) -> Changed:
    """Makes rows stand as given, all or none; where they stand so already there is no change.

    `kind` is one of `CHANGE_KINDS`; all but a release need a reason. `files` is their checksum.
    Of a new row that another points to the other comes first.
    """
    counts = {each: Counted() for each in KINDS}
    with transaction.atomic():
        version = hold_catalogue()
        number = version.number + 1
        for block in make_blocks(rows):
            _write_block(number, block, counts[block[0].kind])
        written = {
            each.name: {"added": counted.added, "changed": counted.changed}
            for each, counted in counts.items()
            if counted.added or counted.changed
        }
        if not written:
            return Changed(None, counts)
        version.renew(number)
        # The records name it already: the database asks for it at the commit.
        change = CatalogueChange.objects.create(
            number=number,
            stamp=version.stamp,
            at=at,
            by=by,
            kind=kind,
            reason=reason,
            files=files,
            counts=written,
        )
    return Changed(change, counts)


def hold_catalogue() -> CatalogueVersion:
    """In a transaction: the catalogue stands still in it, and whoever changes it waits."""
    version, _ = CatalogueVersion.objects.select_for_update().get_or_create(id=1)
    return version


def make_blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows of one kind and list at a time, in their order."""
    for _, alike in groupby(rows, key=lambda row: (row.kind, row.price_list)):
        while block := list(islice(alike, BLOCK)):
            yield block


def _write_block(number: int, block: Sequence[Row], counted: Counted) -> None:
    """Records what differs from the newest records, and lays it out in its table."""
    kind, price_list = block[0].kind, block[0].price_list
    newest = read_records(kind, price_list=price_list, keys=[row.key for row in block])
    records, present, revoked = [], [], []
    for given in block:
        known = newest.get((price_list, given.key))
        row = complete_row(given, known)
        cells = row.write_cells()
        if cells == (known or ""):
            counted.left += 1
            continue
        counted.added += known is None
        counted.changed += known is not None
        records.append(
            CatalogueRecord(
                change_id=number,
                kind=kind.name,
                price_list=price_list,
                key=row.key,
                cells=cells,
            )
        )
        if row.is_revoked:
            revoked.append(row)
        else:
            present.append(MODELS[kind](**convert_for_store(row)))
    CatalogueRecord.objects.bulk_create(records)
    _lay_out(kind, present)
    _take_out(revoked)


def complete_row(row: Row, known: str | None) -> Row:
    """With what the newest record says in columns that a file may leave out, which are texts and
    days. Other figures than that record's, or of another source, no feed told and nobody confirmed.
    """
    left_out = row.kind.fields.keys() - row.values.keys()
    if not left_out:
        return row
    cells = json.loads(known or "{}")
    said = {column: _read_said(row.kind.fields[column], cells.get(column)) for column in left_out}
    if row.values.get("amount") is not None:
        said["state"] = ""  # an amount is one, whatever was said before
    written = {
        column: write_cell(row.kind.fields[column], column, row.values[column])
        for column in (*FIGURES, "source")
        if column in row.values
    }
    if any(cells.get(column, "") != cell for column, cell in written.items()):
        of_others = left_out & {CONFIRMED, *FEED_COLUMNS}
        said |= {column: row.kind.fields[column].default for column in of_others}
    return row._replace(values={**row.values, **said})


def _read_said(definition: Field, cell: str | None) -> Any:
    """What a record says in a column that a file left out."""
    if cell is None:
        return definition.default
    return date.fromisoformat(cell) if definition.kind == "day" else cell


def _lay_out(kind: Kind, rows: Sequence[CatalogueRow]) -> None:
    """Writes the rows as they are now, over those that stood for them."""
    model, unique = MODELS[kind], list_unique_fields(kind)
    others = [
        each.name
        for each in model._meta.concrete_fields
        if not each.primary_key and each.name not in unique
    ]
    model._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=unique, update_fields=others
    )


def _take_out(rows: Iterable[Row]) -> None:
    """Takes revoked prices out of their table; their records stay."""
    for row in rows:
        key = {column: row.values[column] for column in PRICES.key}
        Price.objects.filter(price_list=row.price_list, **key).delete()


def list_unique_fields(kind: Kind) -> list[str]:
    """The fields of a kind's model that make a row unique."""
    if kind is PRICES:
        return ["price_list", *kind.key]
    return [*kind.key]


def convert_for_store(row: Row) -> dict[str, Any]:
    """Typed values of a row as its model's columns: other rows by their ids, lists as text."""
    stored: dict[str, Any] = {}
    for column, value in row.values.items():
        definition = row.kind.fields[column]
        if column in POINTERS:
            stored[f"{column}_id"] = value or None
        elif definition.kind in ("tokens", "map", "tiers"):
            stored[column] = write_cell(definition, column, value)
        elif column == "amount" and value is not None:
            # With the decimals that its record has: net prices are rounded to as many.
            stored[column] = Decimal(write_cell(definition, column, value))
        else:
            stored[column] = value
    if row.price_list:
        stored["price_list_id"] = row.price_list
    return stored
