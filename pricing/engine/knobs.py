"""The one table of knobs: every assumption that the engine reads.

Forms, docs, ranges and the test for dead inputs are made from these rows; a new knob is
one row here and its use in one formula (methodology, Assumptions).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .faults import Bounds
from .vocabulary import DELIVERIES, PROFILES

SECTIONS = {
    "people": "People",
    "power_space": "Power and space",
    "growth": "Growth and inflation",
    "sizing": "Sizing",
    "network": "Network",
    "roll_out": "Roll-out",
    "users_time": "Users' time",
}
MONEY_LIMIT = Decimal(10_000_000)


@dataclass(frozen=True, slots=True)
class Knob:
    """One assumption: its name in documents, what people call it, its unit and bounds.

    `above_low` says that the lower bound itself is not allowed (it divides); `below_high`
    the same of the upper one. `whole` knobs are counts. `help` is one sentence. `row` is the label
    of the one row in which those of all deliveries, or of all kinds of work, stand. `default`: what
    holds where nothing gives it; none: it must be given.
    """

    name: str
    label: str
    unit: str
    section: str
    help: str
    low: Decimal = Decimal(0)
    high: Decimal = MONEY_LIMIT
    above_low: bool = False
    below_high: bool = False
    whole: bool = False
    row: str = ""
    default: Decimal | None = None

    @property
    def is_money(self) -> bool:
        """Whether its value is in a currency."""
        return self.unit.startswith("money")

    def allowed(self) -> str:
        """The bounds in words, for faults and docs."""
        kind = "a number"
        if self.whole:
            kind = "a whole number"
        return f"{kind} {self.bounds.tell()}"

    @property
    def bounds(self) -> Bounds:
        """The same as numbers."""
        return Bounds(self.low, self.high, self.above_low, self.below_high)

    def admits(self, value: Decimal) -> bool:
        """Whether a value lies within the bounds."""
        if value < self.low or value > self.high:
            return False
        if (self.above_low and value == self.low) or (self.below_high and value == self.high):
            return False
        return not self.whole or value == value.to_integral_value()


_LEAST_RATE = Decimal("-0.99")
_MOST_RATE = Decimal(1)


_PLAIN = (
    Knob(
        "admin_salary",
        "An administrator's pay",
        "money a year",
        "people",
        "Pay of one full-time administrator with benefits.",
    ),
    Knob(
        "cost_per_call",
        "A call to the help desk",
        "money a call",
        "people",
        "What one call or ticket costs on average.",
    ),
    Knob(
        "energy_price",
        "Electricity",
        "money per kWh",
        "power_space",
        "Price of a kilowatt-hour in the first year.",
    ),
    Knob(
        "pue",
        "Power usage effectiveness, PUE",
        "ratio",
        "power_space",
        "What the data centre draws for each watt that a server or disk draws.",
    ),
    Knob(
        "endpoint_hours_per_year",
        "Hours in use a year",
        "hours a year",
        "power_space",
        "Hours a year at the stated watts.",
        high=Decimal(8760),
    ),
    Knob(
        "existing_pc_watts",
        "An existing PC draws",
        "watts",
        "power_space",
        "Watts in use of a device that stands there already, without its screen.",
    ),
    Knob(
        "storage_watts_per_tb",
        "Power of storage",
        "watts per TB",
        "power_space",
        "Watts per usable terabyte, controllers and mirrors included.",
    ),
    Knob(
        "host_space_cost_year",
        "Space for a server",
        "money a year",
        "power_space",
        "Rack space of one host for a year, without its power.",
    ),
    Knob(
        "grid_co2_kg_per_kwh",
        "CO₂ of electricity",
        "kg per kWh",
        "power_space",
        "Kilograms of CO₂ for each kilowatt-hour; no money depends on it.",
    ),
    Knob(
        "price_inflation",
        "Prices rise by",
        "a year",
        "growth",
        "How prices of licences, hardware, network and space rise each year.",
        low=_LEAST_RATE,
        high=_MOST_RATE,
    ),
    Knob(
        "labour_inflation",
        "Pay rises by",
        "a year",
        "growth",
        "How pay rises each year.",
        low=_LEAST_RATE,
        high=_MOST_RATE,
    ),
    Knob(
        "energy_inflation",
        "Electricity rises by",
        "a year",
        "growth",
        "How the price of electricity rises each year.",
        low=_LEAST_RATE,
        high=_MOST_RATE,
    ),
    Knob(
        "spare_hosts",
        "Spare hosts of a pool",
        "hosts",
        "sizing",
        "Hosts kept beyond those needed, so that one may fail.",
        high=Decimal(10_000),
        whole=True,
    ),
    Knob(
        "storage_saving",
        "Disk saved by cloning",
        "share",
        "sizing",
        "Share of disk space saved by cloning and deduplication.",
        high=Decimal(1),
        below_high=True,
    ),
    Knob(
        "vdi.vcpu_per_core",
        "Virtual CPUs on a core, virtual desktops",
        "vCPU per core",
        "sizing",
        "How many virtual CPUs of desktops one physical core carries.",
        above_low=True,
    ),
    Knob(
        "vdi.idle_running_share",
        "Idle desktops that stay on",
        "share",
        "sizing",
        (
            "Share of the personal virtual desktops that nobody uses at the peak and that keep "
            "their memory."
        ),
        high=Decimal(1),
        default=Decimal(0),
    ),
    Knob(
        "session.vcpu_per_core",
        "Virtual CPUs on a core, sessions",
        "vCPU per core",
        "sizing",
        "How many virtual CPUs of session hosts one physical core carries.",
        above_low=True,
    ),
    Knob(
        "host_hours_per_month",
        "A shared cloud machine runs",
        "hours a month",
        "sizing",
        "Hours a month that a cloud machine shared by many runs.",
        high=Decimal(730),
    ),
    Knob(
        "mbps_price_month",
        "Bandwidth",
        "money per Mbit/s and month",
        "network",
        "Price of one Mbit/s for a month in the first year.",
    ),
    Knob(
        "deployment_hour_rate",
        "Pay of the roll-out team",
        "money an hour",
        "roll_out",
        "What an hour of those who roll out costs.",
    ),
    Knob(
        "user_hour_cost",
        "Cost of a user's time",
        "money an hour",
        "users_time",
        "What an hour of a user's time costs with benefits.",
    ),
)


_ONE_AND_MANY = {
    "pc": ("PC", "PCs"),
    "vdi": ("virtual desktop", "virtual desktops"),
    "session": ("session", "session desktops"),
    "cloud": ("cloud desktop", "cloud desktops"),
}
_BY_DELIVERY = [
    (
        "desktops_per_admin",
        "Desktops per administrator",
        "{many} per administrator",
        "desktops",
        "people",
        "How many desktops one full-time administrator looks after.",
        True,
    ),
    (
        "calls_per_user_year",
        "Help desk calls per user",
        "Help desk calls per {one} user",
        "calls a year",
        "people",
        "Calls or tickets of one user in a year.",
        False,
    ),
    (
        "kbps_per_session",
        "Bandwidth of a session",
        "Bandwidth of a session, {kind}",
        "kbit/s",
        "network",
        "Average bandwidth of one active session, where no scheme says its own.",
        False,
    ),
    (
        "deployment_hours",
        "Hours to roll out a desktop",
        "Hours to roll out a desktop, {kind}",
        "hours a desktop, once",
        "roll_out",
        "Hours of work to bring one desktop into use.",
        False,
    ),
    (
        "project_cost",
        "Project",
        "Project for {many}",
        "money, once",
        "roll_out",
        "Design, pilot and migration, once for each kind of desktop in use.",
        False,
    ),
    (
        "training_hours",
        "Training of a user",
        "Training of a user, {kind}",
        "hours a user, once",
        "users_time",
        "Hours that a user needs to learn the new desktop.",
        False,
    ),
    (
        "downtime_hours_year",
        "Time lost by a user",
        "Time lost by a user, {kind}",
        "hours a year",
        "users_time",
        "Hours in which a user can't work because of the desktop.",
        False,
    ),
]
_BY_PROFILE = [
    ("vcpu", "Virtual CPUs of a desktop", "vCPU", "Virtual CPUs of one running virtual desktop."),
    ("ram_gb", "Memory of a desktop", "GB", "Memory of one running virtual desktop."),
    (
        "disk_gb",
        "Disk of a desktop",
        "GB",
        "Disk space of one virtual desktop before cloning saves any.",
    ),
    ("session_vcpu", "Virtual CPUs of a session", "vCPU", "Virtual CPUs of one active session."),
    ("session_ram_gb", "Memory of a session", "GB", "Memory of one active session."),
    (
        "session_disk_gb",
        "Profile of a user",
        "GB",
        "Disk space of one user's profile on sessions or in the cloud.",
    ),
    ("hours_per_month", "Signed in", "hours a month", "Hours a month that one user is signed in."),
]


def _make_for_all() -> dict[str, Knob]:
    knobs = list(_PLAIN)
    for stem, row, form, unit, section, text, divides in _BY_DELIVERY:
        for delivery, kind in DELIVERIES.items():
            one, many = _ONE_AND_MANY[delivery]
            label = form.format(one=one, many=many, kind=kind)
            label = label[0].upper() + label[1:]
            knobs.append(
                Knob(f"{delivery}.{stem}", label, unit, section, text, above_low=divides, row=row)
            )
    for stem, row, unit, text in _BY_PROFILE:
        for profile, kind in PROFILES.items():
            high = MONEY_LIMIT
            if stem == "hours_per_month":
                high = Decimal(730)
            knobs.append(
                Knob(
                    f"{profile}.{stem}", f"{row}, {kind}", unit, "sizing", text, high=high, row=row
                )
            )
    return {knob.name: knob for knob in knobs}


KNOBS: dict[str, Knob] = _make_for_all()
REQUIRED_KNOBS = frozenset(name for name, knob in KNOBS.items() if knob.default is None)
