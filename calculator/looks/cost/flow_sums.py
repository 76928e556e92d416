"""Sums of years opened: the cash flow by year, what it is worth today, and what it saves."""

from __future__ import annotations

from math import ceil

from calculator import formats
from calculator.looks.cost.factors import tell_due, write_percent
from calculator.looks.cost.panel import Panel, tell_division, tell_figure
from calculator.looks.cost.payback import tell_payback
from calculator.looks.cost.scenario_sums import ScenarioSums
from calculator.looks.cost.working import Working
from calculator.looks.cost.worth import annuity_of, divisor_of, worth_today, write_divisor

RATE_FIELD = "#f.discount_rate"
UNDISCOUNTED = "The discount rate is 0 %, so nothing is discounted"


class FlowSums(ScenarioSums):
    """The panels of one scenario's sums over years."""

    def show_present_value(self) -> Panel:
        """What the payments of all years are worth today."""
        sentence = f"{UNDISCOUNTED}: the payments of all years are worth what they are."
        if self.rate:
            sentence = (
                "What the payments of all years are worth today: one at the end of year t is "
                f"divided by (1 + {write_percent(self.rate)})^t, one of today is not."
            )
        return self._show_flow(
            "net present value", self.write_in_all(self.figures.npv), sentence, ""
        )

    def show_present_saving(self) -> Panel | None:
        """The present value of what is saved against the baseline."""
        if self.baseline is None or self.figures.npv_saving is None:
            return None
        figure = self.write_in_all(self.figures.npv_saving)
        there, here = map(self.write_money, (self.baseline.npv, self.figures.npv))
        return self._show_flow(
            "saving in present value",
            figure,
            f"The net present value of {self.first_name} less that of {self.name}.",
            f"{there} − {here} = {self.write_money(self.figures.npv_saving)}",
        )

    def show_annual(self) -> Panel:
        """The equal yearly payment of the same worth."""
        annuity = write_divisor(annuity_of(self.rate, self.years))
        figure = f"{self.write_money(self.figures.annualised)} in all a year"
        years = formats.count(self.years, "year")
        sentence = f"{UNDISCOUNTED}: it is the total, shared out over {years}."
        if self.rate:
            sentence = (
                f"Paid at the end of each of {years}, it is worth today what all payments are. "
                f"{self.sign}1 at the end of each is worth {self.sign}{annuity}."
            )
        return self._show_flow(
            "equivalent annual cost",
            figure,
            sentence,
            f"{self.write_money(self.figures.npv)} ÷ {annuity} = {figure}",
        )

    def show_payback(self) -> Panel | None:
        """When the sum of what is saved is 0 or above for good."""
        if self.baseline is None:
            return None
        return self._show_flow(
            "payback",
            tell_payback(self.figures),
            "From when on the sum so far of what is saved stays at 0 or above; not discounted.",
            self._tell_crossing(),
        )

    def show_saved(self, year: int) -> Panel | None:
        """What is paid less than in the baseline in a column."""
        if self.baseline is None:
            return None
        there, here = self.baseline.cash_flow_amounts[year], self.figures.cash_flow_amounts[year]
        paid, base, saved = self.write_pair(here, there)
        figure = f"{saved.removeprefix('+')} {self.unit.words}"
        return self._show_flow(
            f"saved {tell_due(year)}",
            figure,
            f"What {self.first_name} pays then, less what {self.name} pays.",
            f"{base} − {paid} = {figure}",
        )

    def show_ahead(self, year: int) -> Panel | None:
        """The sum so far of what is saved."""
        if self.baseline is None or self.figures.saved_so_far is None:
            return None
        amounts = self.figures.saved_so_far[year]
        return self._show_flow(
            f"saved until {tell_due(year).removeprefix('at ')}",
            tell_figure(self.answer, amounts, self.unit),
            "The sum so far of what is saved; not discounted.",
            tell_division(self.answer, amounts, self.unit),
        )

    def _tell_crossing(self) -> str:
        """How the moment within a year was found at which the sum reaches 0."""
        payback, ahead = self.figures.payback_years, self.figures.saved_so_far
        if not payback or ahead is None:
            return ""
        year = ceil(payback) - 1
        behind, after = -ahead[year].all_horizon, max(ahead[year + 1].all_horizon, 0)
        short, gained = self.write_money(behind), self.write_money(behind + after)
        return (
            f"{formats.count(year, 'year')} + {short} still missing ÷ {gained} saved in the year "
            f"after = {payback:.2f} years"
        )

    def _show_flow(self, what: str, figure: str, sentence: str, division: str) -> Panel:
        """The cash flow by year, with what it is worth today and what it saves."""
        rows = [self._write_column(year) for year in range(self.years + 1)]
        return self.make_panel(
            what,
            figure,
            Working(self._name_columns(), rows, self._write_foot()),
            sentence=sentence,
            division=division,
            links=[(RATE_FIELD, "Change the discount rate")],
        )

    def _name_columns(self) -> list[str]:
        heads = ["Due", f"Cash flow, {self.currency}"]
        if self.baseline is not None:
            heads += [f"of {self.first_name}", "saved", "saved so far"]
        if self.rate:
            heads += ["divided by", "Worth today"]
        if self.rate and self.baseline is not None:
            heads.append("of what is saved")
        return heads

    def _write_column(self, year: int) -> list[str]:
        own = self.figures.cash_flow[year]
        cells, saved = [tell_due(year), formats.money(own)], 0
        if self.baseline is not None and self.figures.saved_so_far is not None:
            there = self.baseline.cash_flow[year]
            saved = there - own
            so_far = self.figures.saved_so_far[year].all_horizon
            cells += map(formats.money, (there, saved, so_far))
        if self.rate:
            divisor = write_divisor(divisor_of(self.rate, year))
            cells += [divisor, formats.money(worth_today(own, self.rate, year))]
        if self.rate and self.baseline is not None:
            cells.append(formats.money(worth_today(saved, self.rate, year)))
        return cells

    def _write_foot(self) -> list[str]:
        figures = self.figures
        cells = ["Total", formats.money(figures.tco)]
        if self.baseline is not None:
            cells += [formats.money(self.baseline.tco), formats.money(figures.saving), ""]
        if self.rate:
            cells += ["", formats.money(figures.npv)]
        if self.rate and self.baseline is not None:
            cells.append(formats.money(figures.npv_saving))
        return cells
