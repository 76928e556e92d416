"""Totals of cash flows (methodology, Finance). Columns 0..N; column 0 is not discounted."""

from __future__ import annotations

import numpy as np

from .exact import SLACK, Floats, half_up


def present_value(cash_flow: Floats, rate: float) -> Floats:
    """Sum of cash_flow[t] / (1 + rate)^t over the column axis: [..., column, draw] -> [..., draw].

    >>> present_value(np.array([[100.0], [108.0]]), 0.08).tolist()
    [200.0]
    """
    factors = (1.0 + rate) ** -np.arange(cash_flow.shape[-2], dtype=np.float64)
    return (cash_flow * factors[:, None]).sum(axis=-2)


def annualise(npv: Floats, rate: float, years: int) -> Floats:
    """Equivalent annual cost: npv x r / (1 - (1+r)^-N), or npv / N where r is 0.

    Written with expm1 and log1p, since 1 - (1+r)^-N loses its digits for a small r.

    >>> annualise(np.array([1.0]), 1e-9, 5).round(10).tolist()
    [0.2000000006]
    """
    if rate == 0:
        return npv / years
    return npv * rate / -np.expm1(-years * np.log1p(rate))


def payback_years(baseline: list[float], flow: list[float]) -> float | None:
    """When the running sum of what is saved against the baseline reaches 0 and stays there, linear
    within a year.

    Both cash flows by column. 0 if the sum is never negative, None if it never gets there. A
    sum that comes back to 0 may end a hair below it in binary; less than 2^-46 of what went
    through it counts as 0.

    >>> payback_years([0.0, 0.7, 0.1], [0.8, 0.0, 0.0])
    2.0
    >>> payback_years([0.0, 40.0, 120.0], [100.0, 0.0, 0.0])
    1.5
    >>> payback_years([0.0, 0.0], [1.0, 0.0])
    """
    saved = [a - b for a, b in zip(baseline, flow, strict=True)]
    running: list[float] = []
    total = 0.0
    for amount in saved:
        total += amount
        running.append(total)
    noise = SLACK * sum(abs(amount) for amount in (*baseline, *flow))
    below = [column for column, value in enumerate(running) if value < -noise]
    if not below:
        return 0.0
    last = below[-1]
    if last == len(running) - 1:
        return None
    moment = last + -running[last] / (max(running[last + 1], 0.0) - running[last])
    return float(half_up(np.array(moment * 1e6)) / 1e6)
