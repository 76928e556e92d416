"""Workbooks: LibreOffice computes every formula anew, and comes to the cent that stands there."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from pricing.comparison import compare
from pricing.sheets import Sheet, column_letter
from pricing.sheets.costs import costs_export
from pricing.sheets.formats import BY_ENDING
from pricing.sheets.quote import COLUMNS
from pricing.sheets.quote_book import quote_export, rows_sheet
from pricing.sheets.xlsx import write_xlsx
from tests.libreoffice import need_libreoffice
from tests.purchase_strategies import random_purchase
from tests.small_purchases import asked, scheme
from tests.strategies import random_document
from tests.ties import make_near_ties, make_ties
from tests.workbooks import DAY, assert_same, recalculate_sheets

NAMESPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
SPITEFUL = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "007",
    "1.10",
    "3/4",
    "Mar-08",
    "http://x",
)


@pytest.fixture
def recalculated(tmp_path):
    """Computes books of sheets anew, in one run of LibreOffice."""
    need_libreoffice()
    return lambda books: recalculate_sheets(books, tmp_path)


def test_fifty_random_quotes_are_computed_to_the_cent(recalculated):
    documents = [random_document(seed) for seed in range(25)]
    documents += [random_purchase(seed) for seed in range(25)]
    books = {}
    for number, document in enumerate(documents):
        answer = compare(document)
        books[f"quote{number}"] = list(quote_export(answer, None).sheets)
        books[f"costs{number}"] = list(costs_export(answer).sheets)
    found = recalculated(books)
    assert sum(assert_same(sheets, found, name) for name, sheets in books.items()) > 10_000


def test_six_thousand_ties_and_near_ties_are_computed_to_the_cent(recalculated):
    nothing = dict.fromkeys(COLUMNS, "")
    rows = [nothing | row for row in (*make_ties(3_000), *make_near_ties(3_000))]
    sheet = rows_sheet("ties", rows)
    bare = sheet._replace(rows=[[*row[:-1], Decimal(0)] for row in sheet.rows])
    found = recalculated({"ties": [sheet], "bare": [bare]})
    assert assert_same([sheet], found, "ties") == 12_000
    amount = COLUMNS.index("amount")
    given = [f"{Decimal(row[amount]):.2f}" for row in found["bare", "Rows"][1:]]
    # Without the column there would be hundreds of wrong cents.
    assert sum(text != row["amount"] for text, row in zip(given, rows, strict=True)) > 100


def test_half_a_cent_is_told_by_the_column_rounding():
    ties = rows_sheet("ties", [dict.fromkeys(COLUMNS, "") | row for row in make_ties(100)])
    assert {0 < abs(row[-1]) <= Decimal("0.005") for row in ties.rows} == {True}


def test_an_amount_that_no_spreadsheet_rounds_wrong_has_no_rounding():
    sheets = quote_export(compare(asked(scheme(), prices="0.0116")), None).sheets
    assert {row[-1] for row in sheets[1].rows} == {Decimal(0)}


def test_a_workbook_of_a_quote_has_four_sheets():
    sheets = quote_export(compare(random_document(0)), None).sheets
    assert [sheet.title for sheet in sheets] == ["Quote", "Rows", "Cost of ownership", "Sources"]


@pytest.mark.parametrize(
    ("prices", "said"),
    [({}, ("100.00", "A letter")), ({"it": {"net": "85"}}, ("85.00", "quoted"))],
)
def test_a_source_stands_beside_the_price_that_it_says(prices, said):
    document = asked(scheme(), scenario={"prices": prices, "discounts": {"*": "0.5"}})
    document["catalogue"]["prices"][0]["source"] = "A letter"
    *_, sources = quote_export(compare(document), 0).sheets
    [row] = [dict(zip(sources.heads, row, strict=True)) for row in sources.rows]
    assert (str(row["unit_price"]), row["source"]) == said


def test_the_summary_of_a_quote_sums_the_amounts_of_its_rows():
    answer = compare(random_document(0))
    summary, rows = list(quote_export(answer, None).sheets)[:2]
    amount, scenario = COLUMNS.index("amount"), COLUMNS.index("scenario")
    wanted = {
        each.scenario.name: sum(
            row[amount].value for row in rows.rows if row[scenario] == each.scenario.name
        )
        for each in answer.scenarios
    }
    total = list(summary.rows)[-1]
    assert {
        name: cell.value for name, cell in zip(summary.heads[1:], total[1:], strict=True) if cell
    } == {name: amount for name, amount in wanted.items() if amount}


def test_the_totals_of_the_costs_are_those_of_the_answer():
    for seed in range(20):
        answer = compare(random_document(seed))
        rows = list(costs_export(answer).table.rows)
        totals = {row[0]: row[-1].value for row in rows if row[3] == "total"}
        assert totals == {
            each.scenario.name: Decimal(each.figures.tco).scaleb(-2)
            for each in answer.scenarios
            if each.figures is not None
        }


def test_what_rounded_lines_miss_of_a_rounded_total_is_a_few_cents():
    for seed in range(20):
        for row in costs_export(compare(random_document(seed))).table.rows:
            if row[2] == "Rounding":
                assert all(abs(cell) < Decimal("0.5") for cell in row[4:-1])


# The file itself


def written(*sheets: Sheet) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(write_xlsx(sheets, DAY)))


def part(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(name))


def test_the_same_quote_is_the_same_bytes():
    export = quote_export(compare(random_document(0)), 0)
    [format] = BY_ENDING["xlsx"].values()
    assert format.write(export) == format.write(export)


def test_a_workbook_says_the_day_that_it_speaks_of_and_no_other():
    core = part(written(Sheet("x", ["a"], [])), "docProps/core.xml")
    days = {each.text for each in core if each.tag.endswith(("created", "modified"))}
    assert days == {"2008-01-31T00:00:00Z"}


@pytest.mark.parametrize("text", SPITEFUL)
def test_a_text_stays_a_text_whatever_it_looks_like(text):
    page = part(written(Sheet("x", [text], [[text]])), "xl/worksheets/sheet1.xml")
    cells = page.findall(".//x:c", NAMESPACE)
    assert [cell.get("t") for cell in cells] == ["inlineStr", "inlineStr"]
    assert page.findall(".//x:f", NAMESPACE) == []


def test_libreoffice_keeps_every_text_as_it_was_written(recalculated):
    sheet = Sheet("x", ["a"], [[text] for text in SPITEFUL])
    assert recalculated({"x": [sheet]})["x", "Table"][1:] == [[text] for text in SPITEFUL]


def test_a_list_keeps_its_heads_in_view_repeats_them_and_can_be_filtered():
    book = written(Sheet("x", ["a", "b"], [["1", 2]]))
    page = part(book, "xl/worksheets/sheet1.xml")
    assert page.find(".//x:pane", NAMESPACE).get("state") == "frozen"
    assert page.find("x:autoFilter", NAMESPACE).get("ref") == "A1:B2"
    assert page.find("x:pageSetup", NAMESPACE).get("orientation") == "landscape"
    names = part(book, "xl/workbook.xml").findall(".//x:definedName", NAMESPACE)
    assert "_xlnm.Print_Titles" in {each.get("name") for each in names}


def test_a_text_longer_than_a_cell_is_cut_and_not_left_out():
    page = part(written(Sheet("x", ["a"], [["x" * 40_000]])), "xl/worksheets/sheet1.xml")
    assert len(page.findall(".//x:t", NAMESPACE)[1].text) == 32_767


def test_columns_have_their_letters():
    assert [column_letter(place) for place in (0, 37, 52)] == ["A", "AL", "BA"]


# Texts of several lines


def read_sheet(text: str) -> tuple[list[bool], float, float]:
    """Of a text beside a word: which cells wrap, how high their row is, how wide the text's column;
    all as the file says.
    """
    data = write_xlsx([Sheet("it", ("What", "Who"), [["From", text]])], DAY)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        styles = ElementTree.fromstring(book.read("xl/styles.xml"))
    formats = styles.findall("x:cellXfs/x:xf", NAMESPACE)
    wraps = [each.find("x:alignment[@wrapText='1']", NAMESPACE) is not None for each in formats]
    row = sheet.findall(".//x:row", NAMESPACE)[1]
    cells = [wraps[int(cell.get("s", 0))] for cell in row.findall("x:c", NAMESPACE)]
    height = float(row.get("ht", 0))
    width = float(sheet.findall(".//x:col", NAMESPACE)[-1].get("width", 0))
    return cells, height, width


@pytest.mark.parametrize(("text", "lines"), [("a\nb", 2), ("a\n\nb", 3), ("W" * 116 + "\nb", 3)])
def test_a_text_of_several_lines_wraps_in_a_row_that_is_high_enough(text, lines):
    wraps, height, _ = read_sheet(text)
    assert (wraps, height) == ([False, True], lines * 15.0)


def test_a_text_of_one_line_has_the_row_that_any_has():
    assert read_sheet("W" * 116)[:2] == ([False, False], 0.0)


def test_a_row_is_never_higher_than_a_spreadsheet_takes():
    assert read_sheet("a\n" * 100)[1] == 408.0


def test_a_column_is_as_wide_as_its_longest_line():
    assert read_sheet("a" * 20 + "\n" + "b" * 30)[2] == pytest.approx(32, abs=1)
