"""What a cell of a file that comes back means, and what its columns say against each other."""

from __future__ import annotations

import csv
import io
import re

import pytest

from pricing.sheets.quote import COLUMNS
from pricing.sheets.quote_book import AT
from quotes.cells import COMMA, POINT, UNDECIDED
from quotes.contradictions import COUNTS, PRICES, tell_contradictions
from quotes.drafting import make_content
from quotes.exports import make_csv, make_xlsx
from quotes.loading import load_export
from quotes.matching import match_rows
from quotes.papers import read_issued
from quotes.refusals import Invalid
from quotes.row_bounds import BOUNDS
from quotes.tables import read_file
from quotes.verdicts import CLOTHING
from quotes.verifying import verify

from .conftest import NOW
from .test_loading import change
from .test_own_formulas import change_cell

pytestmark = pytest.mark.stores

# Columns whose number may have decimals, so that a point in it may part these.
OPEN = [column for column in BOUNDS if not BOUNDS[column].is_whole and column != "amount"]


def write_whole(data: bytes, separator: str, **cells: str) -> bytes:
    """A CSV of which no number has decimals, and row 2 other cells."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    rows = [[re.sub(r"^(-?[0-9]+)\.00$", r"\1", cell) for cell in row] for row in rows]
    for column, text in cells.items():
        rows[2][COLUMNS.index(column)] = text
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows(rows)
    return file.getvalue().encode()


@pytest.fixture
def load(issued, people):
    """The differences of a file of whole numbers that has other cells in row 2."""

    def take(separator: str = ";", **cells: str) -> list[str]:
        data = write_whole(make_csv(read_issued(issued)), separator, **cells)
        return make_content(load_export(data, people["bob"], at=NOW)).header["differences"]

    return take


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("text", "readings"), [("12.000", "12 or 12000"), ("1,234", "1234 or 1.234")]
)
def test_a_number_with_two_readings_is_told_with_both_and_not_taken(
    load, separator, text, readings
):
    assert load(separator, net_unit_price=text) == [
        f"line 2, net_unit_price: the file says {text}, which may be {readings}, and nothing else "
        "in the file says which; issued 100.00 stays"
    ]


@pytest.mark.parametrize("column", OPEN)
def test_no_column_takes_a_number_with_two_readings(load, column):
    assert load(**{column: "1.234"})[0].startswith(
        f"line 2, {column}: the file says 1.234, which may be 1.234 or 1234, and nothing else"
    )


@pytest.mark.parametrize(("text", "number"), [("12,5", "12.50"), ("12.5", "12.50")])
def test_a_number_with_one_reading_is_taken_where_nothing_else_decides(load, text, number):
    assert f"line 2, net_unit_price: issued 100.00, now {number}" in load(net_unit_price=text)


@pytest.mark.parametrize(("other", "number"), [("12,5", "12000.00"), ("12.5", "12.00")])
def test_another_cell_of_the_file_decides_its_notation(load, other, number):
    told = load(net_unit_price="12.000", list_unit_price=other)
    assert f"line 2, net_unit_price: issued 100.00, now {number}" in told


@pytest.mark.parametrize(("text", "point"), [("10.000", COMMA), ("10,000", POINT)])
def test_the_reading_that_is_as_it_was_issued_decides_the_notation(issued, load, text, point):
    data = write_whole(make_csv(read_issued(issued)), ";", amount=text)
    matched = match_rows(read_issued(issued).content.records, read_file(data).rows)
    assert (matched.point, load(amount=text)) == (point, [])


def test_a_file_of_whole_numbers_leaves_its_notation_open(issued):
    data = write_whole(make_csv(read_issued(issued)), ";")
    rows = read_file(data).rows
    assert match_rows(read_issued(issued).content.records, rows).point == UNDECIDED
    assert (verify(data).kind, verify(data).differences) == (CLOTHING, [])


def test_a_zero_parts_no_thousands(load):
    assert "line 2, rate: issued 1, now 0.125" in load(rate="0.125")


def test_a_row_that_was_added_is_refused_where_a_number_has_two_readings(issued, people):
    data = write_whole(make_csv(read_issued(issued)), ";")
    row = data.splitlines()[-1].replace(b";4;roll_out;it;", b";5;roll_out;new;")
    data += row.replace(b";10000;", b";12.000;") + b"\r\n"
    with pytest.raises(Invalid, match=r"^Line 5, \w+: holds '12\.000', which may be 12 or 12000"):
        load_export(data, people["bob"], at=NOW)


def test_a_number_of_a_workbook_has_a_point(issued, people):
    number = "<v>1.234</v>"
    data = make_xlsx(read_issued(issued))
    cell = f"{AT['net_unit_price']}3"
    data = change_cell(data, cell, lambda old: re.sub("<v>.*</v>", number, old))
    differences = make_content(load_export(data, people["bob"], at=NOW)).header["differences"]
    assert differences[0] == "line 2, net_unit_price: issued 100.00, now 1.234"


# Columns against each other


ROW = {
    "quantity": "9",
    "pack": "5",
    "packs": "2",
    "list_unit_price": "20.00",
    "discount": "0.1",
    "list_factor": "1",
    "net_unit_price": "18.00",
}


def tell(**cells: str) -> list[str]:
    return list(tell_contradictions(2, ROW, {**ROW, **cells}))


@pytest.mark.parametrize(
    ("column", "text"), [("quantity", "11"), ("quantity", "5"), ("pack", "4"), ("packs", "3")]
)
def test_packs_that_do_not_hold_the_quantity_are_told(column, text):
    [words] = tell(**{column: text})
    assert words.startswith(f"line 2, {', '.join(COUNTS)}: ")
    assert words.endswith(f"the quantity is {text if column == 'quantity' else '9'}")


@pytest.mark.parametrize("column", PRICES)
def test_a_net_price_that_is_not_the_list_price_less_its_discount_is_told(column):
    [words] = tell(**{column: "0.5"})
    assert words.startswith(f"line 2, {', '.join(PRICES)}: ")


def test_what_a_price_would_be_is_told():
    assert tell(net_unit_price="17.99") == [
        "line 2, list_unit_price, discount, list_factor, net_unit_price: 20.00 less 0.1 of it is "
        "18.00, the net price is 17.99"
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"quantity": "10"},
        {"list_unit_price": "23.00", "discount": "0.155", "net_unit_price": "19.44"},
        {"discount": "", "list_factor": "", "net_unit_price": "7.00"},
        {"list_unit_price": "", "discount": "", "list_factor": "", "net_unit_price": "7.00"},
        {"list_factor": "1.5", "net_unit_price": "27.00"},
    ],
)
def test_what_fits_together_is_not_told(cells):
    assert tell(**cells) == []


def test_what_was_issued_so_is_not_told():
    row = {**ROW, "packs": "1", "net_unit_price": "1.00"}
    assert list(tell_contradictions(2, row, row)) == []


@pytest.mark.parametrize("column", PRICES)
def test_a_number_of_many_decimals_is_told_too(column):
    assert len(tell(**{column: f"0.{'3' * 900}"})) == 1


def test_a_file_whose_quantity_alone_was_changed_raises_a_doubt(issued, people):
    data = change(make_csv(read_issued(issued)), 2, quantity="99")
    content = make_content(load_export(data, people["bob"], at=NOW))
    assert content.header["differences"][-1] == (
        "line 2, quantity, pack, packs: 100 packs of 1 hold 100, the quantity is 99"
    )
