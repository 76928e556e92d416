"""The cost table's rows: cost, difference, total, rules; then categories, lines or years.

Nothing is computed but the width of a bar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from calculator import formats
from calculator.looks.cost.cells import NONE, NOTHING, Cell, Row
from calculator.looks.cost.finance_rows import FinanceRows
from calculator.looks.cost.sums import SUM
from calculator.parts.quoted import is_recalled
from calculator.parts.sentence import broken_rules
from calculator.question.table_options import TableOptions
from pricing.engine.answer import Answer, ScenarioAnswer
from pricing.engine.figures import Line
from pricing.engine.vocabulary import CATEGORIES

# The signs of an amount that have room in a column in the largest digits, and in those between.
FITTING, LONG = 8, 10


class CostTable(FinanceRows):
    """The rows of an answer in one view. `best` are the columns of the cheapest scenarios.

    `labels`: keys and labels of each category's lines over all scenarios, in the order of their
    first stand; `recalled`: the columns and categories whose money rests on a recalled price.
    """

    def __init__(self, answer: Answer, best: tuple[int, ...], table_options: TableOptions) -> None:
        super().__init__(answer, best, table_options)
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
        if self.table_options.by != "year":
            return self.unit.words
        if self.table_options.per == "month":
            months = 12 * self.answer.question.horizon_years
            return f"{self.unit.words}; each year's payments, spread over all {months} months"
        return f"{self.unit.words}; by year what is paid then"

    def rows(self) -> list[Row]:
        """All rows; those whose cells are all alike are left out and counted where the reader asked
        for that.
        """
        if self.table_options.by == "year":
            below = list(self.list_years())
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
        yield self.make_row(self._size_cost(), "Cost", self._make_cost, f"{SUM}cost")
        yield self.make_row(
            "sub to-baseline", f"Against {name}", self._make_against, f"{SUM}against"
        )
        total = f"Total, {formats.count(desktops, 'desktop')}"
        yield self.make_row("sub", total, self._make_total, f"{SUM}total")
        if self.table_options.worth == "present":
            yield from self.list_worth(name)
        yield self.make_row("sub last", "Licence rules", self._make_rules)

    def _size_cost(self) -> str:
        """The classes of the row of costs: the longer an amount, the smaller its digits."""
        priced = (scenario for scenario in self.answer.scenarios if scenario.figures)
        most = max((len(self.figure(scenario)) for scenario in priced), default=0)
        if most > LONG:
            return "cost longest"
        if most > FITTING:
            return "cost long"
        return "cost"

    def figure(self, scenario: ScenarioAnswer) -> str:
        """What a scenario costs, in the view's unit."""
        if scenario.figures is None:
            return "not priced"
        return self.write_amount(scenario.figures.amounts)

    def _make_cost(self, scenario: ScenarioAnswer, place: int) -> Cell:
        if scenario.figures is None:
            return Cell(self.figure(scenario), kind="unpriced")
        return self.open_sum("cost", place, self.figure(scenario))

    def _make_against(self, scenario: ScenarioAnswer, place: int) -> Cell:
        figures, baseline = scenario.figures, self.answer.scenarios[0].figures
        if place == 0 or figures is None or baseline is None or figures.saving is None:
            if figures:
                return NOTHING
            return NONE
        # Of the two amounts that stand above, so that the column adds up for whoever subtracts.
        more = self.take_cents(figures.amounts) - self.take_cents(baseline.amounts)
        share = formats.signed_percent(-figures.saving, baseline.tco)
        text = self.unit.write_difference(more)
        return self.open_sum("against", place, text)._replace(small=share)

    def _make_total(self, scenario: ScenarioAnswer, place: int) -> Cell:
        if scenario.figures:
            return self.open_sum("total", place, formats.whole_money(scenario.figures.tco))
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
        scale = max((abs(self.take_cents(each)) for each in amounts), default=0)
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
                width = 100 * abs(self.take_cents(amounts)) / scale
            is_recalled = (place, category) in self.recalled
            return self.make_amount(f"{category}.{place + 1}", amounts, is_recalled, f"{width:.1f}")

        here = self.shows_panel(category)
        apart = category == "users_time" and not self.answer.question.include_indirect
        row = self.make_row("category", label, cell, category)
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
            return self.make_amount(
                f"{key}.{place + 1}", line.amounts, is_recalled(line, scenario.scenario)
            )

        return self.make_row("line", label, cell, key)


def lines_of(scenario: ScenarioAnswer) -> Sequence[Line]:
    """The lines of a scenario; none where it is not priced."""
    if scenario.figures is None:
        return ()
    return scenario.figures.lines
