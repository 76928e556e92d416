"""The order in which layers are settled.

What tells rows apart first, and what leaves least open.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...market import list_provided, list_required
from ...vocabulary import HYPERVISOR, ROLES
from .bits import speaks
from .space import Layer


def put_in_order(joint: Sequence[Layer], own: Sequence[Layer]) -> tuple[Layer, ...]:
    """What tells rows apart; then one kind of desk after the other: what it shares, then what is
    its own.
    """
    key = [layer for layer in (*joint, *own) if layer.is_key]
    rest = [layer for layer in joint if not layer.is_key]
    ordered: list[Layer] = []
    for layer in own:
        if not layer.is_key:
            shared = [other for other in rest if layer.of_kind in _find_kinds(other)]
            ordered += [*shared, layer]
            rest = [other for other in rest if other not in shared]
    return (*key, *ordered, *rest)


def order_by_kind(layers: list[Layer], kinds: int) -> list[Layer]:
    """Of those that tell rows apart, one role after the other; of all others, one kind of desk
    after the other, that of which there is least to choose first: the states of one kind multiply
    with those of all behind it. Who says a bandwidth comes first of all, for then none is open any
    more.
    """
    order = list(ROLES)
    choices = [0] * kinds
    for layer in layers:
        choices[layer.of_kind] += len(layer.choices)

    def place(layer: Layer) -> tuple[int, ...]:
        role = order.index(layer.roles[0])
        if layer.is_key:
            return (role, layer.of_kind)
        return (choices[layer.of_kind], layer.of_kind, not _has_bandwidth(layer), role)

    return sorted(layers, key=place)


def order_joint(layers: list[Layer]) -> list[Layer]:
    """Layers about all kinds of desks: who runs hosts, what tells rows apart, then what leaves
    least open.

    A token is open while one side of it, who brings it or who asks for it, has been settled and the
    other not.
    """
    roles = list(ROLES)
    schemes = {id(layer): {part.scheme for part in layer.list_parts()} for layer in layers}
    brings = {key: list_provided(some) for key, some in schemes.items()}
    asks = {key: list_required(some) for key, some in schemes.items()}

    def still_open(settled: list[Layer], rest: list[Layer]) -> int:
        here, there = [id(layer) for layer in settled], [id(layer) for layer in rest]
        brought, asked = (
            set().union(*(brings[r] for r in here)),
            set().union(*(asks[r] for r in here)),
        )
        later, wanted = (
            set().union(*(brings[r] for r in there)),
            set().union(*(asks[r] for r in there)),
        )
        return len(brought & wanted) + len(asked & later)

    ordered: list[Layer] = []
    rest = sorted(layers, key=lambda layer: min(map(roles.index, layer.roles)))
    while rest:
        following = min(
            rest,
            key=lambda layer: (
                HYPERVISOR not in layer.roles,
                not layer.is_key,
                still_open([*ordered, layer], [other for other in rest if other is not layer]),
            ),
        )
        ordered.append(following)
        rest.remove(following)
    return ordered


def _find_kinds(layer: Layer) -> set[int]:
    """The kinds of desks that a layer is about."""
    return set().union(*(part.kinds for part in layer.list_parts()))


def _has_bandwidth(layer: Layer) -> bool:
    return any(speaks(part.scheme) for part in layer.list_parts())
