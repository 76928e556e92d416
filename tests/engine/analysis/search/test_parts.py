"""The parts of a search, each by itself: whom schemes serve, who runs hosts, in which order."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from pricing.engine.analysis.search.best import parts_of
from pricing.engine.analysis.search.conditions import Condition, find_condition
from pricing.engine.analysis.search.desks import Desk
from pricing.engine.analysis.search.hosts import Hosts
from pricing.engine.analysis.search.site_schemes import list_site_parts
from pricing.engine.analysis.search.space import Choice, Kind, Layer, Part, Space
from pricing.engine.market import Scheme


def scheme(role, metric="site", **more):
    return Scheme(role, role, metric, "perpetual", **more)


def kind(delivery, *goals):
    return Kind((0,), delivery, frozenset(), goals)


def space(*kinds, layers=()):
    deliveries = tuple(each.delivery for each in kinds)
    return Space(deliveries, (), kinds, (None,), layers, None)


BRINGS = {"provides": ("broker",)}


@pytest.mark.parametrize(
    ("other", "served"),
    [
        (scheme("storage", "host"), [(0, 1)]),
        (scheme("storage", "host", **BRINGS), [(0, 1)]),
        (scheme("storage", "device", **BRINGS), [(0,), (1,), (0, 1)]),
        (scheme("broker", "site", **BRINGS), [(0,), (1,), (0, 1)]),
    ],
)
def test_what_alone_brings_a_goal_serves_all_who_have_it(other, served):
    """Alone, as of those in its role that are not counted by seats only one is in a stack."""
    both = space(kind("vdi", "broker"), kind("session", "broker"))
    it = scheme("storage", "host", **BRINGS)
    wanted = SimpleNamespace(on={it: {0, 1}, other: {0, 1}})
    assert [part.kinds for part in list_site_parts(both, wanted, it)] == served


def test_of_two_hypervisors_in_one_choice_the_first_runs_the_hosts():
    kinds = (kind("vdi"), kind("pc"))
    both = [scheme(role, provides=("hypervisor",)) for role in ("hypervisor", "server_os")]
    parts = tuple(Part(each, (0, 1)) for each in both)
    running = Hosts(kinds, [parts]).list_running(Choice(parts), (False, False))
    assert running == [frozenset({0}), frozenset()]


@pytest.mark.parametrize(("role", "is_idle"), [("broker", True), ("service", False)])
def test_who_has_a_shared_scheme_of_a_role_needs_none_of_its_own_but_of_services(role, is_idle):
    shared, own = (Part(scheme(role, "device", **BRINGS), (0,)) for _ in range(2))
    layers = (
        Layer((role,), (Choice((shared,)),)),
        Layer((role,), (Choice((own,)),), of_kind=0),
    )
    desk = Desk(0, kind("vdi", "broker"), layers, [layer.list_parts() for layer in layers])
    word = np.zeros(1, dtype=np.int64)
    for place, layer in enumerate(layers):
        deeds, _ = desk.list_deeds(layer.choices, place)
        has, idle, _ = desk.follow(place, word, deeds)
        word = has[:, 0]
    assert idle.tolist() == [[is_idle]]


def test_a_hypervisor_needs_of_the_hosts_that_it_runs_what_it_requires_of_hosts():
    part = Part(scheme("broker", requires=("ha", "intune"), provides=("hypervisor",)), (0,))
    found = [find_condition(kind("vdi"), part, runs_hosts) for runs_hosts in (True, False)]
    assert found == [Condition(("ha",), (), True), None]


def test_what_each_kind_of_desk_takes_stands_behind_what_all_share_in_the_order_of_roles():
    roles = ("endpoint", "software_assurance", "storage")
    late, early, shared = (Part(scheme(role), (0,)) for role in roles)
    layers = (
        Layer((late.scheme.role,), (Choice((late,)),), of_kind=0),
        Layer((early.scheme.role,), (Choice((early,)),), of_kind=1),
        Layer((shared.scheme.role,), (Choice((shared,)),)),
    )
    found = parts_of(space(kind("vdi"), layers=layers), (0, 0, 0, 0))
    assert [part.scheme.role for part in found] == ["storage", "software_assurance", "endpoint"]
