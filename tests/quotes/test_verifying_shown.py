"""What a workbook shows: other formulas, formats that show another number, what is hidden."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from itertools import count

import pytest

from quotes.exports import make_xlsx_with_costs
from quotes.papers import read_issued
from quotes.verdicts import CLOTHING, IDENTICAL, UNREADABLE
from quotes.verifying import verify

from .conftest import make_draft_of, write_document

pytestmark = pytest.mark.stores

CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"((?: [a-z]+="[^"]*")*)>(.*?)</c>')
FORMULA = re.compile(r"<f>(.*?)</f>")
SHEETS = {"1": "Quote", "2": "Rows", "3": "Cost of ownership", "4": "Sources"}
PART = re.compile(r"xl/worksheets/sheet([0-9])\.xml")


@pytest.fixture
def book(people, issue) -> bytes:
    """The workbook of a quote with tax and factors of many digits, the cost of ownership in it."""
    document = write_document(
        prices="0.0117", scenario={"assumptions": {"price_inflation": "0.0317"}}
    )
    terms = {"tax_label": "VAT", "tax_rate": Decimal("0.19"), "notes": "By courier"}
    return make_xlsx_with_costs(read_issued(issue(make_draft_of(people["bob"], document, **terms))))


def rewrite(data: bytes, part: re.Pattern, change: Callable[[re.Match, str], str]) -> bytes:
    """A workbook of which all parts of a name have another text."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            found = part.fullmatch(name)
            new.writestr(name, change(found, text) if found else text)
    return file.getvalue()


def change_cells(data: bytes, pattern: str, change: Callable[..., str]) -> tuple[bytes, set[str]]:
    """The workbook with each cell that the pattern finds changed, and the names of these."""
    changed = set()

    def change_sheet(part: re.Match, text: str) -> str:
        def change_cell(cell: re.Match) -> str:
            if not re.search(pattern, cell[3]):
                return cell[0]
            changed.add(f"{SHEETS[part[1]]}, {cell[1]}")
            return change(cell)

        return CELL.sub(change_cell, text)

    return rewrite(data, PART, change_sheet), changed


def change_formulas(data: bytes, change: Callable[[str], str]) -> tuple[bytes, set[str]]:
    return change_cells(
        data,
        "<f>",
        lambda cell: cell[0].replace(
            FORMULA.search(cell[3])[0], change(FORMULA.search(cell[3])[1])
        ),
    )


def list_named(data: bytes) -> set[str]:
    return {each.column for each in verify(data).differences}


# Formulas


def write_anew(pattern: str, by: str, count: int = 0) -> Callable[[str], str]:
    """What writes a formula with something else in the place of what the pattern finds."""
    return lambda formula: f"<f>{re.sub(pattern, by, formula, count=count)}</f>"


def bracket(formula: str) -> str:
    """A formula in brackets, and its cells too where they are no range."""
    if ":" not in formula:
        formula = re.sub("([A-Z]+[0-9]+)", r"(\1)", formula)
    return f"<f>(({formula}))</f>"


OTHERS = {
    "half of it": "<f>{}/2</f>",
    "a hair more": "<f>{}+1E-9</f>",
    "another column": write_anew("[A-Z]+([0-9]+)", r"B\1+A\1", count=1),
    "another row": write_anew("([A-Z])[0-9]+", r"\g<1>1", count=1),
    "turned": "<f>ROUND(-({}),2)</f>",
    "if it is late": "<f>IF(TODAY()&gt;50000,1,{})</f>",
    "another file": "<f>[1]Rows!A1+{}</f>",
    "a name": "<f>{}*cheaper</f>",
    "an array": '<f t="array" ref="A1:Z9">{}</f>',
    "a table of data": '<f t="dataTable" ref="A1:Z9">{}</f>',
    "two": "<f>{}</f><f>1</f>",
    "shared by none": '<f t="shared" si="9"/>',
    "very deep": f"<f>{'(' * 400}{{}}{')' * 400}</f>",
    "very long": f"<f>{{}}{'+0' * 9000}</f>",
    "very long, shared": f'<f t="shared" si="1">{{}}{"+0" * 900}</f>',
    "none": "<f></f>",
}
SAME = {
    "as it is": "<f>{}</f>",
    "as LibreOffice has it": '<f aca="false">{}</f>',
    "fixed cells": write_anew("([A-Z]+)([0-9]+)", r"$\1$\2"),
    "blanks": write_anew("([(,+*])", r" \1  "),
    "small letters": lambda formula: f"<f>{formula.lower()}</f>",
    "brackets": bracket,
    "semicolons": lambda formula: f"<f>={formula.replace(',', ';')}</f>",
    "quoted sheets": lambda formula: f"<f>{formula.replace('Rows!', APOSTROPHES)}</f>",
}
APOSTROPHES = "'Rows'!"


def write_formulas(book: bytes, way) -> tuple[bytes, set[str]]:
    return change_formulas(book, way.format if isinstance(way, str) else way)


