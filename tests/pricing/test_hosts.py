"""A group's hosts run one hypervisor, and have from that one alone what it brings to hosts."""

from __future__ import annotations

from typing import Any

import pytest

from pricing.engine.answer import ScenarioAnswer
from tests.pricing.shipped import answered, asked, catalogue, lacks
from tests.pricing.test_licence_rules import HOST, OCTOBER, SQL, VECD, WINDOWS, cheapest

MARCH_2009, MARCH_2023, TODAY = "2009-03-31", "2023-03-31", "2026-07-31"
OWNS = {"entitlements": ["software_assurance", "needs:live_migration"]}
NEW = ["server-2s-64c-1024", "ms-vda-device"]
NEW_WINDOWS = {"scheme": "ms-ws2025-std", "quantity": 16}


def missing(scenario: ScenarioAnswer) -> set[str | None]:
    return {finding.token for finding, _ in scenario.findings if finding.kind == "uncovered"}


def test_xenservers_live_migration_is_none_for_desktops_on_hyper_v():
    stack = [HOST, *WINDOWS, SQL, "ctx-xendesktop-advanced", VECD]
    assert "live_migration" not in missing(asked(MARCH_2009, "vdi", stack, **OWNS))
    on_hyper_v = [*stack, "ms-hyper-v-vmm", "ms-vmm-2008"]
    assert "live_migration" in missing(asked(MARCH_2009, "vdi", on_hyper_v, **OWNS))


def test_no_stack_moves_by_one_hypervisor_and_restarts_by_another():
    stacks = cheapest(MARCH_2009, ["token:live_migration", "token:ha"])
    assert len(stacks) == 10
    assert not any("ms-failover-cluster" in stack for stack in stacks)


def test_a_hypervisor_that_is_sold_as_one_goes_before_a_server_system_wherever_it_stands():
    desktops = [
        "vmw-vvf",
        "omn-horizon-std-plus-ccu",
        {"scheme": "ms-ws2025-cal-device", "quantity": 100},
    ]
    first = asked(
        TODAY, "vdi", [*NEW, NEW_WINDOWS, *desktops], prices={"omn-horizon-std-plus-ccu": 1}
    )
    last = asked(
        TODAY, "vdi", [*NEW, *desktops, NEW_WINDOWS], prices={"omn-horizon-std-plus-ccu": 1}
    )
    assert lacks(first) == lacks(last)
    assert ("uncovered", "broker") not in lacks(first)


def test_a_broker_that_rules_hyper_v_out_runs_beside_a_windows_server_whose_hyper_v_nobody_uses():
    stack = [*NEW, NEW_WINDOWS, "kasm-ccu"]
    assert ("conflict", "kasm-ccu") in lacks(asked(TODAY, "vdi", stack))
    assert lacks(asked(TODAY, "vdi", [*stack, "px-ve-free"])) == set()


def test_a_bundle_runs_on_the_hypervisor_that_comes_first():
    bundle = {"scheme": "vmw-horizon-std-ccu-perp", "quantity": 100}
    windows = [{"scheme": "ms-ws2022-std", "quantity": 16}, "ms-ws2022-cal-device"]
    assert "hypervisor" in catalogue("us-list").schemes["ms-ws2022-std"].provides
    own = asked(MARCH_2023, "vdi", [*NEW, bundle, *windows])
    microsofts = asked(MARCH_2023, "vdi", [*NEW, *windows, bundle])
    assert ("conflict", "vmw-horizon-std-ccu-perp") not in lacks(own)
    assert ("conflict", "vmw-horizon-std-ccu-perp") in lacks(microsofts)


@pytest.mark.parametrize(
    ("delivery", "moves"), [("vdi", True), ("session", True), ("cloud", False), ("pc", False)]
)
def test_only_groups_on_hosts_have_what_is_of_hosts(delivery, moves):
    stack = ["px-ve-free", "ms-sc2025-std"]
    found = asked(TODAY, delivery, stack, entitlements=["needs:live_migration"])
    assert ("live_migration" not in missing(found)) is (moves or delivery == "pc")
    assert ("unmet", "ms-sc2025-std") in lacks(found)


def test_each_kind_of_hosts_runs_its_own_hypervisor():
    group: dict[str, Any] = {
        "desktops": 50,
        "endpoint": "existing_pc",
        "entitlements": ["needs:host:kvm"],
    }
    document = {
        "title": "Two kinds of hosts",
        "price_list": "us-list",
        "price_date": TODAY,
        "fleet": [{"name": "Desktops", **group}, {"name": "Sessions", **group}],
        "scenarios": [
            {
                "name": "One",
                "delivery": "session",
                "deliveries": {"Desktops": "vdi"},
                "stack": [{"scheme": "suse-harvester", "groups": ["Desktops"]}, NEW_WINDOWS],
            }
        ],
    }
    [found] = answered(document)
    assert {f.group for f, _ in found.findings if f.token == "host:kvm"} == {"Sessions"}


