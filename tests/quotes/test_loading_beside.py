"""A file that comes back as a draft says what it holds besides the rows that are taken over."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from quotes.content import read_content
from quotes.drafting import make_content
from quotes.exports import FILES, make_csv, make_erp, make_json
from quotes.loading import load_export, read_table
from quotes.loading_beside import list_told
from quotes.papers import read_issued
from quotes.pdf.making import keep_pdf
from quotes.refusals import Invalid
from quotes.tables import read_file
from quotes.ubl import make_ubl

from .conftest import NOW

pytestmark = pytest.mark.stores


@pytest.fixture
def tell(people):
    """What is told beside the draft of a file."""

    def load(data: bytes) -> list[str]:
        return list(list_told(load_export(data, people["bob"], at=NOW)))

    return load


BESIDE = {
    "PDF": lambda issued: bytes(keep_pdf(issued).bytes),
    "UBL": lambda issued: make_ubl(read_issued(issued)),
}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("PDF", "Of the PDF nothing but its number was read: the rows are those that were issued"),
        ("UBL", "The UBL file was compared alone: the rows are those that were issued"),
    ],
)
def test_a_file_whose_rows_cannot_be_taken_over_makes_a_draft_of_those_issued(
    issued, people, kind, said
):
    draft = load_export(BESIDE[kind](issued), people["bob"], at=NOW)
    assert make_content(draft).rows == read_content(issued.content).rows
    assert list_told(draft) == [said]


def test_a_changed_amount_of_a_ubl_file_is_told_by_its_path(issued, tell):
    data = make_ubl(read_issued(issued)).replace(b">10000.00<", b">9000.00<", 1)
    assert tell(data)[1:] == [
        "Quotation/QuotationLine/LineItem/LineExtensionAmount: the file says 9000.00, "
        "what was issued holds: 10000.00"
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<?xml version='1.0'?><Quotation>", "This XML file cannot be read."),
        (
            b"\x89PNG\r\n",
            "This is a picture; a quote's CSV, XLSX, JSON, PDF and UBL can be loaded.",
        ),
        (b"%PDF-1.7", "This PDF cannot be read."),
    ],
)
def test_a_file_that_cannot_be_loaded_says_which_can(db, people, data, words):
    with pytest.raises(Invalid, match=words.replace("(", ".")):
        load_export(data, people["bob"], at=NOW)


def test_an_order_names_no_quote_and_says_so(issued, people):
    with pytest.raises(Invalid, match="This order names no quote"):
        load_export(make_erp(read_issued(issued), 4), people["bob"], at=NOW)


@pytest.mark.parametrize("part", ["header", "totals"])
def test_every_term_and_total_of_json_that_is_another_is_told(issued, tell, part):
    document = json.loads(make_json(read_issued(issued)))
    for name in set(document[part]) - {"number", "version", "columns"}:
        changed = json.loads(json.dumps(document))
        changed[part][name] = "another"
        assert tell(json.dumps(changed).encode())[0].startswith(f"{part}.{name}: the file says"), (
            name
        )


def change_table(issued, change) -> bytes:
    text = make_csv(read_issued(issued)).decode("utf-8-sig")
    cells = list(csv.reader(io.StringIO(text, newline="")))
    file = io.StringIO()
    csv.writer(file).writerows(change(cells))
    return file.getvalue().encode()


def test_a_column_that_is_not_in_the_file_is_told(issued, tell):
    def take_out(cells):
        place = cells[0].index("amount")
        return [[*row[:place], *row[place + 1 :]] for row in cells]

    told = tell(change_table(issued, take_out))
    assert told == ["amount: not in the file; what was issued holds"]


def test_another_day_until_which_it_holds_is_told_once_for_all_rows(issued, tell):
    def extend(cells):
        place = cells[0].index("valid_until")
        return [cells[0], *([*row[:place], "2030-01-01", *row[place + 1 :]] for row in cells[1:])]

    told = tell(change_table(issued, extend))
    assert [words.split(",")[0] for words in told] == ["valid_until: the file says 2030-01-01"]


def test_a_column_of_ones_own_is_told(issued, tell):
    told = tell(change_table(issued, lambda cells: [[*row, "mine"] for row in cells]))
    assert told == ["a column called mine: the file says mine, which was never issued"]


def read_book(issued, **cells):
    """The workbook as a table, of which cells of sheets are others, by `Sheet!row!column`."""
    table = read_file(FILES["xlsx"](read_issued(issued)))
    sheets = {name: [(n, [*row]) for n, row in rows] for name, rows in table.sheets.items()}
    for place, text in cells.items():
        name, row, column = place.split("__")
        sheets[name][int(row)][1][int(column)] = text
    shown = {name: replace(table.shown[name], rows=rows) for name, rows in sheets.items()}
    return replace(table, shown=shown)


def change_price(row):
    return {**row, "net_unit_price": "90", "unit_amount": "90", "amount": "9000"}


def test_sheets_that_were_left_as_they_were_are_not_told_though_rows_changed(issued):
    table = read_book(issued)
    table = replace(table, rows=[change_price(row) for row in table.rows])
    assert read_table(table, "a file", issued)["told"] == []


@pytest.mark.parametrize("place", ["Sources__1__2", "Quote__5__1"])
@pytest.mark.parametrize("rows", [0, 4])
def test_what_a_sheet_says_otherwise_is_told_beside_what_was_issued(issued, place, rows):
    name, row, column = place.split("__")
    before = read_book(issued).sheets[name][int(row)][1][int(column)]
    table = read_book(issued, **{place: "150"})
    changed = [change_price(row) for row in table.rows[:rows]]
    table = replace(table, rows=[*changed, *table.rows[rows:]])
    [told] = read_table(table, "a file", issued)["told"]
    wanted = before
    if name == "Sources":
        wanted = "100.00"
    assert told.endswith(f": the file says 150, what was issued holds: {wanted}")


def test_a_head_that_stands_twice_makes_no_draft(issued, people):
    data = change_table(issued, lambda cells: [[*row, row[26]] for row in cells])
    with pytest.raises(Invalid, match="stands more than once"):
        load_export(data, people["bob"], at=NOW)


def test_what_a_file_said_is_not_told_of_the_revision_after_it(issued, people, issue):
    data = change_table(issued, lambda cells: [[*row, "mine"] for row in cells])
    again = issue(load_export(data, people["bob"], at=NOW))
    draft = load_export(make_csv(read_issued(again)), people["bob"], at=NOW)
    assert list_told(draft) == []
