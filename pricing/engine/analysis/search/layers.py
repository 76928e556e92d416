"""The choices of each role, and in which order roles are settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, product
from math import isclose, prod

from ...document import Question
from ...faults import Fault
from ...market import Scheme
from ...vocabulary import HYPERVISOR, ROLES, SEAT_METRICS
from .layer_order import order_by_kind, order_joint, put_in_order
from .money import Money
from .site_schemes import list_site_parts
from .space import (
    ALIKE,
    BY_DELIVERY,
    EACH,
    PARTLY,
    SERVER,
    Choice,
    Layer,
    Part,
    Space,
    TooLarge,
    frame_of,
)
from .wanted import Wanted
from .wishes import Wish

MOST_CHOICES = 20_000  # of one layer
MOST_KINDS = 6  # of which every set is priced
KEY_ROLES = ("hypervisor", "broker")
NOTHING = Choice(())


def space_of(
    question: Question,
    deliveries: tuple[str, ...],
    wishes: Sequence[Wish] = (),
    fineness: int = EACH,
) -> Space:
    """The space in which each group has its delivery.

    Raises `TooLarge` where a role has too many choices.
    """
    frame = frame_of(question, deliveries, fineness)
    if fineness < ALIKE and len(frame.kinds) > MOST_KINDS:
        raise _make_too_large("who takes what", 2 ** len(frame.kinds))
    return _Layers(question, frame, wishes, fineness).make_space()


class _Layers:
    """The layers of one space."""

    def __init__(
        self, question: Question, frame: Space, wishes: Sequence[Wish], fineness: int
    ) -> None:
        self.frame, self.kinds = frame, frame.kinds
        blocks: dict[object, list[int]] = {}
        for place, kind in enumerate(self.kinds):
            together = {PARTLY: kind[1:], BY_DELIVERY: kind.delivery}
            blocks.setdefault(together.get(fineness, place), []).append(place)
        self.blocks = list(blocks.values())
        self.money = Money(question, frame)
        self.wanted = Wanted(self.money, frame, wishes)
        self.by_role: dict[str, list[Scheme]] = {}
        for scheme in self.wanted.schemes:
            if self.wanted.on.get(scheme) and (scheme.role != SERVER or frame.needs_server):
                self.by_role.setdefault(scheme.role, []).append(scheme)
        self.seat_money = self._price_seats()

    def make_space(self) -> Space:
        """The frame with its layers."""
        servers = (None, *self.by_role.get(SERVER, ()))
        joint: list[Layer] = []
        own: list[Layer] = []
        for roles in self._join_roles():
            left = tuple(role for role in roles if role != SERVER)
            if len(roles) > 1:
                choices = _combine_choices([self._list_choices(role) for role in left], left)
                joint.append(Layer(left, choices, self._is_key(left), with_server=SERVER in roles))
            else:
                for role in left:
                    joint.extend(self._make_joint_layers(role))
                    own.extend(self._make_own_layers(role))
        layers = put_in_order(order_joint(joint), order_by_kind(own, len(self.kinds)))
        return replace(self.frame, servers=servers, layers=layers, seat_money=self.seat_money)

    def _is_key(self, roles: Sequence[str]) -> bool:
        return any(
            role in KEY_ROLES
            or any(HYPERVISOR in scheme.provides for scheme in self.by_role.get(role, ()))
            for role in roles
        )

    def _join_roles(self) -> list[list[str]]:
        """Roles, those together of which one includes units of another."""
        groups = {role: [role] for role in self.by_role}
        for role, schemes in self.by_role.items():
            for scheme in schemes:
                for taker in scheme.includes:
                    if taker in groups and groups[taker] is not groups[role]:
                        joined = [*groups[role], *groups[taker]]
                        for each in joined:
                            groups[each] = joined
        order = list(ROLES)
        unique = {id(group): sorted(group, key=order.index) for group in groups.values()}
        return list(unique.values())

    def _price_seats(self) -> dict[Part, float]:
        """What seat schemes cost for every set of the kinds of desks on which they can matter."""
        seats = {
            s: self.wanted.on[s]
            for schemes in self.by_role.values()
            for s in schemes
            if s.metric in SEAT_METRICS
        }
        known = self.wanted.seat_money
        new = {
            scheme: on
            for scheme, on in seats.items()
            if Part(scheme, tuple(sorted(on))) not in known
        }
        many = sum(2 ** len(on) for on in new.values())
        if many > MOST_CHOICES:
            raise _make_too_large("who takes what", many)
        return {**known, **self.money.of_sets(new)}

    def _adds_up(self, scheme: Scheme) -> bool:
        """Whether a seat scheme costs for several kinds of desks what it costs for each: no pack,
        tier, order or limit reaches over two of them.
        """
        if HYPERVISOR in scheme.provides and self.frame.needs_server:
            return False  # who sizes hosts is settled for all that run on them
        on = sorted(self.wanted.on[scheme])
        return all(
            isclose(
                self.seat_money[Part(scheme, some)],
                sum(self.seat_money[Part(scheme, (place,))] for place in some),
                rel_tol=1e-12,
                abs_tol=1e-4,
            )
            for number in range(2, len(on) + 1)
            for some in combinations(on, number)
        )

    def _list_schemes(self, role: str, *, of_seats: bool) -> list[Scheme]:
        return [s for s in self.by_role.get(role, ()) if (s.metric in SEAT_METRICS) == of_seats]

    def _list_choices(self, role: str) -> list[Choice]:
        """All choices of a role at once: nothing, which is first of equals, seat schemes, or a site
        scheme.
        """
        sites = [
            Choice((part,))
            for scheme in self._list_schemes(role, of_seats=False)
            for part in list_site_parts(self.frame, self.wanted, scheme)
        ]
        return [*self._list_seat_choices(self._list_schemes(role, of_seats=True), role), *sites]

    def _make_joint_layers(self, role: str) -> list[Layer]:
        """The layers of a role that are about all kinds of desks: its site schemes; seat schemes
        that do not add up.
        """
        sites = [
            Choice((part,))
            for scheme in self._list_schemes(role, of_seats=False)
            for part in list_site_parts(self.frame, self.wanted, scheme)
        ]
        coupled = [
            scheme
            for scheme in self._list_schemes(role, of_seats=True)
            if not self._adds_up(scheme)
        ]
        layers = []
        if sites:
            layers = [Layer((role,), (NOTHING, *sites), self._is_key((role,)))]
        if coupled:
            layers.append(
                Layer((role,), tuple(self._list_seat_choices(coupled, role)), self._is_key((role,)))
            )
        return layers

    def _make_own_layers(self, role: str) -> list[Layer]:
        """The layers of a role that are about one kind of desk each: seat schemes of which each
        kind may take any.
        """
        adding = [
            scheme for scheme in self._list_schemes(role, of_seats=True) if self._adds_up(scheme)
        ]
        layers = []
        for place in range(len(self.kinds)):
            choices = [
                Choice((Part(scheme, (place,)),))
                for scheme in adding
                if place in self.wanted.on[scheme]
            ]
            if choices:
                layers.append(
                    Layer((role,), (NOTHING, *choices), self._is_key((role,)), of_kind=place)
                )
        return layers

    def _list_seat_choices(self, schemes: Sequence[Scheme], role: str) -> list[Choice]:
        """Every way to give each kind of desk one of the schemes that can matter, or nothing; in a
        block of them it is one for all to whom it can matter.
        """
        each = [
            [None, *(scheme for scheme in schemes if not self.wanted.on[scheme].isdisjoint(block))]
            for block in self.blocks
        ]
        many = prod(map(len, each))
        if many > MOST_CHOICES:
            raise _make_too_large(role, many)
        choices = []
        for row in product(*each):
            served: dict[Scheme, list[int]] = {}
            for block, scheme in zip(self.blocks, row, strict=True):
                if scheme is not None:
                    served.setdefault(scheme, []).extend(self.wanted.on[scheme].intersection(block))
            parts = (
                Part(scheme, tuple(sorted(served[scheme])))
                for scheme in sorted(served, key=lambda scheme: scheme.id)
            )
            choices.append(Choice(tuple(parts)))
        return choices


def _combine_choices(choices: list[list[Choice]], roles: tuple[str, ...]) -> tuple[Choice, ...]:
    if prod(map(len, choices)) > MOST_CHOICES:
        raise _make_too_large(" and ".join(roles), prod(map(len, choices)))
    rows = ([part for choice in row for part in choice.parts] for row in product(*choices))
    return tuple(
        Choice(tuple(sorted(row, key=lambda part: part.scheme.role != HYPERVISOR))) for row in rows
    )


def _make_too_large(what: str, ways: int) -> TooLarge:
    words = (
        f"{what.replace('_', ' ')} alone may be chosen in {ways:,} ways; up to {MOST_CHOICES:,} "
        "are searched"
    )
    return TooLarge(
        [Fault("deliveries", "", f"{words}: give groups the same delivery, or make them alike")]
    )
