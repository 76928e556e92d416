"""The cost table's rows: cost, difference, total, rules; then categories, lines or years.

Nothing is computed but the width of a bar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from calculator import formats
from calculator.looks.cost.cells import NONE, NOTHING, Cell, MakeCell, Row
from calculator.looks.cost.factors import tell_due, write_percent
from calculator.looks.cost.flow_sums import RATE_FIELD
from calculator.looks.cost.panel import Panel, panel_of
from calculator.looks.cost.payback import tell_payback
from calculator.looks.cost.sums import SUM, panel_of_sum
from calculator.looks.cost.unit import IN_ALL, unit_of
from calculator.parts.quoted import is_recalled
from calculator.parts.scenarios import colour
from calculator.parts.sentence import broken_rules
from calculator.question.table_options import TableOptions
from pricing.engine.answer import Answer, ScenarioAnswer
from pricing.engine.figures import Amounts, Figures, Line
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
        self.unit = unit_of(answer, table_options)
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
        if self.table_options.by == "year":
            return f"{self.unit.words}; by year its part due then"
        return self.unit.words

    @property
    def has_cash_flow(self) -> bool:
        """Whether money is shown by year, or what that is worth today."""
        return self.table_options.by == "year" or self.table_options.worth == "present"

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
        name = baseline.scenario.name
        yield self._make_row("cost", "Cost", self._make_cost, f"{SUM}cost")
        yield self._make_row("sub against", f"Against {name}", self._make_against, f"{SUM}against")
        total = f"Total, {formats.count(desktops, 'desktop')}"
        yield self._make_row("sub", total, self._make_total, f"{SUM}total")
        if self.table_options.worth == "present":
            yield from self._list_worth(name)
        yield self._make_row("sub last", "Licence rules", self._make_rules)

    def figure(self, scenario: ScenarioAnswer) -> str:
        """What a scenario costs, in the view's unit."""
        if scenario.figures is None:
            return "not priced"
        return self._write_amount(scenario.figures.amounts)

    def _make_cost(self, scenario: ScenarioAnswer, place: int) -> Cell:
        if scenario.figures is None:
            return Cell(self.figure(scenario), kind="unpriced")
        return self._open_sum("cost", place, self.figure(scenario))

    def _make_against(self, scenario: ScenarioAnswer, place: int) -> Cell:
        figures, baseline = scenario.figures, self.answer.scenarios[0].figures
        if place == 0 or figures is None or baseline is None or figures.saving is None:
            if figures:
                return NOTHING
            return NONE
        # Of the two amounts that stand above, so that the column adds up for whoever subtracts.
        more = self._take_cents(figures.amounts) - self._take_cents(baseline.amounts)
        share = formats.signed_percent(-figures.saving, baseline.tco)
        text = self.unit.write_difference(more)
        return self._open_sum("against", place, text)._replace(small=share)

    def _make_total(self, scenario: ScenarioAnswer, place: int) -> Cell:
        if scenario.figures:
            return self._open_sum("total", place, formats.whole_money(scenario.figures.tco))
        return NONE

    def _make_rules(self, scenario: ScenarioAnswer, place: int) -> Cell:
        broken = broken_rules(scenario)
        if broken:
            return Cell(broken, kind="broken")
        return Cell("met", kind="met")

    # Present value

    def _list_worth(self, baseline: str) -> Iterator[Row]:
        """What a rate of discount makes of the cash flow; each row says its own unit."""
        rate, years = self.answer.question.discount_rate, self.answer.question.horizon_years
        link = (RATE_FIELD, write_percent(rate))
        present = "nothing is discounted, for the discount rate is"
        equal = f"the total shared out over {formats.count(years, 'year')}"
        if rate:
            present = "what the payments of all years are worth today, at"
            equal = (
                f"{formats.count(years, 'equal payment')} of the same worth, one each year's end"
            )
        row = self._make_worth_row("npv", f"Net present value, {IN_ALL}", lambda f: f.npv)
        yield replace(row, note=present, link=link)
        row = self._make_worth_row(
            "npv_saving", f"Saving in present value, {IN_ALL}", lambda f: f.npv_saving
        )
        yield replace(row, note=f"against {baseline}")
        row = self._make_worth_row(
            "annualised", f"Equivalent annual cost, {IN_ALL}", lambda f: f.annualised
        )
        yield replace(row, note=equal)
        yield self._make_payback_row()

    def _make_worth_row(self, name: str, label: str, take: Callable[[Figures], int | None]) -> Row:
        def cell(scenario: ScenarioAnswer, place: int) -> Cell:
            if scenario.figures is None:
                return NONE
            cents = take(scenario.figures)
            if cents is None or (name == "npv_saving" and place == 0):
                return NOTHING
            return self._open_sum(name, place, formats.whole_money(cents))

        return self._make_row("sub", label, cell, f"{SUM}{name}")

    def _make_payback_row(self) -> Row:
        """When what was paid more at first has been earned back."""

        def cell(scenario: ScenarioAnswer, place: int) -> Cell:
            if scenario.figures is None:
                return NONE
            if place == 0 or scenario.figures.saved_so_far is None:
                return NOTHING
            return self._open_sum("payback", place, tell_payback(scenario.figures))

        row = self._make_row("sub", "Payback", cell, f"{SUM}payback")
        return replace(row, note="until the savings have earned back what is paid more at first")

    # By category and line

    def _list_categories(self) -> Iterator[Row]:
        priced = [s.figures.categories for s in self.answer.scenarios if s.figures]
        amounts = chain.from_iterable(categories.values() for categories in priced)
        scale = max((abs(self._take_cents(each)) for each in amounts), default=0)
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
                width = 100 * abs(self._take_cents(amounts)) / scale
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
        """What is due in each column; where there is another scenario, what that saves, in the
        year and so far.
        """
        baseline = self.answer.scenarios[0]

        def take(scenario: ScenarioAnswer, column: int) -> int:
            assert scenario.figures is not None
            return self._take_cents(scenario.figures.cash_flow_amounts[column])

        def take_ahead(scenario: ScenarioAnswer, column: int) -> int:
            assert scenario.figures is not None
            assert scenario.figures.saved_so_far is not None
            return self._take_cents(scenario.figures.saved_so_far[column])

        yield from self._list_columns("year", "Cash flow", take, first=0)
        if len(self.answer.scenarios) == 1 or baseline.figures is None:
            return
        name = baseline.scenario.name
        # Of the two amounts that stand above, so that the column adds up for whoever subtracts.
        yield from self._list_columns(
            "saved",
            f"Saved against {name}",
            lambda scenario, column: take(baseline, column) - take(scenario, column),
        )
        yield from self._list_columns("ahead", f"Saved so far against {name}", take_ahead)
        if self.table_options.worth != "present":
            yield self._make_payback_row()

    def _list_columns(
        self, name: str, title: str, take: Callable[[ScenarioAnswer, int], int], first: int = 1
    ) -> Iterator[Row]:
        """A title, and under it an amount for each column; the scenarios from `first` on have
        one.
        """
        nothing = [(column, NONE) for column in self.columns]
        yield Row("category differs", title, nothing)
        for column in range(self.answer.question.horizon_years + 1):

            def cell(scenario: ScenarioAnswer, place: int, column: int = column) -> Cell:
                if scenario.figures is None:
                    return NONE
                if place < first:
                    return NOTHING
                words = self.unit.write(take(scenario, column))
                return self._open_sum(f"{name}:{column}", place, words)

            yield self._make_row("line", tell_due(column), cell, f"{SUM}{name}:{column}")

    # Cells

    def _take_cents(self, amounts: Amounts) -> int:
        cents = self.unit.take(amounts)
        assert cents is not None  # where no desktop stands, the unit is of all
        return cents

    def _write_amount(self, amounts: Amounts) -> str:
        return self.unit.write(self._take_cents(amounts))

    def _open_sum(self, name: str, place: int, words: str) -> Cell:
        """A sum that opens how it was made; pressed again, it closes."""
        opens = f"{SUM}{name}.{place + 1}"
        return Cell(words, opens=opens, is_open=opens == self.table_options.open)

    def _make_amount(
        self, opens: str, amounts: Amounts, is_recalled: bool, width: str = ""
    ) -> Cell:
        """An amount that opens how it was made; pressed again, it closes."""
        is_open = opens == self.table_options.open
        return Cell(
            self._write_amount(amounts),
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
            panel = self._open_panel(opens)
        return Row(css, label, list(zip(self.columns, cells, strict=True)), panel=panel)

    def _open_panel(self, opens: str) -> Panel | None:
        make = panel_of
        if opens.startswith(SUM):
            make = panel_of_sum
        return make(self.answer, self.open_column or 0, opens, self.table_options)


def lines_of(scenario: ScenarioAnswer) -> Sequence[Line]:
    """The lines of a scenario; none where it is not priced."""
    if scenario.figures is None:
        return ()
    return scenario.figures.lines


def _take_shown(cell: Cell) -> tuple[str, bool, str]:
    """What a reader sees of a cell."""
    return cell.words, cell.is_recalled, cell.width
