"""A cash flow beside the baseline's: what is saved, what both are worth today, in cents.

Every amount is rounded by itself: what rounded rows miss of a rounded total is a row of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from calculator.looks.cost.worth import worth_today
from pricing.engine.figures import Cents, Figures


class Flow(NamedTuple):
    """One row: of the scenario, of the baseline, what is saved, so far, and both worth today."""

    own: Cents
    there: Cents | None
    saved: Cents | None
    so_far: Cents | None
    worth: Cents
    saved_worth: Cents | None


def make_flow(
    own: Cents, there: Cents | None, so_far: Cents | None, rate: Decimal, column: int
) -> Flow:
    """What falls due in a column; of no baseline, nothing is saved."""
    saved = saved_worth = None
    if there is not None:
        saved = there - own
        saved_worth = worth_today(saved, rate, column)
    return Flow(own, there, saved, so_far, worth_today(own, rate, column), saved_worth)


def total_flow(figures: Figures, baseline: Figures | None) -> Flow:
    """What the rows come to, as the answer has it."""
    there = saved = saved_worth = None
    if baseline is not None:
        there, saved, saved_worth = baseline.tco, figures.saving, figures.npv_saving
    return Flow(figures.tco, there, saved, None, figures.npv, saved_worth)


def find_rounding(rows: Sequence[Flow], total: Flow) -> Flow:
    """What the rounded rows miss of the rounded total."""
    missed = [
        whole - sum(cents or 0 for cents in column) if whole is not None else None
        for whole, column in zip(total, zip(*rows, strict=True), strict=True)
    ]
    return Flow(*missed)  # type: ignore[arg-type]
