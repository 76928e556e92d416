"""The operating lines: each is a product of named factors (methodology, Operating lines).

One table says what each line multiplies. The engine, the explanation of an amount and the
methodology page read the same rows, so that they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass

HOURS_PER_YEAR = 8760


@dataclass(frozen=True, slots=True)
class OperatingLine:
    """One operating line: what is counted, times factors, makes units; units times a price make
    money.

    `parts`: what its sum runs over (`delivery`, `group`, or `site` for the whole scenario).
    `counts`: the quantity by year. `factors`: knobs (`{delivery}.` for that of the part's
    delivery), `watts` and `kbps` of the part, or constants; a knob after `/` divides, and
    `divisor` turns watts into kilowatts and the like. `rises_with`: the inflation that
    compounds from year 1; none for what is paid once, today. `is_ahead`: the work of a year is
    done, and paid, in the column before it.
    """

    key: str
    label: str
    category: str
    parts: str
    counts: str
    factors: tuple[str | float, ...]
    units: str
    price: str
    rises_with: str | None
    indirect: bool = False
    divisor: int = 1
    is_ahead: bool = False


OPERATING_LINES: tuple[OperatingLine, ...] = (
    OperatingLine(
        "endpoint_energy",
        "Energy of devices",
        "power_space_network",
        "group",
        "desktops",
        ("watts", "endpoint_hours_per_year"),
        "kWh",
        "energy_price",
        "energy_inflation",
        divisor=1000,
    ),
    OperatingLine(
        "server_energy",
        "Energy of servers",
        "power_space_network",
        "site",
        "hosts",
        ("server_watts", HOURS_PER_YEAR, "pue"),
        "kWh",
        "energy_price",
        "energy_inflation",
        divisor=1000,
    ),
    OperatingLine(
        "storage_energy",
        "Energy of storage",
        "power_space_network",
        "site",
        "storage_gb",
        ("storage_watts_per_tb", HOURS_PER_YEAR, "pue"),
        "kWh",
        "energy_price",
        "energy_inflation",
        divisor=1_000_000,
    ),
    OperatingLine(
        "administration",
        "Administration",
        "people",
        "delivery",
        "desktops",
        ("/{delivery}.desktops_per_admin",),
        "administrators",
        "admin_salary",
        "labour_inflation",
    ),
    OperatingLine(
        "help_desk",
        "Help desk",
        "people",
        "delivery",
        "users",
        ("{delivery}.calls_per_user_year",),
        "calls",
        "cost_per_call",
        "labour_inflation",
    ),
    OperatingLine(
        "network",
        "Network",
        "power_space_network",
        "group",
        "concurrent",
        ("kbps", 12),
        "Mbit/s months",
        "mbps_price_month",
        "price_inflation",
        divisor=1000,
    ),
    OperatingLine(
        "facilities",
        "Space for servers",
        "power_space_network",
        "site",
        "hosts",
        (),
        "hosts",
        "host_space_cost_year",
        "price_inflation",
    ),
    OperatingLine(
        "deployment",
        "Deployment",
        "roll_out",
        "delivery",
        "rolled_out",
        ("{delivery}.deployment_hours",),
        "hours",
        "deployment_hour_rate",
        "labour_inflation",
        is_ahead=True,
    ),
    OperatingLine(
        "training",
        "Training",
        "users_time",
        "delivery",
        "users",
        ("{delivery}.training_hours",),
        "hours",
        "user_hour_cost",
        None,
        indirect=True,
    ),
    OperatingLine(
        "downtime",
        "Downtime",
        "users_time",
        "delivery",
        "users",
        ("{delivery}.downtime_hours_year",),
        "hours",
        "user_hour_cost",
        "labour_inflation",
        indirect=True,
    ),
)
ENERGY_LINES = ("endpoint_energy", "server_energy", "storage_energy")
