"""The seats of each group by year (methodology, Fleet and growth)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from .document import Question
from .draws import Draws, draw_number
from .exact import MAXIMUM_DECIMALS, Floats, half_up_count
from .numbers import Range

_UNIT = 10**MAXIMUM_DECIMALS


@dataclass(frozen=True, slots=True)
class Fleet:
    """Whole numbers [group, year, draw]."""

    desktops: Floats
    users: Floats
    devices: Floats
    concurrent: Floats
    vms: Floats


def compound_rate(rate: Floats, years: int) -> Floats:
    """(1 + rate)^0 .. (1 + rate)^(years - 1): rate [..., draw] gives [..., year, draw].

    >>> compound_rate(np.array([0.1]), 3).round(4).tolist()
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
    growth = compound_rate(
        draw_number("annual_growth", question.annual_growth, draws), question.horizon_years
    )
    desktops = half_up_count(_make_group_numbers(question, "desktops", draws) * growth)
    users = _like(desktops, "users", question, growth, draws)
    devices = _like(desktops, "devices", question, growth, draws)
    shares = np.rint(_make_group_numbers(question, "peak_concurrency", draws) * _UNIT).astype(
        np.int64
    )
    concurrent = users.astype(np.int64) * shares
    concurrent += _UNIT - 1
    concurrent //= _UNIT
    running = concurrent.astype(np.float64)
    return Fleet(
        desktops, users, devices, running, _count_virtual_desktops(question, users, running)
    )


def _like(desktops: Floats, field: str, question: Question, growth: Floats, draws: Draws) -> Floats:
    """Users or devices of each group and year: the very numbers of desktops of the groups that have
    as many.
    """
    other = [
        place
        for place, group in enumerate(question.fleet)
        if getattr(group, field) != group.desktops
    ]
    if question.moved:
        return half_up_count(_make_group_numbers(question, field, draws) * growth)
    if not other:
        return desktops
    counts = desktops.copy()
    counts[other] = half_up_count(_make_group_numbers(question, field, draws)[other] * growth)
    return counts


def _count_virtual_desktops(question: Question, users: Floats, concurrent: Floats) -> Floats:
    """One for each user; of a pool, one for each who is there at the same time."""
    pooled = [place for place, group in enumerate(question.fleet) if group.pooled]
    if not pooled:
        return users
    vms = np.broadcast_to(users, concurrent.shape).copy()
    vms[pooled] = concurrent[pooled]
    return vms


def _make_group_numbers(question: Question, field: str, draws: Draws) -> Floats:
    """One number of each group, [group, 1, draw]; drawn where the question has it moved."""
    numbers: list[Decimal | int] = [getattr(group, field) for group in question.fleet]
    if not question.moved:
        return np.array([float(number) for number in numbers])[:, None, None]
    rows = [
        draws(name, Range.at(Decimal(number)))
        if name in question.moved
        else np.array([float(number)])
        for name, number in (
            (f"fleet.{place}.{field}", number) for place, number in enumerate(numbers)
        )
    ]
    return np.stack(np.broadcast_arrays(*rows))[:, None, :]
