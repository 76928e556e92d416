"""The cost table's rows: cost, difference, total and rules; then categories, lines or years.

Nothing is computed but the width of a bar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from calculator import formats
from calculator.looks.cost.cells import NONE, NOTHING, Cell, MakeCell, Row
from calculator.looks.cost.panel import panel_of
from calculator.parts.quoted import is_recalled
from calculator.parts.scenarios import colour
from calculator.parts.sentence import broken_rules
from calculator.question.table_options import TableOptions
from pricing.engine.answer import Answer, ScenarioAnswer
from pricing.engine.figures import Amounts, Line
from pricing.engine.vocabulary import CATEGORIES


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


class CostTable:
    """The rows of an answer in one view. `best` are the columns of the cheapest scenarios.

    `labels`: keys and labels of each category's lines over all scenarios, in the order of their
    first stand; `recalled`: the columns and categories whose money rests on a recalled price.
    """

    def __init__(self, answer: Answer, best: tuple[int, ...], table_options: TableOptions) -> None:
        self.answer, self.table_options = answer, table_options
        self.columns = [
            _name_column(place, s, place in best) for place, s in enumerate(answer.scenarios)
        ]
        priced = [s.figures for s in answer.scenarios if s.figures]
        has_desktops = any(figures.tco_per_desktop_month is not None for figures in priced)
        self.of = "all"
        if has_desktops:
            self.of = table_options.of
        self.unit = f"{self.of}_{table_options.per}"
        row, dot, column = table_options.open.rpartition(".")
        is_cell = bool(dot) and column.isascii() and column.isdigit() and len(column) < 3
        self.open_row, self.open_column = table_options.open, None
        if is_cell:
            self.open_row, self.open_column = row, int(column) - 1
        self.hidden = 0
        self.labels: dict[str, dict[str, str]] = {category: {} for category in CATEGORIES}
        self.recalled: set[tuple[int, str]] = set()
        for place, scenario in enumerate(answer.scenarios):
            for line in lines_of(scenario):
                self.labels[line.category][line.key] = line.label
                if is_recalled(line, scenario.scenario):
                    self.recalled.add((place, line.category))

    def unit_words(self) -> str:
        """What an amount of the table is for."""
        years = formats.count(self.answer.question.horizon_years, "year")
        what = "in all"
        if self.of == "desktop":
            what = "a desktop"
        if self.table_options.per == "month":
            words = f"{what} a month"
        else:
            words = f"{what} over {years}"
        if self.table_options.by == "year":
            return f"{words}; by year what is due then"
        return words

    def rows(self) -> list[Row]:
        """All rows; those whose cells are all alike are left out and counted where the reader asked
        for that.
        """
        if self.table_options.by == "year":
            below = list(self._list_years())
        else:
            below = list(self._list_categories())
        if self.table_options.equal == "hide":
            kept = [row for row in below if row.panel or row.css.endswith("differs")]
            self.hidden, below = len(below) - len(kept), kept
        return [*self._list_head(), *below]

    # Cost, difference, total, rules

    def _list_head(self) -> Iterator[Row]:
        baseline = self.answer.scenarios[0]
        desktops = int(self.answer.evaluation.fleet.desktops[:, 0, 0].sum())
        yield self._make_row("cost", "Cost", self._make_cost)
        yield self._make_row("sub", f"Against {baseline.scenario.name}", self._make_against)
        yield self._make_row(
            "sub", f"Total, {formats.count(desktops, 'desktop')}", self._make_total
        )
        yield self._make_row("sub last", "Licence rules", self._make_rules)

    def figure(self, scenario: ScenarioAnswer) -> str:
        """What a scenario costs, in the view's unit."""
        if scenario.figures is None:
            return "not priced"
        return self._write_money(scenario.figures.amounts)

    def _make_cost(self, scenario: ScenarioAnswer, place: int) -> Cell:
        if scenario.figures is None:
            return Cell(self.figure(scenario), kind="unpriced")
        return Cell(self.figure(scenario))

    def _make_against(self, scenario: ScenarioAnswer, place: int) -> Cell:
        figures, baseline = scenario.figures, self.answer.scenarios[0].figures
        if place == 0 or figures is None or baseline is None or figures.saving is None:
            if figures:
                return NOTHING
            return NONE
        # Of the two amounts that stand above, so that the column adds up for whoever subtracts.
        more = (self._take_cents(figures.amounts) or 0) - (self._take_cents(baseline.amounts) or 0)
        share = formats.signed_percent(-figures.saving, baseline.tco)
        if self.of == "desktop":
            text = formats.difference(more)
        else:
            text = formats.whole_difference(more)
        return Cell(text, share)

    def _make_total(self, scenario: ScenarioAnswer, place: int) -> Cell:
        if scenario.figures:
            return Cell(formats.whole_money(scenario.figures.tco))
        return NONE

    def _make_rules(self, scenario: ScenarioAnswer, place: int) -> Cell:
        broken = broken_rules(scenario)
        if broken:
            return Cell(broken, kind="broken")
        return Cell("met", kind="met")

    # By category and line

    def _list_categories(self) -> Iterator[Row]:
        priced = [s.figures.categories for s in self.answer.scenarios if s.figures]
        amounts = chain.from_iterable(categories.values() for categories in priced)
        scale = max((abs(self._take_cents(each) or 0) for each in amounts), default=0)
        for category, label in CATEGORIES.items():
            if any(category in categories for categories in priced):
                yield from self._list_category(category, label, scale)

    def _list_category(self, category: str, label: str, scale: int) -> Iterator[Row]:
        """A category's row; under it its panel or, where it is open, its lines."""
        lines = self.labels[category]
        is_open = (
            self.table_options.by == "line" or self.open_row == category or self.open_row in lines
        )

        def cell(scenario: ScenarioAnswer, place: int) -> Cell:
            figures = scenario.figures
            amounts = None
            if figures:
                amounts = figures.categories.get(category)
            if amounts is None:
                if figures:
                    return NOTHING
                return NONE
            width = 0
            if scale:
                width = 100 * abs(self._take_cents(amounts) or 0) / scale
            is_recalled = (place, category) in self.recalled
            return self._make_amount(
                f"{category}.{place + 1}", amounts, is_recalled, f"{width:.1f}"
            )

        here = self._shows_panel(category)
        apart = category == "users_time" and not self.answer.question.include_indirect
        row = self._make_row("category", label, cell, category)
        note = ""
        if apart:
            note = "not in the total"
        yield replace(row, opens=category, is_open=is_open, note=note)
        if is_open and not here:
            for key, line_label in lines.items():
                yield self._make_line(key, line_label)

    def _make_line(self, key: str, label: str) -> Row:
        def cell(scenario: ScenarioAnswer, place: int) -> Cell:
            if scenario.figures is None:
                return NONE
            line = next((ln for ln in scenario.figures.lines if ln.key == key), None)
            if line is None:
                return NOTHING
            return self._make_amount(
                f"{key}.{place + 1}", line.amounts, is_recalled(line, scenario.scenario)
            )

        return self._make_row("line", label, cell, key)

    # By year

    def _list_years(self) -> Iterator[Row]:
        for column in range(self.answer.question.horizon_years + 1):

            def cell(scenario: ScenarioAnswer, place: int, column: int = column) -> Cell:
                if scenario.figures is None:
                    return NONE
                if self.of == "desktop":
                    return Cell(formats.money(scenario.figures.cash_flow_per_desktop[column]))
                return Cell(formats.whole_money(scenario.figures.cash_flow[column]))

            label = "today"
            if column:
                label = f"end of year {column}"
            yield self._make_row("line", label, cell)

    # Cells

    def _take_cents(self, amounts: Amounts) -> int | None:
        cents: int | None = getattr(amounts, self.unit)
        return cents

    def _write_money(self, amounts: Amounts) -> str:
        cents = self._take_cents(amounts)
        if self.of == "desktop" or cents is None:
            return formats.money(cents)
        return formats.whole_money(cents)

    def _make_amount(
        self, opens: str, amounts: Amounts, is_recalled: bool, width: str = ""
    ) -> Cell:
        """An amount that opens how it was made; pressed again, it closes."""
        is_open = opens == self.table_options.open
        return Cell(
            self._write_money(amounts),
            opens=opens,
            is_open=is_open,
            is_recalled=is_recalled,
            width=width,
        )

    def _shows_panel(self, opens: str) -> bool:
        """Whether a cell of the row is open."""
        return self.open_row == opens and self.open_column is not None

    def _make_row(self, css: str, label: str, make: MakeCell, opens: str = "") -> Row:
        """One row: a cell a scenario, and the panel of the cell that is open."""
        cells = [make(scenario, place) for place, scenario in enumerate(self.answer.scenarios)]
        if (
            self.table_options.equal == "hide"
            and len({_take_shown(cell) for cell in cells if cell.words}) > 1
        ):
            css += " differs"
        panel = None
        if opens and self._shows_panel(opens):
            panel = panel_of(self.answer, self.open_column or 0, opens)
        return Row(css, label, list(zip(self.columns, cells, strict=True)), panel=panel)


def lines_of(scenario: ScenarioAnswer) -> Sequence[Line]:
    """The lines of a scenario; none where it is not priced."""
    if scenario.figures is None:
        return ()
    return scenario.figures.lines


def _take_shown(cell: Cell) -> tuple[str, bool, str]:
    """What a reader sees of a cell."""
    return cell.words, cell.is_recalled, cell.width
