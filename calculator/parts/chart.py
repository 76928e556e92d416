"""A chart as a Plotly figure with its finding, and the same figures as a table: its twin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple


class TwinCell(NamedTuple):
    """A cell of a table twin: its words, and smaller ones beside them."""

    words: str
    small: str = ""


class TwinRow(NamedTuple):
    """A row of a table twin; its head leads to `href`, where that is something."""

    label: str
    cells: list[TwinCell]
    href: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart: its finding as title, the unit, the figure for the script, and the same figures as a
    table.

    `drawn` is what the unit says besides where the figure is drawn.
    """

    id: str
    title: str
    unit: str
    figure: dict[str, Any]
    heads: list[str]
    rows: list[TwinRow]
    drawn: str = ""


def plain(name: str) -> str:
    """A name as Plotly's labels may show it: they would read tags and entities."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def row_of(label: str, cells: Iterable[str | TwinCell], href: str = "") -> TwinRow:
    """A row of a table twin; a cell of words alone may be given as text."""
    return TwinRow(
        label, [TwinCell(cell) if isinstance(cell, str) else cell for cell in cells], href
    )
