"""What was opened that is no comparison document.

Files of other programs, and Deskfare's own of another kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .engine.faults import Fault, Faults
from .engine.json_text import read_json
from .sheets.quote import COLUMNS

INSTEAD = (
    "not a comparison document; the file that the page gives as its comparison (/document.json) "
    "can be opened"
)
_SPREADSHEET = (b"xl/workbook", b"opendocument.spreadsheet")
_BEGINNINGS = {
    b"PK\x03\x04": "a packed file (ZIP)",
    b"\xd0\xcf\x11\xe0": "a spreadsheet or document of an older Office",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a packed file (gzip)",
    b"SQLite format 3": "a database",
    b"{\\rtf": "a text document (RTF)",
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML file",
}
_MARK = b"\xef\xbb\xbf"
_SEPARATORS = ",;\t"
_CELL = r'(?:"[^"\r\n]*"|[^"\r\n]*)'


def read_comparison(data: bytes) -> Any:
    """The plain value of a document; `Faults` that name what it is instead, or where it stops being
    JSON.
    """
    if kind := kind_of_file(data):
        raise Faults([Fault("", "", f"this is {kind}, {INSTEAD}")], is_json=False)
    value = read_json(data)
    if kind := kind_of_value(value):
        raise Faults([Fault("", "", f"this is {kind}, {INSTEAD}")])
    return value


def kind_of_file(data: bytes) -> str:
    """What a file is that is no JSON, by its first bytes or its first line; "" where that isn't
    plain.
    """
    start = data[:1000].removeprefix(_MARK).lstrip()
    if data.startswith(b"PK\x03\x04") and any(name in data for name in _SPREADSHEET):
        return "a spreadsheet"
    for beginning, kind in _BEGINNINGS.items():
        if start[: len(beginning)].lower() == beginning.lower():
            return kind
    return _find_kind_of_table(start.decode("latin-1").partition("\n")[0].strip("\r"))


def _find_kind_of_table(line: str) -> str:
    """A CSV table by its first line: cells of one separator, none of them JSON."""
    if line.lower().startswith("sep="):
        return "a CSV table"
    if not line or line[0] in "{[" or "{" in line or "[" in line:
        return ""
    for separator in _SEPARATORS:
        cells = [cell.strip('" ') for cell in line.split(separator)]
        if len(cells) < 2 or not re.fullmatch(rf"{_CELL}(?:{separator}{_CELL})+", line):
            continue
        if cells == list(COLUMNS):
            return "a quote of Deskfare (CSV)"
        if {"scheme", "valid_from", "amount"} <= {*cells}:
            return "a table of prices (CSV)"
        return "a CSV table"
    return ""


def kind_of_value(value: Any) -> str:
    """What JSON value is another file of Deskfare's: an answer, or faults; "" of anything else."""
    if not isinstance(value, Mapping) or "fleet" in value:
        return ""
    if "currency" in value and "catalogue" not in value:
        return "an answer of Deskfare"
    if value.keys() == {"faults"}:
        return "a list of faults"
    return ""
