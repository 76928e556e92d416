"""Which scenario costs least in each row of values, among those that may win."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..bill import Bill
from ..document import Question
from ..draws import Draws, Knobs
from ..exact import Floats, cents_half_up, is_sure_of_cents
from ..faults import Fault, Faults
from ..fleet import Fleet, fleet_of
from ..numbers import Range
from ..quantities import quantities_of, shares_of_machine
from ..sizing import Sizing, sizing_of
from ..vocabulary import MACHINE_METRICS
from ..work import announce, count_case
from .batch import costs_of
from .opened import move_inputs

Places = NDArray[np.intp]
MOST_WORK = 150_000_000  # rows of the bill x years x rows of values: some 10 seconds
CHUNK_OF_WORK = 5_000_000
LONGEST_CHUNK = 16_384


@dataclass(frozen=True, slots=True)
class Ranking:
    """What every scenario costs in every row of values, and who may win there.

    `tco` [scenario, row], nan where something is not on sale; `may_win` [scenario, row]:
    everything is on sale and the licence rules are met; `desktop_years` [row].
    """

    tco: Floats
    may_win: NDArray[np.bool_]
    desktop_years: Floats

    @property
    def cents(self) -> Floats:
        """`tco` in whole cents, [scenario, row]."""
        return cents_half_up(self.tco)

    @property
    def cheapest(self) -> Places:
        """Who costs least to the cent among those that may win, by row, as `find_least` sums
        them.
        """
        return find_least(np.where(self.may_win, self.cents, np.inf))

    @property
    def is_sure(self) -> NDArray[np.bool_]:
        """Whether in each row no noise of a sum moves a cent of those that may win, within a cent
        of the least.
        """
        costs = np.where(self.may_win, self.cents, np.inf)
        with np.errstate(invalid="ignore"):
            is_near = costs <= costs.min(axis=0) + 1
        return (is_sure_of_cents(self.tco) | ~is_near).all(axis=0)

    @property
    def per_desktop_month(self) -> Floats:
        """`tco` for one desktop and month, [scenario, row]; nan where no desktop stands."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.desktop_years > 0, self.tco / self.desktop_years / 12, np.nan)


def find_least(costs: Floats) -> Places:
    """Who costs least in each row of costs [scenario, row], as the sum of 2**place; 0 where all are
    infinite.

    >>> find_least(np.array([[3.0, 5.0, np.inf], [3.0, 4.0, np.inf]])).tolist()
    [3, 2, 0]
    """
    bits = 1 << np.arange(len(costs))[:, None]
    return np.where((costs == costs.min(axis=0)) & np.isfinite(costs), bits, 0).sum(axis=0)


def places_in(cheapest: int) -> tuple[int, ...]:
    """The places in such a sum: several where they tie.

    >>> places_in(9), places_in(0)
    ((0, 3), ())
    """
    return tuple(place for place in range(int(cheapest).bit_length()) if cheapest >> place & 1)


def ranking_of(question: Question, values: Mapping[str, Floats]) -> Ranking:
    """Prices every row of values: each name's number by row, nan where it stays as it stands.

    Raises `Faults` where an assumption is missing, or where it would take too long.
    """
    rows = max((len(column) for column in values.values()), default=1)
    work = _work_of_a_row(question)
    if rows * work > MOST_WORK:
        raise Faults([_too_long(rows, work)])
    announce(rows * count_case(question))
    opened, draws = move_inputs(question, values)
    length = max(1, min(LONGEST_CHUNK, CHUNK_OF_WORK // work))
    parts = [
        _part(opened, draws, start, min(start + length, rows)) for start in range(0, rows, length)
    ]
    return Ranking(
        tco=np.concatenate([part.tco for part in parts], axis=1),
        may_win=np.concatenate([part.may_win for part in parts], axis=1),
        desktop_years=np.concatenate([part.desktop_years for part in parts]),
    )


def rows_within_reach(question: Question) -> int:
    """How many rows of values of this question are priced within the limit of time."""
    return MOST_WORK // _work_of_a_row(question)


def _work_of_a_row(question: Question) -> int:
    lines = sum(len(scenario.stack) + len(question.fleet) + 10 for scenario in question.scenarios)
    return lines * (question.horizon_years + 1)


def _too_long(rows: int, work: int) -> Fault:
    words = (
        f"is too large to be priced {rows:,} times within 10 seconds; {MOST_WORK // work:,} times "
        "would do"
    )
    return Fault("", "", words)


def _part(question: Question, draws: Draws, start: int, end: int) -> Ranking:
    def part(name: str, range_: Range) -> Floats:
        values = draws(name, range_)
        if len(values) > 1:
            return values[start:end]
        return values

    costs = costs_of(question, part)
    rows = end - start
    places = len(question.scenarios)
    return Ranking(
        tco=np.broadcast_to(costs.tco, (places, rows)),
        may_win=np.broadcast_to(_may_win(question, part) & np.isfinite(costs.tco), (places, rows)),
        desktop_years=np.broadcast_to(costs.desktop_years, (rows,)),
    )


def _may_win(question: Question, draws: Draws) -> NDArray[np.bool_]:
    """Whether each scenario has no finding but `unused`, [scenario, row]; what rests on numbers by
    row.

    What is not on sale is told by its total alone.
    """
    bill = Bill(question)
    met = [
        all(finding.kind == "unused" for finding in coverage.findings)
        for coverage in bill.coverages
    ]
    knobs, fleet = Knobs(question, draws), fleet_of(question, draws)
    sizing = sizing_of(bill, fleet, knobs)
    may_win = np.array(met)[:, None] & _fits(bill, fleet, sizing, knobs)
    limited = [row for row in bill.rows if row.entry.scheme.maximum is not None]
    if not limited:
        return may_win
    quantity = quantities_of(bill, fleet, sizing, knobs).quantity
    rows = max(may_win.shape[-1], quantity.shape[-1])
    may_win = np.broadcast_to(may_win, (len(may_win), rows)).copy()
    for row in limited:
        assert row.entry.scheme.maximum is not None
        may_win[row.scenario_place] &= (quantity[row.place] <= row.entry.scheme.maximum).all(axis=0)
    return may_win


def _fits(bill: Bill, fleet: Fleet, sizing: Sizing, knobs: Knobs) -> NDArray[np.bool_]:
    """Whether each desktop and session that runs in any year fits its host or shared machine,
    [scenario, row].
    """
    runs = np.asarray((fleet.concurrent > 0).any(axis=1))
    stays_on = (fleet.vms > fleet.concurrent).any(axis=1) & np.greater(
        knobs["vdi.idle_running_share"], 0
    )[:, None]
    fits = np.ones((len(bill.question.scenarios), 1), dtype=bool)
    for delivery, pool in sizing.pools.items():
        cpu, ram = (np.greater(share[:, :, 0], 1) for share in (pool.cpu, pool.ram))
        in_memory = runs
        if delivery == "vdi":
            in_memory = runs | stays_on
        fits = fits & ~((cpu & runs) | (ram & in_memory)).any(axis=1)
    for row in bill.rows:
        if row.entry.scheme.metric in MACHINE_METRICS:
            cpu, ram = (np.greater(share[:, 0], 1) for share in shares_of_machine(row, bill, knobs))
            of_row = ~((cpu | ram) & runs[list(row.groups)]).any(axis=0)
            fits = np.where(
                np.arange(len(fits))[:, None] == row.scenario_place, fits & of_row, fits
            )
    return fits
