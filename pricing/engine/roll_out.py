"""Desktops that are brought into use: at the start, newcomers, and those that are replaced.

Methodology, Later roll-outs.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from .bill import Bill, Row
from .exact import Floats
from .fleet import Fleet


def rolled_out_of(bill: Bill, fleet: Fleet, packs: Floats, bought: Floats) -> Floats:
    """Desktops brought into use in columns 0..N-1, [scenario, group, column, draw].

    `packs`, `bought` [row, year, draw]. What is replaced goes by the groups that its scheme
    covers, in the proportion of their desktops.
    """
    draws = max(fleet.desktops.shape[-1], packs.shape[-1])
    shape = (len(bill.question.scenarios), *fleet.desktops.shape[:-1], draws)
    rolled = np.broadcast_to(newcomers_of(fleet)[None], shape).copy()
    for row in bill.rows:
        if replaces(row):
            desktops = fleet.desktops[list(row.groups)]
            share = desktops / np.maximum(desktops.sum(axis=0), 1.0)
            rolled[row.scenario_place, list(row.groups)] += share * replaced_of(
                row, packs[row.place], bought[row.place]
            )
    return rolled


def newcomers_of(fleet: Fleet) -> Floats:
    """Desktops of each group that were not there the year before, [group, column, draw]; at the
    start all.
    """
    newcomers = fleet.desktops.copy()
    newcomers[:, 1:] -= fleet.desktops[:, :-1]
    return np.maximum(newcomers, 0.0, out=newcomers)


def replaces(row: Row) -> bool:
    """Whether what an entry buys again is work on a desk again: a device that covers seats."""
    scheme = row.entry.scheme
    return (
        row.entry.is_seat
        and scheme.role == "endpoint"
        and scheme.charge == "perpetual"
        and bool(row.groups)
    )


def replaced_of(row: Row, packs: Floats, bought: Floats) -> Floats:
    """Units that take the place of others in columns 0..N-1, [column, draw]; in column 0 nothing
    does.
    """
    replaced = np.zeros(bought.shape)
    grown = np.subtract(packs[1:], packs[:-1], out=replaced[1:])
    np.maximum(grown, 0.0, out=grown)
    np.subtract(bought[1:], grown, out=replaced[1:])
    np.maximum(replaced, 0.0, out=replaced)
    if row.entry.scheme.pack == 1:
        return replaced
    return replaced * row.entry.scheme.pack


def exactly_rolled_out(
    bill: Bill, fleet: Fleet, packs: Floats, bought: Floats, scenario_place: int
) -> list[list[Fraction]]:
    """The same of one scenario's plain comparison without rounding, [group][column]."""
    rolled = [[Fraction(int(count)) for count in group] for group in newcomers_of(fleet)[:, :, 0]]
    for row in bill.rows_of[scenario_place]:
        if not replaces(row):
            continue
        replaced = replaced_of(row, packs[row.place], bought[row.place])[:, 0]
        for column, units in enumerate(replaced):
            desktops = {group: int(fleet.desktops[group, column, 0]) for group in row.groups}
            for group, count in desktops.items():
                rolled[group][column] += Fraction(
                    int(units) * count, max(sum(desktops.values()), 1)
                )
    return rolled
