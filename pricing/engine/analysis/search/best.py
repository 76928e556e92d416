"""The best combinations one after the other.

Best first, since what is left of each is known to the step.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf
from typing import NamedTuple

import numpy as np

from ...market import Scheme
from ...vocabulary import ROLES
from .graph import Graph
from .space import Part, Space

Path = tuple[int, ...]
MOST_ADDING = 2_000


class Found(NamedTuple):
    """A combination: its money, of which way to deliver, how finely told apart, the places of its
    server and its choices; `alike`: how many combinations it is the cheapest of, itself among them.
    Ordered as they are ranked.
    """

    total: float
    way: int
    fineness: int
    path: Path
    alike: int


class _Node(NamedTuple):
    """A combination of which the first layers are settled.

    Ordered by the least it can cost, then by its choices.
    """

    least: float
    path: Path
    total: float
    state: int
    siblings: Sequence[tuple[float, int, float, int]]
    next_sibling: int
    alike: int


def rank_rows(
    graph: Graph, way: int, fineness: int, folded: bool, below: float = inf
) -> Iterator[Found]:
    """Combinations of a space from the cheapest on, below a total; equal totals in the order of
    their choices.

    None only adds something to one above it. `folded`: only the cheapest of those that are alike in
    server and the layers that tell rows apart, and none that has in these layers, or in all, what
    one above has, whomever it serves with it. It ends where `MOST_ADDING` that do so were met.
    """
    adding = 0
    heap = list(_list_beginnings(graph))
    heapq.heapify(heap)
    keys = 1 + sum(layer.is_key for layer in graph.space.layers)
    seen: set[Path] = set()
    told: list[tuple[int, set[Scheme]]] = []
    shown: list[dict[Scheme, set[int]]] = []
    while heap and heap[0].least < below:
        node = heapq.heappop(heap)
        key = node.path[:keys]
        if folded and len(node.path) > keys and key in seen:
            continue
        _put_sibling_in_queue(heap, node)
        if (
            folded
            and len(node.path) == keys
            and (key in seen or _has_key_of(graph.space, key, told))
        ):
            continue
        if len(node.path) == keys:
            alike = graph.left_from(node.path, node.state)
        else:
            alike = node.alike
        if len(node.path) <= len(graph.space.layers):
            siblings = _following(graph, node)
            if siblings:
                _put_in_queue(heap, node.path, siblings, 0, alike)
            continue
        served = _served(graph.space, node.path)
        seen.add(key)
        told.append((key[0], _list_key_schemes(graph.space, key)))
        is_more = any(
            _adds_to(served, above) or (folded and served.keys() >= above.keys()) for above in shown
        )
        adding += is_more
        if adding == MOST_ADDING:
            return
        if not is_more:
            shown.append(served)
            yield Found(node.total, way, fineness, node.path, alike if folded else 1)


def _list_key_schemes(space: Space, key: Path) -> set[Scheme]:
    """The schemes of the layers that tell rows apart."""
    chosen = (layer.choices[choice] for layer, choice in zip(space.layers, key[1:], strict=False))
    return {part.scheme for choice in chosen for part in choice.parts}


def _has_key_of(space: Space, key: Path, told: Sequence[tuple[int, set[Scheme]]]) -> bool:
    """Whether a row above with the same server has nothing in these layers that is not here too,
    but something.
    """
    schemes = _list_key_schemes(space, key)
    return any(server == key[0] and above and above <= schemes for server, above in told)


def _served(space: Space, path: Path) -> dict[Scheme, set[int]]:
    """Each scheme of a combination, its server with them, and the kinds of desks that it serves."""
    server = space.servers[path[0]]
    served = {part.scheme: {*part.kinds} for part in parts_of(space, path)}
    if server is None:
        return served
    return {server: set(), **served}


def _adds_to(served: Mapping[Scheme, set[int]], above: Mapping[Scheme, set[int]]) -> bool:
    """Whether all of a stack above stands in this one too, for those whom it serves there."""
    return all(scheme in served and kinds <= served[scheme] for scheme, kinds in above.items())


def _list_beginnings(graph: Graph) -> Iterator[_Node]:
    for server, states in enumerate(graph.first):
        for memory, state in enumerate(states.tolist()):
            base = graph.tables.base[server, memory] + graph.first_extra[server, memory]
            if state >= 0 and np.isfinite(base + graph.least[0][server, state]):
                least = float(base + graph.least[0][server, state])
                yield _Node(least, (server,), float(base), state, (), 0, 0)


def _following(graph: Graph, node: _Node) -> list[tuple[float, int, float, int]]:
    """What the next layer may make of a node: (least, choice, total so far, state), cheapest
    first.
    """
    layer = len(node.path)
    step, server = graph.steps[layer], node.path[0]
    effects = graph.rules.effects[layer].of_choice
    memory = graph.memory[layer][node.state]
    to = step.to[node.state, effects]
    total = (
        node.total + graph.tables.costs[layer - 1][server, memory] + step.extra[node.state, effects]
    )
    least = np.where(to >= 0, total + graph.least[layer][server, to], np.inf)
    order = np.argsort(least, kind="stable")
    order = order[np.isfinite(least[order])]
    return list(
        zip(
            least[order].tolist(),
            order.tolist(),
            total[order].tolist(),
            to[order].tolist(),
            strict=True,
        )
    )


def _put_in_queue(
    heap: list[_Node],
    before: Path,
    siblings: Sequence[tuple[float, int, float, int]],
    at: int,
    alike: int,
) -> None:
    least, choice, total, state = siblings[at]
    heapq.heappush(heap, _Node(least, (*before, choice), total, state, siblings, at + 1, alike))


def _put_sibling_in_queue(heap: list[_Node], node: _Node) -> None:
    if node.next_sibling < len(node.siblings):
        _put_in_queue(heap, node.path[:-1], node.siblings, node.next_sibling, node.alike)


def drop_twins(space: Space, found: Iterable[Found], empty: frozenset[int]) -> Iterator[Found]:
    """Without those that differ from one above in nothing but what empty kinds of desks take."""
    seen: set[tuple[int, frozenset[tuple[str, frozenset[int]]]]] = set()
    for each in found:
        served = (
            (part.scheme.id, frozenset(part.kinds) - empty) for part in parts_of(space, each.path)
        )
        told = (each.path[0], frozenset(pair for pair in served if pair[1]))
        if told not in seen:
            seen.add(told)
            yield each


def parts_of(space: Space, path: Path) -> tuple[Part, ...]:
    """The parts of a combination without its server, in the order of its stack; each scheme stands
    in it once.

    What kinds of desks take one by one stands in the order of roles, whichever kind was settled
    first.
    """
    order = list(ROLES)
    parts = [
        (
            (not layer.is_key, True, order.index(layer.roles[0]))
            if layer.of_kind >= 0
            else (not layer.is_key, False, place),
            part,
        )
        for place, (layer, choice) in enumerate(zip(space.layers, path[1:], strict=True))
        for part in layer.choices[choice].parts
    ]
    served: dict[Scheme, list[int]] = {}
    for _, part in sorted(parts, key=lambda each: each[0]):
        served.setdefault(part.scheme, []).extend(part.kinds)
    return tuple(Part(scheme, tuple(sorted(kinds))) for scheme, kinds in served.items())