def test_each_cell_with_another_formula_is_named_though_its_value_stands(book):
    missed = []
    for words, way in OTHERS.items():
        data, changed = write_formulas(book, way)
        if len(changed) < 30 or list_named(data) != changed:
            missed.append((words, changed ^ list_named(data)))
    assert missed == []


def test_a_formula_in_other_clothing_is_no_false_alarm(book):
    verdicts = {words: verify(write_formulas(book, way)[0]) for words, way in SAME.items()}
    assert {
        words: verdict.differences for words, verdict in verdicts.items() if verdict.exit_code
    } == {}


def share(data: bytes, *, is_moved: bool) -> bytes:
    """The workbook with formulas of a column in the first of its cells alone, as Excel saves it."""
    masters: dict[str, int] = {}
    number = count()

    def change(cell: re.Match) -> str:
        formula = FORMULA.search(cell[3])[1]
        column = re.sub("[0-9]", "", cell[1])
        kind = f"{column} {re.sub('[0-9]+', '', formula)}"
        shared = f'<f t="shared" si="{masters.get(kind)}"/>'
        if kind not in masters or ":" in formula:
            masters[kind] = next(number)
            shared = f'<f t="shared" ref="A1:Z99" si="{masters[kind]}">{formula}</f>'
        if is_moved:
            shared = shared.replace(formula, f"{formula}*Z{cell[1].removeprefix(column)}")
        return cell[0].replace(FORMULA.search(cell[3])[0], shared)

    return change_cells(data, "<f>", change)[0]


def test_formulas_that_cells_share_are_those_of_each(book):
    assert (verify(share(book, is_moved=False)).kind) == IDENTICAL
    assert len(list_named(share(book, is_moved=True))) > 30


def test_a_number_that_became_a_formula_is_named_though_its_value_stands(book):
    data, changed = change_cells(book, "^<v>", lambda cell: cell[0].replace("<v>", "<f>1+1</f><v>"))
    assert list_named(data) == changed


def test_a_number_that_became_a_text_is_named_for_no_sum_counts_it(book):
    data, changed = change_cells(
        book,
        "^<v>",
        lambda cell: f'<c r="{cell[1]}" t="inlineStr"><is><t>{cell[3][3:-4]}</t></is></c>',
    )
    assert list_named(data) == changed


def test_values_in_the_place_of_formulas_are_clothing(book):
    data, changed = change_formulas(book, lambda formula: "")
    verdict = verify(data)
    assert (verdict.kind, verdict.differences) == (CLOTHING, [])
    assert verdict.clothing == [f"values in the place of formulas ({len(changed)})"]


# Formats

STYLES = re.compile(r"xl/styles\.xml")
SHOW_ANOTHER = (
    *("9#,##0.00", '"9"#,##0.00', "\\9#,##0.00", "#,##0.009", '#,##0.00"5"', "*9#,##0.00"),
    *("[$9-407]#,##0.00", "#,##0.00,", "0,,", ";;;", '"text"', '"1.00";"1.00"', "-#,##0.00"),
    *("(0.00)", "yyyy-mm-dd", "hh:mm", "0", "#,##0.0", '0.00" k"', "[<100]0.00;1", '0"."00'),
    *("0.00\\%", "# ?/?", "[h]:mm", "?", "[DBNum1]0.00", "0.00" + " " * 999),
)
SHOW_THE_SAME = (
    *("General", "@", "0.00", "#,##0.00", "0.0000", "#,##0.00 [$€-407]", "[$$-409]#,##0.00"),
    *("[$$-409]#,##0.00;[RED]-[$$-409]#,##0.00", "0.00%", '0.00 "EUR"', "#\\ ##0.00"),
    *('_-* #,##0.00\\ _€_-;\\-* #,##0.00\\ _€_-;_-* "-"??\\ _€_-;_-@_-', "0.0######"),
)


def show_as(data: bytes, code: str, before: str = "#,##0.00") -> bytes:
    """The workbook whose amounts, or what has another format, have this one."""
    code = code.replace("<", "&lt;").replace('"', "&quot;")
    before, after = (f'formatCode="{each}"' for each in (before, code))
    return rewrite(data, STYLES, lambda _, text: text.replace(before, after))


def test_a_format_that_shows_another_number_is_named_with_its_cells(book):
    missed = [code for code in SHOW_ANOTHER if "Rows, AA2" not in list_named(show_as(book, code))]
    assert missed == []


def test_a_format_that_shows_the_number_is_no_false_alarm(book):
    alarms = [code for code in SHOW_THE_SAME if list_named(show_as(book, code))]
    assert alarms == []


def test_a_format_that_hides_a_text_or_shows_another_is_named(book):
    for code in (";;;", ';;;"9"@', '"not "@', ';;;"ACME"'):
        named = list_named(show_as(book, code, before="@"))
        assert {"Quote, A1", "Rows, A2"} <= named


# What is hidden

