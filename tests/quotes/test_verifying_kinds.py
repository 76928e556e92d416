"""Every column in every clothing: none is a false alarm, and no change passes for clothing."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest

from pricing.sheets.quote import COLUMNS
from quotes.cells import DATES, NUMBERS
from quotes.days_read import is_taken_for_day
from quotes.exports import make_csv, make_json, make_xlsx
from quotes.papers import read_issued
from quotes.times_read import is_taken_for_time
from quotes.ubl import make_ubl
from quotes.verdicts import CLOTHING, DIFFERENT, IDENTICAL
from quotes.verifying import verify
from tests.libreoffice import need_libreoffice, resave

from .conftest import make_draft_of, write_document

pytestmark = pytest.mark.stores

Cells = list[list[str]]
DAY = date(2027, 1, 2)  # whose day and month may change places


@pytest.fixture
def dated(people, issue):
    """A quote that holds until a day which may be read in two ways."""
    return issue(make_draft_of(people["bob"], write_document(), valid_until=DAY))


def read_cells(issued) -> Cells:
    text = make_csv(read_issued(issued)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def write(cells: Cells, separator: str = ",", encoding: str = "utf-8") -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows(cells)
    return file.getvalue().encode(encoding)


def map_cells(cells: Cells, columns, write_cell) -> Cells:
    """The same with some columns written otherwise, where they hold something."""
    head, *rows = cells
    return [
        head,
        *(
            [
                write_cell(cell) if cell and column in columns else cell
                for column, cell in zip(head, row, strict=True)
            ]
            for row in rows
        ),
    ]


def write_day(pattern: str):
    return lambda cells: write(
        map_cells(cells, DATES, lambda text: date.fromisoformat(text).strftime(pattern))
    )


def write_with_commas(cells: Cells) -> bytes:
    return write(map_cells(cells, NUMBERS, lambda text: text.replace(".", ",")), ";")


CLOTHES = {
    "as it is": write,
    "tabs": lambda cells: write(cells, "\t"),
    "semicolons and commas": write_with_commas,
    "UTF-16": lambda cells: write(cells, encoding="utf-16"),
    "blank lines": lambda cells: write([[], cells[0], ["", " "], *cells[1:], []]),
    "blank columns": lambda cells: write([[*row, "", " "] for row in cells]),
    "lost zeros": lambda cells: write(
        map_cells(cells, NUMBERS, lambda text: f"{float(text):.15g}")
    ),
    "German days": write_day("%d.%m.%Y"),
    "English days": write_day("%d/%m/%Y"),
    "American days": write_day("%m/%d/%Y"),
    "named months": write_day("%d %B %Y"),
    "rows turned": lambda cells: write([cells[0], *cells[:0:-1]]),
    "columns turned": lambda cells: write([row[::-1] for row in cells]),
}


def change(column: str, text: str) -> str:
    """Another value of a column, as near as may be."""
    if column in DATES and text:
        year, month, day = text.split("-")
        turned = f"{year}-{day}-{month}"
        other = "02" if day == "01" else "01"
        return turned if int(day) <= 12 and day != month else f"{year}-{month}-{other}"
    if column in NUMBERS and text:
        return f"{float(text) + 0.01:.2f}"
    return f"{text}x"


@pytest.mark.parametrize("clothes", CLOTHES)
def test_no_clothing_is_a_false_alarm(dated, clothes):
    verdict = verify(CLOTHES[clothes](read_cells(dated)))
    assert (verdict.kind in (IDENTICAL, CLOTHING), verdict.differences) == (True, [])


@pytest.mark.parametrize(
    "clothes", [each for each in CLOTHES if each not in ("English days", "American days")]
)
def test_no_change_of_any_column_passes_for_clothing(dated, clothes):
    missed = []
    for place, column in enumerate(COLUMNS):
        cells = read_cells(dated)
        cells[2][place] = change(column, cells[2][place])
        if column not in {each.column for each in verify(CLOTHES[clothes](cells)).differences}:
            missed.append(column)
    assert missed == []


def test_a_day_that_may_be_another_is_told(dated):
    verdict = verify(CLOTHES["English days"](read_cells(dated)))
    assert "days written so that they may be another day too (4)" in verdict.clothing


@pytest.mark.parametrize(("issued", "found"), [("1/2", "7/2"), ("3/4", "4/3"), ("1/2", "2/2/2007")])
def test_a_text_taken_for_a_day_is_its_own_day(issued, found):
    assert not is_taken_for_day(issued, found)


# Times


def list_ways(passed: timedelta) -> list[str]:
    """A time of the first of January 2008 in the ways in which people and spreadsheets have it."""
    moment = datetime(2008, 1, 1) + passed
    kept = FIRST_NUMBER + Decimal(passed.seconds) / 86_400
    days = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%y", "%d %b %Y")
    times = ("%H:%M:%S", "%I:%M:%S %p", "%H:%M:%S.00")
    return [*(moment.strftime(f"{day} {time}") for day in days for time in times), f"{kept:.10f}"]


FIRST_NUMBER = 39_448  # of that day, in spreadsheets
PASSED = [timedelta(seconds=each) for each in (0, 1, 59, 60, 3_600, 43_199, 43_200, 46_800, 86_399)]


def test_a_time_is_its_own_in_every_way_of_writing_it_and_no_other_time():
    wrong = [
        (issued, found)
        for one, other in product(PASSED, PASSED)
        for issued, found in product(list_ways(one)[:-1], list_ways(other))
        if is_taken_for_time(issued, found) != (one == other)
    ]
    assert wrong == []


# What stands in a file besides


@pytest.mark.parametrize("place", range(0, len(COLUMNS), 5))
@pytest.mark.parametrize("head", [str.upper, str.lower])
def test_a_head_that_stands_twice_is_named(dated, place, head):
    cells = read_cells(dated)
    name = COLUMNS[place]
    doubled = [[*row[:place], "1", *row[place:]] for row in cells]
    doubled[0][place] = head(name)
    assert name in {each.column for each in verify(write(doubled)).differences}


MORE = {
    "cell AM2": lambda cells: [cells[0], [*cells[1], "5.00"], *cells[2:]],
    "cell A1": lambda cells: [["5.00"], *cells],
    "cell B1": lambda cells: [["Offer", "5.00"], *cells],
    "row 2, beyond column IV": lambda cells: [cells[0], [*cells[1], *[""] * 300, "5.00"]],
}


@pytest.mark.parametrize("where", MORE)
def test_what_stands_beyond_the_table_is_told_with_its_place(dated, where):
    verdict = verify(write(MORE[where](read_cells(dated))))
    assert (0, where, "", "5.00") in verdict.differences


def list_members(value, path=()):
    """The paths of all objects in JSON."""
    if isinstance(value, dict):
        yield path
    places = value.items() if isinstance(value, dict) else enumerate(value)
    for name, each in places:
        if isinstance(each, (dict, list)):
            yield from list_members(each, (*path, name))


def test_a_member_more_or_twice_is_told_at_any_depth_of_json(dated):
    text = make_json(read_issued(dated)).decode()
    missed = []
    for path in list_members(json.loads(text)):
        document = json.loads(text)
        found = document
        for name in path:
            found = found[name]
        name = next(iter(found), "kind")
        found["remark"] = "half price"
        more = json.dumps(document)
        twice = more.replace('"remark": "half price"', f'"{name}": 1, "{name}": 2')
        missed += [data for data in (more, twice) if not verify(data.encode()).exit_code]
    assert missed == []


def edit(data: bytes, part: str, before: str, after: str) -> bytes:
    """A workbook of which one part has another text."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name.endswith(part):
                assert before in text
                text = text.replace(before, after, 1)
            new.writestr(name, text)
    return file.getvalue()


