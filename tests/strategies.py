"""Comparison documents by the thousand: valid, small, and made so that every pricing rule is met.

`random_document(seed)` is the same document for the same seed, for ever and on every machine. Each
brings its own catalogue, so that the oracle and the engine can both price it with no database. The
documents stay within the limits and the faults of `document.md`: what is refused is not made here.
None of them uses what real purchases need beside this: those that do are made in
`purchase_strategies.py`.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from pricing.engine.knobs import KNOBS
from pricing.engine.vocabulary import DELIVERIES, HOUR_METRICS, METRICS, PROFILES, ROLES

Record = dict[str, Any]

VENDORS = ("Microsoft", "VMware", "Citrix", "Example", "Open Source")
# What the extension for real purchases adds is left to its own documents, so that these stay as
# they are.
FORMER_METRICS = tuple(metric for metric in METRICS if metric != "user_or_device")
FORMER_KNOBS = tuple(name for name in KNOBS if name != "vdi.idle_running_share")
PRICE_DATES = ("2008-01-31", "2008-02-29", "2010-07-01", "2012-12-31")
HOSTS = ("host", "socket", "core")
SEATS = ("device", "user", "concurrent_user", "virtual_desktop")
HARDWARE = {"server", "storage", "endpoint"}

# Prices with all kinds of decimals: those that sizes of a price list have, and those that round
# badly.
CENTS = (
    "0",
    "0.01",
    "0.0116",
    "0.2145",
    "0.3050",
    "0.285",
    "1.5",
    "1.005",
    "4.50",
    "7",
    "9.75",
    "12.125",
)
TENS = (
    "0.00",
    "4.50",
    "20.125",
    "23",
    "23.5",
    "35.00",
    "60",
    "99.99",
    "99.999",
    "110.00",
    "149",
    "150.005",
    "210.5",
)
THOUSANDS = ("0", "499.95", "700.00", "999", "2875", "3999.00", "5750.00", "8500", "12000.50")

DESKTOPS = (
    0,
    1,
    3,
    5,
    7,
    9,
    10,
    18,
    25,
    40,
    45,
    49,
    50,
    80,
    95,
    100,
    120,
    200,
    250,
    333,
    400,
    600,
    800,
    1000,
)
PEAKS = ("1", "0.07", "0.28", "0.333", "0.55", "0.6", "0.75", "0.9", "0.1234", "0")
GROWTHS = (
    "0",
    "0",
    "0.05",
    "0.033",
    "0.1",
    "0.15",
    "-0.15",
    "-0.3",
    "-0.5",
    "1",
    "-0.0375",
    "-0.9",
)
DISCOUNTS = ("0", "0.05", "0.1", "0.125", "0.155", "0.0005", "0.3333", "1")
FACTORS = ("0", "1", "1.1", "0.333", "0.9", "1.0001")
THRESHOLDS = (2, 5, 10, 15, 25, 50, 64, 100, 150, 250, 500, 1000, 2500, 10_000, 100_000, 500_000)
NOISE = ("alpha", "beta", "gamma", "delta")
GROUP_NAMES = (
    "Office",
    "Call centre",
    "Büro Süd",
    "Field, east",
    "Engineering",
    'The "lab"',
    "Ward 7",
)
ENDPOINTS = ("existing_pc", "existing_laptop", "thin_client", "pc", "laptop")

# What an assumption may be in a document, by its name without delivery or profile.
TYPICAL = {
    "admin_salary": ("65000", "48000.5", "71234.56"),
    "cost_per_call": ("18", "0", "22.5", "15.3333"),
    "energy_price": ("0.11", "0.1137", "0", "0.2999"),
    "pue": ("1.8", "1.65", "2", "1.1234"),
    "endpoint_hours_per_year": ("2200", "8760", "1999.5"),
    "existing_pc_watts": ("110", "87.5", "64.3"),
    "storage_watts_per_tb": ("25", "12.75", "0"),
    "host_space_cost_year": ("600", "412.25", "0"),
    "grid_co2_kg_per_kwh": ("0.5", "0.611", "0.0345"),
    "price_inflation": ("0", "0.02", "0.0333", "-0.05", "0.1"),
    "labour_inflation": ("0", "0.03", "0.0275", "-0.01"),
    "energy_inflation": ("0", "0.04", "0.0615"),
    "spare_hosts": ("0", "1", "2"),
    "storage_saving": ("0", "0.3", "0.7", "0.4567"),
    "vcpu_per_core": ("6", "1.2", "2", "7.5", "0.75"),
    "host_hours_per_month": ("730", "220", "243.3333"),
    "mbps_price_month": ("80", "12.345", "0"),
    "deployment_hour_rate": ("45", "38.75"),
    "user_hour_cost": ("28", "31.2345", "0"),
    "desktops_per_admin": ("100", "120", "250", "333", "77.7"),
    "calls_per_user_year": ("9", "5.5", "0", "3.3333"),
    "kbps_per_session": ("45", "0", "90", "150.5"),
    "deployment_hours": ("3", "1.25", "0", "0.3333"),
    "project_cost": ("0", "40000", "9999.99"),
    "training_hours": ("0", "1", "0.75"),
    "downtime_hours_year": ("8", "3", "0", "2.0625"),
    "vcpu": ("1", "0.6", "1.5", "2"),
    "ram_gb": ("1", "2", "0.7", "3.5"),
    "disk_gb": ("10", "20", "7.7", "40"),
    "session_vcpu": ("0.25", "0.07", "0.333", "0.5"),
    "session_ram_gb": ("0.5", "0.35", "1"),
    "session_disk_gb": ("2", "0.55", "5"),
    "hours_per_month": ("160", "80", "40.05", "122.3333"),
    "idle_running_share": ("0", "0.25", "0.5", "0.3333", "1"),
}


# ---------------------------------------------------------------------------------------------
# How numbers are written


def number(rng: Random, text: str) -> Any:
    """A decimal as text, or as a JSON number where that loses no digit of it."""
    if rng.random() < 0.5:
        return text
    if "." not in text:
        return int(text)
    return float(text) if str(float(text)) == text else text


def count(rng: Random, value: int) -> Any:
    """A whole number, seldom as text or as a JSON number with a point."""
    return rng.choices([value, str(value), float(value)], weights=[18, 1, 1])[0]


def often(rng: Random, chance: float) -> bool:
    return rng.random() < chance


def some(rng: Random, values: Any, most: int) -> list[Any]:
    """Up to so many of the values, in their own order."""
    listed = list(values)
    picked = set(rng.sample(range(len(listed)), rng.randint(0, min(most, len(listed)))))
    return [value for index, value in enumerate(listed) if index in picked]


def ranged(rng: Random, mode: str, low: str, high: str) -> Record:
    """A range, which counts at its mode; its ends may be its mode."""
    bottom, top = min(Decimal(low), Decimal(mode)), max(Decimal(high), Decimal(mode))
    return {
        "low": number(rng, f"{bottom}"),
        "mode": number(rng, mode),
        "high": number(rng, f"{top}"),
    }


# ---------------------------------------------------------------------------------------------
# Assumptions


def options(name: str) -> tuple[str, ...]:
    return TYPICAL[name.rsplit(".", 1)[-1]]


def catalogue_assumptions(rng: Random) -> list[Record]:
    """Every assumption, some of them dated: one that holds always, one from a day that has come or
    not.
    """
    rows = []
    for name in FORMER_KNOBS:
        row: Record = {"name": name, "typical": number(rng, rng.choice(options(name)))}
        if often(rng, 0.1):
            texts = sorted(options(name), key=Decimal)
            row |= {"low": texts[0], "high": texts[-1], "unit": KNOBS[name].unit}
        rows.append(row)
        if often(rng, 0.05):
            day = rng.choice(["2006-01-01", "2008-01-31", "2009-01-01", "2020-01-01"])
            rows.append(
                {"name": name, "typical": number(rng, rng.choice(options(name))), "valid_from": day}
            )
    if often(rng, 0.3):
        rng.shuffle(rows)
    return rows


def overrides(rng: Random, most: int) -> Record:
    given: Record = {}
    for name in rng.sample(sorted(FORMER_KNOBS), rng.randint(0, most)):
        texts = sorted(options(name), key=Decimal)
        mode = rng.choice(texts)
        given[name] = (
            ranged(rng, mode, texts[0], texts[-1]) if often(rng, 0.2) else number(rng, mode)
        )
    return given


# ---------------------------------------------------------------------------------------------
# The fleet


def random_group(rng: Random, name: str, desktops: int, most_users: int) -> Record:
    group: Record = {"name": name, "desktops": count(rng, desktops)}
    if often(rng, 0.45):
        users = rng.choice(
            [desktops * 3 // 2, desktops * 2, desktops // 3, desktops + 1, desktops, 0, 17]
        )
        group["users"] = count(rng, min(users, most_users))
    if often(rng, 0.75):
        group["peak_concurrency"] = number(rng, rng.choice(PEAKS))
    if often(rng, 0.4):
        group["pooled"] = often(rng, 0.7)
    if often(rng, 0.7):
        group["profile"] = rng.choice(list(PROFILES))
    if often(rng, 0.7):
        group["endpoint"] = rng.choice(ENDPOINTS)
    if often(rng, 0.6):
        group["entitlements"] = random_entitlements(rng)
    return group


def random_entitlements(rng: Random) -> list[str]:
    tokens = ["software_assurance"] if often(rng, 0.6) else []
    return tokens + (
        some(rng, ("windows_vdi_right", "session_right", *NOISE), 2) if often(rng, 0.3) else []
    )


def random_fleet(rng: Random, growth: str) -> list[Record]:
    """Mostly small; at times 10^5 to 10^6 seats; at times nobody at all."""
    names = rng.sample(GROUP_NAMES, rng.choice([1, 1, 2, 2, 3, 4, 5]))
    nobody = often(rng, 0.02)
    doubles = Decimal(growth) > Decimal("0.15")
    large = set(names[:2]) if often(rng, 0.12) and not doubles else set()
    fleet = []
    for name in names:
        desktops = rng.randint(100_000, 1_000_000) if name in large else rng.choice(DESKTOPS)
        if doubles:
            desktops = min(desktops, 250)
        elif name not in large and often(rng, 0.15):
            desktops = rng.randint(1, 5000)
        fleet.append(random_group(rng, name, 0 if nobody else desktops, 0 if nobody else 1_000_000))
    return fleet


# ---------------------------------------------------------------------------------------------
# Schemes

# id: role, likely metrics, likely charge, prices, requires, provides
PERPETUAL, YEARLY, EITHER = ("perpetual",), ("subscription",), ("perpetual", "subscription")
KINDS: dict[
    str,
    tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]],
] = {
    "server-a": ("server", HOSTS[:1], PERPETUAL, THOUSANDS, (), ()),
    "server-b": ("server", ("host", "socket", "core", "site"), EITHER, THOUSANDS, (), ()),
    "hyper-a": (
        "hypervisor",
        HOSTS,
        EITHER,
        THOUSANDS,
        (),
        ("hypervisor", "host:a", "live_migration"),
    ),
    "hyper-b": ("hypervisor", HOSTS, EITHER, THOUSANDS, (), ("hypervisor", "host:b")),
    "hyper-seat": ("hypervisor", SEATS, EITHER, TENS, (), ("hypervisor",)),
    "vm-manager": (
        "vm_management",
        ("site", "host"),
        EITHER,
        THOUSANDS,
        ("hypervisor",),
        ("vm_manager",),
    ),
    "database": ("database", ("core", "site"), EITHER, THOUSANDS, (), ("database",)),
    "broker": ("broker", SEATS, EITHER, TENS, (), ("broker",)),
    "broker-needy": ("broker", SEATS, EITHER, TENS, ("database", "hypervisor"), ("broker",)),
    "broker-suite": ("broker", SEATS, EITHER, TENS, (), ("broker", "hypervisor", "live_migration")),
    "broker-picky": ("broker", SEATS, EITHER, TENS, ("live_migration",), ("broker",)),
    "broker-express": ("broker", SEATS, PERPETUAL, TENS, (), ("broker",)),
    "assurance": (
        "software_assurance",
        ("device", "user"),
        YEARLY,
        TENS,
        (),
        ("software_assurance",),
    ),
    "vecd-sa": (
        "desktop_right",
        ("device",),
        YEARLY,
        TENS,
        ("software_assurance",),
        ("windows_vdi_right",),
    ),
    "vecd": ("desktop_right", ("device", "user"), YEARLY, TENS, (), ("windows_vdi_right",)),
    "right-thin": (
        "desktop_right",
        SEATS,
        YEARLY,
        TENS,
        ("endpoint:thin_client",),
        ("windows_vdi_right",),
    ),
    "suite": (
        "user_subscription",
        ("user",),
        YEARLY,
        TENS,
        (),
        ("windows_vdi_right", "software_assurance"),
    ),
    "os-enterprise": ("server_os", HOSTS, PERPETUAL, THOUSANDS, (), ("server_os",)),
    "os-standard": ("server_os", HOSTS, EITHER, THOUSANDS, (), ("server_os",)),
    "os-hosting": (
        "server_os",
        HOSTS,
        EITHER,
        THOUSANDS,
        (),
        ("server_os", "hypervisor", "host:b", "ha"),
    ),
    "cluster": ("migration", ("host", "site"), EITHER, TENS, ("host:b",), ("live_migration", "ha")),
    "cal": ("server_cal", ("user", "device"), EITHER, TENS, ("server_os",), ()),
    "cal-device": ("server_cal", ("device", "site"), EITHER, TENS, (), ()),
    "session-cal": (
        "session_cal",
        ("user", "device"),
        EITHER,
        TENS,
        ("server_os",),
        ("session_right",),
    ),
    "session-cal-free": (
        "session_cal",
        SEATS,
        EITHER,
        TENS,
        ("delivery:session",),
        ("session_right",),
    ),
    "app-virtual": ("app_virtualisation", SEATS, EITHER, TENS, ("software_assurance",), ("alpha",)),
    "graphics": ("graphics", ("concurrent_user", "host"), EITHER, TENS, (), ()),
    "protocol": ("protocol", ("concurrent_user", "site"), EITHER, TENS, (), ("beta",)),
    "migration": ("migration", ("user", "device"), PERPETUAL, TENS, (), ()),
    "directory": ("directory", ("user", "site"), EITHER, TENS, (), ("directory",)),
    "management": ("endpoint_management", ("device", "user"), EITHER, TENS, (), ("managed",)),
    "management-b": (
        "endpoint_management",
        ("device", "site"),
        EITHER,
        TENS,
        ("directory",),
        ("managed",),
    ),
    "cloud-flat": ("cloud_desktop", ("user",), YEARLY, TENS, (), ("cloud_desktop",)),
    "cloud-task": (
        "cloud_desktop",
        ("user",),
        YEARLY,
        TENS,
        ("delivery:cloud", "profile:task"),
        ("cloud_desktop",),
    ),
    "cloud-hourly": (
        "cloud_desktop",
        ("user_hour",),
        YEARLY,
        CENTS,
        ("delivery:cloud",),
        ("cloud_desktop",),
    ),
    "cloud-shared": (
        "cloud_desktop",
        ("instance_hour",),
        YEARLY,
        CENTS,
        ("delivery:cloud",),
        ("cloud_desktop",),
    ),
    "cloud-machines": (
        "cloud_desktop",
        ("instance",),
        EITHER,
        TENS,
        ("delivery:cloud",),
        ("cloud_desktop",),
    ),
    "cloud-frontline": (
        "cloud_desktop",
        ("concurrent_user",),
        YEARLY,
        TENS,
        ("delivery:cloud",),
        ("cloud_desktop",),
    ),
    "cloud-compute": (
        "cloud_compute",
        ("instance_hour", "user_hour", "instance"),
        YEARLY,
        CENTS,
        (),
        (),
    ),
    "cloud-disk": ("cloud_storage", ("gb",), EITHER, CENTS, ("delivery:cloud",), ()),
    "disk": ("storage", ("gb",), EITHER, CENTS, (), ()),
    "thin": ("endpoint", ("device",), PERPETUAL, TENS, ("endpoint:thin_client",), ()),
    "pc": ("endpoint", ("device",), PERPETUAL, THOUSANDS, ("endpoint:pc",), ()),
    "laptop": ("endpoint", ("device", "user"), EITHER, THOUSANDS, ("endpoint:laptop",), ()),
    "any-device": ("endpoint", ("device",), EITHER, TENS, (), ()),
    "consulting": ("service", ("site",), PERPETUAL, THOUSANDS, (), ()),
    "backup": ("service", ("user", "gb"), YEARLY, CENTS, (), ()),
    "coaching": ("service", ("device", "user"), EITHER, TENS, (), ("gamma",)),
    "support": ("service", ("site", "host"), YEARLY, THOUSANDS, (), ()),
    "seat-loop-a": ("protocol", SEATS, EITHER, TENS, ("loop_b",), ("loop_a",)),
    "seat-loop-b": ("graphics", SEATS, EITHER, TENS, ("loop_a",), ("loop_b",)),
    "site-loop-a": ("directory", ("site",), EITHER, TENS, ("site_b",), ("site_a",)),
    "site-loop-b": ("database", ("site",), EITHER, TENS, ("site_a",), ("site_b", "database")),
    "orphan-site": ("vm_management", ("site",), EITHER, TENS, ("nowhere", "vm_manager"), ()),
    "needs-seat": (
        "vm_management",
        ("site",),
        EITHER,
        TENS,
        ("windows_vdi_right", "alpha"),
        ("delta",),
    ),
    "chain-1": ("app_virtualisation", SEATS, EITHER, TENS, ("beta", "delta"), ("epsilon",)),
    "chain-2": ("migration", SEATS, EITHER, TENS, ("gamma",), ("beta", "delta")),
}
INCLUDES: dict[str, list[Record]] = {
    "os-enterprise": [{"server_cal": 25}, {"server_cal": 10}],
    "os-standard": [{"server_cal": 5}],
    "suite": [
        {"desktop_right": 1, "endpoint_management": 1},
        {"software_assurance": 1, "server_cal": 1},
        {"server_os": 1, "directory": 2},
    ],
    "broker": [{"session_cal": 1}, {"app_virtualisation": 1, "protocol": 2}],
    "hyper-a": [{"vm_management": 1}],
    "thin": [{"endpoint_management": 1}],
    "coaching": [{"endpoint_management": 3}],
    "database": [{"server_cal": 2}],
}


def random_attributes(
    rng: Random, name: str, role: str, metric: str, provides: list[str]
) -> Record:
    attributes: Record = {}
    if role == "server":
        attributes |= {
            "sockets": rng.choice([1, 2, 4]),
            "cores_per_socket": rng.choice([2, 4, 6, 12]),
            "ram_gb": number(rng, rng.choice(["32", "48", "64", "127.5"])),
        }
        if often(rng, 0.9):
            attributes["watts"] = number(rng, rng.choice(["400", "287.5", "0"]))
    if role == "endpoint" and often(rng, 0.9):
        attributes["watts"] = number(rng, rng.choice(["12", "90", "6.5"]))
    if metric in ("instance", "instance_hour"):
        attributes |= {
            "vcpu": rng.choice([2, 8, 16]),
            "ram_gb": number(rng, rng.choice(["8", "32", "30.5"])),
        }
    if metric == "concurrent_user" and (name == "cloud-frontline" or often(rng, 0.2)):
        attributes["users_per_licence"] = rng.choice([1, 2, 3, 7])
    if metric == "core" and often(rng, 0.7):
        attributes["min_cores_per_socket"] = rng.choice([4, 8, 16])
    if metric == "core" and often(rng, 0.5):
        attributes["min_cores_per_host"] = rng.choice([8, 16, 40])
    if "hypervisor" in provides and often(rng, 0.6):
        attributes["memory_overcommit"] = number(rng, rng.choice(["1.25", "1", "1.3333", "0.8"]))
    if "hypervisor" in provides and often(rng, 0.6):
        attributes["hypervisor_ram_gb"] = number(rng, rng.choice(["1", "2", "1.5", "0"]))
    if name in ("graphics", "protocol", "broker", "hyper-a", "support") and often(rng, 0.5):
        attributes["session_kbps"] = number(rng, rng.choice(["300", "45.5", "0"]))
    return attributes


def random_metric(rng: Random, role: str, likely: tuple[str, ...]) -> str:
    if role == "server" or often(rng, 0.85):
        return rng.choice(likely)
    return rng.choice(FORMER_METRICS)


def random_scheme(rng: Random, name: str) -> Record:
    role, metrics, charges, _, requires, provides = KINDS[name]
    metric = random_metric(rng, role, metrics)
    charge = rng.choice(charges) if often(rng, 0.9) else rng.choice(EITHER)
    if metric in HOUR_METRICS:
        charge = "subscription"
    scheme: Record = {
        "id": name,
        "vendor": rng.choice(VENDORS),
        "product": name.capitalize().replace("-", " "),
        "edition": rng.choice(["", "", "Standard", "2008"]),
        "role": role,
        "metric": metric,
        "charge": charge,
    }
    if charge == "perpetual":
        if often(rng, 0.5):
            scheme["maintenance_rate"] = number(
                rng, rng.choice(["0.2", "0.21", "0.25", "0.1875", "0"])
            )
        if role in HARDWARE or often(rng, 0.1):
            scheme["life_years"] = rng.choice([1, 2, 3, 4, 5, 6])
    elif metric in HOUR_METRICS:
        scheme["period"] = "hour"
    elif often(rng, 0.8):
        scheme["period"] = rng.choice(["year", "month", "month"])
    if often(rng, 0.35):
        scheme["pack"] = rng.choice([1, 2, 3, 5, 10, 25, 100])
    if often(rng, 0.3):
        scheme["minimum"] = rng.choice([0, 2, 5, 20, 50, 72, 250, 1000])
    if name == "broker-express" or often(rng, 0.04):
        scheme["maximum"] = max(rng.choice([10, 100, 500, 5000]), scheme.get("minimum", 0))
    if often(rng, 0.5):
        scheme["tier_mode"] = rng.choice(["volume", "graduated", "graduated"])
    wants, brings = list(requires), list(provides)
    if often(rng, 0.04):
        wants.append(rng.choice([noise for noise in NOISE if noise not in wants]))
    if often(rng, 0.06):
        brings.append(rng.choice([noise for noise in NOISE if noise not in brings]))
    excludes = ["host:b"] if role == "broker" and often(rng, 0.4) else []
    if often(rng, 0.04):
        excludes.append(rng.choice(["alpha", "host:a", "database", "managed"]))
    for field, tokens in (("requires", wants), ("provides", brings), ("excludes", excludes)):
        if tokens:
            scheme[field] = tokens
    includes = dict(rng.choice(INCLUDES[name])) if name in INCLUDES and often(rng, 0.6) else {}
    if often(rng, 0.05):
        includes[rng.choice([other for other in ROLES if other != role])] = rng.choice([1, 2, 10])
    if includes:
        scheme["includes"] = includes
    attributes = random_attributes(rng, name, role, metric, brings)
    if attributes:
        scheme["attributes"] = attributes
    return scheme


# ---------------------------------------------------------------------------------------------
# Prices


def random_tiers(rng: Random, amount: str) -> list[list[Any]]:
    """Rising thresholds; amounts mostly fall, with decimals of their own."""
    tiers: list[list[Any]] = []
    price = Decimal(amount)
    for threshold in sorted(rng.sample(THRESHOLDS, rng.choice([1, 2, 2, 3]))):
        price *= Decimal(rng.choice(["0.9", "0.8", "0.875", "0.95", "1.05"]))
        text = f"{price:.{rng.choice([0, 1, 2, 2, 3, 4])}f}"
        tiers.append([count(rng, threshold), number(rng, text)])
    return tiers


def random_price(rng: Random, scheme: Record, amounts: tuple[str, ...], valid_from: str) -> Record:
    amount = rng.choice(CENTS) if scheme["metric"] in (*HOUR_METRICS, "gb") else rng.choice(amounts)
    price: Record = {
        "scheme": scheme["id"],
        "valid_from": valid_from,
        "amount": number(rng, amount),
        "source": f"Price list of {valid_from}",
        "confidence": rng.choice(["verified", "derived", "recalled"]),
    }
    if often(rng, 0.2):
        price["source_url"] = "https://example.com/prices"
    if often(rng, 0.7 if scheme.get("tier_mode") == "graduated" else 0.25):
        price["tiers"] = random_tiers(rng, amount)
    return price


def random_prices(
    rng: Random, scheme: Record, amounts: tuple[str, ...], troubled: bool
) -> list[Record]:
    """From one day on, and from later days; in a troubled document some are not yet or no longer
    sold.
    """
    first = (
        "2009-06-01"
        if troubled and often(rng, 0.04)
        else rng.choice(["2007-01-01", "2008-01-31", "1999-12-31"])
    )
    days = (
        [first]
        + (["2010-07-01"] if often(rng, 0.25) else [])
        + (["2012-06-01"] if often(rng, 0.1) else [])
    )
    prices = [random_price(rng, scheme, amounts, day) for day in days]
    if troubled and often(rng, 0.08):
        day = rng.choice(["2008-01-15", "2008-02-29", "2009-01-01", "2011-01-01"])
        ended = {
            "scheme": scheme["id"],
            "valid_from": day,
            "amount": None,
            "source": "withdrawn",
            "confidence": "derived",
        }
        prices.append(ended)
    return [] if troubled and often(rng, 0.01) else prices


# ---------------------------------------------------------------------------------------------
# Scenarios


def delivery_of(scenario: Record, group: Record) -> str:
    return str(scenario.get("deliveries", {}).get(group["name"], scenario["delivery"]))


def endpoint_of(scenario: Record, group: Record) -> str:
    return str(
        scenario.get("endpoints", {}).get(group["name"], group.get("endpoint", "existing_pc"))
    )


def wanted(rng: Random, fleet: list[Record], scenario: Record) -> list[str]:
    """The schemes that make the scenario compliant, or mostly so."""
    deliveries = {delivery_of(scenario, group) for group in fleet}
    stack = []
    if deliveries & {"vdi", "session"}:
        stack.append(rng.choice(["server-a", "server-b"]))
    if "vdi" in deliveries:
        stack.append(rng.choice(["hyper-a", "hyper-a", "hyper-b", "hyper-seat"]))
        stack.append(
            rng.choice(["broker", "broker", "broker-needy", "broker-suite", "broker-express"])
        )
    if "session" in deliveries:
        stack.append(rng.choice(["os-enterprise", "os-standard"]))
        stack.append(rng.choice(["session-cal", "session-cal-free"]))
        stack += ["cal"] if often(rng, 0.7) else []
    if "cloud" in deliveries:
        kinds = ["cloud-task", "cloud-hourly", "cloud-shared", "cloud-machines", "cloud-frontline"]
        stack += some(rng, kinds, 2) + (["cloud-flat"] if often(rng, 0.7) else [])
        stack += ["cloud-disk"] if often(rng, 0.5) else []
    if deliveries & {"vdi", "cloud"}:
        stack += rng.choice(
            [
                ["vecd-sa", "vecd"],
                ["vecd"],
                ["vecd-sa", "right-thin"],
                ["suite"],
                ["assurance", "vecd-sa"],
            ]
        )
    if deliveries & {"vdi", "session"} and often(rng, 0.6):
        stack.append("disk")
    devices = {"thin_client": "thin", "pc": "pc", "laptop": "laptop"}
    for endpoint in sorted({endpoint_of(scenario, group) for group in fleet}):
        if endpoint in devices:
            stack.append(devices[endpoint])
    return [name for name in stack if not often(rng, 0.03)]


def random_stack(rng: Random, fleet: list[Record], scenario: Record) -> list[str]:
    stack = wanted(rng, fleet, scenario)
    groups_of_extras = (
        ("seat-loop-a", "seat-loop-b"),
        ("site-loop-a", "site-loop-b"),
        ("chain-1", "chain-2", "coaching"),
        ("orphan-site",),
        ("backup", "coaching"),
        ("needs-seat", "app-virtual"),
        ("os-enterprise", "os-standard", "cal", "cal-device"),
        ("suite", "management", "management-b", "directory"),
    )
    for extras in groups_of_extras:
        stack += extras if often(rng, 0.08) else ()
    stack += rng.sample(sorted(KINDS), rng.randint(0, 6))
    # One server in a stack, and no scheme twice.
    servers = [name for name in stack if KINDS[name][0] == "server"]
    stack = [name for name in dict.fromkeys(stack) if name not in servers[1:] or name == servers[0]]
    if often(rng, 0.5):
        rng.shuffle(stack)
    return stack


def random_entry(rng: Random, name: str, fleet: list[Record], scenario: Record) -> str | Record:
    entry: Record = {"scheme": name}
    names = [group["name"] for group in fleet]
    meant = {"hypervisor": "vdi", "broker": "vdi", "server_os": "session"}.get(KINDS[name][0])
    own = [group["name"] for group in fleet if delivery_of(scenario, group) == meant]
    if KINDS[name][0] == "server":
        if often(rng, 0.05):
            entry["groups"] = list(names)
    elif 0 < len(own) < len(names) and often(rng, 0.4):
        entry["groups"] = own
    elif len(names) > 1 and often(rng, 0.12):
        entry["groups"] = rng.sample(names, rng.randint(1, len(names)))
    if often(rng, 0.8 if name == "consulting" else 0.03):
        entry["quantity"] = count(rng, rng.choice([0, 1, 2, 12, 30, 250]))
    if often(rng, 0.08):
        entry["extra"] = count(rng, rng.choice([0, 1, 2, 5]))
    return entry if len(entry) > 1 or often(rng, 0.1) else name


def random_scenario(
    rng: Random, name: str, fleet: list[Record], delivery: str, mixed: bool
) -> Record:
    scenario: Record = {"name": name, "delivery": delivery}
    names = [group["name"] for group in fleet]
    if mixed:
        scenario["deliveries"] = {
            group: rng.choice(list(DELIVERIES)) for group in some(rng, names, len(names))
        }
    if often(rng, 0.3):
        scenario["endpoints"] = {
            group: rng.choice(ENDPOINTS) for group in some(rng, names, len(names))
        }
    if often(rng, 0.2):
        scenario["entitlements"] = {
            group: random_entitlements(rng) for group in some(rng, names, len(names))
        }
    if often(rng, 0.2):
        scenario["price_date"] = rng.choice(PRICE_DATES)
    scenario["stack"] = random_stack(rng, fleet, scenario)
    if often(rng, 0.35):
        scenario["assumptions"] = overrides(rng, 4)
    return scenario


def random_terms(rng: Random, scenario: Record, schemes: dict[str, Record]) -> None:
    """Discounts by scheme, vendor and all; factors on prices."""
    stack = list(scenario["stack"])
    if stack and often(rng, 0.45):
        names = some(rng, stack, 3) + some(
            rng, sorted({schemes[name]["vendor"] for name in stack}), 2
        )
        names += ["*"] if often(rng, 0.5) else []
        scenario["discounts"] = {name: number(rng, rng.choice(DISCOUNTS)) for name in names}
    if stack and often(rng, 0.3):
        scenario["prices"] = {
            name: ranged(rng, "1", "0.9", "1.3")
            if often(rng, 0.15)
            else number(rng, rng.choice(FACTORS))
            for name in some(rng, stack, 4)
        }


# ---------------------------------------------------------------------------------------------
# Documents


def random_document(seed: int) -> Record:
    """A valid comparison with its own catalogue; the same for the same seed."""
    rng = Random(seed)
    growth = rng.choice(GROWTHS)
    fleet = random_fleet(rng, growth)
    troubled = often(rng, 0.3)
    names = ["Keep PCs", "Büro, neu", "Plan B", 'The "cloud"', "Fifth"][
        : rng.choice([1, 2, 2, 3, 3, 4])
    ]
    first = "pc" if often(rng, 0.5) else rng.choice(list(DELIVERIES))
    scenarios = [
        random_scenario(
            rng,
            name,
            fleet,
            first if name == names[0] else rng.choice(list(DELIVERIES)),
            mixed=often(rng, 0.4),
        )
        for name in names
    ]
    used = {name for scenario in scenarios for name in scenario["stack"]} | set(
        rng.sample(sorted(KINDS), 3)
    )
    schemes = {name: random_scheme(rng, name) for name in KINDS if name in used}
    prices = [
        price
        for name, scheme in schemes.items()
        for price in random_prices(rng, scheme, KINDS[name][3], troubled)
    ]
    rng.shuffle(prices)
    for scenario in scenarios:
        random_terms(rng, scenario, schemes)
        scenario["stack"] = [random_entry(rng, name, fleet, scenario) for name in scenario["stack"]]
    document: Record = {
        "title": f"Random document {seed}",
        "price_list": "embedded",
        "price_date": rng.choice(PRICE_DATES[:3]),
        "horizon_years": count(rng, rng.randint(1, 10)),
        "fleet": fleet,
        "scenarios": scenarios,
        "catalogue": {
            "schemes": list(schemes.values()),
            "prices": prices,
            "assumptions": catalogue_assumptions(rng),
        },
    }
    if often(rng, 0.8):
        document["discount_rate"] = number(
            rng, rng.choice(["0.08", "0", "0.035", "0.1234", "1", "0.12"])
        )
    if growth != "0" or often(rng, 0.3):
        document["annual_growth"] = (
            ranged(rng, growth, "-0.05", "0.06") if often(rng, 0.08) else number(rng, growth)
        )
    if often(rng, 0.4):
        document["sites"] = count(rng, rng.choice([1, 3, 12, 250]))
    if often(rng, 0.5):
        document["include_indirect"] = often(rng, 0.6)
    if often(rng, 0.3):
        document["assumptions"] = overrides(rng, 6)
    if often(rng, 0.2):
        document["catalogue"]["currency"] = rng.choice(["USD", "GBP", "EUR"])
    return document
