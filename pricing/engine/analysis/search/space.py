"""What may be combined: kinds of desks, the choices of each role, and in which order roles are settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from math import prod
from typing import NamedTuple

from ...document import HYPERVISOR, Entry, Question, Scenario
from ...faults import Fault, Faults
from ...market import Market, Scheme
from ...words import CLOUD_NEEDS, GOALS, HOSTED, PCS, ROLES, SEAT_METRICS, desk_tokens, said_needs

DESK = "endpoint"  # the goal of a desk with nothing on it, and what a scheme of that role brings
SERVER = "server"
CLOUD = "cloud"
CLOUD_STORAGE = "cloud_storage"
# Whom a role is offered to, by delivery; all others are offered to everybody.
_OFF_THE_DESK = ("vdi", "session", "cloud")
SERVES = {
    **dict.fromkeys(("hypervisor", "vm_management", "server_os", "storage"), HOSTED),
    **dict.fromkeys(("broker", "server_cal", "session_cal", "graphics", "protocol"), _OFF_THE_DESK),
    **dict.fromkeys(("cloud_desktop", "cloud_compute", "cloud_storage"), ("cloud",)),
}
MOST_CHOICES = 20_000  # of one role


class Part(NamedTuple):
    """One scheme in a stack, and the kinds of desks that it serves."""

    scheme: Scheme
    kinds: tuple[int, ...]

    @property
    def is_seat(self) -> bool:
        """Whether it is counted by seats."""
        return self.scheme.metric in SEAT_METRICS


class Choice(NamedTuple):
    """What stands in the roles of one layer; `ways` combinations alike that all do nothing, else 1."""

    parts: tuple[Part, ...]
    ways: int = 1


class Kind(NamedTuple):
    """Groups that are alike to every licence rule: their places, delivery, own tokens, and what they must be given."""

    groups: tuple[int, ...]
    delivery: str
    own: frozenset[str]
    goals: tuple[str, ...]


@dataclass(frozen=True)
class Layer:
    """Roles that are settled together, for one includes units of another, and all choices of them.

    `with_server`: the server includes units of them, or the other way round.
    """

    roles: tuple[str, ...]
    choices: tuple[Choice, ...]
    is_key: bool
    speaks: bool
    with_server: bool


@dataclass(frozen=True, eq=False)
class Space:
    """All combinations for one delivery of each group.

    `servers` may hold None, for no server; `layers` in the order in which they stand in a
    stack, those that tell one row of a result from another first.
    """

    deliveries: tuple[str, ...]
    endpoints: tuple[str, ...]
    kinds: tuple[Kind, ...]
    servers: tuple[Scheme | None, ...]
    layers: tuple[Layer, ...]
    market: Market

    @property
    def combinations(self) -> int:
        """How many there are, of any size."""
        return len(self.servers) * prod(sum(choice.ways for choice in layer.choices) for layer in self.layers)

    @property
    def needs_server(self) -> bool:
        """Whether a group runs on hosts."""
        return any(delivery in HOSTED for delivery in self.deliveries)


def space_of(question: Question, deliveries: tuple[str, ...], named: frozenset[str] = frozenset()) -> Space:
    """The space in which each group has its delivery.

    `named`: ids of schemes that must be told apart from others of the same rules. Raises
    `Faults` where a role has too many choices.
    """
    on_sale = [question.market.catalogue.schemes[name] for name in sorted(question.market.prices)]
    asked = {token for scheme in on_sale for token in scheme.requires if scheme.metric in SEAT_METRICS}
    return _space(question, deliveries, on_sale, asked, named)


def endpoint_for(endpoint: str, delivery: str) -> str:
    """What stands on a desk: its own device, but a PC where the desktop is to run on one and it cannot.

    >>> endpoint_for("thin_client", "pc"), endpoint_for("existing_pc", "pc"), endpoint_for("thin_client", "vdi")
    ('pc', 'existing_pc', 'thin_client')
    """
    return "pc" if delivery == "pc" and not endpoint.endswith(PCS) else endpoint


def _space(
    question: Question, deliveries: tuple[str, ...], on_sale: list[Scheme], asked: set[str], named: frozenset[str]
) -> Space:
    endpoints = tuple(endpoint_for(g.endpoint, d) for g, d in zip(question.fleet, deliveries, strict=True))
    needs = [token for token in CLOUD_NEEDS if token in question.market.providers]
    kinds = _kinds(question, deliveries, endpoints, asked, needs)
    by_role: dict[str, list[Scheme]] = {}
    for scheme in on_sale:
        by_role.setdefault(scheme.role, []).append(scheme)
    servers: tuple[Scheme | None, ...] = (None, *by_role.get(SERVER, ()))
    brought = {token for scheme in on_sale for token in scheme.provides}
    layers = []
    for roles in _joined(by_role):
        with_server = SERVER in roles
        left = tuple(role for role in roles if role != SERVER)
        if not left:
            continue
        schemes = [scheme for role in left for scheme in by_role.get(role, ())]
        lots = [lot for role in left for lot in _lots(role, by_role.get(role, []))]
        choices = _product([_choices(lot, kinds, brought, named) for lot in lots], left)
        is_key = bool({"hypervisor", "broker"} & {*left}) or any(HYPERVISOR in s.provides for s in schemes)
        speaks = any("session_kbps" in scheme.attributes for scheme in schemes)
        layers.append(Layer(left, choices, is_key, speaks, with_server))
    return Space(deliveries, endpoints, kinds, servers, tuple(_ordered(layers, by_role)), question.market)


def _ordered(layers: list[Layer], by_role: dict[str, list[Scheme]]) -> list[Layer]:
    """Layers in the order of a stack: what tells rows apart, then who lets fewest wait, then the smallest.

    A seat scheme waits for a token that a later layer brings, and each that waits doubles what is to be told apart.
    """
    roles = list(ROLES)
    brings = {layer.roles: {t for r in layer.roles for s in by_role.get(r, ()) for t in s.provides} for layer in layers}
    asks = {layer.roles: {t for r in layer.roles for s in by_role.get(r, ()) for t in _asked(s)} for layer in layers}

    def waiting(settled: list[Layer], rest: list[Layer]) -> int:
        asked = set().union(*(asks[layer.roles] for layer in settled))
        return len(asked & set().union(*(brings[layer.roles] for layer in rest)))

    ordered: list[Layer] = []
    rest = sorted(layers, key=lambda layer: min(map(roles.index, layer.roles)))
    while rest:
        following = min(
            rest,
            key=lambda layer: (
                not layer.is_key,
                waiting([*ordered, layer], [other for other in rest if other is not layer]),
                len(layer.choices),
            ),
        )
        ordered.append(following)
        rest.remove(following)
    return ordered


def _asked(scheme: Scheme) -> tuple[str, ...]:
    """What a seat scheme waits for."""
    return scheme.requires if scheme.metric in SEAT_METRICS else ()


def _kinds(
    question: Question, deliveries: tuple[str, ...], endpoints: tuple[str, ...], asked: set[str], needs: list[str]
) -> tuple[Kind, ...]:
    found: dict[tuple[str, frozenset[str], tuple[str, ...]], list[int]] = {}
    for g, (group, delivery, endpoint) in enumerate(zip(question.fleet, deliveries, endpoints, strict=True)):
        own = {*group.entitlements, *desk_tokens(endpoint), f"profile:{group.profile}", f"delivery:{delivery}"}
        wanted = (*GOALS[delivery], *said_needs(delivery, group.entitlements), *(needs if delivery == CLOUD else ()))
        goals = [goal for goal in dict.fromkeys(wanted) if goal not in own]
        if not endpoint.startswith("existing_"):
            goals.append(DESK)
        found.setdefault((delivery, frozenset(own & asked), tuple(goals)), []).append(g)
    return tuple(Kind(tuple(groups), *key) for key, groups in found.items())


def _joined(by_role: dict[str, list[Scheme]]) -> list[list[str]]:
    """Roles, those together of which one includes units of another."""
    groups = {role: [role] for role in by_role}
    for role, schemes in by_role.items():
        for scheme in schemes:
            for taker in scheme.includes:
                if taker in groups and groups[taker] is not groups[role]:
                    joined = [*groups[role], *groups[taker]]
                    for each in joined:
                        groups[each] = joined
    order = list(ROLES)
    unique = {id(group): sorted(group, key=order.index) for group in groups.values()}
    return list(unique.values())


def _lots(role: str, schemes: list[Scheme]) -> list[list[Scheme]]:
    """The schemes of a role of which one may stand beside another: a machine's disk, and a store for profiles."""
    if role != CLOUD_STORAGE:
        return [schemes]
    is_seat = [scheme.metric in SEAT_METRICS for scheme in schemes]
    return [[s for s, seat in zip(schemes, is_seat, strict=True) if seat is wanted] for wanted in (True, False)]


