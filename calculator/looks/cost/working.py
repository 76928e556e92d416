"""A table within a panel: how a sum was made, row by row, with what it comes to at its foot."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Working:
    """Heads, rows and foot, each with what it is of in front."""

    heads: list[str]
    rows: list[list[str]]
    foot: list[str]
