"""The formats in which a table can be had; pages, addresses and commands follow from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from . import Export
from .csv import write_csv
from .xlsx import write_xlsx


class Format(NamedTuple):
    """One format: what a link to it says, in words where that is too brief, and what it makes.

    `ending` is that of its address. `dialect` is the one of that ending's that it is, "" where
    there is one alone; all but the first stand in the address and in the file's name.
    """

    label: str
    words: str
    ending: str
    dialect: str
    content_type: str
    write: Callable[[Export], bytes]
    is_first: bool = True

    @property
    def query(self) -> str:
        """What an address says of it beside its ending."""
        if self.is_first:
            return ""
        return f"dialect={self.dialect}"

    def name_file(self, export: Export) -> str:
        """What the file is called."""
        if self.is_first:
            return f"{export.table.name}.{self.ending}"
        return f"{export.table.name}-{self.dialect}.{self.ending}"


CSV = "text/csv; charset=utf-8"
FORMATS = (
    Format(
        "CSV",
        "",
        "csv",
        "comma",
        CSV,
        lambda export: write_csv(export.table).encode(),
    ),
    Format(
        "CSV;",
        "semicolons and decimal commas",
        "csv",
        "semicolon",
        CSV,
        lambda export: write_csv(export.table, "semicolon").encode(),
        is_first=False,
    ),
    Format(
        "XLSX",
        "",
        "xlsx",
        "",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda export: write_xlsx(export.sheets, export.day, export.checksum),
    ),
)
# By the ending of an address and the dialect that is asked for, the first where none is.
BY_ENDING: Mapping[str, Mapping[str, Format]] = {
    ending: {each.dialect: each for each in FORMATS if each.ending == ending}
    for ending in dict.fromkeys(each.ending for each in FORMATS)
}
