"""How a sum of the cost table was made, as a panel: cost and difference by category, years."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from calculator import formats
from calculator.looks.cost.dues import NO_PAYMENT_SENTENCE, Due, amounts_of, list_dues
from calculator.looks.cost.flow_sums import FlowSums
from calculator.looks.cost.panel import Panel, tell_division, tell_figure
from calculator.looks.cost.working import Working
from calculator.question.table_options import TableOptions
from pricing.engine.answer import Answer
from pricing.engine.figures import Amounts, Figures, Line
from pricing.engine.vocabulary import CATEGORIES

# No key of a line begins so: a scheme's id has no colon.
SUM = "sum:"
IN_ALL = TableOptions(of="all", per="horizon")


def panel_of_sum(answer: Answer, place: int, row: str, options: TableOptions) -> Panel | None:
    """The panel of a sum of one scenario (`sum:cost`, `sum:year:2`); None where there is none."""
    if place >= len(answer.scenarios) or answer.scenarios[place].figures is None:
        return None
    name, colon, key = row.removeprefix(SUM).partition(":")
    made = Sums(answer, place, options)
    if not colon and name in made.whole:
        return made.whole[name]()
    due = next((due for due in list_dues(answer) if due.key == key), None)
    if name in made.by_due and due:
        return made.by_due[name](due)
    return None


class Sums(FlowSums):
    """The panels of one scenario's sums."""

    @property
    def whole(self) -> Mapping[str, Callable[[], Panel | None]]:
        """What makes the panel of each sum over all years."""
        return {
            "cost": self.show_cost,
            "total": self.show_total,
            "against": self.show_difference,
            "npv": self.show_present_value,
            "npv_saving": self.show_present_saving,
            "annualised": self.show_annual,
            "payback": self.show_payback,
        }

    @property
    def by_due(self) -> Mapping[str, Callable[[Due], Panel | None]]:
        """What makes the panel of each amount of a year."""
        return {"year": self.show_due, "saved": self.show_saved, "ahead": self.show_ahead}

    def show_cost(self) -> Panel:
        """The cost in the unit of the table, by category."""
        heads = ["Category", f"{self.currency} over {formats.count(self.years, 'year')}"]
        if self.unit.division:
            heads.append(f"{self.currency} {self.unit.words}")
        rows = [
            self._write_in_all_and_unit(CATEGORIES[name], amounts)
            for name, amounts in self._counted(self.figures).items()
        ]
        foot = self._write_in_all_and_unit("Total", self.figures.amounts)
        return self.make_panel(
            "cost",
            tell_figure(self.answer, self.figures.amounts, self.unit),
            Working(heads, rows, foot),
            division=tell_division(self.answer, self.figures.amounts, self.unit),
        )

    def show_total(self) -> Panel:
        """The total over the years, by category."""
        return replace(
            Sums(self.answer, self.place, IN_ALL).show_cost(), title=f"{self.name}, total"
        )

    def show_difference(self) -> Panel | None:
        """What it costs more or less than the baseline, by category."""
        if self.baseline is None:
            return None
        own, other = self._counted(self.figures), self._counted(self.baseline)
        pairs = {name: (other.get(name), own.get(name)) for name in CATEGORIES}
        rows = [
            [CATEGORIES[name], *self.write_pair(*pair)] for name, pair in pairs.items() if any(pair)
        ]
        foot = self.write_pair(self.baseline.amounts, self.figures.amounts)
        return self.make_panel(
            f"against {self.first_name}",
            f"{foot[-1]} {self.unit.words}",
            Working(
                [f"{self.currency} {self.unit.words}", self.first_name, self.name, "difference"],
                rows,
                ["Total", *foot],
            ),
        )

    def show_due(self, due: Due) -> Panel:
        """What is paid in a column, or what is left at the end, by line."""
        amounts = amounts_of(self.figures, due)
        lines = [
            line
            for line in self.figures.lines
            if line.cash_flow[due.column]
            and self._counts(line)
            and line.is_left_at_end == due.is_left
        ]
        order = list(CATEGORIES)
        lines.sort(key=lambda line: order.index(line.category))
        labels = [f"{CATEGORIES[line.category]}: {line.label}" for line in lines]
        cents = [line.cash_flow[due.column] for line in lines]
        rows = [[label, formats.money(amount)] for label, amount in zip(labels, cents, strict=True)]
        what, sentence = f"paid {due.words}", ""
        if due.is_left:
            what, sentence = due.words, NO_PAYMENT_SENTENCE
        return self.make_panel(
            what,
            tell_figure(self.answer, amounts, self.unit),
            Working(
                ["Line", f"Amount, {self.currency}"],
                rows,
                ["Total", formats.money(amounts.all_horizon)],
            ),
            sentence=sentence,
            division=tell_division(self.answer, amounts, self.unit),
        )

    def _counts(self, line: Line) -> bool:
        return self.answer.question.include_indirect or not line.indirect

    def _counted(self, figures: Figures) -> dict[str, Amounts]:
        """The categories that are in the total."""
        return {
            name: amounts
            for name, amounts in figures.categories.items()
            if name != "users_time" or self.answer.question.include_indirect
        }

    def _write_in_all_and_unit(self, label: str, amounts: Amounts) -> list[str]:
        cells = [label, formats.money(amounts.all_horizon)]
        if self.unit.division:
            cells.append(formats.money(self.unit.take(amounts)))
        return cells
