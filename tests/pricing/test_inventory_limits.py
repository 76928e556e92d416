"""Files that are too large, broken or spiteful end in a sentence, and large ones in little room."""

from __future__ import annotations

import csv
import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pricing.engine.faults import Faults
from pricing.inventory import reading
from pricing.inventory.groups import count_groups, guess_mapping
from pricing.inventory.left_out import SerialNumbers
from pricing.inventory.reading import open_rows
from tests.inventories import INTUNE, INTUNE_ROWS, list_cells, pack, pack_one, write_xlsx
from tests.pricing.test_reading_tables import find_most_bytes

ROOT = Path(__file__).resolve().parents[2]
MEBIBYTE = 1024 * 1024
MOST_OF_A_LINE = 180 * MEBIBYTE  # of signs of four bytes, and the pieces that it came in
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEADS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Model</t></is></c></row>'
)
ONE = '<row r="2"><c r="A2" t="inlineStr"><is><t>pc1</t></is></c></row>'


def sheet_of(rows: str) -> str:
    return f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"


def count(data: bytes) -> int:
    """The desktops of a file."""
    with open_rows(io.BytesIO(data)) as opened:
        mapped, rows = guess_mapping(opened)
        return count_groups(rows, mapped, 12).total


def said(data: bytes) -> str:
    with pytest.raises(Faults) as found:
        count(data)
    return " ".join(str(fault) for fault in found.value.faults)


def blow_up(name: str, start: str, mebibytes: int) -> bytes:
    """A packed file of a part that begins well and unpacks to so much."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder,
        folder.open(name, "w") as part,
    ):
        part.write(start.encode())
        for _ in range(mebibytes):
            part.write(b" " * MEBIBYTE)
    return file.getvalue()


def list_no_sheet() -> bytes:
    """A packed file whose directory alone is megabytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as folder:
        for number in range(30_000):
            folder.writestr(f"xl/worksheets/sheet{number}.xml", b"")
    return file.getvalue()


def lock() -> bytes:
    """A packed file that says that it is encrypted."""
    data = bytearray(pack(sheet1=sheet_of(HEADS)))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def claim_large() -> bytes:
    """A packed file that says that it has a directory of the large kind."""
    data = pack(sheet1=sheet_of(HEADS))
    end = data.rindex(b"PK\x05\x06")
    return data[:end] + b"PK\x06\x07" + struct.pack("<LQL", 0, 0, 1) + data[end:]


