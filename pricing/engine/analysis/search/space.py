"""What a combination is made of.

Kinds of desks, parts of a stack, and the layers in which roles are settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from math import prod
from typing import NamedTuple

from ...document import Entry, Group, OwnLine, Question, Scenario
from ...faults import Faults
from ...market import Market, Scheme
from ...vocabulary import (
    FRONTLINE_PLAN,
    FRONTLINE_WORKERS,
    GOALS,
    HOSTED,
    PCS,
    RUNS_ON,
    SEAT_METRICS,
    desk_tokens,
    said_needs,
)

DESK = "endpoint"  # the goal of a desk with nothing on it, and what a scheme of that role brings
SERVER = "server"
# How finely groups are told apart: each by itself; each by itself, but for schemes whose cost
# reaches over groups; those alike to the rules together, where their numbers stand in the same
# proportion; all that are alike to the rules; these too, and all of one delivery together for
# schemes whose cost reaches over groups.
EACH, PARTLY, PROPORTIONAL, ALIKE, BY_DELIVERY = range(5)


class TooLarge(Faults):
    """The space is larger than a search takes; groups told apart less finely may make one that is
    not.
    """


class Part(NamedTuple):
    """One scheme in a stack, and the kinds of desks that it serves."""

    scheme: Scheme
    kinds: tuple[int, ...]

    @property
    def is_seat(self) -> bool:
        """Whether it is counted by seats."""
        return self.scheme.metric in SEAT_METRICS


class Choice(NamedTuple):
    """What stands in the roles of one layer."""

    parts: tuple[Part, ...]


class Kind(NamedTuple):
    """Groups that take the same schemes: their places, delivery, own tokens, and what they must be
    given.
    """

    groups: tuple[int, ...]
    delivery: str
    own: frozenset[str]
    goals: tuple[str, ...]


@dataclass(frozen=True)
class Layer:
    """Roles that are settled together, for one includes units of another, and all choices of them.

    `of_kind`: the one kind of desk that it is about, -1 for all. `with_server`: the server
    includes units of its roles, or the other way round.
    """

    roles: tuple[str, ...]
    choices: tuple[Choice, ...]
    is_key: bool = False
    of_kind: int = -1
    with_server: bool = False

    def list_parts(self) -> list[Part]:
        """The parts of all its choices, each once."""
        parts = (choice.parts for choice in self.choices)
        return list(dict.fromkeys(chain.from_iterable(parts)))


@dataclass(frozen=True, eq=False)
class Space:
    """All combinations for one delivery of each group.

    `servers` may hold None, for no server; `layers` in the order in which they stand in a
    stack, those that tell one row of a result from another first. `seat_money`: what parts that
    are counted by seats cost by themselves, where that was worked out to make the layers.
    """

    deliveries: tuple[str, ...]
    endpoints: tuple[str, ...]
    kinds: tuple[Kind, ...]
    servers: tuple[Scheme | None, ...]
    layers: tuple[Layer, ...]
    market: Market
    seat_money: Mapping[Part, float] = field(default_factory=dict)
    in_hand: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)

    @property
    def combinations(self) -> int:
        """How many there are, of any size."""
        return len(self.servers) * prod(len(layer.choices) for layer in self.layers)

    @property
    def needs_server(self) -> bool:
        """Whether a group runs on hosts."""
        return any(delivery in HOSTED for delivery in self.deliveries)


def frame_of(question: Question, deliveries: tuple[str, ...], fineness: int) -> Space:
    """The space before anything may be chosen: its kinds of desks."""
    endpoints = tuple(
        endpoint_for(g.endpoint, d) for g, d in zip(question.fleet, deliveries, strict=True)
    )
    on_sale = (question.market.catalogue.schemes[name] for name in question.market.prices)
    asked = {
        token for scheme in on_sale for token in scheme.requires if scheme.metric in SEAT_METRICS
    }
    frontline = _find_frontline(question, fineness)
    if frontline:
        asked = asked | {FRONTLINE_WORKERS}
    else:
        asked = asked - {FRONTLINE_WORKERS}
    found: dict[tuple[object, ...], list[int]] = {}
    kinds: dict[tuple[object, ...], tuple[str, frozenset[str], tuple[str, ...]]] = {}
    for g, (group, delivery, endpoint) in enumerate(
        zip(question.fleet, deliveries, endpoints, strict=True)
    ):
        own = {
            *group.entitlements,
            *desk_tokens(endpoint),
            f"profile:{group.profile}",
            f"delivery:{delivery}",
        }
        own |= {FRONTLINE_WORKERS} if g in frontline else set()
        needs = (token for token in RUNS_ON[delivery] if token in question.market.providers)
        wanted = dict.fromkeys(
            (*GOALS[delivery], *said_needs(delivery, group.entitlements), *needs)
        )
        goals = [goal for goal in wanted if goal not in own]
        if not endpoint.startswith("existing_"):
            goals.append(DESK)
        to_rules = (delivery, frozenset(own & asked), tuple(goals))
        key = (*to_rules, *_tell_apart(g, group, fineness))
        if not group.desktops:
            key = next((other for other in kinds if kinds[other] == to_rules), key)
        found.setdefault(key, []).append(g)
        kinds[key] = to_rules
    made = tuple(Kind(tuple(groups), *kinds[key]) for key, groups in found.items())
    in_hand = _find_in_hand(question)
    return Space(deliveries, endpoints, made, (None,), (), question.market, in_hand=in_hand)


def _find_in_hand(question: Question) -> dict[str, tuple[int | None, int | None]]:
    """Packs in hand and their years, of devices of the desk of which all scenarios say the same."""
    said: dict[str, set[tuple[int | None, int | None]]] = {}
    for entry in chain.from_iterable(scenario.stack for scenario in question.scenarios):
        if entry.scheme.role == DESK:
            said.setdefault(entry.scheme.id, set()).add((entry.owned, entry.owned_years))
    return {scheme: terms.pop() for scheme, terms in said.items() if len(terms) == 1}


def _find_frontline(question: Question, fineness: int) -> set[int]:
    """The groups that may be given a plan for frontline workers; where groups are taken together,
    all or none.
    """
    if FRONTLINE_PLAN not in question.market.providers:
        return set()
    places = [g for g, group in enumerate(question.fleet) if _is_frontline(group)]
    if fineness >= ALIKE and len(places) < len(question.fleet):
        return set()
    return {*places}


def _is_frontline(group: Group) -> bool:
    """Whether people share devices, or say that they are frontline workers."""
    return group.users > group.devices or FRONTLINE_WORKERS in group.entitlements


def _tell_apart(place: int, group: Group, fineness: int) -> tuple[object, ...]:
    """What tells a group from others that are alike to the rules."""
    if fineness in (EACH, PARTLY):
        return (place,)
    if fineness == PROPORTIONAL:
        a_desktop = None
        if group.desktops:
            a_desktop = Fraction(group.users, group.desktops)
        devices = None
        if group.desktops:
            devices = Fraction(group.devices, group.desktops)
        return group.profile, a_desktop, devices, group.peak_concurrency, group.pooled
    return ()


def endpoint_for(endpoint: str, delivery: str) -> str:
    """What stands on a desk: its own device, but a PC where the desktop is to run on one and it
    cannot.

    >>> endpoint_for("thin_client", "pc"), endpoint_for("existing_pc", "pc")
    ('pc', 'existing_pc')
    >>> endpoint_for("thin_client", "vdi")
    'thin_client'
    """
    if delivery == "pc" and not endpoint.endswith(PCS):
        return "pc"
    return endpoint


def stack_of(space: Space, server: Scheme | None, parts: Iterable[Part]) -> tuple[Entry, ...]:
    """A combination as the entries of a scenario's stack."""
    if server is None:
        entries = []
    else:
        entries = [entry_of(space, Part(server, tuple(range(len(space.kinds)))))]
    return (*entries, *(entry_of(space, part) for part in parts))