def test_a_paid_esx_needs_virtualcenter():
    desktops = [HOST, *WINDOWS, SQL, "ctx-xendesktop-standard", VECD, "vmw-vi3-enterprise"]
    assert lacks(asked(OCTOBER, "vdi", desktops)) == {("unmet", "vmw-vi3-enterprise")}
    assert lacks(asked(OCTOBER, "vdi", [*desktops, "vmw-virtualcenter"])) == set()


def of_two(
    day: str, ways: tuple[str, str], stack: list[Any], **groups: list[str]
) -> ScenarioAnswer:
    """One stack for two groups of fifty, A and B, each delivered in a way of its own and owning
    what it says.
    """
    fleet = [
        {
            "name": name,
            "desktops": 50,
            "endpoint": "existing_pc",
            "entitlements": groups.get(name, []),
        }
        for name in "AB"
    ]
    scenario = {"name": "One", "delivery": ways[0], "deliveries": {"B": ways[1]}, "stack": stack}
    document = {"price_list": "us-list", "price_date": day, "fleet": fleet, "scenarios": [scenario]}
    return answered({"title": "Two groups", "horizon_years": 1, **document})[0]


def test_a_windows_cluster_makes_nothing_of_the_hosts_beside_highly_available():
    cluster = [
        "ms-hyper-v-vmm",
        "ms-smse",
        SQL,
        {"scheme": "ms-ws2008-ent", "quantity": 4},
        "ms-failover-cluster",
    ]
    stack = [
        HOST,
        {"scheme": cluster[0], "groups": ["A"]},
        {"scheme": cluster[1], "groups": ["A"]},
        *cluster[2:],
    ]
    found = of_two(OCTOBER, ("vdi", "session"), stack, A=["needs:ha"], B=["needs:ha"])
    assert {f.group for f, _ in found.findings if f.token == "ha"} == {"B"}


def test_a_manager_of_one_kind_of_hosts_manages_no_other():
    stack = [HOST, *WINDOWS, SQL, {"scheme": "vmw-vi3-enterprise", "groups": ["A"]}]
    elsewhere = of_two(
        OCTOBER, ("vdi", "session"), [*stack, {"scheme": "vmw-virtualcenter", "groups": ["B"]}]
    )
    assert {("unmet", "vmw-vi3-enterprise"), ("unmet", "vmw-virtualcenter")} <= lacks(elsewhere)
    here = of_two(OCTOBER, ("vdi", "session"), [*stack, "vmw-virtualcenter"])
    assert "unmet" not in {kind for kind, _ in lacks(here)}


def test_the_virtualcenter_in_a_bundle_manages_esx_that_is_licensed_beside_it():
    stack = [HOST, *WINDOWS, SQL, "vmw-vdi-enterprise", VECD, "vmw-vi3-enterprise"]
    assert lacks(asked(OCTOBER, "vdi", stack)) == set()


def test_a_broker_that_does_not_reach_a_group_does_not_run_its_hosts():
    stack = [HOST, *WINDOWS, "ctx-xendesktop-advanced-addon", "ctx-xendesktop-standard", VECD]
    owned = ["software_assurance"]
    found = of_two(MARCH_2009, ("vdi", "vdi"), stack, A=[*owned, "xenapp_platinum"], B=owned)
    assert "hypervisor" not in missing(found)


@pytest.mark.parametrize("licence", ["ntx-euc-ultimate-payg", "ntx-nci-pro-node-payg"])
def test_a_nutanix_licence_in_a_cloud_lets_no_ahv_run_on_own_hosts(licence):
    found = of_two(TODAY, ("vdi", "cloud"), [*NEW, {"scheme": "ntx-ahv", "groups": ["A"]}, licence])
    assert ("unmet", "ntx-ahv") in lacks(found)


def test_a_bundle_that_comes_too_late_to_run_its_hosts_says_what_to_do():
    bundle = {"scheme": "vmw-horizon-std-ccu-perp", "quantity": 100}
    found = asked(
        MARCH_2023,
        "vdi",
        [*NEW, {"scheme": "ms-ws2022-std", "quantity": 16}, "ms-ws2022-cal-device", bundle],
    )
    [words] = [words for finding, words in found.findings if finding.kind == "conflict"]
    assert "brings. The first in the stack runs the hosts: put VMware Horizon 8 Standard" in words


def test_no_stack_of_the_search_has_citrixs_broker_on_esx_without_virtualcenter():
    stacks = cheapest(OCTOBER, [])
    assert len(stacks) == 10
    on_esx = [
        stack for stack in stacks if {s for s in stack if s.startswith(("vmw-vi3", "vmw-esx"))}
    ]
    assert [
        stack
        for stack in on_esx
        if not {s for s in stack if s.startswith(("vmw-virtualcenter", "vmw-vdi"))}
    ] == []
