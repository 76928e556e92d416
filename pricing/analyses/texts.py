"""What several analyses write as text for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..engine.analysis.numbers_in_words import listed


def align_cells(rows: Sequence[Sequence[str]]) -> list[str]:
    """Labels to the left, cells to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = "".join(f"  {c:>{w}}" for c, w in zip(row[1:], widths[1:], strict=True))
        lines.append(f"{row[0]:<{widths[0]}}{cells}".rstrip())
    return lines


def align_texts(rows: Sequence[Sequence[str]]) -> list[str]:
    """All columns to the left."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def left_out_lines(found: dict[str, Any]) -> list[str]:
    """Who cannot be the cheapest, and why."""
    return [f"Left out: {each['scenario']}: {each['reason']}" for each in found["left_out"]]


def words_for_winner(
    alone: str | None, tied: Sequence[str], nobody: str = "none that may win"
) -> str:
    """Who is cheapest: one alone, those that tie, or nobody."""
    return alone or (f"{listed(tied)}, which tie" if tied else nobody)