HIDDEN = {
    "a row": ("<row r=", '<row hidden="1" r=', ", row "),
    "a row of no height": ("<row r=", '<row ht="0" r=', ", row "),
    "all rows": ("<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" ', ", row "),
    "columns": ('<col min="1" ', '<col min="1" hidden="1" ', ", column A"),
    "columns of no width": (' width="', ' width="0" x="', ", column A"),
    "rows too low to read": ("<row r=", '<row ht="0.5" customHeight="1" r=', ", row "),
    "all rows too low": ("<sheetFormatPr ", '<sheetFormatPr defaultRowHeight="1" x', ", row "),
    "columns too narrow": (' width="', ' width="0.3" x="', ", column A"),
    "all columns": ("<sheetFormatPr ", '<sheetFormatPr defaultColWidth="0" ', ", the sheet"),
    "zeros": ("<sheetView ", '<sheetView showZeros="0" ', ", the sheet"),
    "values": ("<sheetView ", '<sheetView showFormulas="true" ', ", the sheet"),
    "cells made one": (
        "</sheetData>",
        '</sheetData><mergeCells><mergeCell ref="A2:A4"/></mergeCells>',
        ", A2:A4",
    ),
    "a condition": (
        "</sheetData>",
        "</sheetData><extLst><dxf><numFmt formatCode='9'/></dxf></extLst>",
        ", the sheet",
    ),
}


def replace_in(book: bytes, part: str, before: str, after: str) -> bytes:
    return rewrite(book, re.compile(part), lambda _, text: text.replace(before, after))


@pytest.mark.parametrize("way", HIDDEN)
def test_what_is_hidden_or_covered_is_named_on_every_sheet(book, way):
    before, after, where = HIDDEN[way]
    for number, sheet in SHEETS.items():
        data = replace_in(book, f"xl/worksheets/sheet{number}.xml", before, after)
        assert [name for name in list_named(data) if name.startswith(f"{sheet}{where}")]


def print_around(book: bytes, text: str) -> bytes:
    margin = f"<headerFooter><firstHeader>{text}</firstHeader></headerFooter></worksheet>"
    return replace_in(book, "xl/worksheets/sheet2.xml", "</worksheet>", margin)


@pytest.mark.parametrize(
    "text", ["&amp;CTotal 1.00", "&amp;C&amp;&quot;Arial&quot;&amp;8PAID IN FULL", "9"]
)
def test_what_is_printed_around_a_sheet_is_named(book, text):
    assert list_named(print_around(book, text)) == {"Rows, its firstHeader"}


@pytest.mark.parametrize(
    "text", ["", "&amp;LSeite &amp;P", "&amp;C&amp;12&amp;A", "Page &amp;P of &amp;N"]
)
def test_the_number_of_a_page_is_no_false_alarm(book, text):
    assert verify(print_around(book, text)).kind == IDENTICAL


def test_a_workbook_that_counts_with_what_it_shows_is_named(book):
    data = replace_in(book, "xl/workbook.xml", "<calcPr ", '<calcPr fullPrecision="0" ')
    assert list_named(data) == {"Quote, the sheet"}


def test_a_workbook_that_bears_another_checksum_is_named(book):
    data = replace_in(book, "docProps/custom.xml", "sha256:", "sha256:0")
    assert list_named(data) == {"the property deskfare_checksum"}


def test_a_workbook_that_bears_no_checksum_any_more_is_no_false_alarm(book):
    data = replace_in(book, "docProps/custom.xml", "deskfare_checksum", "other")
    assert verify(data).kind == IDENTICAL


ADDED = {
    "a link": '<hyperlinks><hyperlink ref="{}" r:id="rId9"/></hyperlinks>',
    "a comment": '<legacyDrawing r:id="rId9"/>',
    "a picture behind the cells": '<picture r:id="rId9"/>',
    "a picture at the head or foot": '<legacyDrawingHF r:id="rId9"/>',
    "an object of another program": '<oleObjects><oleObject shapeId="1" r:id="rId9"/></oleObjects>',
    "a button or a field": '<controls><control shapeId="1" r:id="rId9"/></controls>',
}


@pytest.mark.parametrize("words", ADDED)
def test_what_stands_beside_the_cells_is_named_on_every_sheet(book, words):
    for number, sheet in SHEETS.items():
        after = ADDED[words].format("A1")
        data = replace_in(
            book, f"xl/worksheets/sheet{number}.xml", "</worksheet>", f"{after}</worksheet>"
        )
        [named] = verify(data).differences
        assert (named.column.startswith(f"{sheet}, "), named.found) == (True, words)


def test_a_sheet_that_is_hidden_is_named(book):
    for number, sheet in SHEETS.items():
        before = f'sheetId="{number}"'
        data = replace_in(book, "xl/workbook.xml", before, f'{before} state="veryHidden"')
        assert list_named(data) == {f"the sheet {sheet}"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_workbook_with_two_parts_of_one_name_is_not_checked(book):
    """Which of the two a spreadsheet shows nobody knows."""
    file = io.BytesIO(book)
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr("xl/worksheets/sheet2.xml", packed.read("xl/worksheets/sheet2.xml"))
    assert verify(file.getvalue()).kind == UNREADABLE
