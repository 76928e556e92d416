"""Stacks that tempt and that nobody may run.

Each is found, and a sentence that a buyer understands says why.
"""

from __future__ import annotations

from typing import Any

import pytest

from pricing.engine.findings import tell_finding
from tests.pricing.shipped import Entry, asked

OCTOBER, TODAY = "2008-10-31", "2026-10-14"
OLD = [
    "server-2s-qc-32",
    {"scheme": "ms-ws2008-std", "quantity": 2},
    "ms-ws-cal-device",
    "storage-local",
]
NEW = ["server-2s-64c-1024", "storage-hybrid-gb"]
WINDOWS = [{"scheme": "ms-ws2025-std", "quantity": 32}, "ms-ws2025-cal-user"]
KASM = [*NEW, "px-ve-free", "kasm-ccu"]
AZURE = ["az-vm-d8s-v5-host", "az-disk-p10-d8s", "az-files-hot-gb"]
THIN = {"endpoint": "existing_thin_client"}

WRONG: dict[str, tuple[str, str, list[Entry], dict[str, Any], str]] = {
    "Software Assurance of a thin client": (
        TODAY,
        "vdi",
        [*KASM, "ms-win-sa-device"],
        THIN,
        "needs a PC on the desk",
    ),
    "Windows E3 by user on a thin client": (
        TODAY,
        "vdi",
        [*KASM, "ms-win-e3-user"],
        THIN,
        "needs a PC on the desk",
    ),
    "F3 on a thin client": (
        TODAY,
        "vdi",
        [*KASM, "ms-m365-f3"],
        THIN,
        "lacks the right to a Windows desktop",
    ),
    "VDA by device in Azure": (
        TODAY,
        "cloud",
        [*AZURE, "ms-vda-device"],
        {},
        "a plan that admits Azure",
    ),
    "Amazon's fee in Azure": (
        TODAY,
        "cloud",
        [*AZURE, "aws-ws-pools-user-fee"],
        {},
        "needs a plan that admits Azure Virtual Desktop",
    ),
    "access for outsiders given to staff": (
        TODAY,
        "cloud",
        [*AZURE, "ms-avd-peruser-desktops"],
        {},
        "needs users from outside the company",
    ),
    "Microsoft 365 at Amazon": (
        TODAY,
        "cloud",
        ["aws-ws-byol-standard-on", "ms-m365-e3"],
        {},
        "needs Windows VDA E3 or E5 per user",
    ),
    "Business Premium on own hosts": (
        TODAY,
        "vdi",
        [*KASM, "ms-m365-bp"],
        {},
        "lacks the right to a Windows desktop on a server",
    ),
    "Business Premium for 301": (
        TODAY,
        "cloud",
        ["ms-m365-bp", "ms-w365e-2-8-128"],
        {"desktops": 301},
        "may be used for up to 300",
    ),
    "Windows 365 Business for 301": (
        TODAY,
        "cloud",
        ["ms-w365b-2-8-128"],
        {"desktops": 301},
        "may be used for up to 300",
    ),
    "Windows 365 Business by a benefit that ended": (
        TODAY,
        "cloud",
        ["ms-w365b-hb-2-8-128"],
        {"entitlements": ["windows_pro"]},
        "ended on 2026-05-01",
    ),
    "Windows 365 Flex without Intune": (
        TODAY,
        "cloud",
        ["ms-win-e3-user", "ms-entra-p1", "ms-w365f-2-4-64"],
        {},
        "needs Intune",
    ),
    "RDS without Windows CALs": (
        TODAY,
        "session",
        [*NEW, "ms-ws2025-std", "ms-rds2025-cal-user"],
        {},
        "needs a server access licence",
    ),
    "RDS without Windows Server": (
        TODAY,
        "session",
        [*NEW, "px-ve-free", "ms-ws2025-cal-user", "ms-rds2025-cal-user"],
        {},
        "lacks a server operating system",
    ),
    "XenApp without Terminal Services CALs": (
        OCTOBER,
        "session",
        [
            "server-2s-qc-32",
            "ms-ws2008-std",
            "ms-ws-cal-device",
            "storage-local",
            "ctx-xenapp-advanced",
        ],
        {},
        "needs the right to a session",
    ),
    "Hyper-V Server in the place of Windows Server": (
        OCTOBER,
        "session",
        ["server-2s-qc-32", "ms-hyper-v-server-2008", "ms-ws-cal-device", "ms-ts-cal-device"],
        {},
        "lacks a server operating system",
    ),
    "XenDesktop on Hyper-V that nothing manages": (
        OCTOBER,
        "vdi",
        [*OLD, "ms-hyper-v-server-2008", "ctx-xendesktop-standard", "ms-vecd"],
        {},
        "does not support Hyper-V hosts that nothing manages",
    ),
    "XenDesktop on free ESXi": (
        OCTOBER,
        "vdi",
        [*OLD, "vmw-esxi", "ctx-xendesktop-standard", "ms-vecd"],
        {},
        "does not support VMware hosts that nothing manages",
    ),
    "VMware's broker on Hyper-V": (
        OCTOBER,
        "vdi",
        [*OLD, "ms-hyper-v-server-2008", "vmw-vdm2", "ms-vecd"],
        {},
        "needs VMware hosts",
    ),
    "a Windows cluster for ESX": (
        OCTOBER,
        "vdi",
        [
            "server-2s-qc-32",
            "ms-ws2008-ent",
            "ms-ws-cal-device",
            "ms-sql-2005-express",
            "vmw-vi3-standard",
            "vmw-virtualcenter",
            "vmw-vdm2",
            "ms-vecd",
            "ms-failover-cluster",
        ],
        {},
        "needs Hyper-V as a role of Windows Server",
    ),
    "VECD at 23 on a laptop without Software Assurance": (
        OCTOBER,
        "vdi",
        [*OLD, "ctx-xendesktop-standard", "ms-vecd-sa"],
        {"endpoint": "existing_laptop"},
        "needs Software Assurance",
    ),
    "free ESXi of today under a broker": (
        TODAY,
        "vdi",
        [*NEW, *WINDOWS, "vmw-esxi-free-8", "par-ras-ccu", "ms-vda-device"],
        {},
        "does not support VMware hosts that nothing manages",
    ),
    "AHV without its licence": (
        TODAY,
        "vdi",
        [*NEW, "ntx-ahv", "kasm-ccu", "ms-vda-device"],
        {},
        "needs an NCI or EUC licence",
    ),
    "a virtual GPU without cards": (
        TODAY,
        "vdi",
        [*KASM, "ms-vda-device", "nv-vpc-sub"],
        {},
        "needs a server with GPUs",
    ),
    "Citrix for ever after 2022": (
        TODAY,
        "vdi",
        [*NEW, *WINDOWS, "vmw-vvf", "ctx-cvad-premium-ccu-perp", "ms-vda-device"],
        {},
        "ended on 2022-10-01",
    ),
    "SQL Server without Windows Server": (
        TODAY,
        "vdi",
        [*KASM, "ms-vda-device", "ms-sql2025-std-server"],
        {},
        "needs a server operating system",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_stack_that_nobody_may_run_is_found_in_words(name):
    day, delivery, stack, group, words = WRONG[name]
    found = asked(day, delivery, stack, **group)
    assert not found.compliant
    assert any(words in tell_finding(finding, found.scenario) for finding, _ in found.findings)


def test_a_desktop_pack_without_software_assurance_is_said_and_not_paid():
    found = asked(OCTOBER, "vdi", [*OLD, "ctx-xendesktop-standard", "ms-vecd", "ms-mdop"])
    assert [tell_finding(f, found.scenario) for f, _ in found.findings] == [
        "Microsoft Desktop Optimization Pack with Application Virtualization (SoftGrid) covers no "
        "group: "
        "it needs Software Assurance."
    ]
    assert found.figures is not None
    [line] = [line for line in found.figures.lines if line.key == "ms-mdop"]
    assert set(line.packs) == {0}