def _choices(schemes: list[Scheme], kinds: tuple[Kind, ...], brought: set[str], named: frozenset[str]) -> list[Choice]:
    """Nothing; a site scheme for all, or for those on some of the deliveries; seat schemes, one a kind of desk.

    Who cannot be served, whatever else stands in the stack, is told apart no further than the rules ask.
    """
    choices = [Choice(())]
    offered = [not schemes or kind.delivery in SERVES.get(schemes[0].role, GOALS) for kind in kinds]
    for scheme in schemes:
        if scheme.metric not in SEAT_METRICS:
            choices.extend(Choice((Part(scheme, served),)) for served in _served(kinds, offered))
    seats = [scheme for scheme in schemes if scheme.metric in SEAT_METRICS]
    each: list[list[tuple[Scheme | None, int]]] = []
    for kind, is_offered in zip(kinds, offered, strict=True):
        if not is_offered:
            each.append([(None, 1)])
            continue
        able = [s for s in seats if all(t in kind.own or t in brought for t in s.requires)]
        alike: dict[tuple[object, ...], list[Scheme]] = {}
        for seat in seats:
            if seat not in able:
                own = seat.id if seat.id in named or {*seat.provides} & {*seat.excludes} else ""
                alike.setdefault((seat.vendor, seat.provides, seat.excludes, own), []).append(seat)
        each.append([(None, 1), *((s, 1) for s in able), *((same[0], len(same)) for same in alike.values())])
    if prod(len(options) for options in each) > MOST_CHOICES:
        raise _too_many(seats[0].role, prod(len(options) for options in each))
    for row in product(*each):
        served: dict[str, list[int]] = {}
        by_id = {chosen.id: chosen for chosen, _ in row if chosen is not None}
        for place, (chosen, _) in enumerate(row):
            if chosen is not None:
                served.setdefault(chosen.id, []).append(place)
        if served:
            parts = tuple(Part(by_id[name], tuple(served[name])) for name in sorted(served))
            choices.append(Choice(parts, prod(ways for _, ways in row)))
    return choices


