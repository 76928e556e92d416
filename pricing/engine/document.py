"""The question that a comparison document asks, as the engine takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .market import Market, Scheme, list_brought
from .numbers import NetPrice, Number, Range
from .vocabulary import HOSTED, HYPERVISOR, desk_tokens

Counts = tuple[tuple[int, ...], ...]  # the groups that each entry of a stack counts


@dataclass(frozen=True, slots=True)
class Group:
    """A set of like seats."""

    name: str
    desktops: int
    users: int
    devices: int
    peak_concurrency: Decimal
    pooled: bool
    profile: str
    endpoint: str
    entitlements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A scheme of a stack.

    `groups`: indices of the groups that it serves; `is_seat`: counted by seats.

    `owned`: packs in hand when the comparison begins, None where nothing is said of it;
    `owned_years`: how long they serve, None for the whole horizon.
    """

    scheme: Scheme
    groups: tuple[int, ...]
    serves_all: bool
    quantity: int | None
    extra: int
    is_seat: bool
    instances: int = 1
    owned: int | None = None
    owned_years: int | None = None
    term: str = ""

    @property
    def is_free_where_owned(self) -> bool:
        """Whether packs in hand cost nothing more: a subscription is paid elsewhere, or nothing is
        maintained.
        """
        return bool(self.owned) and (
            self.scheme.charge == "subscription" or not self.scheme.maintenance_rate
        )

    @property
    def term_factor(self) -> Decimal:
        """What the entry's term multiplies list prices by."""
        if self.term:
            return self.scheme.terms[self.term]
        return Decimal(1)


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A cost or credit of one's own: an amount for each of what `of` counts, in columns `first` to
    `last`.

    `moved_as`: the name by which the draws say its amount, "" where it stays.
    """

    name: str
    category: str
    amount: Decimal
    of: str
    first: int
    last: int
    inflation: str
    source: str
    moved_as: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """One way to serve the fleet. Deliveries, endpoints and entitlements are per group.

    `prices` are factors on net prices, `net_prices` what was quoted in their place. `server` is the
    stack's server, `hypervisors` the first scheme of each delivery's hosts that brings one: they
    size the hosts.
    """

    name: str
    delivery: str
    deliveries: tuple[str, ...]
    endpoints: tuple[str, ...]
    entitlements: tuple[tuple[str, ...], ...]
    stack: tuple[Entry, ...]
    discounts: Mapping[str, Decimal]
    assumptions: Mapping[str, Number]
    prices: Mapping[str, Number]
    net_prices: Mapping[str, NetPrice]
    own_lines: tuple[OwnLine, ...]
    market: Market
    server: Scheme | None
    hypervisors: Mapping[str, Scheme | None]

    def own_tokens(self, group: int) -> tuple[str, ...]:
        """What a group brings to the rules by itself, but for its profile: what it owns, its desk,
        its delivery.
        """
        return (
            *self.entitlements[group],
            *desk_tokens(self.endpoints[group]),
            f"delivery:{self.deliveries[group]}",
        )

    def list_brought(
        self, entry: Entry, group: int, counts: Counts | None = None
    ) -> tuple[str, ...]:
        """What an entry of the stack brings to a group that it serves; what is of hosts only where
        it runs them.
        """
        if HYPERVISOR not in entry.scheme.provides:
            return entry.scheme.provides
        return list_brought(entry.scheme, self._find_run(group, counts))

    def list_brought_to_any(
        self, entry: Entry, groups: Iterable[int], counts: Counts | None = None
    ) -> set[str]:
        """What an entry brings to one of some groups or another, or by standing in the stack."""
        brought = {*list_brought(entry.scheme, None)}
        if HYPERVISOR not in entry.scheme.provides:
            return brought
        return brought.union(*(self.list_brought(entry, group, counts) for group in groups))

    def list_brought_beside(self, entry: Entry, counts: Counts | None = None) -> set[str]:
        """What the rest of the stack brings to anybody."""
        others = (other for other in self.stack if other is not entry)
        return set().union(
            *(self.list_brought_to_any(other, other.groups, counts) for other in others)
        )

    def find_hypervisor(self, group: int, counts: Counts | None = None) -> Entry | None:
        """The entry that a group's hosts run: the first that brings it a hypervisor, one in its own
        role before others.

        `counts`: the groups that each entry counts; where none are said, those that it serves.
        """
        if self.deliveries[group] not in HOSTED:
            return None
        reached = counts or tuple(entry.groups for entry in self.stack)
        bringing = [
            entry
            for entry, groups in zip(self.stack, reached, strict=True)
            if HYPERVISOR in entry.scheme.provides and group in groups
        ]
        return min(bringing, key=lambda entry: entry.scheme.role != HYPERVISOR, default=None)

    def _find_run(self, group: int, counts: Counts | None) -> Scheme | None:
        entry = self.find_hypervisor(group, counts)
        if entry is None:
            return None
        return entry.scheme


class Uncertainty(NamedTuple):
    """How many draws of the ranges, and where their dice begin."""

    draws: int
    seed: int


@dataclass(frozen=True, slots=True)
class Question:
    """A whole comparison, as the engine takes it.

    `moved` names numbers of groups and rates that the draws decide. `catalogue_change`: the number
    of the change that the catalogue is as of; None where no change made it.
    """

    title: str
    price_list: str
    price_date: date
    known_on: str
    horizon_years: int
    discount_rate: Decimal
    annual_growth: Number
    sites: int
    include_indirect: bool
    price_changes: str
    residual_value: str
    yearly_payments: str
    fleet: tuple[Group, ...]
    assumptions: Mapping[str, Number]
    scenarios: tuple[Scenario, ...]
    market: Market
    uncertainty: Uncertainty | None
    moved: frozenset[str] = frozenset()
    catalogue_change: int | None = None

    @property
    def has_ranges(self) -> bool:
        """Whether any number was given as a range."""
        given = (
            self.assumptions,
            *(s.assumptions for s in self.scenarios),
            *(s.prices for s in self.scenarios),
        )
        numbers = (
            self.annual_growth,
            *(number for numbers in given for number in numbers.values()),
        )
        return any(isinstance(number, Range) for number in numbers)


def hypervisors_of(entries: Sequence[Entry], deliveries: Sequence[str]) -> dict[str, Scheme | None]:
    """The first scheme that brings a hypervisor to a group of each kind of hosts (methodology,
    Hosts of a pool).
    """
    bringing = [entry for entry in entries if HYPERVISOR in entry.scheme.provides]
    return {
        delivery: next(
            (e.scheme for e in bringing if any(deliveries[g] == delivery for g in e.groups)), None
        )
        for delivery in HOSTED
    }
