"""Cells of workbooks that nobody can read, at every door: told by the cell, never passed over."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import xlsxwriter

from pricing.catalogue.files import CatalogueFaults
from pricing.catalogue.price_files import read_file as read_prices
from pricing.engine.faults import Faults
from pricing.inventory.groups import count_groups, guess_mapping
from pricing.inventory.reading import open_rows
from pricing.sheets.reading import read_table
from quotes.tables import read_file
from quotes.verifying import verify

ROOT = Path(__file__).parents[2]
READS = re.compile(
    r"^from \S*sheets\.\w+ import [^\n]*\b"
    r"(list_sheets|list_exact_sheets|open_workbook|read_shown|read_table)\b",
    re.MULTILINE,
)
SAVE = "open the file in a spreadsheet program, save it, and send it again"
MEND = "is an error of the spreadsheet: put a value in its place, and send the file again"
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
# What a program leaves that writes formulas and computes none.
NO_RESULTS = ("", "<v/>", "<v></v>")
WITHOUT = f"holds a formula without a result; {SAVE}"
KINDS = dict.fromkeys(NO_RESULTS, WITHOUT) | {each: f"holds {each}; {MEND}" for each in ERRORS}


class Door(NamedTuple):
    """Who reads a workbook, and the heads of one that it takes."""

    read: Callable[[bytes], object]
    heads: tuple[str, ...]


def count_machines(data: bytes) -> object:
    with open_rows(io.BytesIO(data)) as opened:
        mapped, rows = guess_mapping(opened)
        return count_groups(rows, mapped, 50)


def verify_words(data: bytes) -> None:
    raise ValueError(verify(data).words)


DOORS = {
    "supplier": Door(read_table, ("scheme", "pack_price")),
    "inventory": Door(count_machines, ("Device name", "OS")),
    "prices": Door(lambda data: read_prices("acme.xlsx", data), ("scheme", "amount")),
    "quotes": Door(read_file, ("scheme", "amount")),
    "verify": Door(verify_words, ("scheme", "amount")),
}


def make_book(*rows: tuple[str, ...], without: str) -> bytes:
    """A workbook with formulas where `KINDS` stand; of those without a result `without` is left."""
    stream, changed = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell in KINDS:
                    sheet.write_formula(row, column, "=3*4", value=cell if cell in ERRORS else 0)
                else:
                    sheet.write_string(row, column, cell)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b"</f><v>0</v>", b"</f>" + without.encode()))
    return changed.getvalue()


def refusal(door: str, *rows: tuple[str, ...], without: str = "") -> str:
    data = make_book(DOORS[door].heads, *rows, without=without)
    with pytest.raises((Faults, CatalogueFaults, ValueError)) as found:
        DOORS[door].read(data)
    return str(found.value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("door", DOORS)
def test_a_cell_that_nobody_can_read_is_told_by_its_name(door, kind):
    told = refusal(door, ("pc", "1.5"), ("pc-2", kind), without=kind * (kind in NO_RESULTS))
    assert f"cell B3: {KINDS[kind]}".lower() in told.lower()


@pytest.mark.parametrize("door", sorted(DOORS.keys() - {"verify"}))
def test_all_of_them_are_told_at_once(door):
    told = refusal(door, ("pc", "#N/A"), ("#REF!", "1.5"))
    assert ("cell B2" in told, "cell A3" in told) == (True, True)


def test_the_verdict_names_the_first_and_counts_the_others():
    assert "#N/A" in (told := refusal("verify", ("pc", "#N/A"), ("#REF!", "1.5")))
    assert told.endswith("(and 1 more).")


def test_each_reader_of_workbooks_is_one_of_these_doors():
    """Who asks for the cells of a workbook is asked for here."""
    found = set()
    for folder in ("pricing", "quotes", "calculator"):
        for path in (ROOT / folder).rglob("*.py"):
            if READS.search(path.read_text()) and path.parent.name != "sheets":
                found.add(str(path.relative_to(ROOT)))
    assert found == {
        "pricing/inventory/reading.py",
        "pricing/catalogue/price_files.py",
        "quotes/tables.py",
        "calculator/views/supplier.py",
        "pricing/other_files.py",  # which reads heads alone
    }


def test_a_formula_that_comes_to_an_empty_text_has_a_result():
    data = make_book(("scheme", "pack_price", "remark"), ("pc", "1.5", "#N/A"), without="")
    empty = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(empty, "w") as new:
        for part in old.namelist():
            text = old.read(part).replace(b't="e"', b't="str"')
            new.writestr(part, text.replace(b"<v>#N/A</v>", b"<v></v>"))
    assert read_table(empty.getvalue()).rows[0].cells["remark"] == ""
