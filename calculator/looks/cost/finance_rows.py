"""The rows of the cost table for finance: the cash flow by year, and what it is worth today."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from calculator import formats
from calculator.looks.cost.cells import NONE, NOTHING, Cell, Row
from calculator.looks.cost.dues import NO_PAYMENT, Due, amounts_of, has_left, list_dues
from calculator.looks.cost.factors import write_percent
from calculator.looks.cost.flow_sums import RATE_FIELD
from calculator.looks.cost.payback import tell_payback
from calculator.looks.cost.sums import SUM
from calculator.looks.cost.table_rows import TableRows
from calculator.looks.cost.unit import IN_ALL
from pricing.engine.answer import ScenarioAnswer
from pricing.engine.figures import Figures


class FinanceRows(TableRows):
    """The rows by year, and those of present value."""

    def list_worth(self, baseline: str) -> Iterator[Row]:
        """What a rate of discount makes of the cash flow; each row says its own unit."""
        rate, years = self.answer.question.discount_rate, self.answer.question.horizon_years
        link = (RATE_FIELD, write_percent(rate))
        present = "nothing is discounted, for the discount rate is"
        equal = f"the total shared out over {formats.count(years, 'year')}"
        if rate:
            present = "what the payments of all years are worth today, at"
            equal = f"{formats.count(years, 'equal payment')} of the same worth, at each year's end"
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
            return self.open_sum(name, place, formats.whole_money(cents))

        return self.make_row("sub", label, cell, f"{SUM}{name}")

    def _make_payback_row(self) -> Row:
        """When what was paid more at first has been earned back."""

        def cell(scenario: ScenarioAnswer, place: int) -> Cell:
            if scenario.figures is None:
                return NONE
            if place == 0 or scenario.figures.saved_so_far is None:
                return NOTHING
            return self.open_sum("payback", place, tell_payback(scenario.figures))

        row = self.make_row("sub", "Payback", cell, f"{SUM}payback")
        return replace(row, note="until the savings have earned back what is paid more at first")

    def list_years(self) -> Iterator[Row]:
        """What is due in each column; where there is another scenario, what that saves, in the
        year and so far.
        """
        baseline = self.answer.scenarios[0]

        def take(scenario: ScenarioAnswer, due: Due) -> int:
            assert scenario.figures is not None
            return self.take_cents(amounts_of(scenario.figures, due))

        def take_ahead(scenario: ScenarioAnswer, due: Due) -> int:
            assert scenario.figures is not None
            assert scenario.figures.saved_so_far is not None
            return self.take_cents(scenario.figures.saved_so_far[due.column])

        dues = list_dues(self.answer)
        yield from self._list_dues("year", "Cash flow", take, dues, first=0)
        if len(self.answer.scenarios) == 1 or baseline.figures is None:
            return
        name = baseline.scenario.name
        # Of the two amounts that stand above, so that the column adds up for whoever subtracts.
        yield from self._list_dues(
            "saved",
            f"Saved against {name}",
            lambda scenario, due: take(baseline, due) - take(scenario, due),
            dues,
        )
        columns = [due for due in dues if not due.is_left]
        *before, last = self._list_dues(
            "ahead", f"Saved so far against {name}", take_ahead, columns
        )
        yield from before
        yield replace(last, note="with what is left" if has_left(self.answer) else "")
        if self.table_options.worth != "present":
            yield self._make_payback_row()

    def _list_dues(
        self,
        name: str,
        title: str,
        take: Callable[[ScenarioAnswer, Due], int],
        dues: Sequence[Due],
        first: int = 1,
    ) -> Iterator[Row]:
        """A title, and under it an amount for each due; the scenarios from `first` on have one."""
        nothing = [(column, NONE) for column in self.columns]
        yield Row("category differs", title, nothing)
        for due in dues:

            def cell(scenario: ScenarioAnswer, place: int, due: Due = due) -> Cell:
                if scenario.figures is None:
                    return NONE
                if place < first:
                    return NOTHING
                return self.open_sum(
                    f"{name}:{due.key}", place, self.unit.write(take(scenario, due))
                )

            row = self.make_row("line", due.words, cell, f"{SUM}{name}:{due.key}")
            yield replace(row, note=NO_PAYMENT if due.is_left else "")
