"""One scenario whose sums are opened, and what panels of them share."""

from __future__ import annotations

from calculator import formats
from calculator.looks.cost.panel import Panel, Part
from calculator.looks.cost.unit import unit_of
from calculator.looks.cost.working import Working
from calculator.question.table_options import TableOptions
from pricing.engine.answer import Answer
from pricing.engine.figures import Amounts


class ScenarioSums:
    """A scenario that has figures, beside the baseline where it is another one."""

    def __init__(self, answer: Answer, place: int, options: TableOptions) -> None:
        scenario, first = answer.scenarios[place], answer.scenarios[0]
        assert scenario.figures is not None
        self.answer, self.place, self.options = answer, place, options
        self.name, self.figures = scenario.scenario.name, scenario.figures
        self.first_name, self.baseline = first.scenario.name, None
        if place:
            self.baseline = first.figures
        self.years = answer.question.horizon_years
        self.rate = answer.question.discount_rate
        self.sign = formats.symbol(answer.currency)
        self.currency = formats.currency_name(answer.currency)
        self.unit = unit_of(answer, options)

    def write_pair(self, there: Amounts | None, here: Amounts | None) -> list[str]:
        """Two amounts in the unit of the table, and how much the second is more."""
        cents = [(amounts and self.unit.take(amounts)) or 0 for amounts in (there, here)]
        return [*map(formats.money, cents), formats.difference(cents[1] - cents[0])]

    def write_money(self, cents: int) -> str:
        return formats.amount(cents, self.answer.currency)

    def write_in_all(self, cents: int) -> str:
        return f"{self.write_money(cents)} in all"

    def make_panel(
        self,
        what: str,
        figure: str,
        working: Working,
        sentence: str = "",
        division: str = "",
        links: list[tuple[str, str]] | None = None,
    ) -> Panel:
        part = Part(
            label="",
            sentence=sentence,
            payments=[],
            steps=[],
            total="",
            sources=[],
            rounded=False,
            working=working,
        )
        return Panel(
            title=f"{self.name}, {what}",
            figure=figure,
            parts=[part],
            division=division,
            currency=self.currency,
            column=self.place,
            links=links or [],
        )