@lru_cache(maxsize=4096)
def entry_of(space: Space, part: Part) -> Entry:
    """One part as an entry of a stack."""
    groups = tuple(sorted(g for kind in part.kinds for g in space.kinds[kind].groups))
    terms = part.scheme.terms
    cheapest = min(terms, key=lambda term: terms[term], default="")
    owned, owned_years = space.in_hand.get(part.scheme.id, (None, None))
    return Entry(
        part.scheme,
        groups,
        len(groups) == len(space.deliveries),
        None,
        0,
        part.is_seat,
        term=cheapest,
        owned=owned,
        owned_years=owned_years,
    )


def scenario_of(
    question: Question,
    space: Space,
    stack: tuple[Entry, ...],
    hypervisors: Mapping[str, Scheme | None],
    server: Scheme | None,
) -> Scenario:
    """A scenario of a search: its own stack; the discounts and prices that the scenarios name
    first; and the lines of one's own that all of them have.
    """
    discounts = {
        name: value for s in reversed(question.scenarios) for name, value in s.discounts.items()
    }
    prices = {name: value for s in reversed(question.scenarios) for name, value in s.prices.items()}
    net_prices = {
        name: value for s in reversed(question.scenarios) for name, value in s.net_prices.items()
    }
    return Scenario(
        name="",
        delivery=main_delivery(question, space.deliveries),
        deliveries=space.deliveries,
        endpoints=space.endpoints,
        entitlements=tuple(group.entitlements for group in question.fleet),
        stack=stack,
        discounts=discounts,
        assumptions={},
        prices=prices,
        net_prices=net_prices,
        own_lines=own_lines_of(question),
        market=space.market,
        server=server,
        hypervisors=hypervisors,
    )


def own_lines_of(question: Question) -> tuple[OwnLine, ...]:
    """Lines of one's own that stand in every scenario alike, so in every stack too."""
    first, *others = question.scenarios
    return tuple(
        line for line in first.own_lines if all(line in other.own_lines for other in others)
    )


def main_delivery(question: Question, deliveries: tuple[str, ...]) -> str:
    """The delivery of most desktops."""
    seats: dict[str, int] = {}
    for group, delivery in zip(question.fleet, deliveries, strict=True):
        seats[delivery] = seats.get(delivery, 0) + group.desktops
    return max(seats, key=lambda delivery: seats[delivery])
