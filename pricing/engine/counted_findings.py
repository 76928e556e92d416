"""Findings that rest on numbers.

Not on sale and not all in hand, above a largest number, larger than its machine.

Methodology, Findings of a scenario, What is owned already, Hosts of a pool. Those that
rest on words alone are coverage.py's.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .bill import Bill, Row
from .coverage import Finding
from .draws import Knobs
from .evaluate import Evaluation
from .exact import Floats
from .fleet import Fleet
from .quantities import shares_of_machine
from .sizing import Sizing
from .vocabulary import MACHINE_METRICS

KINDS = ("uncovered", "unmet", "unused", "not_on_sale", "over_maximum", "conflict", "too_large")
RESOURCES = ("cpu", "ram")


def findings_of(run: Evaluation) -> list[list[Finding]]:
    """Everything to know about each scenario of the plain comparison, by kind."""
    larger = larger_than_host(run.bill, run.fleet, run.sizing, run.knobs)
    return [_find_in_scenario(run, place, larger[place]) for place in range(len(larger))]


def _find_in_scenario(run: Evaluation, place: int, larger: NDArray[np.bool_]) -> list[Finding]:
    found = [
        *run.bill.coverages[place].findings,
        *(Finding("not_on_sale", scheme=row.entry.scheme.id) for row in unsold_rows(run, place)),
        *_find_over_maximum(run, place),
        *_refuse_large(run, place, larger),
    ]
    return sorted(found, key=lambda finding: KINDS.index(finding.kind))


def unsold_rows(run: Evaluation, place: int) -> list[Row]:
    """The rows of a scenario for which something is to be paid that no price says; with any it has
    no figures.
    """
    packs = run.quantities.packs
    return [
        row
        for row in run.bill.rows_of[place]
        if not row.is_priced and is_unsold(row, packs[row.place])[0]
    ]


def is_unsold(row: Row, packs: Floats) -> NDArray[np.bool_]:
    """Whether a row without a price is short of packs in hand in some year, [draw]; packs [year,
    draw].
    """
    entry = row.entry
    if not entry.is_free_where_owned:
        return np.ones(packs.shape[-1], dtype=bool)
    years = entry.owned_years or len(packs)
    short = packs > 0
    short[:years] = packs[:years] > (entry.owned or 0)
    return np.asarray(short.any(axis=0))


def _find_over_maximum(run: Evaluation, place: int) -> Iterator[Finding]:
    """Schemes whose quantity of a year is above the largest number they may be used for."""
    for row in run.bill.rows_of[place]:
        maximum = row.entry.scheme.maximum
        if maximum is not None and (run.quantities.quantity[row.place, :, 0] > maximum).any():
            yield Finding("over_maximum", scheme=row.entry.scheme.id)


def _refuse_large(run: Evaluation, place: int, larger: NDArray[np.bool_]) -> Iterator[Finding]:
    """Groups of which not one desktop, or session, fits a host, in the fleet's order, or a shared
    cloud machine.
    """
    for group, lacks in enumerate(larger.tolist()):
        for token, is_larger in zip(RESOURCES, lacks, strict=True):
            if is_larger:
                yield Finding("too_large", run.question.fleet[group].name, token)
    for row in run.bill.rows_of[place]:
        yield from larger_than_machine(row, run.bill, run.fleet, run.knobs)


def larger_than_host(bill: Bill, fleet: Fleet, sizing: Sizing, knobs: Knobs) -> NDArray[np.bool_]:
    """Where one desktop is more than a whole host of its scenario, [scenario, group, resource], as
    in RESOURCES.
    """
    concurrent = fleet.concurrent[:, :, 0]
    larger = np.zeros((len(bill.question.scenarios), len(concurrent), len(RESOURCES)), dtype=bool)
    for delivery, pool in sizing.pools.items():
        in_memory = concurrent[None]
        if delivery == "vdi":
            idle = knobs["vdi.idle_running_share"][:, 0, None, None]
            in_memory = concurrent + idle * (fleet.vms[:, :, 0] - concurrent)
        larger[:, :, 0] |= (pool.cpu[:, :, 0, 0] > 1) & concurrent.any(axis=-1)
        larger[:, :, 1] |= (pool.ram[:, :, 0, 0] > 1) & in_memory.any(axis=-1)
    return larger


def larger_than_machine(row: Row, bill: Bill, fleet: Fleet, knobs: Knobs) -> Iterator[Finding]:
    """By group, processors first: where one session is more than the whole cloud machine that is
    shared.
    """
    if row.entry.scheme.metric not in MACHINE_METRICS:
        return
    shares = [share[:, 0, 0] for share in shares_of_machine(row, bill, knobs)]
    for place, group in enumerate(row.groups):
        for token, share in zip(RESOURCES, shares, strict=True):
            if share[place] > 1 and fleet.concurrent[group, :, 0].any():
                yield Finding(
                    "too_large", bill.question.fleet[group].name, token, row.entry.scheme.id
                )
