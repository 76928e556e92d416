"""Cells as they are read, and as names that have room."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from pricing.engine.signs import is_unseen

LONGEST_NAME = 80


def take_cell(cells: Sequence[str], place: int) -> str:
    """The cell of a column; "" where a row ends before it."""
    if place < len(cells):
        return cells[place]
    return ""


def clean_text(cell: str) -> str:
    r"""What can be read of a cell, in one line.

    >>> clean_text(" 'Field\tservice "), clean_text("\u202ex" * 2)
    ('Field service', 'xx')
    """
    text = " ".join(unicodedata.normalize("NFC", cell.removeprefix("'")).split())
    if not text.isprintable() or "\ufffd" in text:
        text = "".join(sign for sign in text if sign.isprintable() and sign != "\ufffd")
    text = text.strip().removeprefix("'")
    return "" if is_unseen(text) else text


def shorten(text: str, most: int = LONGEST_NAME) -> str:
    """A text as a name that has room; that it was cut can be seen.

    >>> shorten("Field service", 13), shorten("Field service", 7)
    ('Field service', 'Field…')
    """
    if len(text) <= most:
        return text
    return f"{text[: most - 1].strip()}…"
