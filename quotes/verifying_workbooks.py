"""What a workbook shows beside what was issued, which may be other than the values in it.

Its formulas are computed anew wherever it is opened; a format or a hidden row shows another thing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import islice

from pricing.sheets import Cell, Formula, Sheet, column_letter
from pricing.sheets.formulas import Node, Unreadable, read_formula
from pricing.sheets.number_formats import LONGEST, shows_text, shows_value
from pricing.sheets.quote_book import AT, ROWS
from pricing.sheets.xlsx_shown import At, Format, Shown, list_hidden, name_cell

from .cells import POINT, read_number
from .papers import Paper
from .tables import Table
from .verdicts import Difference, Verdict
from .verifying_fronts import list_own
from .workbooks import LINES

MOST_TOLD = 100  # of a sheet
VALUES = "values in the place of formulas"
OTHER, UNKNOWN = "another formula", "other formula, in a way that no quote's is written"
NO_NUMBER = "a text, which no sum counts"
_LAST_ROW = 10_000_000


@dataclass(frozen=True)
class _Layout:
    """Where rows and columns of a sheet stand, so that formulas are compared whatever stands
    between them: all sheets by the rows that are filled, that of rows by the heads of its columns.
    """

    name: str
    rows: Sequence[int]
    heads: Mapping[str, str]

    def find_place(self, row: int, *, is_end: bool = False) -> int:
        """How manieth a row is of those filled; a blank one is that at which a range that begins or
        ends there does.
        """
        if is_end:
            return bisect_right(self.rows, row)
        return bisect_left(self.rows, row) + 1


Layouts = Mapping[str, _Layout]


def _read(formula: str, layouts: Layouts, own: str) -> Node:
    """A formula of a sheet, its cells by sheet, column and place."""

    def name(sheet: str, column: str, row: int, is_end: bool) -> Node:
        layout = layouts.get(sheet or own)
        if layout is None:
            return ("a sheet", sheet, column, row)
        label = layout.heads.get(column, column)
        return ("cell", layout.name, label, layout.find_place(row, is_end=is_end))

    return read_formula(formula, name)


def compare_shown(paper: Paper, table: Table, verdict: Verdict) -> None:
    """Tells in the verdict what a workbook shows otherwise than its values say."""
    comparing = _Comparing(list_own(paper), table)
    for title, shown in table.shown.items():
        name = ROWS if title == table.title else title
        if name not in comparing.own:
            continue  # it is named as a whole
        found = list(islice(comparing.list_other(title, name, shown), MOST_TOLD + 1))
        if len(found) > MOST_TOLD:
            found[MOST_TOLD:] = [Difference(0, f"{title}, other cells", "", "more of that")]
        if name == LINES:
            found = [each._replace(issued="another") for each in found]
        verdict.differences += found
    if comparing.values:
        verdict.clothing.append(f"{VALUES} ({comparing.values})")


def find_other_formulas(paper: Paper, table: Table) -> dict[At, str]:
    """The formulas of the sheet of rows that are not those that were issued in their places."""
    comparing, title = _Comparing(list_own(paper), table), table.title
    return comparing.find_formulas(title, ROWS, table.shown[title])


class _Comparing:
    """The sheets of a file beside those that were issued."""

    def __init__(self, own: Mapping[str, Sheet], table: Table) -> None:
        self.own = own
        self.heads = {column_letter(place): head for place, head in enumerate(table.heads) if head}
        self.values = 0
        self.has_formulas = any(shown.formulas for shown in table.shown.values())
        of_rows = {letter: head for head, letter in AT.items()}
        self.issued = {
            name.upper(): _Layout(name, range(1, _LAST_ROW), of_rows if name == ROWS else {})
            for name in own
        }
        self.found = {
            title.upper(): _make_layout(title, shown, table.title, self.heads)
            for title, shown in table.shown.items()
        }

    def list_other(self, title: str, name: str, shown: Shown) -> Iterator[Difference]:
        """Each cell of a sheet that shows another thing, and what is hidden."""
        yield from _list_around(title, shown, len(self.own[name].heads))
        sheet = [self.own[name].heads, *self.own[name].rows]
        layout = self.found[title.upper()]
        for at in sorted({*shown.formulas, *shown.formats, *shown.texts}):
            wanted = self._find_wanted(sheet, layout, at)
            for issued, found in self._compare(at, wanted, title, name, shown):
                yield Difference(0, f"{title}, {name_cell(at)}", issued, found)
        if title == name:
            self.values += self._count_values(sheet, layout, shown)

    def find_formulas(self, title: str, name: str, shown: Shown) -> dict[At, str]:
        """The formulas of a sheet that are not those that were issued in their places."""
        sheet = [self.own[name].heads, *self.own[name].rows]
        layout = self.found[title.upper()]
        return {
            at: formula
            for at, formula in shown.formulas.items()
            if any(
                self._compare_formula(formula, self._find_wanted(sheet, layout, at), title, name)
            )
        }

    def _find_wanted(self, sheet: Sequence[Sequence[Cell]], layout: _Layout, at: At) -> Cell:
        """What was issued in the place of a cell."""
        row, column = at
        place = layout.find_place(row)
        if place != layout.find_place(row, is_end=True) or place > len(sheet):
            return None
        cells = sheet[place - 1]
        if layout.heads:
            head = layout.heads.get(column_letter(column), "")
            return cells[list(AT).index(head)] if head in AT else None
        return cells[column] if column < len(cells) else None

    def _compare(
        self, at: At, wanted: Cell, title: str, name: str, shown: Shown
    ) -> Iterator[tuple[str, str]]:
        """What a cell shows otherwise: what was issued, and what the file has."""
        if at in shown.formulas:
            yield from self._compare_formula(shown.formulas[at], wanted, title, name)
        if at in shown.formats and not _is_shown(shown.formats[at], wanted):
            yield _write(wanted), f"shown as {shown.formats[at].code[:LONGEST]}"
        is_counted = self.has_formulas and _is_number(wanted)
        if is_counted and read_number(shown.texts.get(at, ""), POINT) == Decimal(_write(wanted)):
            yield _write(wanted), NO_NUMBER

    def _compare_formula(
        self, found: str, wanted: Cell, title: str, name: str
    ) -> Iterator[tuple[str, str]]:
        issued = wanted.text if isinstance(wanted, Formula) else ""
        try:
            given = _read(found, self.found, title.upper())
        except Unreadable:
            yield issued or _write(wanted), f"{UNKNOWN}: {found[:LONGEST]}"
            return
        if not issued or given != _read(issued, self.issued, name.upper()):
            yield issued or _write(wanted), f"{OTHER}: {found[:LONGEST]}"

    def _count_values(self, sheet: Sequence[Sequence[Cell]], layout: _Layout, shown: Shown) -> int:
        """How many cells hold a value where a formula was issued."""
        wanted = partial(self._find_wanted, sheet, layout)
        return sum(
            isinstance(wanted(at), Formula)
            for row, cells in shown.rows
            for at in ((row, column) for column, cell in enumerate(cells) if cell)
            if at not in shown.formulas
        )


def _make_layout(title: str, shown: Shown, of_rows: str, heads: Mapping[str, str]) -> _Layout:
    filled = sorted(number for number, cells in shown.rows if any(cell.strip() for cell in cells))
    if title == of_rows:
        return _Layout(ROWS, filled, heads)
    return _Layout(title, filled, {})


def _list_around(title: str, shown: Shown, columns: int) -> Iterator[Difference]:
    if shown.is_hidden:
        yield Difference(0, f"the sheet {title}", "shown", "hidden")
    for where in list_hidden(shown, columns):
        yield Difference(0, f"{title}, {where}", "shown", "hidden")
    for where, words in shown.more:
        yield Difference(0, f"{title}, {where}", "", words)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, (Decimal, int, Formula))


def _is_shown(given: Format, wanted: Cell) -> bool:
    """Whether a format that is not plain shows what was issued all the same: a text as it is, a
    number or a day that stands for one.
    """
    if wanted is None:
        return True  # its cell is named already
    if given.number is None:
        return shows_text(given.code)
    return not _is_number(wanted) and shows_value(given.code, given.number)


def _write(cell: Cell) -> str:
    """A cell as it was issued."""
    if isinstance(cell, Formula):
        return f"{cell.value:f}"
    if isinstance(cell, (Decimal, int)):
        return f"{cell:f}"
    return str(cell or "")
