"""Who is covered by what: tokens and compliance, words only (methodology, Coverage and compliance)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from .document import Group, Scenario
from .vocabulary import GOALS, HOSTED, said_needs


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about a scenario. Only `unused` leaves it compliant. `place`: which group lacks something."""

    kind: str
    group: str | None = None
    token: str | None = None
    scheme: str | None = None
    place: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Coverage:
    """`counts[entry]`: groups that a stack entry counts (a seat scheme: covers; a site scheme: serves)."""

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
    available = [{*scenario.own_tokens(g), f"profile:{group.profile}"} for g, group in enumerate(fleet)]
    for entry in scenario.stack:
        if not entry.is_seat:
            for g in entry.groups:
                available[g].update(scenario.list_brought(entry, g))
    covered = _cover_seats(scenario, available)
    counts = tuple(
        tuple(covered[index]) if entry.is_seat else entry.groups for index, entry in enumerate(scenario.stack)
    )
    findings = [
        *_find_uncovered(scenario, fleet, available, counts),
        *_find_unmet(scenario, counts),
        *(
            Finding("unused", scheme=e.scheme.id)
            for e, groups in zip(scenario.stack, counts, strict=True)
            if e.is_seat and not groups
        ),
        *_find_conflicts(scenario),
    ]
    return Coverage(counts, tuple(findings))


def _cover_seats(scenario: Scenario, available: list[set[str]]) -> list[list[int]]:
    """Groups covered by each entry. A role that is taken stays taken, but for services."""
    covered: list[list[int]] = [[] for _ in scenario.stack]
    taken: list[set[str]] = [set() for _ in available]
    seats = [(index, entry, set(entry.scheme.requires)) for index, entry in enumerate(scenario.stack) if entry.is_seat]
    changed = True
    while changed:
        changed = False
        for index, entry, requires in seats:
            role = entry.scheme.role
            for g in entry.groups:
                if role in taken[g] or g in covered[index] or not requires <= available[g]:
                    continue
                covered[index].append(g)
                if role != "service":
                    taken[g].add(role)
                available[g].update(scenario.list_brought(entry, g))
                changed = True
    for groups in covered:
        groups.sort()
    return covered


def _find_uncovered(
    scenario: Scenario, fleet: tuple[Seats, ...], available: list[set[str]], counts: tuple[tuple[int, ...], ...]
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


def _find_unmet(scenario: Scenario, counts: tuple[tuple[int, ...], ...]) -> Iterator[Finding]:
    """Requirements of site schemes that neither a delivery nor another scheme meets."""
    deliveries = {f"delivery:{delivery}" for delivery in scenario.deliveries}
    for entry in scenario.stack:
        if entry.is_seat or not entry.scheme.requires:
            continue
        brought = set(deliveries)
        for other, groups in zip(scenario.stack, counts, strict=True):
            if other is not entry and (groups or not other.is_seat):
                brought.update(scenario.list_brought_to_any(other, groups))
        for token in entry.scheme.requires:
            if token not in brought:
                yield Finding("unmet", token=token, scheme=entry.scheme.id)


def _find_conflicts(scenario: Scenario) -> Iterator[Finding]:
    """Tokens that a scheme excludes and another scheme of the stack brings."""
    for entry in (entry for entry in scenario.stack if entry.scheme.excludes):
        brought = scenario.list_brought_beside(entry)
        yield from (Finding("conflict", token=t, scheme=entry.scheme.id) for t in entry.scheme.excludes if t in brought)
