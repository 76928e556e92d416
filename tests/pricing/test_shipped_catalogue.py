"""What ships: the article's world complete, every row sound, every preset for sale on its day."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from pricing.catalogue.files import SHIPPED, read_folder
from pricing.engine.knobs import KNOBS
from pricing.presets import OPPOSED_STUDIES, presets

FOLDER = read_folder(SHIPPED)
SCHEMES = {entry.values["id"]: entry.values for entry in FOLDER.schemes}
SAID_BY_A_GROUP = ("desk:pc", "external_users")
NO_READING = re.compile(
    r"recollection|recalled|planning value|estimate|from memory|street price|unknown", re.IGNORECASE
)


def amount(scheme, day, price_list="us-list"):
    """The amount in force, as the list writes it; None where the scheme is not on sale."""
    rows = [entry.values for entry in FOLDER.prices[price_list] if entry.values["scheme"] == scheme]
    past = [row for row in rows if row["valid_from"] <= date.fromisoformat(day)]
    last = max(past, key=lambda row: row["valid_from"], default=None)
    return None if last is None or last["amount"] is None else str(last["amount"])


# Every system of the article: its scheme, what is counted, what it needs, what it brings, and its
# price on 31 January 2008; None where it was not sold then, or no price of that day has been found.
ARTICLE = {
    "VMware ESX Server, VI3 Foundation": (
        "vmw-vi3-foundation",
        "socket",
        "",
        "hypervisor",
        "995.00",
    ),
    "VMware ESX Server, VI3 Standard": ("vmw-vi3-standard", "socket", "", "hypervisor", "2995.00"),
    "VMware ESX Server, VI3 Enterprise": (
        "vmw-vi3-enterprise",
        "socket",
        "",
        "live_migration",
        "5750.00",
    ),
    "VMotion": ("vmw-vmotion", "socket", "vm_management:vmware", "live_migration", None),
    "VirtualCenter": ("vmw-virtualcenter", "site", "database", "vm_management:vmware", "4995.00"),
    "VMware VDI, ten desktops": ("vmw-vdi-starter", "concurrent_user", "", "broker", "1500.00"),
    "VMware VDI, a hundred desktops": (
        "vmw-vdi-enterprise",
        "concurrent_user",
        "",
        "broker",
        "15000.00",
    ),
    "Virtual Desktop Manager": (
        "vmw-vdm2",
        "concurrent_user",
        "vm_management:vmware",
        "broker",
        "500.00",
    ),
    "ESX Server 3i": ("vmw-esxi", "socket", "", "hypervisor", "495.00"),
    "VMware Workstation": ("vmw-workstation", "site", "", "", "189.00"),
    "Lab Manager": (
        "vmw-lab-manager",
        "site",
        "vm_management:vmware",
        "lab_management",
        "15000.00",
    ),
    "Stage Manager": ("vmw-stage-manager", "socket", "vm_management:vmware", "", None),
    "PlateSpin": ("platespin-powerconvert", "site", "", "", None),
    "VECD for Software Assurance": (
        "ms-vecd-sa",
        "device",
        "software_assurance",
        "windows_vdi_right",
        "23.00",
    ),
    "VECD without Software Assurance": ("ms-vecd", "device", "", "windows_vdi_right", "110.00"),
    "Software Assurance": ("ms-windows-sa", "device", "endpoint:pc", "software_assurance", "54.00"),
    "Windows VDA": ("ms-windows-vda", "device", "", "windows_vdi_right", None),
    "Vista Home Basic in a VM": ("ms-vista-home-basic", "device", "", "windows_local_vm", "199.00"),
    "Vista Home Premium in a VM": (
        "ms-vista-home-premium",
        "device",
        "",
        "windows_local_vm",
        "239.00",
    ),
    "Vista Business in a VM": ("ms-vista-business", "device", "", "windows_local_vm", "299.99"),
    "Hyper-V in Windows Server 2008": ("ms-hyper-v", "host", "hyperv_right", "hypervisor", None),
    "Hyper-V Server": ("ms-hyper-v-server-2008", "host", "", "hypervisor", None),
    "Windows Server 2008 Standard": ("ms-ws2008-std", "host", "", "hyperv_right", None),
    "Windows Server 2008 Enterprise": ("ms-ws2008-ent", "host", "", "clustering", None),
    "Windows Server 2008 Datacenter": ("ms-ws2008-dc", "socket", "", "server_os", None),
    "Windows Server 2003 R2 Standard": ("ms-ws2003r2-std", "host", "", "server_os", "999.00"),
    "Windows Server CAL, user": ("ms-ws-cal-user", "user", "server_os", "server_access", "199.00"),
    "Windows Server CAL, device": (
        "ms-ws-cal-device",
        "device",
        "server_os",
        "server_access",
        "199.00",
    ),
    "Terminal Services CAL, user": (
        "ms-ts-cal-user",
        "user",
        "server_access",
        "session_right",
        "120.00",
    ),
    "Terminal Services CAL, device": (
        "ms-ts-cal-device",
        "device",
        "server_access",
        "session_right",
        "120.00",
    ),
    "Virtual Machine Manager, in its suite": (
        "ms-smse",
        "host",
        "database",
        "vm_management:hyper-v",
        "980.00",
    ),
    "Virtual Machine Manager, Workgroup": (
        "ms-vmm-2007-wg",
        "host",
        "database",
        "vm_management",
        "499.00",
    ),
    "SQL Server Express": ("ms-sql-2005-express", "site", "", "database", "0.00"),
    "SQL Server Standard": ("ms-sql-2005-standard", "site", "", "database", "2799.00"),
    "Application Virtualization in MDOP": (
        "ms-mdop",
        "device",
        "software_assurance",
        "app_virtualisation",
        "10.00",
    ),
    "SoftGrid for Terminal Services": (
        "ms-softgrid-ts",
        "user",
        "session_right",
        "app_virtualisation",
        None,
    ),
    "Calista": ("ms-calista-cvd", "device", "", "virtual_gpu", None),
    "RemoteFX": ("ms-remotefx", "device", "session_right", "virtual_gpu", None),
    "RDP": ("ms-rdp", "site", "", "remote_protocol", "0.00"),
    "XenServer Standard": ("ctx-xenserver-standard", "host", "", "hypervisor", "750.00"),
    "XenServer Enterprise": ("ctx-xenserver-enterprise", "host", "", "live_migration", "2499.00"),
    "XenDesktop Standard": ("ctx-xendesktop-standard", "concurrent_user", "", "broker", None),
    "XenDesktop Enterprise": (
        "ctx-xendesktop-enterprise",
        "concurrent_user",
        "",
        "app_virtualisation",
        None,
    ),
    "Citrix Desktop Server": (
        "ctx-desktop-server",
        "concurrent_user",
        "vm_management",
        "broker",
        "75.00",
    ),
    "Presentation Server": (
        "ctx-xenapp-advanced",
        "concurrent_user",
        "session_right",
        "session_broker",
        "350.00",
    ),
    "IBM's consolidation services": ("ibm-server-consolidation", "site", "", "", None),
    "IBM's consolidation services, by the day": ("ibm-consulting-day", "site", "", "", "2000.00"),
    "a PC": ("pc-business", "device", "endpoint:pc", "", "800.00"),
    "a thin client": ("thin-client", "device", "endpoint:thin_client", "", "300.00"),
    "HP's mobile thin client": ("hp-6720t", "device", "endpoint:thin_client", "", "725.00"),
    "a server": ("server-2s-qc-32", "host", "", "", "10000.00"),
    "a Fibre Channel array": ("storage-san-fc", "gb", "", "", "10.00"),
    "an iSCSI array": ("storage-iscsi-sata", "gb", "", "", "4.00"),
}


@pytest.mark.parametrize("system", ARTICLE)
def test_every_system_of_the_article_is_there_with_its_rule_and_its_price_of_january_2008(system):
    scheme, metric, needs, brings, price = ARTICLE[system]
    rule = SCHEMES[scheme]
    assert rule["metric"] == metric
    assert not needs or needs in rule["requires"]
    assert not brings or brings in rule["provides"]
    assert rule["rule_note"]
    assert amount(scheme, "2008-01-31") == price


@pytest.mark.parametrize(
    ("scheme", "day", "price"),
    [
        ("vmw-esxi", "2008-07-28", "0.00"),
        ("ms-hyper-v", "2008-06-26", "0.00"),
        ("ms-hyper-v-server-2008", "2008-10-01", "0.00"),
        ("ms-ws2008-std", "2008-02-27", "999.00"),
        ("ms-ws2008-ent", "2008-02-27", "3999.00"),
        ("ms-ws2008-dc", "2008-02-27", "2999.00"),
        ("ctx-xendesktop-standard", "2008-05-20", "75.00"),
        ("ms-windows-vda", "2010-07-01", "100.00"),
        ("ms-remotefx", "2011-02-22", "0.00"),
        ("vmw-stage-manager", "2008-07-01", "1495.00"),
    ],
)
def test_what_came_after_january_2008_is_sold_from_its_first_day(scheme, day, price):
    before = date.fromordinal(date.fromisoformat(day).toordinal() - 1).isoformat()
    assert amount(scheme, day) == price
    assert amount(scheme, before) in (None, "495.00")


def test_vecd_was_sold_until_windows_vda_replaced_it():
    assert (amount("ms-vecd-sa", "2008-01-31"), amount("ms-vecd-sa", "2011-01-01")) == (
        "23.00",
        None,
    )
    assert (amount("ms-windows-vda", "2008-01-31"), amount("ms-windows-vda", "2011-01-01")) == (
        None,
        "100.00",
    )
    assert SCHEMES["ms-vecd"]["successor"] == "ms-windows-vda"


def test_hyper_v_comes_with_the_editions_that_have_it_and_not_with_those_without():
    assert "hyperv_right" in SCHEMES["ms-ws2008-ent"]["provides"]
    assert "hyperv_right" not in SCHEMES["ms-ws2008-ent-nohv"]["provides"]


def test_remotefx_changes_the_bandwidth_of_a_session():
    assert SCHEMES["ms-calista-cvd"]["successor"] == "ms-remotefx"
    assert SCHEMES["ms-remotefx"]["attributes"]["session_kbps"] == 1000
    assert SCHEMES["ms-rdp"]["attributes"]["session_kbps"] == 80


def test_citrix_editions_that_manage_desktops_run_on_microsofts_hosts():
    assert "host:hyper-v" not in SCHEMES["ctx-xendesktop-standard"]["excludes"]
    assert "unmanaged_host:hyper-v" in SCHEMES["ctx-xendesktop-standard"]["excludes"]
    assert "host:proxmox" in SCHEMES["ctx-xendesktop-standard"]["excludes"]


@pytest.mark.parametrize(
    ("scheme", "maximum"),
    [
        ("ctx-xenserver-express", 1),
        ("ctx-xendesktop-express", 10),
        ("ctx-essentials-hyperv-express", 2),
        ("vates-vms-essential", 3),
        ("kasm-community", 5),
        ("vmw-essentials-plus-sub", 96),
        ("ms-m365-bp", 300),
        ("ms-w365b-2-8-128", 300),
    ],
)
def test_a_ceiling_that_the_metric_can_count_is_a_maximum(scheme, maximum):
    assert SCHEMES[scheme]["maximum"] == maximum


@pytest.mark.parametrize("name", [name for name in presets() if name not in OPPOSED_STUDIES])
def test_every_scheme_of_a_preset_is_on_sale_on_its_day_or_has_the_buyers_own_price(name):
    document = presets()[name]
    used = {
        scheme
        for scenario in document["scenarios"]
        for scheme in (
            entry if isinstance(entry, str) else entry["scheme"] for entry in scenario["stack"]
        )
        if not isinstance(scenario.get("prices", {}).get(scheme), dict)  # quoted
    }
    missing = [
        scheme
        for scheme in used
        if amount(scheme, document["price_date"], document["price_list"]) is None
    ]
    assert missing == []


@pytest.mark.parametrize("name", presets())
def test_every_assumption_has_a_value_on_the_day_of_a_preset(name):
    day = date.fromisoformat(presets()[name]["price_date"])
    there = {
        entry.values["name"] for entry in FOLDER.assumptions if entry.values["valid_from"] <= day
    }
    assert there == set(KNOBS)


def test_every_end_of_every_assumption_is_within_its_bounds():
    for entry in FOLDER.assumptions:
        for end in ("low", "typical", "high"):
            assert KNOBS[entry.values["name"]].admits(entry.values[end]), entry


def test_every_token_that_a_scheme_needs_is_brought_by_another_or_said_by_a_group():
    brought = {token for scheme in SCHEMES.values() for token in scheme["provides"]}
    for scheme in SCHEMES.values():
        for token in scheme["requires"]:
            said = token in SAID_BY_A_GROUP or token.startswith(("endpoint:", "delivery:"))
            assert token in brought or said, (scheme["id"], token)


def test_no_host_is_excluded_that_no_scheme_provides():
    brought = {token for scheme in SCHEMES.values() for token in scheme["provides"]}
    assert {token for scheme in SCHEMES.values() for token in scheme["excludes"]} <= brought


def test_nothing_verified_or_derived_lacks_an_address_or_rests_on_memory():
    rows = [entry.values for entries in FOLDER.prices.values() for entry in entries]
    rows += [entry.values for entry in FOLDER.assumptions]
    for row in rows:
        if row["confidence"] != "recalled":
            assert row["source_url"], row
            assert not NO_READING.search(row["source"]), row


def test_a_verified_rule_names_where_it_stands():
    assert [
        s["id"]
        for s in SCHEMES.values()
        if s["rule_confidence"] == "verified" and not s["rule_source_url"]
    ] == []


def test_a_sale_ends_after_it_began():
    for entries in FOLDER.prices.values():
        rows = sorted(
            (entry.values for entry in entries), key=lambda row: (row["scheme"], row["valid_from"])
        )
        for before, row in zip([None, *rows], rows, strict=False):
            if row["amount"] is None and not (before and before["scheme"] == row["scheme"]):
                was_quoted = SCHEMES[row["scheme"]]["quoted_from"]
                never_priced = row["scheme"] in ("ms-softgrid-ts", "ms-calista-cvd")
                assert never_priced or was_quoted < row["valid_from"], row
            elif row["amount"] is None:
                assert before["amount"] is not None, row


def test_vendors_are_written_one_way():
    spelled = Counter(scheme["vendor"].casefold() for scheme in SCHEMES.values())
    assert len(spelled) == len({scheme["vendor"] for scheme in SCHEMES.values()})


def test_nothing_of_2008_is_sold_today_under_an_old_name():
    sold = {scheme for scheme in SCHEMES if amount(scheme, "2026-10-14") is not None}
    assert not sold & {
        "ms-windows-7-professional",
        "vmw-vsphere4-standard",
        "ctx-xenapp-advanced",
        "pc-business",
    }


def test_texts_carry_no_local_file_names():
    text = "".join(path.read_text() for path in SHIPPED.rglob("*.csv"))
    assert "sources-" not in text
