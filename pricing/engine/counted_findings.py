"""Findings that rest on numbers: not on sale and not all in hand, above a largest number, larger than its machine.

Pricing rules, 3.4; purchase rules, 1.7 and 2.1. Those that rest on words alone are coverage.py's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from .bill import Row
from .coverage import Finding
from .evaluate import Evaluation
from .exact import Floats
from .quantities import shares_of_machine
from .sizing import shares_of_host
from .words import HOSTED

KINDS = ("uncovered", "unmet", "unused", "not_on_sale", "over_maximum", "conflict", "too_large")
MACHINES = ("instance", "instance_hour")
RESOURCES = ("cpu", "ram")


def findings_of(run: Evaluation, place: int) -> list[Finding]:
    """Everything to know about one scenario of the plain comparison, by kind."""
    found = [
        *run.bill.coverages[place].findings,
        *(Finding("not_on_sale", scheme=row.entry.scheme.id) for row in unsold_rows(run, place)),
        *_over_maximum(run, place),
        *_too_large(run, place),
    ]
    return sorted(found, key=lambda finding: KINDS.index(finding.kind))


def unsold_rows(run: Evaluation, place: int) -> list[Row]:
    """The rows of a scenario for which something is to be paid that no price says; with any it has no figures."""
    packs = run.quantities.packs
    return [row for row in run.bill.rows_of[place] if not row.is_priced and is_unsold(row, packs[row.place])[0]]


def is_unsold(row: Row, packs: Floats) -> NDArray[np.bool_]:
    """Whether a row without a price is short of packs in hand in some year, [draw]; packs [year, draw]."""
    entry = row.entry
    if not entry.is_free_where_owned:
        return np.ones(packs.shape[-1], dtype=bool)
    years = entry.owned_years or len(packs)
    short = packs > 0
    short[:years] = packs[:years] > (entry.owned or 0)
    return np.asarray(short.any(axis=0))


def _over_maximum(run: Evaluation, place: int) -> Iterator[Finding]:
    """Schemes whose quantity of a year is above the largest number they may be used for."""
    for row in run.bill.rows_of[place]:
        maximum = row.entry.scheme.maximum
        if maximum is not None and (run.quantities.quantity[row.place, :, 0] > maximum).any():
            yield Finding("over_maximum", scheme=row.entry.scheme.id)


def _too_large(run: Evaluation, place: int) -> Iterator[Finding]:
    """Groups of which not one desktop, or session, fits a host, in the fleet's order, or a shared cloud machine."""
    yield from sorted(_too_large_for_hosts(run, place), key=lambda finding: _order(run)[finding.group or ""])
    concurrent = run.fleet.concurrent[:, :, 0]
    for row in run.bill.rows_of[place]:
        if row.entry.scheme.metric in MACHINES:
            shares = [share[:, 0, 0] for share in shares_of_machine(row, run.bill, run.knobs)]
            yield from _larger(run, row.groups, shares, (concurrent, concurrent), row.entry.scheme.id)


def _order(run: Evaluation) -> dict[str, int]:
    return {group.name: place for place, group in enumerate(run.question.fleet)}


def _too_large_for_hosts(run: Evaluation, place: int) -> Iterator[Finding]:
    fleet, scenario = run.fleet, run.question.scenarios[place]
    concurrent = fleet.concurrent[:, :, 0]
    idle = float(run.knobs["vdi.idle_running_share"][place, 0])
    running = concurrent + idle * (fleet.vms[:, :, 0] - concurrent)
    for delivery in HOSTED:
        groups = [g for g, on in enumerate(scenario.deliveries) if on == delivery]
        if not groups or scenario.server is None:
            continue
        demands = (concurrent, running if delivery == "vdi" else concurrent)
        shares = [share[place, groups, 0, 0] for share in shares_of_host(run.bill, run.knobs, delivery)]
        yield from _larger(run, groups, shares, demands, None)


def _larger(
    run: Evaluation, groups: Sequence[int], shares: Sequence[Floats], demands: Sequence[Floats], scheme: str | None
) -> Iterator[Finding]:
    """By group, processors first: where one desktop is more than a whole machine."""
    for place, group in enumerate(groups):
        for token, share, demand in zip(RESOURCES, shares, demands, strict=True):
            if share[place] > 1 and demand[group].any():
                yield Finding("too_large", run.question.fleet[group].name, token, scheme)
