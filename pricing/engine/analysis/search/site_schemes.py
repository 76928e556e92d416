"""Schemes that are not counted by seats: which sets of kinds of desks each may serve."""

from __future__ import annotations

from itertools import combinations

from ...market import Scheme, list_provided
from ...vocabulary import HOST_METRICS, HOSTED, HYPERVISOR, SEAT_METRICS
from .bits import speaks
from .space import Part, Space
from .wanted import Wanted


def list_site_parts(frame: Space, wanted: Wanted, scheme: Scheme) -> list[Part]:
    """A scheme that is not counted by seats, with all sets of kinds of desks that cost
    differently.

    Whom else it can matter to, and costs nothing more, it serves too. One that would count
    nothing, for nobody has a host or stores something, is in no stack; nor does it leave out
    those who get a goal from its role alone.
    """
    kinds = frame.kinds
    on = sorted(wanted.on[scheme])
    counted = [place for place in range(len(kinds)) if _is_counted(scheme, kinds[place].delivery)]
    sizes = HYPERVISOR in scheme.provides and frame.needs_server
    if scheme.metric == "site" and not speaks(scheme) and not sizes:
        return [Part(scheme, tuple(range(len(kinds))))]
    if not counted:
        return []
    by_kind = scheme.metric == "gb" or speaks(scheme)
    blocks: list[tuple[int, ...]] = [(place,) for place in counted]
    if not by_kind or 2 ** len(blocks) > 64:
        ways = dict.fromkeys(kinds[place].delivery for place in counted)
        blocks = [tuple(place for place in counted if kinds[place].delivery == way) for way in ways]
    also = [place for place in on if place not in counted]
    sets = [
        tuple(sorted([*also, *(place for block in some for place in block)]))
        for number in range(1, len(blocks) + 1)
        for some in combinations(blocks, number)
    ]
    asking = _find_asking_nobody_else(frame, wanted, scheme)
    return [Part(scheme, places) for places in sets if asking <= {*places}]


def _find_asking_nobody_else(frame: Space, wanted: Wanted, scheme: Scheme) -> set[int]:
    """The kinds of desks with a goal that only schemes of this role bring, none of them counted
    by seats: the role is filled once, so whatever fills it serves them all.
    """
    others = [
        other for other in wanted.on if other.role != scheme.role or other.metric in SEAT_METRICS
    ]
    only = {*scheme.provides} - list_provided(others)
    return {place for place, kind in enumerate(frame.kinds) if only & {*kind.goals}}


def _is_counted(scheme: Scheme, delivery: str) -> bool:
    """Whether a kind of desk has something that a site scheme counts."""
    if scheme.metric in HOST_METRICS:
        return delivery in HOSTED
    if scheme.metric == "gb":
        if scheme.role == "cloud_storage":
            return delivery == "cloud"
        return delivery in HOSTED
    return speaks(scheme) or delivery in HOSTED
