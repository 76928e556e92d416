"""The files of a quote, made of its content alone: the same at every download."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

from pricing.sheets import Cell, Export
from pricing.sheets.csv import write_csv, write_texts
from pricing.sheets.erp import (
    Bought,
    find_unit_code,
    name_unit,
    order_sheet,
    write_order_row,
)
from pricing.sheets.quote import COLUMNS, NUMBERS
from pricing.sheets.xlsx import write_xlsx

from .content import RECURRENCE
from .papers import Paper, list_cells
from .workbooks import list_sheets, list_sheets_with_costs

STANDARD_RATE = "S"
_NUMBERS = [COLUMNS.index(column) for column in NUMBERS]


def make_csv(paper: Paper, dialect: str = "comma") -> bytes:
    """A row a payment; every row names the whole, so half a file shows."""
    return write_texts(COLUMNS, list_cells(paper), _NUMBERS, dialect).encode()


def make_json(paper: Paper) -> bytes:
    """Header, rows as objects, totals, checksum."""
    document = {
        "header": paper.content.header,
        "rows": paper.content.records,
        "totals": paper.content.totals,
        "checksum": paper.checksum,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def make_order(paper: Paper, decimals: int) -> Export:
    """For ERP systems: rows that are quantity × unit price exactly, in so many decimals."""
    name = f"{paper.name}-erp-{decimals}"
    return Export(order_sheet(name, list_order(paper, decimals)), paper.day)


def list_order(paper: Paper, decimals: int) -> list[list[Cell]]:
    """The rows of the order, with all codes, whether or not its file has them."""
    header = paper.content.header
    codes = header.get("codes", {})
    return [
        write_order_row(
            Bought(
                line=int(row["line"]),
                item=row["scheme"],
                description=row["description"],
                packs=int(row["packs"]),
                unit=name_unit(row["metric"], int(row["pack"])),
                unit_amount=Decimal(row["unit_amount"]),
                amount=Decimal(row["amount"]),
                currency=row["currency"],
                due_year=int(row["due_year"]),
                recurrence=row[RECURRENCE],
                unit_code=find_unit_code(row["metric"], int(row["pack"])),
                codes=codes.get(row["scheme"], {}),
                tax_category=find_tax_category(header["tax"]["rate"]),
            ),
            decimals,
        )
        for row in paper.content.records
    ]


def find_tax_category(rate: str) -> str:
    """By UN/CEFACT 5305: S of a rate above 0. At 0 none, for a quote does not say whether it is
    zero-rated, exempt, charged to the buyer or out of scope.

    >>> find_tax_category("0.19"), find_tax_category("0")
    ('S', '')
    """
    if Decimal(rate) > 0:
        return STANDARD_RATE
    return ""


def make_erp(paper: Paper, decimals: int, dialect: str = "comma") -> bytes:
    """The order as CSV."""
    return write_csv(make_order(paper, decimals).table, dialect).encode()


def make_xlsx(paper: Paper) -> bytes:
    """The workbook, whose amounts are formulas."""
    return write_xlsx(list_sheets(paper), paper.day, paper.checksum)


def make_xlsx_with_costs(paper: Paper) -> bytes:
    """The workbook for whoever may read the comparison, whose figures are private otherwise."""
    return write_xlsx(list_sheets_with_costs(paper), paper.day, paper.checksum)


def name_file(paper: Paper, kind: str, dialect: str = "comma") -> str:
    """What a file of it is called.

    `kind` is its ending.
    """
    if dialect == "comma":
        return f"{paper.name}.{kind}"
    return f"{paper.name}-{dialect}.{kind}"


FILES: dict[str, Callable[[Paper], bytes]] = {
    "csv": make_csv,
    "json": make_json,
    "xlsx": make_xlsx,
}
