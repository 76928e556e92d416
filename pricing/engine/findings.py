"""Findings in words: what is missing, and which schemes on sale would provide it."""

from __future__ import annotations

from .coverage import Finding
from .document import Scenario
from .market import Scheme

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
    "windows_enterprise": "Windows Enterprise",
    "intune": "Intune",
    "entra_p1": "Entra ID P1",
    "vm_management": "management of virtual machines",
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
    "proxmox": "Proxmox",
    "virtual-iron": "Virtual Iron",
    "virtual-server": "Virtual Server",
    "vmware": "VMware",
    "xenserver": "XenServer",
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
    if kind == "endpoint" and rest:
        return f"a desk with “{words}”"
    if kind == "delivery" and rest:
        return f"a group on {words}"
    if kind == "profile" and rest:
        return f"a group with {words} work"
    if kind == "host" and rest:
        return f"{HOSTS.get(rest, words)} hosts"
    return TOKENS.get(token, token.replace("_", " "))


def scheme_words(scheme: Scheme) -> str:
    """Vendor, product and edition of a scheme in one run of words; hardware of no make has no vendor."""
    return f"{scheme.vendor if scheme.vendor != NO_VENDOR else ''} {scheme.name}".strip()


def message(finding: Finding, scenario: Scenario) -> str:
    """One or two sentences for a finding: who lacks what, and what on sale that day would mend it."""
    mended = _mended(finding, scenario)
    return f"{fact(finding, scenario)} {mended}" if mended else fact(finding, scenario)


def fact(finding: Finding, scenario: Scenario) -> str:
    """The first sentence of a finding: who lacks what."""
    market = scenario.market
    scheme = market.catalogue.schemes.get(finding.scheme or "")
    named = scheme_words(scheme) if scheme else ""
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
        return _unused(named, finding, scenario)
    if finding.kind == "not_on_sale":
        words = f"{named} was not on sale on {market.day.isoformat()} ({market.when_sold(finding.scheme or '')})."
        successor = market.catalogue.schemes.get(scheme.successor) if scheme and scheme.successor else None
        if successor is not None and market.price(successor.id) is not None:
            words += f" {scheme_words(successor)} followed it."
        return words
    if finding.kind == "over_maximum":
        assert scheme is not None
        return f"{named} may be used for up to {scheme.maximum:,}; more are needed."
    if finding.kind == "too_large":
        machine = named if scheme else "the stack's server"
        return f"{finding.group} needs more {RESOURCES[token]} for one desktop than {machine} has."
    return f"{named} does not support {token_words(token)}, which another scheme of the stack brings."


def _unused(named: str, finding: Finding, scenario: Scenario) -> str:
    """Why a scheme covers nobody, and that a number of its own is paid for all the same."""
    words = f"{named} covers no group: none is eligible, or another scheme does its part already."
    entry = next(e for e in scenario.stack if e.scheme.id == finding.scheme)
    number = (entry.quantity or 0) + entry.extra
    return f"{words} The {number:,} that its entry asks for are paid all the same." if number else words


def menders(finding: Finding, scenario: Scenario) -> list[Scheme]:
    """The schemes on sale that day, and not in the stack, that bring what a finding lacks."""
    if finding.kind not in ("uncovered", "unmet"):
        return []
    if finding.kind == "uncovered" and finding.group is None:
        return _on_sale(scenario, "server")
    if finding.kind == "uncovered" and finding.token == "endpoint":
        wanted = {f"endpoint:{endpoint}" for endpoint in scenario.endpoints}
        return [s for s in _on_sale(scenario, "endpoint") if wanted & set(s.requires)]
    providers = scenario.market.providers.get(finding.token or "", [])
    return [s for s in providers if not any(e.scheme is s for e in scenario.stack)]


def _mended(finding: Finding, scenario: Scenario) -> str:
    if finding.kind not in ("uncovered", "unmet"):
        return ""
    return _named(menders(finding, scenario), scenario)


def _on_sale(scenario: Scenario, role: str) -> list[Scheme]:
    schemes = scenario.market.catalogue.schemes
    return [schemes[name] for name in scenario.market.prices if schemes[name].role == role]


def _named(schemes: list[Scheme], scenario: Scenario) -> str:
    if not schemes:
        return f"Nothing on sale on {scenario.market.day.isoformat()} would bring it."
    shown = ", ".join(f"{scheme_words(scheme)} ({scheme.id})" for scheme in schemes[:MOST_NAMED])
    more = len(schemes) - MOST_NAMED
    return f"On sale that day and bringing it: {shown}{f' and {more} more' if more > 0 else ''}."