def _served(kinds: tuple[Kind, ...], offered: list[bool]) -> Iterator[tuple[int, ...]]:
    """Those on one of the deliveries in use, on two, and so on to all that it is offered to."""
    used = sorted({kind.delivery for kind, is_offered in zip(kinds, offered, strict=True) if is_offered})
    for number in range(1, len(used) + 1):
        for some in combinations(used, number):
            yield tuple(place for place, kind in enumerate(kinds) if kind.delivery in some)


def _product(choices: list[list[Choice]], roles: tuple[str, ...]) -> tuple[Choice, ...]:
    if prod(map(len, choices)) > MOST_CHOICES:
        raise _too_many(" and ".join(roles), prod(map(len, choices)))
    return tuple(
        Choice(tuple(part for choice in row for part in choice.parts), prod(choice.ways for choice in row))
        for row in product(*choices)
    )


def _too_many(what: str, ways: int) -> Faults:
    words = f"{what.replace('_', ' ')} alone may be chosen in {ways:,} ways; up to {MOST_CHOICES:,} are searched"
    return Faults([Fault("deliveries", "", f"{words}: give groups the same delivery, or make them alike")])


def stack_of(space: Space, server: Scheme | None, parts: Iterable[Part]) -> tuple[Entry, ...]:
    """A combination as the entries of a scenario's stack."""
    entries = [] if server is None else [entry_of(space, Part(server, tuple(range(len(space.kinds)))))]
    return (*entries, *(entry_of(space, part) for part in parts))


@lru_cache(maxsize=4096)
def entry_of(space: Space, part: Part) -> Entry:
    """One part as an entry of a stack."""
    groups = tuple(sorted(g for kind in part.kinds for g in space.kinds[kind].groups))
    return Entry(part.scheme, groups, len(groups) == len(space.deliveries), None, 0, part.is_seat)


def scenario_of(
    question: Question,
    space: Space,
    stack: tuple[Entry, ...],
    hypervisors: Mapping[str, Scheme | None],
    server: Scheme | None,
) -> Scenario:
    """A scenario of a search: its own stack, and the discounts and price factors that the scenarios name first."""
    discounts = {name: value for s in reversed(question.scenarios) for name, value in s.discounts.items()}
    prices = {name: value for s in reversed(question.scenarios) for name, value in s.prices.items()}
    net_prices = {name: value for s in reversed(question.scenarios) for name, value in s.net_prices.items()}
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
        own_lines=(),
        market=space.market,
        server=server,
        hypervisors=hypervisors,
    )


def main_delivery(question: Question, deliveries: tuple[str, ...]) -> str:
    """The delivery of most desktops."""
    seats: dict[str, int] = {}
    for group, delivery in zip(question.fleet, deliveries, strict=True):
        seats[delivery] = seats.get(delivery, 0) + group.desktops
    return max(seats, key=lambda delivery: seats[delivery])
