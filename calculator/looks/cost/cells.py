"""The cells and rows of the cost table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from calculator import formats
from calculator.looks.cost.panel import Panel
from pricing.engine.answer import ScenarioAnswer


class Cell(NamedTuple):
    """One cell: its words, smaller ones beside them, and what kind it is where it is no plain
    amount.

    A press opens how it was made, where `opens` says what to open. `width` is that of its bar, in
    per cent.
    """

    words: str
    small: str = ""
    kind: str = ""
    opens: str = ""
    is_open: bool = False
    is_recalled: bool = False
    width: str = ""

    @property
    def is_nothing(self) -> bool:
        """Whether a dash stands in it."""
        return self.words == formats.NOTHING


@dataclass(frozen=True)
class Row:
    """One row of the cost table; `panel` stands open under it.

    A press opens what `opens` says, where it does.

    `cells`: each with the classes of its column. `link` ends the note: where it leads, in words.
    """

    css: str
    label: str
    cells: list[tuple[str, Cell]]
    note: str = ""
    link: tuple[str, str] | None = None
    opens: str = ""
    is_open: bool = False
    panel: Panel | None = None


MakeCell = Callable[[ScenarioAnswer, int], Cell]
NONE = Cell("")
NOTHING = Cell(formats.NOTHING)
