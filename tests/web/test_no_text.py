"""Files that are no text, at every door that takes CSV: said so, in the line that shows it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from pricing.catalogue.files import CatalogueFaults
from pricing.catalogue.price_files import read_file as read_prices
from pricing.engine.faults import Faults
from pricing.inventory.reading import open_rows
from pricing.sheets.reading import NO_TEXT, read_table
from quotes.tables import read_file

ENCODINGS = ("utf-16-be", "utf-16-le", "utf-32", "utf-32-be", "utf-32-le")
TEXT = "scheme,amount,Department\nms-vecd,23.50,Büro\nxp,12,Sales\n"
LONG = TEXT + "xp,12,Sales\n" * 20_000


def count_machines(data: bytes) -> object:
    with open_rows(io.BytesIO(data)) as opened:
        return [*opened.rows]


DOORS: dict[str, Callable[[bytes], object]] = {
    "inventory": count_machines,
    "prices": lambda data: read_prices("acme.csv", data),
    "quotes": read_file,
    "supplier": read_table,
}


def refusal(door: str, data: bytes) -> str:
    with pytest.raises((Faults, CatalogueFaults)) as found:
        DOORS[door](data)
    return str(found.value)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("door", sorted(DOORS))
def test_a_text_whose_signs_take_more_bytes_and_bear_no_mark_is_told(door, encoding):
    told = refusal(door, TEXT.encode(encoding))
    assert told.endswith(f"line 1: holds a NUL (U+0000); {NO_TEXT}")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize(
    ("before", "after", "line"),
    [("amount", "am\0ount", 1), ("ms-vecd", "ms\0-vecd", 2), ("xp", "\0xp", 3)],
    ids=["head", "cell", "last"],
)
@pytest.mark.parametrize("door", sorted(DOORS))
def test_a_nul_is_never_read_in_silence(door, before, after, line, encoding):
    data = TEXT.replace(before, after).encode(encoding)
    assert f"line {line}: holds a NUL (U+0000); {NO_TEXT}" in refusal(door, data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_nul_far_down_an_inventory_is_told_by_its_line(encoding):
    data = f"{LONG}a\0,1,x\n".encode(encoding)
    assert f"line {LONG.count(chr(10)) + 1}: holds a NUL" in refusal("inventory", data)
