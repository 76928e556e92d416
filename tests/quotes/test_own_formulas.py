"""A workbook that comes back: what stands beside a formula of its own is not taken."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from pricing.sheets.quote_book import AT
from quotes.content import COLUMNS, MADE_OF_OTHERS, read_content
from quotes.drafting import make_content
from quotes.exports import make_xlsx
from quotes.loading import load_export
from quotes.papers import read_issued
from quotes.refusals import Invalid

from .conftest import NOW
from .test_verifying_shown import PART, rewrite

pytestmark = pytest.mark.stores

FORGED = '<c r="{}"><f>1/3</f><v>1</v></c>'


def change_cell(data: bytes, cell: str, by: Callable[[str], str]) -> bytes:
    """The workbook with another cell on its sheet of rows."""
    pattern = re.compile(f'<c r="{cell}"(?: [^>]*)?(?:/>|>.*?</c>)')

    def write(part: re.Match, text: str) -> str:
        if part[1] != "2":
            return text
        changed, count = pattern.subn(lambda found: by(found[0]), text)
        assert count == 1
        return changed

    return rewrite(data, PART, write)


def forge(data: bytes, column: str, row: int = 3) -> bytes:
    """The workbook with a formula in a cell that is not the one that was issued."""
    cell = f"{AT[column]}{row}"
    return change_cell(data, cell, lambda _: FORGED.format(cell))


@pytest.fixture
def book(issued) -> bytes:
    return make_xlsx(read_issued(issued))


# What follows the rows, or names which row it is, is no column of a row's own.
@pytest.mark.parametrize("column", [column for column in COLUMNS if column in AT])
def test_a_row_stays_as_it_was_issued_where_a_formula_stands_and_says_so(
    book, issued, people, column
):
    content = make_content(load_export(forge(book, column), people["bob"], at=NOW))
    assert content.rows == read_content(issued.content).rows
    [told] = [each for each in content.header["differences"] if f", {column}: " in each]
    assert told.startswith(f"line 2, {column}: the file has a formula of its own, 1/3, not taken; ")


@pytest.mark.parametrize("column", MADE_OF_OTHERS)
def test_a_value_beside_a_formula_that_shows_another_is_not_what_counts(
    book, issued, people, column
):
    cell = f"{AT[column]}3"
    data = change_cell(book, cell, lambda old: re.sub("<f>.*</f>", "<f>1</f>", old))
    content = make_content(load_export(data, people["bob"], at=NOW))
    assert content.rows == read_content(issued.content).rows
    assert "not taken; it is made of the other columns" in "; ".join(content.header["differences"])


def test_what_else_the_row_says_is_taken_and_multiplies_out(book, people):
    data = forge(change_cell(book, f"{AT['packs']}3", lambda old: _write(old, "90")), "description")
    content = make_content(load_export(data, people["bob"], at=NOW))
    row = content.records[1]
    assert (row["packs"], row["amount"]) == ("90", "9000.00")


def _write(cell: str, value: str) -> str:
    return re.sub("<v>.*</v>", f"<v>{value}</v>", cell)


def test_a_formula_in_a_row_that_was_added_is_refused_with_its_place(book, people):
    def add(part: re.Match, text: str) -> str:
        if part[1] != "2":
            return text
        last = re.findall('<row r="5".*?</row>', text)[0]
        more = re.sub(r"([A-Z]+)5\b", r"\g<1>6", last.replace('r="5"', 'r="6"'))
        return text.replace(last, last + more)

    data = forge(rewrite(book, PART, add), "packs", 6)
    with pytest.raises(Invalid, match="Row 6, packs: a formula stands here, 1/3, and nobody knows"):
        load_export(data, people["bob"], at=NOW)
