"""Tables that come back from spreadsheets: dialects, marks, notations, and files that are none."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from pricing.engine.faults import Faults
from pricing.engine.number_text import NoNumber
from pricing.inventory.reading import open_rows
from pricing.sheets import Sheet
from pricing.sheets.csv import write_csv
from pricing.sheets.reading import MOST_ROWS, read_table
from pricing.sheets.xlsx import write_xlsx
from pricing.sheets.xlsx_reading import TABLE

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def packed(**parts: str) -> bytes:
    """An XLSX file of parts, by their names without folder and ending."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, text in parts.items():
            place = "xl/" if name == "sharedStrings" else "xl/worksheets/"
            folder.writestr(f"{place}{name}.xml", text)
    return file.getvalue()


def sheet_of(rows: str) -> str:
    return f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"


HEADS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Scheme</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Unit price</t></is></c></row>'
)


def said(data: bytes) -> str:
    with pytest.raises(Faults) as found:
        read_table(data)
    return str(found.value)


@pytest.mark.parametrize(
    "text",
    [
        "scheme,unit_price\nms-vecd,23.50\n",
        "scheme;unit_price\r\nms-vecd;23,50\r\n",
        "sep=;\nscheme;unit_price\nms-vecd;23,50\n",
        "Scheme\tUnit price\nms-vecd\t23.50\n",
        'a title alone\n\n"scheme","unit price"\n"ms-vecd","23.50"\n',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_price_is_read_in_every_usual_dialect(text, encoding):
    table = read_table(text.encode(encoding))
    assert table.heads == ("scheme", "unit_price")
    assert table.rows[0].cells["scheme"] == "ms-vecd"
    assert table.read_number(table.rows[0].cells["unit_price"]) == Decimal("23.50")


def test_a_number_of_thousands_with_a_decimal_comma_is_read():
    assert read_table(b"a;b\n1;2\n").read_number("1.234,5") == Decimal("1234.5")


def test_a_point_that_may_part_thousands_is_asked_back():
    with pytest.raises(NoNumber, match=r"may be 1\.024 or 1024"):
        read_table(b"a;b\n1;2\n").read_number("1.024")


@pytest.mark.parametrize("dialect", ["comma", "semicolon"])
def test_what_our_own_writer_wrote_comes_back(dialect):
    cells = ["=1+1", "'quoted", "a;b,c", "line\nbreak", Decimal("1024.50")]
    text = write_csv(Sheet("x", ("a", "b", "c", "d", "e"), [cells]), dialect)
    table = read_table(text.encode())
    assert [table.rows[0].cells[name] for name in "abcd"] == cells[:4]
    assert table.read_number(table.rows[0].cells["e"]) == Decimal("1024.50")


def test_the_cells_of_a_spreadsheet_are_read_by_their_references():
    rows = HEADS + '<row r="5"><c r="B5"><v>23.5</v></c><c r="A5" t="s"><v>0</v></c></row>'
    shared = f"<sst {MAIN}><si><r><t>ms-</t></r><r><t>vecd</t></r></si></sst>"
    table = read_table(packed(sheet1=sheet_of(rows), sharedStrings=shared))
    assert table.rows[0].line == 5
    assert table.rows[0].cells == {"scheme": "ms-vecd", "unit_price": "23.5"}


def test_the_noise_of_binary_numbers_is_left_out():
    rows = HEADS + '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>0.30000000000000004</v></c></row>'
    table = read_table(packed(sheet1=sheet_of(rows)))
    assert table.rows[0].cells["unit_price"] == "0.3"


def test_the_sheet_with_schemes_is_taken_wherever_it_stands():
    empty = sheet_of('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>')
    rows = HEADS + '<row r="2"><c r="A2" t="str"><v>ms-vecd</v></c><c r="B2"><v>9</v></c></row>'
    table = read_table(packed(sheet1=empty, sheet2=sheet_of(rows)))
    assert table.rows[0].cells["scheme"] == "ms-vecd"


def test_a_far_cell_makes_no_wide_row():
    rows = HEADS + '<row r="2"><c r="XFD2"><v>1</v></c><c r="A2"><v>2</v></c></row>'
    table = read_table(packed(sheet1=sheet_of(rows)))
    assert table.rows[0].cells == {"scheme": "2"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no row with heads"),
        (b"one column\nonly\n", "no row with heads"),
        (b"scheme,price\nM\x81ller,1\n", "line 2: holds the byte 0x81; may hold UTF-8"),
        (b'scheme,price\n"open,1\n', "is no CSV row"),
        (b"PK\x03\x04rubbish", "packed file cannot be read"),
        (packed(sheet1="<worksheet>"), "cannot be read: save it anew"),
        (packed(sheet1='<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'), "document types"),
        (packed(sharedStrings="<sst/>"), "not an XLSX table"),
        (("a,b\n" + "1,2\n" * (MOST_ROWS + 1)).encode(), "up to 10,000 rows"),
        (packed(sheet1=" " * (TABLE.unpacked_bytes + 1)), "is too large for a table"),
    ],
)
def test_what_is_no_table_is_said(data, words):
    assert words in said(data)


# A file that broke off on its way

PRICES = "scheme;unit_price;valid_from;remark\r\nms-vecd;23,50;2008-01-31;\r\nxp;120,00;2008-01-31;"


def read_one_by_one(data: bytes) -> None:
    """The rows of an inventory."""
    with open_rows(io.BytesIO(data)) as opened:
        assert [*opened.rows]


@pytest.mark.parametrize("read", [read_table, read_one_by_one])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_that_breaks_off_in_a_row_is_refused_wherever_it_does(read, encoding):
    last = PRICES.rindex("\n") + 1
    for cut in range(PRICES.index(";", last) + 1, PRICES.rindex(";")):
        with pytest.raises(Faults, match="the file breaks off in this row"):
            read(PRICES[:cut].encode(encoding))


@pytest.mark.parametrize("read", [read_table, read_one_by_one])
@pytest.mark.parametrize(
    "text",
    [
        PRICES,  # whole, though its last line has no end
        f"{PRICES[: PRICES.rindex('120,00') + 6]}\n",  # as spreadsheets leave out empty cells
        f"{PRICES}\r\nPrices without tax",
        "scheme,unit_price,,\r\nms-vecd,23.50",
        "Prices of May\r\nscheme,unit_price\r\nms-vecd,23.50",
        "Prices,of,the,month,of May\r\nscheme,unit_price\r\nms-vecd,23.50",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_short_row_is_no_broken_one_where_it_may_end_there(read, text, encoding):
    read(text.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_sign_of_which_a_byte_is_a_line_end_ends_no_line(encoding):
    text = "\ufeffname;model;count\r\nx;y;3\r\nx;\u4e0a"
    with pytest.raises(Faults, match="the file breaks off in this row"):
        read_one_by_one(text.encode(encoding))


def test_a_lead_line_that_is_narrower_than_the_table_hides_no_row_that_breaks_off():
    with pytest.raises(Faults, match="the file breaks off in this row"):
        read_one_by_one(b"Report,2026-12-01\r\na,b,c,d\r\n1,2,3,4\r\n1,2,3")


# Cells that stand under no head, and heads that stand twice


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("scheme,pack_price\nms-vecd,14000,50\n", "line 2: holds 3 cells; may hold 2 cells"),
        ("scheme,pack_price\nms-vecd,1,234.50\n", "what has a separator in it wants quotes"),
        ("scheme,pack_price,,\nms-vecd,14000,50,\n", "line 2: holds 4 cells; may hold 2 cells"),
        ("scheme;pack_price\nms-vecd;1;234,50\n", "what has a separator in it wants quotes"),
        ("scheme,pack_price,Pack price\nms-vecd,23.50,99\n", "line 1: holds 'pack_price'; stands"),
    ],
)
def test_a_price_that_is_parted_or_stands_twice_is_refused(text, words):
    assert words in said(text.encode())


def test_what_stands_beside_a_table_of_a_workbook_is_passed_over():
    rows = HEADS + '<row r="2"><c r="A2"><v>2</v></c><c r="D2"><v>1</v></c></row>'
    assert read_table(packed(sheet1=sheet_of(rows))).rows[0].cells["scheme"] == "2"


@pytest.mark.parametrize("read", [read_table, read_one_by_one])
@pytest.mark.parametrize("rows", [5, 5_000])
def test_quotation_marks_that_do_not_end_are_named_where_their_row_begins(read, rows):
    text = 'scheme,unit_price\nms-vecd,23\n"xp,120\n' + "vista,7\n" * rows
    with pytest.raises(Faults, match="line 3: this is no CSV row"):
        read(text.encode())


def find_most_bytes(read: Callable[[], object]) -> int:
    """What a reading has in memory at most."""
    tracemalloc.start()
    try:
        read()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


SEPARATORS = b"," * 10_000_000  # the cells of which would take 80 MB
MOST_TAKEN = 60 * 2**20


@pytest.mark.parametrize("read", [read_table, read_one_by_one])
def test_a_line_of_too_many_cells_is_refused_before_it_takes_memory(read):
    data = b"scheme,unit_price\nms-vecd,23\nxp" + SEPARATORS

    def refuse() -> None:
        with pytest.raises(Faults, match="line 3: a line may hold 100,000 cells"):
            read(data)

    assert find_most_bytes(refuse) < MOST_TAKEN


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize("read", [read_table, read_one_by_one])
def test_a_line_of_nothing_but_separators_is_blank_and_takes_no_memory(read, end):
    data = b"scheme,unit_price\nms-vecd,23\n" + SEPARATORS + end
    assert find_most_bytes(lambda: read(data)) < MOST_TAKEN


def test_heads_without_rows_are_no_table():
    with pytest.raises(Faults, match="holds no rows below its heads"):
        read_table(b"scheme,pack_price\n")


def write_book(sheet: Sheet) -> bytes:
    return write_xlsx([sheet], date(2008, 1, 31))


@pytest.mark.parametrize("write", [lambda sheet: write_csv(sheet).encode(), write_book])
@pytest.mark.parametrize("titles", [1, 3])
def test_heads_are_found_below_titles_of_a_name_and_a_value(write, titles):
    title = ["Offer", "Q-2008-17", *[""] * 3]
    heads = ["Scheme", "Unit price", "Currency", "From", "Note"]
    row = ["ms-vecd", Decimal("23.50"), "USD", "2008-01-31", "list"]
    table = read_table(write(Sheet("offer", title, [title] * titles + [heads] + [row] * 9)))
    assert table.heads == ("scheme", "unit_price", "currency", "from", "note")
    prices = [Decimal(each.cells["unit_price"]) for each in table.rows]
    assert prices == [Decimal("23.50")] * 9
