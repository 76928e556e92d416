"""Sums of years opened: the cash flow by year, what it is worth today, and what it saves."""

from __future__ import annotations

from math import ceil

from calculator import formats
from calculator.looks.cost.dues import Due, amounts_of, cents_of, has_left, list_dues
from calculator.looks.cost.factors import write_percent
from calculator.looks.cost.flow_table import Flow, find_rounding, make_flow, total_flow
from calculator.looks.cost.panel import Panel, tell_division, tell_figure
from calculator.looks.cost.payback import tell_payback
from calculator.looks.cost.scenario_sums import ScenarioSums
from calculator.looks.cost.working import Working
from calculator.looks.cost.worth import annuity_of, divisor_of, write_divisor

RATE_FIELD = "#f.discount_rate"
UNDISCOUNTED = "The discount rate is 0 %, so nothing is discounted"
LEFT_IS_DISCOUNTED = (
    "What is left at the end is no payment: it is what hardware is still worth, taken off at the "
    "end of the last year."
)


class FlowSums(ScenarioSums):
    """The panels of one scenario's sums over years."""

    def show_present_value(self) -> Panel:
        """What the payments of all years are worth today."""
        sentence = f"{UNDISCOUNTED}: the payments of all years are worth what they are."
        if self.rate:
            sentence = (
                "What the payments of all years are worth today: each is divided by "
                f"1 + {write_percent(self.rate)} once for every year until it is due."
            )
        if has_left(self.answer):
            sentence += f" {LEFT_IS_DISCOUNTED}"
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

    def show_saved(self, due: Due) -> Panel | None:
        """What is paid less than in the baseline in a column, or what more is left at the end."""
        if self.baseline is None:
            return None
        there, here = amounts_of(self.baseline, due), amounts_of(self.figures, due)
        own, base, saved = self.write_pair(here, there)
        figure = f"{saved.removeprefix('+')} {self.unit.words}"
        sentence = f"What {self.first_name} pays then, less what {self.name} pays."
        if due.is_left:
            sentence = (
                "What is left at the end is taken off, so it is below 0: that of "
                f"{self.first_name} less that of {self.name}."
            )
        return self._show_flow(f"saved {due.words}", figure, sentence, f"{base} − {own} = {figure}")

    def show_ahead(self, due: Due) -> Panel | None:
        """The sum so far of what is saved."""
        if self.baseline is None or self.figures.saved_so_far is None or due.is_left:
            return None
        amounts = self.figures.saved_so_far[due.column]
        return self._show_flow(
            f"saved until {due.words.removeprefix('at ')}",
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
        behind, ahead_then = -ahead[year].all_horizon, max(ahead[year + 1].all_horizon, 0)
        short, gained = self.write_money(behind), self.write_money(behind + ahead_then)
        after = "saved in the year after"
        if year + 1 == self.years and has_left(self.answer):
            after += ", with what is left at the end"
        return (
            f"{formats.count(year, 'year')} + {short} still missing ÷ {gained} {after} = "
            f"{payback:.2f} years"
        )

    def _show_flow(self, what: str, figure: str, sentence: str, division: str) -> Panel:
        """The cash flow by year, with what it is worth today and what it saves."""
        dues = list_dues(self.answer)
        flows = [self._make_flow(due) for due in dues]
        total = total_flow(self.figures, self.baseline)
        rounding = find_rounding(flows, total)
        rows = [
            self._write_row(due.words, flow, write_divisor(divisor_of(self.rate, due.column)))
            for due, flow in zip(dues, flows, strict=True)
        ]
        if any(rounding):
            rows.append(self._write_row("rounding", rounding))
        return self.make_panel(
            what,
            figure,
            Working(self._name_columns(), rows, self._write_row("Total", total)),
            sentence=sentence,
            division=division,
            links=[(RATE_FIELD, "Change the discount rate")],
        )

    def _make_flow(self, due: Due) -> Flow:
        own, there, so_far = cents_of(self.figures, due), None, None
        if self.baseline is not None and self.figures.saved_so_far is not None:
            there = cents_of(self.baseline, due)
            so_far = self.figures.saved_so_far[due.column].all_horizon
            if due.column == self.years and not due.is_left:
                so_far -= self.baseline.left_at_end - self.figures.left_at_end
        return make_flow(own, there, so_far, self.rate, due.column)

    def _name_columns(self) -> list[str]:
        heads = ["Due", f"Cash flow, {self.currency}"]
        if self.baseline is not None:
            heads += [f"of {self.first_name}", "saved", "saved so far"]
        if self.rate:
            heads += ["divided by", "Worth today"]
        if self.rate and self.baseline is not None:
            heads.append("of what is saved")
        return heads

    def _write_row(self, words: str, flow: Flow, divisor: str = "") -> list[str]:
        cells = [words, formats.money(flow.own)]
        if self.baseline is not None:
            cells += [formats.money(flow.there), formats.money(flow.saved)]
            cells.append("" if flow.so_far is None else formats.money(flow.so_far))
        if self.rate:
            cells += [divisor, formats.money(flow.worth)]
        if self.rate and self.baseline is not None:
            cells.append(formats.money(flow.saved_worth))
        return cells
