"""Findings in words: what is missing, and which schemes on sale would provide it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from .coverage import Finding
from .document import Scenario
from .market import Market, Scheme, list_provided
from .vocabulary import HYPERVISOR, is_of_hosts

TOKENS = {
    "windows_vdi_right": "the right to a Windows desktop on a server",
    "hypervisor": "a hypervisor",
    "broker": "a broker",
    "server_os": "a server operating system",
    "session_right": "the right to a session",
    "cloud_desktop": "a cloud desktop",
    "server": "a server to run on",
    "endpoint": "a device on the desk",
    "software_assurance": "Software Assurance",
    "server_access": "a server access licence",
    "avd_right": "a plan that admits Azure Virtual Desktop",
    "windows_enterprise": "Windows by user for Windows 365",
    "intune": "Intune",
    "entra_p1": "Entra ID P1",
    "vm_management": "management of virtual machines",
    "planned_move": "a planned move with at most a minute of standstill",
    "quick_migration": "a planned move with 5 to 60 seconds of standstill",
    "clustering": "a Windows Server edition with failover clustering",
    "lab_management": "Lab Manager",
    "hyperv_role": "Hyper-V as a role of Windows Server",
    "paid_esx": "VMware hosts with a paid edition",
    "horizon_host": "hosts that Horizon runs on (VMware, or AHV)",
    "nci": "an NCI or EUC licence",
    "azure_local": "Azure Local hosts",
    "gpu": "a server with GPUs",
    "no_gpu": "a server without GPUs",
    "amazon_right": "Windows VDA E3 or E5 per user",
    "amazon_pools_right": "the user fee of WorkSpaces Pools",
    "external_users": "users from outside the company",
    "avd_apps_right": "the right to single programs in Azure Virtual Desktop",
    "cloud_disk": "a disk for the cloud machine",
    "host_disk": "disks for what runs on the hosts",
    "windows_365": "a Cloud PC of Windows 365",
    "frontline_plan": "a plan for frontline workers",
    "frontline_workers": "frontline workers",
    "profile_store": "a store for users' profiles",
    "windows_local_vm": "Windows in a virtual machine on the device itself",
    "teams": "Teams",
    "database": "a database",
    "live_migration": "live migration",
    "ha": "high availability",
    "directory": "a directory",
    "rds_cal_sa": "an RDS licence with Software Assurance",
    "windows_pro": "a device with Windows Pro",
    "hyperv_right": "a Windows Server edition with Hyper-V",
    "hyperv_r2_right": "Windows Server 2008 R2 or later with Hyper-V",
    "xenapp_platinum": "XenApp Platinum",
    "app_virtualisation": "application virtualisation",
    "remote_protocol": "a remote protocol",
    "session_broker": "a broker of sessions",
    "image_management": "image management",
    "virtual_gpu": "a virtual GPU",
}
HOSTS = {
    "ahv": "AHV",
    "hyper-v": "Hyper-V",
    "kvm": "KVM",
    "ovirt": "oVirt",
    "proxmox": "Proxmox",
    "virtual-iron": "Virtual Iron",
    "virtual-server": "Virtual Server",
    "vmware": "VMware",
    "xenserver": "XenServer",
    "pc": "PC",
    "workspaces_core": "WorkSpaces Core",
}
WORDS_OF = {
    "host": "{} hosts",
    "vm_management": "management of virtual machines on {} hosts",
    "unmanaged_host": "{} hosts that nothing manages",
    "azure_machine": "a machine in Azure of the same size ({})",
    "broker": "a broker for {}",
    "desk": "a {} on the desk",
}
RESOURCES = {"cpu": "processors", "ram": "memory"}
MOST_NAMED = 5
NO_VENDOR = "Generic"  # hardware of no make


def token_words(token: str) -> str:
    """A token as people say it.

    >>> token_words("endpoint:thin_client"), token_words("broker")
    ('a desk with “thin client”', 'a broker')
    """
    kind, _, rest = token.partition(":")
    words = rest.replace("_", " ")
    if kind == "needs" and rest:
        return f"a need of {token_words(rest)}"
    if kind == "endpoint" and rest:
        return f"a desk with “{words}”"
    if kind == "delivery" and rest:
        return f"a group on {words}"
    if kind == "profile" and rest:
        return f"a group with {words} work"
    if kind in WORDS_OF and rest:
        return WORDS_OF[kind].format(HOSTS.get(rest, words))
    return TOKENS.get(token, token.replace("_", " "))


def scheme_words(scheme: Scheme) -> str:
    """Vendor, product and edition of a scheme in one run of words; hardware of no make has no
    vendor, and who stands in the product's own name is not said twice.

    >>> daas = Scheme("daas", "broker", "user", "perpetual", vendor="Citrix", product="Citrix DaaS")
    >>> scheme_words(daas)
    'Citrix DaaS'
    """
    if scheme.vendor == NO_VENDOR or scheme.name.startswith(f"{scheme.vendor} "):
        return scheme.name
    return f"{scheme.vendor} {scheme.name}".strip()


def tell_finding(finding: Finding, scenario: Scenario) -> str:
    """One or two sentences for a finding: who lacks what, and what on sale that day would mend
    it.
    """
    mended = _mend_stack(finding, scenario)
    if mended:
        return f"{fact(finding, scenario)} {mended}"
    return fact(finding, scenario)


def fact(finding: Finding, scenario: Scenario) -> str:
    """The first sentence of a finding: who lacks what."""
    market = scenario.market
    scheme = market.catalogue.schemes.get(finding.scheme or "")
    named = ""
    if scheme:
        named = scheme_words(scheme)
    token = finding.token or ""
    if finding.kind == "uncovered" and finding.group is None:
        return "Desktops or sessions run on hosts, but the stack has no server."
    if finding.kind == "uncovered" and token == "endpoint":
        return f"{finding.group} has no device on the desk."
    if finding.kind == "uncovered":
        return f"{finding.group} lacks {token_words(token)}."
    if finding.kind == "unmet":
        return f"{named} needs {token_words(token)}, and nothing in the stack brings it."
    if finding.kind == "unused":
        return _find_unused(scheme, named, scenario)
    if finding.kind == "not_on_sale":
        words = (
            f"{named} was not on sale on {market.day.isoformat()} "
            f"({market.when_sold(finding.scheme or '')})."
        )
        successor = None
        if scheme and scheme.successor:
            successor = market.catalogue.schemes.get(scheme.successor)
        if successor is not None and market.price(successor.id) is not None:
            words += f" {scheme_words(successor)} followed it."
        return words
    if finding.kind == "over_maximum":
        assert scheme is not None
        return f"{named} may be used for up to {scheme.maximum:,}; more are needed."
    if finding.kind == "too_large":
        machine = "the stack's server"
        if scheme:
            machine = named
        return f"{finding.group} needs more {RESOURCES[token]} for one desktop than {machine} has."
    return _tell_conflict(finding, named, scenario)


def _tell_conflict(finding: Finding, named: str, scenario: Scenario) -> str:
    """What a scheme does not support and who brings it; of hosts, that the stack's order decides
    who runs them.
    """
    token = finding.token or ""
    [own] = [entry for entry in scenario.stack if entry.scheme.id == finding.scheme]
    bringing = [
        e
        for e in scenario.stack
        if e is not own and token in scenario.list_brought_to_any(e, e.groups)
    ]
    if not bringing:
        return (
            f"{named} does not support {token_words(token)}, which another scheme of the stack "
            "brings."
        )
    words = (
        f"{named} does not support {token_words(token)}, which {scheme_words(bringing[0].scheme)} "
        "brings."
    )
    is_in_own_role = bringing[0].scheme.role == HYPERVISOR
    if is_of_hosts(token) and HYPERVISOR in own.scheme.provides and not is_in_own_role:
        words += f" The first in the stack runs the hosts: put {named} before it to run its own."
    return words


def not_checked(scenario: Scenario) -> list[tuple[Scheme, str]]:
    """The schemes of a stack with conditions that no rule checks, and those conditions in words."""
    return [
        (entry.scheme, entry.scheme.not_checked)
        for entry in scenario.stack
        if entry.scheme.not_checked
    ]


def _find_unused(scheme: Scheme | None, named: str, scenario: Scenario) -> str:
    """Why a seat scheme covers nobody, and that a number of its own is paid for all the same."""
    assert scheme is not None
    [entry] = [entry for entry in scenario.stack if entry.scheme is scheme]
    there = scenario.list_brought_beside(entry)
    there.update(*(scenario.own_tokens(group) for group in entry.groups))
    missing = [
        token
        for token in scheme.requires
        if token not in there and not token.startswith("profile:")
    ]
    needs = f"it needs {' and '.join(token_words(token) for token in missing)}"
    why = "none is eligible, or another scheme does its part already"
    if missing:
        why = needs
    number = (entry.quantity or 0) + entry.extra
    paid = ""
    if number:
        paid = f" The {number:,} that its entry asks for are paid all the same."
    return f"{named} covers no group: {why}.{paid}"


def find_menders(finding: Finding, scenario: Scenario) -> list[Scheme]:
    """The schemes on sale that day, and not in the stack, that bring what a finding lacks."""
    if finding.kind not in ("uncovered", "unmet"):
        return []
    if finding.kind == "uncovered" and finding.group is None:
        return _on_sale(scenario, "server")
    if finding.kind == "uncovered" and finding.token == "endpoint":
        wanted = {f"endpoint:{endpoint}" for endpoint in scenario.endpoints}
        return [s for s in _on_sale(scenario, "endpoint") if wanted & set(s.requires)]
    providers = scenario.market.providers.get(finding.token or "", [])
    places: Sequence[int] = range(len(scenario.endpoints))
    if finding.place is not None:
        places = (finding.place,)
    there = list_provided(entry.scheme for entry in scenario.stack)
    reach = [
        _within_reach(scenario.market, frozenset(there.union(scenario.own_tokens(g))))
        for g in places
    ]
    lawful = [s for s in providers if any(tokens.issuperset(s.requires) for tokens in reach)]
    return [s for s in lawful if not any(e.scheme is s for e in scenario.stack)]


@lru_cache(maxsize=256)
def _within_reach(market: Market, own: frozenset[str]) -> frozenset[str]:
    """The tokens that a group may come to have: its own, and what is on sale and asks for nothing
    else.

    Schemes that ask for one another, as a paid ESX and its VirtualCenter do, may come together.
    """
    able = [market.catalogue.schemes[name] for name in market.prices]
    while True:
        reach = own | list_provided(able)
        left = [scheme for scheme in able if reach.issuperset(scheme.requires)]
        if left == able:
            return reach
        able = left


def _mend_stack(finding: Finding, scenario: Scenario) -> str:
    if finding.kind not in ("uncovered", "unmet"):
        return ""
    return _name_schemes(find_menders(finding, scenario), scenario)


def _on_sale(scenario: Scenario, role: str) -> list[Scheme]:
    schemes = scenario.market.catalogue.schemes
    return [schemes[name] for name in scenario.market.prices if schemes[name].role == role]


def _name_schemes(schemes: list[Scheme], scenario: Scenario) -> str:
    if not schemes:
        return f"Nothing on sale on {scenario.market.day.isoformat()} would bring it."
    shown = ", ".join(f"{scheme_words(scheme)} ({scheme.id})" for scheme in schemes[:MOST_NAMED])
    more = len(schemes) - MOST_NAMED
    return f"On sale that day and bringing it: {shown}{f' and {more} more' if more > 0 else ''}."
