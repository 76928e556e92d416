"""On which tokens a kind of desk gets which from a scheme, and what a scheme brings to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ...market import Scheme, list_brought
from ...vocabulary import HOSTED, HYPERVISOR, SEAT_METRICS, is_of_hosts
from .space import DESK, Kind, Part


class Condition(NamedTuple):
    """On which tokens a desk gets which from a scheme, and whether it must.

    A seat scheme covers it then; a hypervisor needs them of the hosts that it runs; what adds
    something to hosts does so where they are, and must unless it is counted once for the site.
    """

    needs: tuple[str, ...]
    brings: tuple[str, ...]
    is_must: bool


def list_conditions(kind: Kind, part: Part) -> list[Condition]:
    """Those of a part, whether it runs the hosts or not."""
    found = [find_condition(kind, part, runs_hosts) for runs_hosts in (True, False)]
    return [condition for condition in found if condition is not None]


def find_condition(kind: Kind, part: Part, runs_hosts: bool) -> Condition | None:
    """The condition of a part; None of one that asks nothing of the hosts."""
    scheme = part.scheme
    if part.is_seat:
        return Condition(
            _list_missing(kind, scheme.requires), find_brought(kind, scheme, runs_hosts), True
        )
    of_hosts = [token for token in scheme.requires if is_of_hosts(token)]
    if not of_hosts:
        return None
    if HYPERVISOR not in scheme.provides:
        added = tuple(token for token in scheme.provides if is_of_hosts(token))
        is_on_hosts = kind.delivery in HOSTED
        return Condition(
            _list_missing(kind, of_hosts), added, is_on_hosts and scheme.metric != "site"
        )
    if runs_hosts and kind.delivery in HOSTED:
        return Condition(tuple(of_hosts), (), True)
    return None


def find_brought(kind: Kind, scheme: Scheme, runs_hosts: bool = True) -> tuple[str, ...]:
    """What a scheme brings, a device with it, whether it runs the hosts or not."""
    brought = list_brought(scheme, scheme if runs_hosts and kind.delivery in HOSTED else None)
    is_device = scheme.role == DESK and scheme.metric in SEAT_METRICS
    return (*brought, *([DESK] if is_device else ()))


def _list_missing(kind: Kind, tokens: Iterable[str]) -> tuple[str, ...]:
    return tuple(token for token in tokens if token not in kind.own)
