"""The seats of each group by year (pricing rules, section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from .document import Question
from .draws import Draws, drawn
from .exact import MAXIMUM_DECIMALS, Floats, half_up
from .reading import Range

_UNIT = 10**MAXIMUM_DECIMALS


@dataclass(frozen=True, slots=True)
class Fleet:
    """Whole numbers [group, year, draw]."""

    desktops: Floats
    users: Floats
    devices: Floats
    concurrent: Floats
    vms: Floats


def compound(rate: Floats, years: int) -> Floats:
    """(1 + rate)^0 .. (1 + rate)^(years - 1): rate [..., draw] gives [..., year, draw].

    >>> compound(np.array([0.1]), 3).round(4).tolist()
    [[1.0], [1.1], [1.21]]
    """
    factors = [np.ones_like(rate)]
    for _ in range(years - 1):
        factors.append(factors[-1] * (1 + rate))
    return np.stack(factors, axis=-2)


def fleet_of(question: Question, draws: Draws) -> Fleet:
    """Desktops, users, devices, concurrent users and virtual desktops of each group and year.

    Growth counts from the first year's number, not from the rounded year before. Concurrent
    users are exact: a share of ten decimals times 10^7 users is a whole number of int64.
    """
    growth = compound(drawn("annual_growth", question.annual_growth, draws), question.horizon_years)
    desktops = half_up(_of_groups(question, "desktops", draws) * growth)
    users = half_up(_of_groups(question, "users", draws) * growth)
    devices = half_up(_of_groups(question, "devices", draws) * growth)
    shares = np.rint(_of_groups(question, "peak_concurrency", draws) * _UNIT).astype(np.int64)
    concurrent = -((-users.astype(np.int64) * shares) // _UNIT).astype(np.float64)
    pooled = np.array([g.pooled for g in question.fleet])[:, None, None]
    return Fleet(desktops, users, devices, concurrent, np.where(pooled, concurrent, users))


def _of_groups(question: Question, field: str, draws: Draws) -> Floats:
    """One number of each group, [group, 1, draw]; drawn where the question has it moved."""
    numbers: list[Decimal | int] = [getattr(group, field) for group in question.fleet]
    if not question.moved:
        return np.array([float(number) for number in numbers])[:, None, None]
    rows = [
        draws(name, Range.at(Decimal(number))) if name in question.moved else np.array([float(number)])
        for name, number in ((f"fleet.{place}.{field}", number) for place, number in enumerate(numbers))
    ]
    return np.stack(np.broadcast_arrays(*rows))[:, None, :]
