"""The canonical content: what a quote says, as lines of text that have one form, and its checksum.

First the header, an object with sorted keys; then a row a line, an array of texts; last the totals.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from pricing.engine.exact import decimal_half_up
from pricing.presumed import Presumed, tell_presumed
from pricing.sheets.quote import COLUMNS as CSV_COLUMNS

FORMAT = 1
RECURRENCE = "recurrence"
# What follows from other columns of its row.
MADE_OF_OTHERS = ("unit_amount", "amount")
CONFIDENCE = "confidence"
FIRST, LAST = "line", CONFIDENCE
# A difference that begins so is one of sources, which a file alone names.
SAID_BY_FILE = "as a file says: "
# Those of the CSV from `line` on that differ by row, and how often each is paid.
COLUMNS = (
    *CSV_COLUMNS[CSV_COLUMNS.index(FIRST) : CSV_COLUMNS.index(LAST) + 1],
    RECURRENCE,
)
# Known at the issue alone; empty before.
AT_ISSUE = ("number", "version", "issued_on", "approved_by", "issued_by", "previous", "reasons")

Record = dict[str, Any]


@dataclass(frozen=True)
class Content:
    """What a quote says. Rows are texts in the order of `columns` of the header."""

    header: Record
    rows: Sequence[Sequence[str]]
    totals: Record

    @property
    def columns(self) -> list[str]:
        """The columns of the rows."""
        columns: list[str] = self.header["columns"]
        return columns

    @cached_property
    def records(self) -> list[dict[str, str]]:
        """The rows by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    @property
    def price_list(self) -> str:
        """What its price list is called; the first quotes have its id alone."""
        called = self.header.get("price_list_name", self.header["price_list"])
        return str(called or "the comparison's own list")

    @property
    def owned(self) -> list[str]:
        """What is presumed to be owned already, in words; the first quotes do not say it."""
        if "owned" not in self.header:
            return []
        return tell_presumed(Presumed(**each) for each in self.header["owned"])

    def write(self) -> str:
        """The text of which the checksum is made."""
        lines = [self.header, *map(list, self.rows), self.totals]
        return "".join(f"{_write_line(line)}\n" for line in lines)

    def complete(self, **known: Any) -> Content:
        """The same, with what the issue alone knows."""
        assert known.keys() == set(AT_ISSUE)
        return replace(self, header={**self.header, **known})


def _write_line(value: Any) -> str:
    # Composed before it is written: else a mark would join the letter of an escape before it.
    return json.dumps(_compose(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _compose(value: Any) -> Any:
    """The same with each text in NFC."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {_compose(name): _compose(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_compose(each) for each in value]
    return value


def read_content(text: str) -> Content:
    """Content from its text."""
    head, *rows, totals, end = text.split("\n")
    assert end == ""
    return Content(json.loads(head), [json.loads(row) for row in rows], json.loads(totals))


def make_checksum(text: str) -> str:
    """What names a content.

    >>> make_checksum("")[:20]
    'sha256:e3b0c44298fc1'
    """
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def sum_up(rows: Iterable[Mapping[str, str]], tax_rate: Decimal) -> Record:
    """The totals: net, tax and due, in all and by due year. Each due date is an invoice of its own,
    so its tax is rounded by itself.

    >>> rows = [{"due_year": year, "amount": "0.05"} for year in "0011"]
    >>> totals = sum_up(rows, Decimal("0.05"))
    >>> totals["net"], totals["tax"], totals["due"]
    ('0.20', '0.02', '0.22')
    """
    nets: dict[int, Decimal] = {}
    count = 0
    for row in rows:
        count += 1
        year = int(row["due_year"])
        nets[year] = nets.get(year, Decimal("0.00")) + Decimal(row["amount"])
    by_year = [
        (year, net, decimal_half_up(net * tax_rate, 2)) for year, net in sorted(nets.items())
    ]
    return {
        "rows": count,
        **_write_sums(sum(net for _, net, _ in by_year), sum(tax for _, _, tax in by_year)),
        "by_year": [{"due_year": year, **_write_sums(net, tax)} for year, net, tax in by_year],
    }


def _write_sums(net: Decimal | int, tax: Decimal | int) -> Record:
    return {"net": f"{net:.2f}", "tax": f"{tax:.2f}", "due": f"{net + tax:.2f}"}


def count_cents(amount: str) -> int:
    """An amount of the totals in whole cents.

    >>> count_cents("-12.30")
    -1230
    """
    return int(Decimal(amount).scaleb(2))
