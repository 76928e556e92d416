"""A row of the cost table: its cells in the unit of the table, and what stands open under it."""

from __future__ import annotations

from calculator.looks.cost.cells import Cell, MakeCell, Row
from calculator.looks.cost.panel import Panel, panel_of
from calculator.looks.cost.sums import SUM, panel_of_sum
from calculator.looks.cost.unit import unit_of
from calculator.parts.scenarios import colour
from calculator.parts.sentence import broken_rules
from calculator.question.table_options import TableOptions
from pricing.engine.answer import Answer, ScenarioAnswer
from pricing.engine.figures import Amounts


def _name_column(place: int, scenario: ScenarioAnswer, is_best: bool) -> str:
    """The classes of a scenario's cells: its number and colour, whether it is cheapest, whether it
    breaks a rule.
    """
    if is_best:
        state = " best"
    elif broken_rules(scenario):
        state = " flawed"
    else:
        state = ""
    return f"c{place + 1} {colour(place)}{state}"


class TableRows:
    """Makes rows of an answer in one view. `best` are the columns of the cheapest scenarios."""

    def __init__(self, answer: Answer, best: tuple[int, ...], table_options: TableOptions) -> None:
        self.answer, self.table_options = answer, table_options
        self.columns = [
            _name_column(place, s, place in best) for place, s in enumerate(answer.scenarios)
        ]
        self.unit = unit_of(answer, table_options)
        row, dot, column = table_options.open.rpartition(".")
        is_cell = bool(dot) and column.isascii() and column.isdigit() and len(column) < 3
        self.open_row, self.open_column = table_options.open, None
        if is_cell:
            self.open_row, self.open_column = row, int(column) - 1

    def take_cents(self, amounts: Amounts) -> int:
        cents = self.unit.take(amounts)
        assert cents is not None  # where no desktop stands, the unit is of all
        return cents

    def write_amount(self, amounts: Amounts) -> str:
        return self.unit.write(self.take_cents(amounts))

    def open_sum(self, name: str, place: int, words: str) -> Cell:
        """A sum that opens how it was made; pressed again, it closes."""
        opens = f"{SUM}{name}.{place + 1}"
        return Cell(words, opens=opens, is_open=opens == self.table_options.open)

    def make_amount(self, opens: str, amounts: Amounts, is_recalled: bool, width: str = "") -> Cell:
        """An amount that opens how it was made; pressed again, it closes."""
        is_open = opens == self.table_options.open
        return Cell(
            self.write_amount(amounts),
            opens=opens,
            is_open=is_open,
            is_recalled=is_recalled,
            width=width,
        )

    def shows_panel(self, opens: str) -> bool:
        """Whether a cell of the row is open."""
        return self.open_row == opens and self.open_column is not None

    def make_row(self, css: str, label: str, make: MakeCell, opens: str = "") -> Row:
        """One row: a cell a scenario, and the panel of the cell that is open."""
        cells = [make(scenario, place) for place, scenario in enumerate(self.answer.scenarios)]
        if (
            self.table_options.equal == "hide"
            and len({_take_shown(cell) for cell in cells if cell.words}) > 1
        ):
            css += " differs"
        panel = None
        if opens and self.shows_panel(opens):
            panel = self._open_panel(opens)
        return Row(css, label, list(zip(self.columns, cells, strict=True)), panel=panel)

    def _open_panel(self, opens: str) -> Panel | None:
        make = panel_of
        if opens.startswith(SUM):
            make = panel_of_sum
        return make(self.answer, self.open_column or 0, opens, self.table_options)


def _take_shown(cell: Cell) -> tuple[str, bool, str]:
    """What a reader sees of a cell."""
    return cell.words, cell.is_recalled, cell.width
