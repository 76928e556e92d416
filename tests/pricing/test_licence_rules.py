"""Licence rules decide.

Who may have what, where it holds, what it stands on, and which host it runs on.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pricing.engine.analysis.search.run import Asked, search
from pricing.engine.analysis.search.wishes import Wish, read_wish
from pricing.engine.findings import find_menders, not_checked
from pricing.engine.read_question import parse
from tests.pricing.shipped import answered, asked, catalogue, lacks

CASES = Path(__file__).resolve().parents[1] / "cases" / "licences"

JANUARY, OCTOBER, TODAY = "2008-01-31", "2008-10-31", "2026-07-31"
HOST = "server-2s-qc-32"
WINDOWS = [{"scheme": "ms-ws2008-std", "quantity": 2}, "ms-ws-cal-device"]
OLD_WINDOWS = [{"scheme": "ms-ws2003r2-std", "quantity": 2}, "ms-ws-cal-device"]
VECD = "ms-vecd"
SQL = "ms-sql-2005-express"
NEW_HOST = ["server-2s-64c-1024", "px-ve-free", "kasm-ccu"]


def case(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text())
    return value


def compliant(name: str) -> dict[str, bool]:
    return {s.scenario.name: s.compliant for s in answered(case(name))}


# Where a right holds


def test_windows_e3_is_no_right_for_a_thin_client_and_vda_is():
    assert compliant("windows-e3-on-thin-client") == {"E3": False, "VDA": True}


def test_only_windows_by_user_reaches_azure():
    assert compliant("rights-cross-platforms") == {
        "AVD by VDA per device": False,
        "AVD by SA per device": False,
        "Azure machines, Amazon's user fee": False,
        "WorkSpaces BYOL by Business Premium through AVD": False,
        "AVD by VDA per user (right)": True,
    }


@pytest.mark.parametrize(
    ("desktop", "holds"),
    [(["ms-m365-e3", "ms-w365e-2-8-128"], True), (["ms-vda-e3-user", "az-vm-d8s-v5-host"], False)],
)
def test_a_windows_365_link_reaches_windows_365_and_nothing_else(desktop, holds):
    assert (
        asked(TODAY, "cloud", [*desktop, "endpoint-w365-link"], endpoint="w365_link").compliant
        is holds
    )


def test_what_only_notes_said_is_enforced():
    assert set(compliant("notes-that-no-rule-enforces").values()) == {False}


def test_what_is_offered_to_a_thin_client_is_what_it_may_have():
    vdi = answered(case("mending-offers-the-wrong-licence"))[1]
    [finding] = [f for f, _ in vdi.findings if f.token == "windows_vdi_right"]
    offered = {scheme.id for scheme in find_menders(finding, vdi.scenario)}
    assert "ms-vda-device" in offered
    assert not offered & {
        "ms-win-sa-device",
        "ms-win-e3-user",
        "ms-sa-vdi-right",
        "aws-ws-pools-user-fee",
    }


@pytest.mark.parametrize(
    ("plan", "holds"),
    [
        ("ms-m365-e3", True),
        ("ms-m365-e5", True),
        ("ms-m365-f3", True),
        ("ms-m365-bp", True),
        ("ms-win-e3-user", True),
        ("ms-win-e5-user", True),
        ("ms-vda-e3-user", True),
        ("ms-vda-e5-user", True),
        ("ms-vda-device", False),
        ("ms-win-sa-device", False),
    ],
)
def test_eight_of_ten_plans_admit_azure_virtual_desktop(plan, holds):
    assert asked(TODAY, "cloud", [plan, "az-vm-d8s-v5-host"]).compliant is holds


def test_business_premium_admits_windows_365_enterprise_and_no_own_hosts():
    assert asked(TODAY, "cloud", ["ms-m365-bp", "ms-w365e-2-8-128"]).compliant
    assert lacks(asked(TODAY, "vdi", [*NEW_HOST, "ms-m365-bp"])) == {
        ("uncovered", "windows_vdi_right")
    }


def test_a_frontline_plan_admits_azure_and_no_thin_client_to_own_hosts():
    assert asked(
        TODAY, "cloud", ["ms-m365-f3", "az-vm-d8s-v5-host"], endpoint="existing_thin_client"
    ).compliant
    found = asked(TODAY, "vdi", [*NEW_HOST, "ms-m365-f3"], endpoint="existing_thin_client")
    assert lacks(found) == {("uncovered", "windows_vdi_right")}


def test_software_assurance_by_device_admits_own_hosts_and_not_windows_365():
    assert asked(TODAY, "vdi", [*NEW_HOST, "ms-win-sa-device"]).compliant
    stack = ["ms-win-sa-device", "ms-intune-p1", "ms-entra-p1", "ms-w365e-2-8-128"]
    assert not asked(TODAY, "cloud", stack).compliant


def test_amazons_fee_is_valid_in_amazons_pools():
    assert asked(TODAY, "cloud", ["aws-ws-pools-user-fee", "aws-ws-pools-standard-hour"]).compliant


def test_an_own_licence_at_amazon_is_vda_by_user():
    assert asked(TODAY, "cloud", ["ms-vda-e3-user", "aws-ws-byol-standard-on"]).compliant
    assert not asked(TODAY, "cloud", ["ms-win-e3-user", "aws-ws-byol-standard-on"]).compliant


def test_access_per_user_is_for_people_from_outside_and_its_apps_give_no_desktop():
    desktops = ["ms-avd-peruser-desktops", "az-vm-d8s-v5-host"]
    apps = ["ms-avd-peruser-apps", "az-vm-d8s-v5-host"]
    assert not asked(TODAY, "cloud", desktops).compliant
    assert asked(TODAY, "cloud", desktops, entitlements=["external_users"]).compliant
    assert not asked(TODAY, "cloud", apps, entitlements=["external_users"]).compliant


# What it stands on


@pytest.mark.parametrize(
    ("endpoint", "holds"), [("existing_pc", True), ("laptop", True), ("thin_client", False)]
)
def test_software_assurance_stands_on_a_pc(endpoint, holds):
    found = asked(
        TODAY,
        "vdi",
        [*NEW_HOST, "ms-win-sa-device", "laptop-business-2023", "thin-client-2023"],
        endpoint=endpoint,
    )
    assert found.compliant is holds


@pytest.mark.parametrize(
    ("endpoint", "right", "holds"),
    [
        ("existing_pc", "ms-vecd-sa", True),
        ("thin_client", "ms-vecd-sa", False),
        ("thin_client", "ms-vecd", True),
        ("existing_pc", "ms-vecd", True),
    ],
)
def test_vecd_at_23_needs_a_pc_with_software_assurance_and_at_110_nothing(endpoint, right, holds):
    stack = [HOST, *WINDOWS, "ctx-xendesktop-standard", right, "thin-client"]
    found = asked(OCTOBER, "vdi", stack, endpoint=endpoint, entitlements=["software_assurance"])
    assert found.compliant is holds


@pytest.mark.parametrize(
    "vista", ["ms-vista-home-basic", "ms-vista-home-premium", "ms-vista-business"]
)
def test_vista_in_a_machine_on_the_desk_is_no_right_to_a_desktop_on_a_server(vista):
    found = asked(OCTOBER, "vdi", [HOST, *WINDOWS, "ctx-xendesktop-standard", vista])
    assert lacks(found) == {("uncovered", "windows_vdi_right")}


# What it runs on


def test_ahv_comes_with_an_nci_or_euc_licence():
    stack = ["server-2s-64c-1024", "ntx-ahv", "kasm-ccu", "ms-vda-device"]
    assert lacks(asked(TODAY, "vdi", stack)) == {("unmet", "ntx-ahv")}
    assert asked(TODAY, "vdi", [*stack, "ntx-euc-ccu"], {"ntx-euc-ccu": {"net": 120}}).compliant


def test_horizon_runs_on_vmware_and_on_ahv_and_not_on_proxmox():
    broker = [
        *({"scheme": "ms-ws2025-std", "quantity": 32}, "ms-ws2025-cal-user"),
        "omn-horizon-std-plus-ccu",
    ]
    hosts = {"vmw-vvf": True, "ntx-nci-pro": True, "px-ve-free": False}
    for host, holds in hosts.items():
        stack = ["server-2s-64c-1024", host, *broker, "ms-vda-device"]
        assert asked(TODAY, "vdi", stack, {"ntx-nci-pro": {"net": 300}}).compliant is holds


def test_a_virtual_gpu_needs_a_server_with_cards():
    stack = ["px-ve-free", "kasm-ccu", "ms-vda-device", "nv-vpc-sub"]
    assert asked(TODAY, "vdi", ["server-2s-64c-1024-gpu", *stack]).compliant
    assert lacks(asked(TODAY, "vdi", ["server-2s-64c-1024", *stack])) == {
        ("conflict", "nv-vpc-sub")
    }


def test_vapps_gives_a_virtual_gpu_to_sessions_and_not_to_desktops():
    gpu = ["server-2s-64c-1024-gpu", "nv-vapps-sub"]
    desktops = ["px-ve-free", "kasm-ccu", "ms-vda-device"]
    sessions = ["ms-ws2025-std", "ms-ws2025-cal-user", "ms-rds2025-cal-user"]
    needs = {"entitlements": ["needs:virtual_gpu"]}
    assert asked(TODAY, "session", [*gpu, *sessions], **needs).compliant
    assert lacks(asked(TODAY, "vdi", [*gpu, *desktops], **needs)) == {("uncovered", "virtual_gpu")}


def test_virtual_desktop_manager_needs_virtualcenter_with_its_database():
    stack = [HOST, *OLD_WINDOWS, "vmw-vi3-standard", "vmw-vdm2", VECD]
    assert not asked(JANUARY, "vdi", stack).compliant
    assert lacks(asked(JANUARY, "vdi", [*stack, "vmw-virtualcenter"])) == {
        ("unmet", "vmw-virtualcenter")
    }
    assert asked(JANUARY, "vdi", [*stack, "vmw-virtualcenter", SQL]).compliant


def test_free_esxi_has_no_virtualcenter_and_esx_standard_has():
    stack = [HOST, *WINDOWS, "vmw-virtualcenter", SQL, "vmw-vdm2", VECD]
    assert asked(OCTOBER, "vdi", [*stack, "vmw-vi3-standard"]).compliant
    assert lacks(asked(OCTOBER, "vdi", [*stack, "vmw-esxi"])) == {
        ("unmet", "vmw-virtualcenter"),
        ("conflict", "vmw-vdm2"),
        ("uncovered", "broker"),
    }


@pytest.mark.parametrize("bundle", ["vmw-vdi-starter", "vmw-vdi-enterprise"])
def test_a_bundle_of_desktops_stands_on_its_own_esx_and_not_on_one_that_nothing_manages(bundle):
    stack = [HOST, *WINDOWS, SQL, bundle, VECD]
    assert asked(OCTOBER, "vdi", stack).compliant
    assert lacks(asked(OCTOBER, "vdi", [*stack, "vmw-esxi"])) == {("conflict", bundle)}


def test_esx_of_a_bundle_carries_no_desktops_of_another_broker():
    """Else a bundle for one group would give all of them hosts by its ESX."""
    desks = [
        {"name": name, "desktops": 100, "endpoint": "existing_pc"}
        for name in ("Office", "Engineering")
    ]
    brokers = [
        {"scheme": "vmw-vdi-enterprise", "groups": ["Engineering"]},
        {"scheme": "ctx-xendesktop-standard", "groups": ["Office"]},
    ]
    scenario = {"name": "Both", "delivery": "vdi", "stack": [HOST, *WINDOWS, SQL, *brokers, VECD]}
    document = {
        "title": "",
        "price_list": "us-list",
        "price_date": OCTOBER,
        "fleet": desks,
        "horizon_years": 1,
    }
    [both] = answered({**document, "scenarios": [scenario]})
    assert lacks(both) == {("conflict", "vmw-vdi-enterprise")}


def test_xendesktop_on_hyper_v_needs_virtual_machine_manager_and_its_database():
    stack = [HOST, *WINDOWS, "ctx-xendesktop-standard", VECD]
    assert asked(OCTOBER, "vdi", stack).compliant  # on the XenServer that it brings
    alone = asked(OCTOBER, "vdi", [*stack, "ms-hyper-v-server-2008"])
    assert lacks(alone) == {("conflict", "ctx-xendesktop-standard")}
    managed = [*stack, "ms-hyper-v-server-2008-vmm"]
    assert lacks(asked(OCTOBER, "vdi", managed)) == {("unmet", "ms-hyper-v-server-2008-vmm")}
    assert lacks(asked(OCTOBER, "vdi", [*managed, "ms-smse"])) == {("unmet", "ms-smse")}
    assert asked(OCTOBER, "vdi", [*managed, "ms-smse", SQL]).compliant


@pytest.mark.parametrize(
    "broker", ["ctx-xendesktop-standard", "vmw-vdi-enterprise", "vmw-vdi-starter"]
)
def test_a_broker_of_2008_needs_its_windows_server_and_access_licences(broker):
    assert not asked(OCTOBER, "vdi", [HOST, broker, VECD, SQL]).compliant
    assert not asked(OCTOBER, "vdi", [HOST, broker, VECD, SQL, WINDOWS[0]]).compliant
    assert asked(OCTOBER, "vdi", [HOST, broker, VECD, SQL, *WINDOWS]).compliant


def test_a_gateway_without_pools_is_no_broker():
    stack = ["server-2s-64c-1024", "px-ve-free", "apache-guacamole", "ms-vda-device"]
    assert lacks(asked(TODAY, "vdi", stack)) == {("uncovered", "broker")}


def test_parallels_on_proxmox_says_that_it_is_a_custom_provider():
    stack = [
        "server-2s-64c-1024",
        "px-ve-free",
        {"scheme": "ms-ws2025-std", "quantity": 32},
        "ms-ws2025-cal-user",
    ]
    found = asked(TODAY, "vdi", [*stack, "par-ras-ccu", "ms-vda-device"])
    assert found.compliant
    assert (
        "custom provider"
        in {s.id: words for s, words in not_checked(found.scenario)}["par-ras-ccu"]
    )


@pytest.mark.parametrize(
    ("host", "holds"), [("px-ve-free", True), ("suse-harvester", True), ("ovirt-kvm", False)]
)
def test_kasm_makes_machines_on_proxmox_and_harvester_and_not_on_ovirt_or_hyper_v(host, holds):
    stack = ["server-2s-64c-1024", "kasm-ccu", "ms-vda-device"]
    assert asked(TODAY, "vdi", [*stack, host]).compliant is holds
    assert lacks(asked(TODAY, "vdi", [*stack, "ms-ws2025-std"])) == {("conflict", "kasm-ccu")}


def test_citrix_makes_no_desktops_on_virtual_server():
    manager = ["ms-vmm-2007-wg", SQL]
    found = asked(
        JANUARY,
        "vdi",
        [HOST, *OLD_WINDOWS, *manager, "ms-virtual-server-2005-r2", "ctx-desktop-server", VECD],
    )
    assert lacks(found) == {("conflict", "ctx-desktop-server")}


def test_workstation_is_no_hypervisor_of_desktops_on_servers():
    found = asked(
        OCTOBER, "vdi", [HOST, *WINDOWS, {"scheme": "vmw-workstation", "quantity": 5}, VECD]
    )
    assert ("uncovered", "hypervisor") in lacks(found)


# What a word means


def tokens(scheme: str) -> set[str]:
    return set(catalogue("us-list").schemes[scheme].provides)


def test_lab_and_stage_manager_do_not_stand_for_virtualcenter():
    stack = [
        HOST,
        *WINDOWS,
        "vmw-vi3-standard",
        "vmw-vdm2",
        VECD,
        "vmw-lab-manager-3",
        "vmw-stage-manager",
    ]
    assert {
        ("unmet", "vmw-lab-manager-3"),
        ("unmet", "vmw-stage-manager"),
        ("uncovered", "broker"),
    } <= lacks(asked(OCTOBER, "vdi", stack))
    assert asked(OCTOBER, "vdi", [*stack, "vmw-virtualcenter", SQL]).compliant


def test_microsofts_manager_does_not_manage_vmwares_hosts_for_their_broker():
    stack = [HOST, *WINDOWS, "vmw-vi3-standard", "vmw-vdm2", VECD, SQL]
    assert lacks(asked(OCTOBER, "vdi", [*stack, "ms-smse"])) >= {
        ("unmet", "ms-smse"),
        ("uncovered", "broker"),
    }


def test_vmotion_needs_virtualcenter_and_a_paid_edition():
    rule = catalogue("us-list").schemes["vmw-vmotion"]
    assert {"paid_esx", "vm_management:vmware"} <= set(rule.requires)
    assert "paid_esx" in tokens("vmw-vi3-standard")
    assert "paid_esx" not in tokens("vmw-esxi")


def cheapest(day: str, must: list[str], delivery: str = "vdi", **group: Any) -> list[set[str]]:
    """The cheapest stacks of a delivery with what must be there, as sets of ids."""
    desks = {"name": "Office", "desktops": 100, "endpoint": "existing_pc", **group}
    scenario = {"name": "x", "delivery": "pc", "stack": []}
    document = {
        "title": "",
        "price_list": "us-list",
        "price_date": day,
        "fleet": [desks],
        "scenarios": [scenario],
    }
    question = parse({"horizon_years": 4, **document}, catalogue)
    wishes = [read_wish(text, True, question.market, "") for text in must]
    rows, _ = search(
        question, Asked(((delivery,),), tuple(w for w in wishes if isinstance(w, Wish)), 10, True)
    )
    return [{entry.scheme.id for entry in row.scenario.stack} for row in rows]


def test_a_windows_cluster_gives_high_availability_to_what_runs_on_its_own_hyper_v():
    stacks = cheapest(OCTOBER, ["token:ha"])
    assert stacks
    for stack in stacks:
        assert "ms-failover-cluster" not in stack or stack & {"ms-hyper-v", "ms-hyper-v-vmm"}
        assert not stack & {"vmw-esxi"}


def test_a_planned_move_is_live_quick_or_none():
    assert {"live_migration", "planned_move"} <= tokens("vmw-vi3-enterprise")
    assert tokens("ms-failover-cluster") == {"ha", "quick_migration", "planned_move"}
    assert not {"live_migration", "quick_migration", "planned_move"} & tokens("ms-hyper-v")
    assert {"live_migration", "planned_move"} <= tokens("ms-failover-cluster-r2")


def test_clustering_comes_with_enterprise_and_datacenter_and_not_with_standard():
    stack = [HOST, "ms-hyper-v", "ms-failover-cluster", "ms-ws-cal-device", VECD]
    standard = asked(OCTOBER, "vdi", [*stack, "ms-ws2008-std"])
    assert ("unmet", "ms-failover-cluster") in lacks(standard)
    enterprise = asked(OCTOBER, "vdi", [*stack, "ms-ws2008-ent"])
    assert ("unmet", "ms-failover-cluster") not in lacks(enterprise)


def test_softgrid_for_desktops_comes_in_the_optimization_pack_to_software_assurance():
    stack = [HOST, *WINDOWS, "ctx-xendesktop-standard", VECD, "ms-mdop"]
    without = asked(OCTOBER, "vdi", stack)
    assert [f.scheme for f, _ in without.findings] == ["ms-mdop"]
    assert asked(OCTOBER, "vdi", stack, entitlements=["software_assurance"]).findings == []


def test_calista_was_never_sold_and_remotefx_needs_hyper_v_and_takes_more_bandwidth_than_rdp():
    schemes = catalogue("us-list").schemes
    assert ("not_on_sale", "ms-calista-cvd") in lacks(asked(OCTOBER, "vdi", ["ms-calista-cvd"]))
    assert {"host:hyper-v", "hyperv_r2_right", "session_right"} <= set(
        schemes["ms-remotefx"].requires
    )
    assert (
        schemes["ms-remotefx"].attributes["session_kbps"]
        > schemes["ms-rdp"].attributes["session_kbps"]
    )


def test_platespin_is_priced_by_quotation_alone():
    stack = [HOST, *WINDOWS, "ctx-xendesktop-standard", VECD, "platespin-powerconvert"]
    assert lacks(asked(OCTOBER, "vdi", stack)) == {("not_on_sale", "platespin-powerconvert")}


def test_ibms_consultants_cost_2_000_a_day():
    stack = [HOST, *WINDOWS, "ctx-xendesktop-standard", VECD]
    days = {"scheme": "ibm-consulting-day", "quantity": 12}
    with_them, without = (asked(OCTOBER, "vdi", s).figures for s in ([*stack, days], stack))
    assert with_them is not None
    assert without is not None
    assert with_them.tco - without.tco == 2_400_000


def test_if_ibm_bought_vmware_and_gave_it_away_vmware_would_beat_xendesktop():
    desks = {"name": "Office", "desktops": 100, "endpoint": "existing_pc"}
    vmware = [HOST, *WINDOWS, SQL, "vmw-vdi-enterprise", VECD]
    citrix = [HOST, *WINDOWS, "ctx-xendesktop-standard", VECD]
    scenarios: list[dict[str, Any]] = [
        {"name": "Citrix", "delivery": "vdi", "stack": citrix},
        {"name": "VMware", "delivery": "vdi", "stack": vmware},
        {"name": "IBM's", "delivery": "vdi", "stack": vmware, "prices": {"vmw-vdi-enterprise": 0}},
    ]
    document = {
        "title": "",
        "price_list": "us-list",
        "price_date": OCTOBER,
        "fleet": [desks],
        "horizon_years": 4,
    }
    costs = [s.figures.tco for s in answered({**document, "scenarios": scenarios}) if s.figures]
    assert costs[2] < costs[0] < costs[1]


# What must be there


def searched(name: str) -> list[set[str]]:
    body = case(name)
    question = parse(body["document"], catalogue)
    must = body.get("wishes", {}).get("must", [])
    wishes = [read_wish(text, True, question.market, "") for text in must]
    ways = (tuple(body["deliveries"]["Office"]),)
    rows, _ = search(
        question, Asked(ways, tuple(w for w in wishes if isinstance(w, Wish)), body["best"], True)
    )
    return [{entry.scheme.id for entry in row.scenario.stack} for row in rows]


def test_the_cheapest_desktop_for_a_thin_client_rests_on_what_a_thin_client_may_have():
    stacks = searched("cheapest-vdi-thin-client-search-body")
    assert "ms-vda-device" in stacks[0]
    assert not set().union(*stacks) & {
        "ms-win-sa-device",
        "ms-win-e3-user",
        "ntx-ahv",
        "apache-guacamole",
    }


def test_the_cheapest_cloud_machine_has_a_right_for_azure_a_disk_and_a_store_for_profiles():
    stacks = searched("cheapest-cloud-search-body")
    assert {"ms-win-e3-user", "az-vm-e8s-v5-host", "az-disk-p10-e8s", "az-files-hot-gb"} <= stacks[
        0
    ]
    assert "aws-ws-pools-user-fee" not in set().union(*stacks)


@pytest.mark.parametrize(
    ("delivery", "day"), [("vdi", OCTOBER), ("session", OCTOBER), ("vdi", TODAY)]
)
def test_the_cheapest_desktops_on_own_hosts_have_disks(delivery, day):
    stacks = cheapest(day, [], delivery)
    assert stacks
    assert all(any(scheme.startswith("storage-") for scheme in stack) for stack in stacks)


def test_nobody_is_given_a_second_cloud_desktop_for_its_disk():
    """A machine with a GPU in Azure keeps its disk there, not in a Cloud PC of Windows 365 or a
    WorkSpace beside it.
    """
    stacks = cheapest(
        TODAY, [], "cloud", endpoint="existing_thin_client", entitlements=["needs:virtual_gpu"]
    )
    assert stacks
    assert not any(scheme.startswith(("ms-w365", "aws-")) for stack in stacks for scheme in stack)


@pytest.mark.parametrize(
    ("group", "offered"),
    [({}, False), ({"users": 150}, True), ({"users": 150, "devices": 150}, False),
     ({"entitlements": ["frontline_workers"]}, True)],
)  # fmt: skip
def test_the_search_gives_a_frontline_plan_to_those_who_share_devices(group, offered):
    stacks = cheapest(
        TODAY, ["scheme:az-vm-d8s-v5-host"], "cloud", endpoint="existing_thin_client", **group
    )
    assert stacks
    assert any("ms-m365-f3" in stack for stack in stacks) is offered


# What is sold


def test_one_licence_is_sold_under_one_id_at_a_time():
    for day, sold in ((date(2011, 1, 1), "ms-windows-vda"), (date(2026, 7, 31), "ms-vda-device")):
        prices = catalogue("us-list").on(day).prices
        assert {"ms-windows-vda", "ms-vda-device"} & prices.keys() == {sold}


def test_flex_is_known_by_the_name_that_it_had():
    flex = catalogue("us-list").schemes["ms-w365f-2-8-128"]
    assert (flex.product, flex.also_called) == ("Windows 365 Flex", "Windows 365 Frontline")


# How it is counted


@pytest.mark.parametrize(
    ("edition", "licences"), [("ms-ws2008-std", 4), ("ms-ws2008-ent", 1), ("ms-ws2008-dc", 2)]
)
def test_four_machines_on_a_host_need_four_standard_one_enterprise_or_two_datacenter(
    edition, licences
):
    entry = {"scheme": edition, **({} if edition == "ms-ws2008-dc" else {"instances": 4})}
    found = asked(
        OCTOBER, "session", [HOST, entry, "ms-ws-cal-device", "ms-ts-cal-device"], desktops=1
    )
    assert found.figures is not None
    [line] = [line for line in found.figures.lines if line.key == edition]
    assert line.packs[0] == licences * found.hosts[0]


def test_a_processor_of_48_cores_needs_two_licences_of_perpetual_vsphere():
    rule = catalogue("us-list").schemes["vmw-vsphere-std-perp"]
    assert (rule.metric, rule.attributes["cores_per_licence"]) == ("socket", 32)


def test_microsofts_subscriptions_cost_5_per_cent_more_by_the_month_and_20_without_a_term():
    terms = catalogue("us-list").schemes["ms-m365-e3"].terms
    assert [f"{name}:{factor}" for name, factor in terms.items()] == [
        "yearly:1",
        "monthly:1.05",
        "flexible:1.2",
    ]


def test_citrixs_first_year_and_system_centers_first_two_are_in_the_price():
    schemes = catalogue("us-list").schemes
    assert schemes["ctx-xenapp-advanced"].maintenance_included_years == 1
    assert schemes["ms-sc2025-std"].maintenance_included_years == 2


def test_a_group_that_says_it_needs_a_virtual_gpu_lacks_it_where_nobody_brings_one():
    stack = ["server-2s-64c-1024-gpu", "px-ve-free", "kasm-ccu", "ms-vda-device"]
    group = {"profile": "power", "entitlements": ["needs:virtual_gpu"]}
    assert lacks(asked(TODAY, "vdi", stack, **group)) == {("uncovered", "virtual_gpu")}
    assert asked(TODAY, "vdi", [*stack, "nv-vpc-sub"], **group).compliant
    assert asked(TODAY, "pc", ["pc-desktop-2023"], **group).compliant
    cloud = ["ms-vda-e3-user", "az-vm-nv6ads-a10-v5-personal", "az-disk-p10-user"]
    assert asked(TODAY, "cloud", cloud, **group).compliant
    assert all("nv-" in " ".join(stack) for stack in cheapest(TODAY, [], **group))
