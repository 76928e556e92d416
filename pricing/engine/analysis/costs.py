"""What every scenario costs in each of many rows of values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..document import Question
from ..draws import Draws
from ..evaluate import evaluate
from ..exact import Floats


@dataclass(frozen=True, slots=True)
class Costs:
    """Unrounded money of whole scenarios.

    `tco` [scenario, draw] over the horizon, nan where something in the scenario is not on
    sale; `desktop_years` [draw].
    """

    tco: Floats
    desktop_years: Floats

    @property
    def per_desktop_year(self) -> Floats:
        """`tco` for one desktop and year, [scenario, draw]; nan where no desktop stands."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.desktop_years > 0, self.tco / self.desktop_years, np.nan)


def costs_of(question: Question, draws: Draws) -> Costs:
    """Prices every scenario in every row of the draws. Raises `Faults` where an assumption is missing."""
    run = evaluate(question, draws)
    rows = max(run.cash_flow.shape[-1], run.fleet.desktops.shape[-1])
    is_priced = [all(f.kind != "not_on_sale" for f in coverage.findings) for coverage in run.bill.coverages]
    tco = np.where(np.array(is_priced)[:, None], run.cash_flow.sum(axis=1), np.nan)
    return Costs(
        tco=np.broadcast_to(tco, (len(tco), rows)),
        desktop_years=np.broadcast_to(run.fleet.desktops.sum(axis=(0, 1)), (rows,)),
    )
