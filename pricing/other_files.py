"""What was opened that is no comparison document.

Files of other programs, and Deskfare's own of another kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from .engine.faults import Fault, Faults, find_nearest
from .engine.fields import SHAPES
from .engine.json_text import read_json
from .inventory.programs import PROGRAMS
from .sheets.beginnings import MARK, find_beginning
from .sheets.quote import COLUMNS
from .sheets.xlsx_reading import list_sheets

SAVED = "open the file that “Save” gives (/document.json)"
READ_THERE = "its prices are read under “Ask a supplier”, beside the quotes"
COUNTED_THERE = "its machines are counted under “Fleet from an inventory”"
_SPREADSHEET = (b"xl/workbook", b"opendocument.spreadsheet")
# Tables by heads that they all have, in small letters: what each is, and what can be done with it.
_TABLES: tuple[tuple[frozenset[str], str, str], ...] = (
    (frozenset({"scheme", "pack_price"}), "a request to a supplier", READ_THERE),
    (frozenset(COLUMNS[:-1]), "a quote of Deskfare", f"it holds what is bought; {SAVED}"),
    (frozenset({"scheme", "on_sale", "amount"}), "a list of prices of Deskfare", READ_THERE),
    (
        frozenset({"scheme", "valid_from", "amount"}),
        "a table of prices",
        "load it with manage.py load_catalogue",
    ),
    *((program.heads, f"an inventory of {program.name}", COUNTED_THERE) for program in PROGRAMS),
)
_OURS = "scheme"  # a head of every table of our own
_SEPARATORS = ",;\t"
MOST_NAMES = 1_000  # of what is told by its names; more is a fault of its own
_CELL = r'(?:"[^"\r\n]*"|[^"\r\n]*)'


class Kind(NamedTuple):
    """What a file is that is no comparison, and what can be done with it."""

    name: str
    instead: str = SAVED

    @property
    def fault(self) -> Fault:
        """Why it is not opened, in one sentence."""
        return Fault("", "", f"this is {self.name}, not a comparison document; {self.instead}")


def read_comparison(data: bytes) -> Any:
    """The plain value of a document; `Faults` that name what it is instead, or where it stops being
    JSON.
    """
    if kind := kind_of_file(data):
        raise Faults([kind.fault], is_json=False)
    value = read_json(data)
    if kind := kind_of_value(value):
        raise Faults([kind.fault])
    return value


def kind_of_file(data: bytes) -> Kind | None:
    """What a file is that is no JSON, by its first bytes or its first line; None where that isn't
    plain.
    """
    if data.startswith(b"PK\x03\x04") and any(name in data for name in _SPREADSHEET):
        return _find_kind_of_spreadsheet(data)
    if kind := find_beginning(data):
        return Kind(kind)
    start = data[:4000].removeprefix(MARK).lstrip()
    return _find_kind_of_table(start.decode("latin-1").partition("\n")[0].strip("\r"))


def _find_kind_of_spreadsheet(data: bytes) -> Kind:
    """By the heads of its sheets, where they can be read."""
    try:
        sheets = list_sheets(data)
    except Faults:
        return Kind("a spreadsheet")
    for rows in sheets:
        for _, cells in rows[:20]:
            if kind := _find_kind_by_heads(cells):
                return kind
    return Kind("a spreadsheet")


def _find_kind_by_heads(heads: Sequence[str]) -> Kind | None:
    known = {head.strip().lower() for head in heads}
    for needed, name, instead in _TABLES:
        if needed <= known:
            return Kind(name, instead)
    return None


def refuse_own_table(heads: Sequence[str]) -> None:
    """Raises `Faults` where a table that should list machines is one of our own."""
    kind = _find_kind_by_heads(heads)
    if kind and _OURS in heads:
        words = f"this is {kind.name}, not a list of machines; {kind.instead}"
        raise Faults([Fault("", "", words)])


def _find_kind_of_table(line: str) -> Kind | None:
    """A CSV table by its first line: cells of one separator, none of them JSON."""
    if line.lower().startswith("sep="):
        return Kind("a CSV table")
    if not line or line[0] in "{[" or "{" in line or "[" in line:
        return None
    for separator in _SEPARATORS:
        cells = [cell.strip('" ') for cell in line.split(separator)]
        if len(cells) >= 2 and re.fullmatch(rf"{_CELL}(?:{separator}{_CELL})+", line):
            return _find_kind_by_heads(cells) or Kind("a CSV table")
    return None


def kind_of_value(value: Any) -> Kind | None:
    """What a JSON value is that is another file of ours, or of others; None of anything else."""
    if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        return Kind("a list (JSON)")
    if not isinstance(value, Mapping) or not 0 < len(value) <= MOST_NAMES or "fleet" in value:
        return None
    if "currency" in value and not isinstance(value.get("catalogue"), Mapping):
        return Kind("an answer of Deskfare")
    if value.keys() == {"faults"}:
        return Kind("a list of faults")
    if value.keys() & {*SHAPES["document"], "document"} or _holds_misspelt(value):
        return None
    return Kind("JSON of another program")


def _holds_misspelt(value: Mapping[str, Any]) -> bool:
    """Whether an object stands under a name that is nearly `document`, as requests to the API hold
    one: whoever reads the request says so.
    """
    objects = (name for name, item in value.items() if isinstance(item, Mapping))
    return any(find_nearest(name, ["document"]) for name in objects)
