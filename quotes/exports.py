"""The files of an issued quote, made of its content alone."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pricing.sheets.csv import write_csv
from pricing.sheets.quote import COLUMNS, sheet_of

from .content import Content, read_content
from .models import IssuedQuote


class Issued(NamedTuple):
    """An issued quote, read once: its content, and what names it."""

    content: Content
    checksum: str

    @property
    def name(self) -> str:
        """What its files are called, without an ending."""
        return f"{self.content.header['number']}-v{self.content.header['version']}"

    @property
    def day(self) -> date:
        """The day of its issue, which its files bear."""
        return date.fromisoformat(self.content.header["issued_on"])


def read_issued(issued: IssuedQuote) -> Issued:
    """What an export is made of."""
    return Issued(read_content(issued.content), issued.checksum)


def list_rows(issued: Issued) -> list[dict[str, str]]:
    """The rows with all columns of the CSV."""
    header, totals = issued.content.header, issued.content.totals
    shared = {
        "quote": header["number"],
        "version": str(header["version"]),
        **{name: header[name] for name in ("issued_on", "valid_until", "scenario")},
        **{name: header[name] for name in ("compliant", "catalogue")},
        "rows": str(totals["rows"]),
        "checksum": issued.checksum,
    }
    return [
        {column: {**shared, **record}[column] for column in COLUMNS}
        for record in issued.content.records
    ]


def make_csv(issued: Issued, dialect: str = "comma") -> bytes:
    """A row a payment; every row names the whole, so half a file shows."""
    return write_csv(sheet_of(issued.name, list_rows(issued)), dialect).encode()
