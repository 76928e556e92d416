"""The content of a quote as its pages show it: totals, rows, what there is to be said of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from calculator import formats
from calculator.kept.forms import write_percent
from pricing.sheets.erp import name_unit
from quotes.content import Content, count_cents

MOST_ROWS = 200  # on the page; files hold all


class Row(NamedTuple):
    """One payment."""

    line: str
    description: str
    quantity: str
    price: str
    year: str
    amount: str


class Sum(NamedTuple):
    """What is due at a date, or in all."""

    name: str
    net: str
    tax: str
    due: str


class PaperView(NamedTuple):
    """What a page shows of a content."""

    header: dict[str, Any]
    rows: list[Row]
    more: int
    sums: list[Sum]
    due: str
    tax: str
    day: str
    assumptions: list[str]
    owned: list[str]


def view_paper(content: Content) -> PaperView:
    """The content in words and figures."""
    header, totals = content.header, content.totals
    records = content.records
    sums = [_read_sum(name_year(each["due_year"]), each) for each in totals["by_year"]]
    tax = header["tax"]
    return PaperView(
        header,
        [_read_row(record) for record in records[:MOST_ROWS]],
        max(0, len(records) - MOST_ROWS),
        [*sums, _read_sum("in all", totals)],
        formats.amount(count_cents(totals["due"]), header["currency"]),
        f"{tax['label']} {write_percent(Decimal(tax['rate']))} %".strip(),
        formats.day(date.fromisoformat(header["price_date"])),
        [_tell_assumption(each) for each in header["assumptions"]],
        content.owned,
    )


def _tell_assumption(assumption: dict[str, str]) -> str:
    return f"{assumption['label']}: {assumption['value']} {assumption['unit']}".strip()


def _read_sum(name: str, sums: dict[str, str]) -> Sum:
    figures = [formats.money(count_cents(sums[kind])) for kind in ("net", "tax", "due")]
    return Sum(name, *figures)


def name_year(year: int) -> str:
    """When a payment is due, in words."""
    if year == 0:
        return "at once"
    return f"after {formats.count(year, 'year')}"


def _read_row(record: dict[str, str]) -> Row:
    unit = name_unit(record["metric"], int(record["pack"]))
    return Row(
        record["line"],
        record["description"],
        f"{int(record['packs']):,} × {unit}",
        formats.price(Decimal(record["unit_amount"])),
        name_year(int(record["due_year"])),
        formats.money(count_cents(record["amount"])),
    )