CELL = '<c r="{at}" t="inlineStr"><is><t>REAL PRICE 5.00</t></is></c></row>'


@pytest.mark.parametrize("part", ["sheet1.xml", "sheet2.xml", "sheet3.xml"])
@pytest.mark.parametrize("at", ["BA1", "BA2", "ZZ2"])
def test_a_cell_beyond_those_of_a_workbook_is_told(dated, part, at):
    data = make_xlsx(read_issued(dated))
    verdict = verify(edit(data, part, "</row>", CELL.format(at=at)))
    # In the row of heads it is the head of a column.
    said = [str(each).upper().replace("_", " ") for each in verdict.differences]
    assert "REAL PRICE 5.00" in " ".join(said)


@pytest.mark.parametrize("part", ["sheet1.xml", "sheet2.xml", "sheet3.xml"])
def test_a_row_below_those_of_a_workbook_is_told(dated, part):
    row = '<row r="90"><c r="A90" t="inlineStr"><is><t>5.00</t></is></c></row></sheetData>'
    assert verify(edit(make_xlsx(read_issued(dated)), part, "</sheetData>", row)).kind == DIFFERENT


# Quotations of UBL

TEXT = re.compile(r">([^<>\s][^<>]*)</")


def test_every_text_of_a_quotation_is_named_where_it_was_changed(dated):
    text = make_ubl(read_issued(dated)).decode()
    missed = []
    for found in TEXT.finditer(text):
        changed = f"{text[: found.start(1)]}x{found[1]}{text[found.end(1) :]}"
        verdict = verify(changed.encode())
        if [(each.issued, each.found) for each in verdict.differences] != [
            (html.unescape(found[1]), f"x{html.unescape(found[1])}")
        ]:
            missed.append(found[0])
    [named] = [each for each in missed if dated.number in each]  # finds no quote by that number
    assert named == f">{dated.number}-v1</"