WHOLE = write_xlsx({"Devices": list_cells(INTUNE, INTUNE_ROWS)})
SPITEFUL = {
    "nothing": (b"", "no row with heads"),
    "blanks": (b"\n\n ,\n", "no row with heads"),
    "one column": (b"Name\npc1\npc2\n", "no row with heads"),
    "257 columns": (",".join(f"c{i}" for i in range(257)).encode() + b"\n", "up to 256 columns"),
    "an open quote": (b'Name,Model\n"pc1,x\n', "is no CSV row"),
    "a cell without an end": (b'Name,Model\n"' + b"x" * 40_000 + b'",y\n', "is no CSV row"),
    "a comparison": (b'{"fleet": []}', "this is a JSON file; CSV and XLSX can be read"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "this is a picture; CSV and XLSX can be read"),
    "an old workbook": (
        b"\xd0\xcf\x11\xe0" + bytes(100),
        "an older Office, or one with a password",
    ),
    "UTF-16 without its mark": ("Name,Model\npc1,x\n".encode("utf-16-le"), "without its mark"),
    "half of UTF-16": (b"\xff\xfe" + "Name,Model\npc1,x".encode("utf-16-le")[:-1], "breaks off"),
    "no text at all": (b"Name,Model\n\x81\x8d\x8f,x\n", "neither UTF-8 nor Windows-1252"),
    "rubbish behind a mark": (b"PK\x03\x04rubbish", "packed file cannot be read"),
    "half a workbook": (WHOLE[: len(WHOLE) // 2], "packed file cannot be read"),
    "a broken part": (WHOLE.replace(b"\x00\x00\x08\x00", b"\x00\x00\x63\x00"), "cannot be read"),
    "a password": (lock(), "packed file cannot be read"),
    "30,000 parts": (list_no_sheet(), "a file may hold up to 200"),
    "a directory of the large kind": (claim_large(), "a file may hold up to 200"),
    "a packed picture": (pack_one("a.png", b"x"), "not an XLSX table"),
    "a document type": (pack(sheet1='<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "document types"),
    "no XML": (pack(sheet1="<worksheet>"), "cannot be read: save it anew"),
    "a deep part": (pack(sheet1="<a>" * 100), "too deep"),
    "thousands of names": (
        pack(sheet1=f"<a>{''.join(f'<name{number}/>' for number in range(9_000))}</a>"),
        "more names than those of any table",
    ),
    "a long tag": (pack(sheet1=f'<a b="{"x" * (3 * MEBIBYTE)}"/>'), "longer than that of any"),
    "a long cell": (
        pack(sheet1=sheet_of(HEADS + f'<row><c t="str"><v>{"x" * 40_000}</v></c></row>')),
        "up to 32,767 characters",
    ),
}


@pytest.mark.parametrize(("data", "words"), SPITEFUL.values(), ids=SPITEFUL)
def test_what_cannot_be_read_is_said_in_a_sentence(data, words):
    assert words in said(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Name,Model\n" + b"1,2\n" * 300_001, "up to 300,000 rows"),
        (pack(sheet1=sheet_of(HEADS + "<row/>" * 250_001)), "up to 250,001 rows"),
    ],
    ids=["CSV", "XLSX"],
)
def test_more_rows_than_are_read_in_seconds_are_refused(data, words):
    assert words in said(data)


@pytest.mark.parametrize("sign", ["x", ",", '"', "x,", "é", "\U0001f600"])
def test_a_line_without_end_is_refused_in_little_room(sign):
    line = sign * (reading.LONGEST_LINE // len(sign) + 1)
    data = f"Name,Model\npc1,x\n{line}{line}\U0001f600\n".encode()
    words = "line 3: a line may hold up to 20,971,520 characters"

    def refuse() -> None:
        assert words in said(data)

    assert find_most_bytes(refuse) < MOST_OF_A_LINE


def test_a_workbook_of_more_elements_than_are_read_in_seconds_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "LIMITS", reading.LIMITS._replace(elements=26))
    assert count(pack(sheet1=sheet_of(HEADS + ONE))) == 1
    assert "up to 26 elements" in said(pack(sheet1=sheet_of(HEADS + ONE + ONE)))


def test_elements_are_counted_over_all_that_is_read_of_a_workbook(monkeypatch):
    monkeypatch.setattr(reading, "LIMITS", reading.LIMITS._replace(elements=26))
    shared = f"<sst>{'<si><t>x</t></si>' * 4}</sst>"
    assert "up to 26 elements" in said(pack(sharedStrings=shared, sheet1=sheet_of(HEADS + ONE)))


def test_one_long_text_in_thousands_of_cells_counts_as_often_as_it_stands():
    shared = f"<sst><si><t>{'x' * 32_000}</t></si></sst>"
    rows = '<row><c t="s"><v>0</v></c></row>' * 2_100
    words = "its cells hold more than 67,108,864 bytes of shared texts"
    assert words in said(pack(sharedStrings=shared, sheet1=sheet_of(HEADS + rows)))


@pytest.mark.parametrize(
    ("name", "start", "mebibytes", "words"),
    [
        ("xl/worksheets/sheet1.xml", f"<worksheet {MAIN}><sheetData>{HEADS}", 129, "134,217,728"),
        ("xl/sharedStrings.xml", "<sst>", 65, "67,108,864"),
        ("devices.csv", "Name,Model\npc1,x\n", 101, "104,857,600"),
    ],
)
def test_a_small_file_that_unpacks_to_a_large_one_is_refused(name, start, mebibytes, words):
    data = io.BytesIO(blow_up(name, start, mebibytes))
    if name == "xl/sharedStrings.xml":
        with zipfile.ZipFile(data, "a") as folder:
            folder.writestr("xl/worksheets/sheet1.xml", sheet_of(HEADS + ONE))
    assert len(data.getvalue()) < MEBIBYTE
    assert f"more than {words} bytes in {name}" in said(data.getvalue())


@pytest.mark.parametrize("place", ["XFD1048576", "XFD2", "ZZZ9999999"])
def test_a_far_cell_makes_nothing_wide(place):
    far = f'<row r="{place[3:]}"><c r="{place}"><v>1</v></c></row>'
    data = pack(sheet1=sheet_of(HEADS + ONE + far))
    with open_rows(io.BytesIO(data)) as rows:
        assert [len(cells) for cells in rows.rows] == [1, 0]


def test_a_workbook_that_names_thousands_of_sheets_is_refused():
    file = io.BytesIO()
    names = "".join(f'<sheet name="{i}" r:id="a"/>' for i in range(5_000))
    relations = (
        '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("xl/worksheets/sheet1.xml", sheet_of(HEADS + ONE))
        folder.writestr("xl/workbook.xml", f'<workbook xmlns:r="urn:r">{names}</workbook>')
        folder.writestr("xl/_rels/workbook.xml.rels", relations)
    assert "holds 5000 parts; a file may hold up to 200" in said(file.getvalue())


def test_wide_rows_below_few_heads_are_cut():
    data = b"Name,Model\n" + b",".join([b"x"] * 3_000) + b"\n"
    with open_rows(io.BytesIO(data)) as rows:
        assert [len(cells) for cells in rows.rows] == [257]


def test_a_row_shorter_than_its_heads_is_counted():
    assert count(b"Name,Model,Location,Serial\npc1\npc2,x\n") == 2


def test_serial_numbers_are_known_again_whatever_their_letters_and_none_is_none():
    met = SerialNumbers()
    numbers = ["A1", " a1", "", "0", "0", "N/A", "n/a", "A2"]
    assert [met.is_again(each) for each in numbers] == [False, True, *[False] * 6]


# Room

COUNT = """
import resource, sys
from pricing.inventory.groups import count_groups, guess_mapping
from pricing.inventory.reading import open_rows
with open(sys.argv[1], "rb") as file, open_rows(file) as opened:
    mapped, rows = guess_mapping(opened)
    print(count_groups(rows, mapped, 12).total)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def make_machine(number: int) -> list[str]:
    """Nine cells of a machine, unlike those of any other but for one of nine models."""
    return [f"Model {number % 9}", *(f"{head} {number}" for head in HEADS_OF_9[1:])]


HEADS_OF_9 = ("Model", "Serial number", *(f"Column {number}" for number in range(7)))


def write_large_text(path: Path, rows: int) -> None:
    """So many machines as CSV."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS_OF_9)
        writer.writerows(map(make_machine, range(rows)))


def write_large_workbook(path: Path, rows: int) -> None:
    """The same as XLSX."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as folder,
        folder.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        part.write(f"<worksheet {MAIN}><sheetData>".encode())
        for cells in (HEADS_OF_9, *map(make_machine, range(rows))):
            written = "".join(f'<c t="str"><v>{cell}</v></c>' for cell in cells)
            part.write(f"<row>{written}</row>".encode())
        part.write(b"</sheetData></worksheet>")


def measure_peak(path: Path, rows: int) -> int:
    """The most kibibytes that a process holds that counts a file."""
    command = [sys.executable, "-c", COUNT, path]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    total, peak = ended.stdout.split()
    assert int(total) == rows
    return int(peak)


@pytest.mark.parametrize("write", [write_large_text, write_large_workbook])
def test_two_hundred_thousand_rows_take_the_room_of_two_thousand(write, tmp_path):
    write(tmp_path / "small", 2_000)
    write(tmp_path / "large", 200_000)
    small = measure_peak(tmp_path / "small", 2_000)
    large = measure_peak(tmp_path / "large", 200_000)
    assert large < small + 4 * 1024
