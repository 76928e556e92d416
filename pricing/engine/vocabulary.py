"""The closed vocabularies of the pricing rules, and the words that people see for them."""

from __future__ import annotations

from collections.abc import Iterable

DELIVERIES = {
    "pc": "PC",
    "vdi": "virtual desktops",
    "session": "sessions",
    "cloud": "cloud desktops",
}
PROFILES = {"task": "task work", "knowledge": "knowledge work", "power": "power users"}

SEAT_METRICS = (
    "device",
    "user",
    "concurrent_user",
    "virtual_desktop",
    "user_or_device",
    "user_hour",
    "instance",
    "instance_hour",
)
SITE_METRICS = ("host", "socket", "core", "gb", "site")
METRICS = SEAT_METRICS + SITE_METRICS
HOST_METRICS = ("host", "socket", "core")
HOUR_METRICS = ("user_hour", "instance_hour")
MACHINE_METRICS = ("instance", "instance_hour")

CHARGES = ("perpetual", "subscription")
PERIODS = {"year": 1, "month": 12, "hour": 1}
TIER_MODES = ("volume", "graduated")
CONFIDENCES = ("verified", "derived", "recalled")

PRICE_CHANGES = ("none", "known")
RESIDUAL_VALUES = ("none", "straight_line")
YEARLY_PAYMENTS = ("end", "start")
OWN_LINE_COUNTS = ("all", "desktop", "user", "device")
OWN_LINE_INFLATIONS = ("none", "price", "labour", "energy")

ROLES = {
    "software_assurance": "Software Assurance",
    "desktop_right": "Windows right",
    "hypervisor": "Hypervisor",
    "broker": "Broker",
    "vm_management": "Management of virtual machines",
    "database": "Database",
    "server_os": "Server operating system",
    "server_cal": "Server access licence",
    "session_cal": "Session access licence",
    "app_virtualisation": "Application virtualisation",
    "graphics": "Graphics",
    "protocol": "Protocol",
    "migration": "Migration",
    "directory": "Directory",
    "endpoint_management": "Endpoint management",
    "user_subscription": "User subscription",
    "cloud_desktop": "Cloud desktop",
    "cloud_compute": "Cloud compute",
    "cloud_storage": "Cloud storage",
    "server": "Servers",
    "storage": "Storage",
    "endpoint": "On the desk",
    "service": "Services",
}

CATEGORIES = {
    "devices": "Devices",
    "licences": "Licences",
    "servers_storage": "Servers and storage",
    "cloud": "Cloud",
    "power_space_network": "Power, space and network",
    "people": "People",
    "roll_out": "Roll-out",
    "users_time": "Users' time",
}
_ROLE_CATEGORIES = {
    "endpoint": "devices",
    "server": "servers_storage",
    "storage": "servers_storage",
    "cloud_desktop": "cloud",
    "cloud_compute": "cloud",
    "cloud_storage": "cloud",
    "service": "roll_out",
    "migration": "roll_out",
}


def category_of_role(role: str) -> str:
    """The category of cost that a scheme's lines belong to (methodology, Categories).

    >>> category_of_role("server"), category_of_role("broker")
    ('servers_storage', 'licences')
    """
    return _ROLE_CATEGORIES.get(role, "licences")


GOALS = {
    "pc": (),
    "vdi": ("windows_vdi_right", "hypervisor", "broker"),
    "session": ("server_os", "session_right"),
    "cloud": ("cloud_desktop", "windows_vdi_right"),
}
HOSTED = ("vdi", "session")
HYPERVISOR = "hypervisor"
# What a hypervisor brings to the hosts that it runs, and to no others; the word before the colon.
_OF_HOSTS = {
    HYPERVISOR,
    "host",
    "unmanaged_host",
    "horizon_host",
    "azure_local",
    "hyperv_role",
    "paid_esx",
    "vm_management",
    "live_migration",
    "quick_migration",
    "planned_move",
    "ha",
    "virtual_gpu",
}
NEEDS = "needs:"  # before a token that a group says it must have


def is_of_hosts(token: str) -> bool:
    """Whether a hypervisor brings a token to the hosts that it runs only (methodology, Coverage and
    compliance).

    >>> is_of_hosts("live_migration"), is_of_hosts("host:kvm"), is_of_hosts("server_os")
    (True, True, False)
    """
    return token.partition(":")[0] in _OF_HOSTS


def said_needs(delivery: str, own: Iterable[str]) -> tuple[str, ...]:
    """The tokens that a group says it needs beside its delivery's goals; on a PC it has what it
    needs.

    >>> said_needs("vdi", ["intune", "needs:virtual_gpu"]), said_needs("pc", ["needs:virtual_gpu"])
    (('virtual_gpu',), ())
    """
    if delivery == "pc":
        return ()
    return tuple(t.removeprefix(NEEDS) for t in own if t.startswith(NEEDS))


# What a delivery cannot run without. Asked where the catalogue sells it apart: some machines bring
# their own.
RUNS_ON = {
    "pc": (),
    "vdi": ("host_disk",),
    "session": ("host_disk",),
    "cloud": ("cloud_disk", "profile_store"),
}
FRONTLINE_PLAN = (
    "frontline_plan"  # what a plan brings that only those may be given who share devices
)
FRONTLINE_WORKERS = "frontline_workers"  # what a group owns that says so of itself
PCS = ("pc", "laptop")  # a device whose name ends in one of these is a PC


def desk_tokens(endpoint: str) -> tuple[str, ...]:
    """What a desk brings to the rules: which device stands on it, and whether that is a PC.

    >>> desk_tokens("existing_pc"), desk_tokens("thin_client")
    (('endpoint:existing_pc', 'desk:pc'), ('endpoint:thin_client',))
    """
    if endpoint.endswith(PCS):
        return (f"endpoint:{endpoint}", "desk:pc")
    return (f"endpoint:{endpoint}",)


# The rule that a quantity came to last, in the order in which they are applied.
BINDINGS = ("count", "included", "minimum", "pack")

# What a scheme's metric counts: one, many.
UNITS = {
    "device": ("device", "devices"),
    "user": ("user", "users"),
    "concurrent_user": ("user at the peak", "users at the peak"),
    "virtual_desktop": ("virtual desktop", "virtual desktops"),
    "user_or_device": ("user or device", "users or devices"),
    "user_hour": ("hour of a user", "hours of users"),
    "instance": ("shared machine", "shared machines"),
    "instance_hour": ("hour of a machine", "hours of machines"),
    "host": ("server", "servers"),
    "socket": ("socket", "sockets"),
    "core": ("core", "cores"),
    "gb": ("GB", "GB"),
    "site": ("site", "sites"),
}