@pytest.mark.parametrize("more", ["<cbc:Note>Half price</cbc:Note>", "<x>5.00</x>"])
def test_what_was_put_into_a_quotation_is_named(dated, more):
    text = make_ubl(read_issued(dated)).decode()
    assert verify(text.replace("</cac:Price>", f"</cac:Price>{more}", 1).encode()).kind == DIFFERENT


def test_blanks_around_a_text_of_a_quotation_are_clothing(dated):
    text = make_ubl(read_issued(dated)).decode()
    number = f"{dated.number}-v1"
    changed = [
        f"{text[: found.end(1)]} {text[found.end(1) :]}"
        for found in TEXT.finditer(text)
        if found[1] != number
    ]
    worn = {str(verify(each.encode()).clothing) for each in changed}
    assert worn == {"['blanks around texts (1)']"}


def test_an_empty_member_that_json_left_out_is_clothing(dated):
    document = json.loads(make_json(read_issued(dated)))
    for row in document["rows"]:
        empty = [name for name, value in row.items() if value in ("", None)]
        del row[empty[0]]
    assert verify(json.dumps(document).encode()).clothing == ["empty members left out"]


# Workbooks


@pytest.mark.parametrize("text", ["a\x0bb\x0cc", "a\x1b[31m", "a\uffffb", "_x0041_ and _x005F_"])
def test_a_workbook_with_any_sign_is_what_was_issued(people, issue, text):
    draft = make_draft_of(people["bob"], write_document(), customer=text, notes=text)
    verdict = verify(make_xlsx(read_issued(issue(draft))))
    assert (verdict.kind, verdict.differences) == (IDENTICAL, [])


@pytest.mark.parametrize("locale", ["en-US", "de-DE"])
def test_the_first_sheet_saved_as_csv_says_that_no_row_could_be_checked(dated, tmp_path, locale):
    need_libreoffice()
    path = tmp_path / "quote.xlsx"
    path.write_bytes(make_xlsx(read_issued(dated)))
    verdict = verify(resave(path, "csv", locale))
    assert (verdict.kind, verdict.number, verdict.differences) == (CLOTHING, dated.number, [])
    assert verdict.checked.endswith("this file holds no rows, so none could be checked")
