"""Who is covered by what.

Tokens and compliance, words only (methodology, Coverage and compliance).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from .document import Counts, Entry, Group, Scenario
from .vocabulary import GOALS, HOSTED, HYPERVISOR, is_of_hosts, said_needs


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about a scenario.

    Only `unused` leaves it compliant. `place`: which group lacks something.
    """

    kind: str
    group: str | None = None
    token: str | None = None
    scheme: str | None = None
    place: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Coverage:
    """`counts[entry]`: groups that a stack entry counts (a seat scheme: covers; a site scheme:
    serves).
    """

    counts: tuple[tuple[int, ...], ...]
    findings: tuple[Finding, ...]


class Seats(NamedTuple):
    """What coverage asks of a group: its name and its profile, never its numbers."""

    name: str
    profile: str


def coverage_of(scenario: Scenario, fleet: tuple[Group, ...]) -> Coverage:
    """Covers the groups of one scenario with its stack, in order, until nothing changes."""
    return _find_coverage(scenario, tuple(Seats(group.name, group.profile) for group in fleet))


@lru_cache(maxsize=512)
def _find_coverage(scenario: Scenario, fleet: tuple[Seats, ...]) -> Coverage:
    reached = tuple(entry.groups for entry in scenario.stack)
    while True:
        available, counts = _cover(scenario, fleet, reached)
        left = _leave_out_idle(scenario, reached, counts)
        if left == reached:
            break
        reached = left
    findings = [
        *_find_uncovered(scenario, fleet, available, counts),
        *_find_unmet(scenario, reached, counts, available),
        *(
            Finding("unused", scheme=e.scheme.id)
            for e, groups in zip(scenario.stack, counts, strict=True)
            if e.is_seat and not groups
        ),
        *_find_conflicts(scenario, reached),
    ]
    return Coverage(counts, tuple(findings))


def _leave_out_idle(scenario: Scenario, reached: Counts, counts: Counts) -> Counts:
    """The groups that each entry reaches, without those that a seat scheme with a hypervisor does
    not cover: their hosts run another.
    """
    return tuple(
        tuple(g for g in groups if g in covered)
        if entry.is_seat and HYPERVISOR in entry.scheme.provides
        else groups
        for entry, groups, covered in zip(scenario.stack, reached, counts, strict=True)
    )


def _cover(
    scenario: Scenario, fleet: tuple[Seats, ...], reached: Counts
) -> tuple[list[set[str]], Counts]:
    """What each group has, and the groups that each entry counts, hosts being run by whoever
    reaches their groups.
    """
    available = [
        {*scenario.own_tokens(g), f"profile:{group.profile}"} for g, group in enumerate(fleet)
    ]
    for entry in scenario.stack:
        if not entry.is_seat:
            added = _list_added(entry)
            for g in entry.groups:
                available[g].update({*scenario.list_brought(entry, g, reached)} - added)
    covered = _cover_seats(scenario, available, reached)
    counts = (
        tuple(groups) if entry.is_seat else entry.groups
        for entry, groups in zip(scenario.stack, covered, strict=True)
    )
    return available, tuple(counts)


def _list_added(entry: Entry) -> set[str]:
    """What a site scheme adds to hosts, which it does only where the hosts that it requires are."""
    scheme = entry.scheme
    if entry.is_seat or HYPERVISOR in scheme.provides or not any(map(is_of_hosts, scheme.requires)):
        return set()
    return {token for token in scheme.provides if is_of_hosts(token)}


def _cover_seats(scenario: Scenario, available: list[set[str]], reached: Counts) -> list[list[int]]:
    """Groups covered by each entry.

    A role that is taken stays taken, but for services. What adds to hosts comes meanwhile.
    """
    covered: list[list[int]] = [[] for _ in scenario.stack]
    taken: list[set[str]] = [set() for _ in available]
    seats = [
        (index, entry, set(entry.scheme.requires))
        for index, entry in enumerate(scenario.stack)
        if entry.is_seat
    ]
    adding = list(_list_additions(scenario))
    changed = True
    while changed:
        changed = False
        for requires, added, groups in adding:
            for g in groups:
                if requires <= available[g] and not added <= available[g]:
                    available[g].update(added)
                    changed = True
        for index, entry, requires in seats:
            role = entry.scheme.role
            for g in entry.groups:
                if role in taken[g] or g in covered[index] or not requires <= available[g]:
                    continue
                covered[index].append(g)
                if role != "service":
                    taken[g].add(role)
                available[g].update(scenario.list_brought(entry, g, reached))
                changed = True
    for covers in covered:
        covers.sort()
    return covered


def _list_additions(scenario: Scenario) -> Iterator[tuple[set[str], set[str], tuple[int, ...]]]:
    """What site schemes add to hosts: the tokens of hosts that each requires, those that it adds,
    and to whom.
    """
    for entry in scenario.stack:
        added = _list_added(entry)
        if added:
            yield (
                {token for token in entry.scheme.requires if is_of_hosts(token)},
                added,
                entry.groups,
            )


def _find_uncovered(
    scenario: Scenario,
    fleet: tuple[Seats, ...],
    available: list[set[str]],
    counts: tuple[tuple[int, ...], ...],
) -> Iterator[Finding]:
    """Goals of each group's delivery that nothing brings, and desks with nothing on them."""
    equipped = {
        g
        for entry, groups in zip(scenario.stack, counts, strict=True)
        if entry.is_seat and entry.scheme.role == "endpoint"
        for g in groups
    }
    for g, group in enumerate(fleet):
        delivery = scenario.deliveries[g]
        for goal in (*GOALS[delivery], *said_needs(delivery, scenario.entitlements[g])):
            if goal not in available[g]:
                yield Finding("uncovered", group=group.name, token=goal, place=g)
        if g not in equipped and not scenario.endpoints[g].startswith("existing_"):
            yield Finding("uncovered", group=group.name, token="endpoint", place=g)
    if scenario.server is None and any(delivery in HOSTED for delivery in scenario.deliveries):
        yield Finding("uncovered", token="server")


def _find_unmet(
    scenario: Scenario, reached: Counts, counts: Counts, available: list[set[str]]
) -> Iterator[Finding]:
    """Requirements of site schemes that neither a delivery nor another scheme meets; what is of
    hosts must be there for all whose hosts a hypervisor runs, and for somebody whom any other
    scheme serves.
    """
    deliveries = {f"delivery:{delivery}" for delivery in scenario.deliveries}
    for entry in scenario.stack:
        if entry.is_seat or not entry.scheme.requires:
            continue
        brought = set(deliveries)
        for other, groups in zip(scenario.stack, counts, strict=True):
            if other is not entry and (groups or not other.is_seat):
                brought.update(scenario.list_brought_to_any(other, groups, reached))
        run = [g for g in entry.groups if scenario.find_hypervisor(g, reached) is entry]
        for token in entry.scheme.requires:
            has = [token in available[g] for g in run or entry.groups]
            is_there = all(has) if run else any(has) or not has
            if token not in brought or (is_of_hosts(token) and not is_there):
                yield Finding("unmet", token=token, scheme=entry.scheme.id)


def _find_conflicts(scenario: Scenario, reached: Counts) -> Iterator[Finding]:
    """Tokens that a scheme excludes and another scheme of the stack brings."""
    for entry in (entry for entry in scenario.stack if entry.scheme.excludes):
        brought = scenario.list_brought_beside(entry, reached)
        yield from (
            Finding("conflict", token=t, scheme=entry.scheme.id)
            for t in entry.scheme.excludes
            if t in brought
        )
