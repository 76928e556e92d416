"""The one table of fields of a comparison document.

The validator, the page's form, the OpenAPI description and docs/document.md are made from
it. A shape is an object of the document; a field is one key of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .vocabulary import (
    CATEGORIES,
    CHARGES,
    CONFIDENCES,
    DELIVERIES,
    METRICS,
    OWN_LINE_COUNTS,
    OWN_LINE_INFLATIONS,
    PERIODS,
    PRICE_CHANGES,
    PROFILES,
    RESIDUAL_VALUES,
    ROLES,
    TIER_MODES,
    YEARLY_PAYMENTS,
)

REQUIRED: Any = object()
FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2099, 12, 31)
MOST_DESKTOPS = 10_000_000
MOST_MONEY = Decimal(10_000_000)
MOST_FACTOR = Decimal(1000)
MOST_OWN_MONEY = Decimal(10_000_000_000)
MOST_YEARS = 30


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what kind of value, its bounds and default, and what people read about it.

    Kinds: `count` (whole number), `number`, `range` (a number, or low, mode and high), `price` (a
    factor as a range, or a net price by year),
    `text`, `slug`, `url`, `day`, `flag`, `choice`, `tokens` (list of slugs), `counts` (list of
    whole numbers), `objects` (list of the shape `of`), `object` (one of the shape `of`), `map`
    (free names to the field `each`).
    """

    kind: str
    help: str = ""
    default: Any = REQUIRED
    low: Decimal | int | None = None
    high: Decimal | int | None = None
    above_low: bool = False
    maximum: int = 0
    options: tuple[str, ...] = ()
    of: str = ""
    each: Field | None = None
    unit: str = ""
    label: str = ""
    nullable: bool = False


def _share(help: str, label: str, default: Any = REQUIRED) -> Field:
    return Field("number", help, default, Decimal(0), Decimal(1), unit="share", label=label)


EXCHANGE_RATE = Field(
    "number",
    "Units of the one currency for one of the other.",
    low=Decimal(0),
    high=MOST_MONEY,
    above_low=True,
)

CONFIRMED_ON = Field(
    "day",
    "When somebody last found the same in its source again.",
    None,
)
SHAPES: Mapping[str, Mapping[str, Field]] = {
    "document": {
        "title": Field("text", "What the comparison is about.", "", maximum=200, label="Title"),
        "price_list": Field("slug", "The price list whose prices count.", "", label="Price list"),
        "price_date": Field(
            "day", "The day whose prices and assumptions count.", label="Prices of"
        ),
        "known_on": Field(
            "text",
            "Since which change of the catalogue (17), or on which day (2026-11-24), it was known "
            "so. Empty: now.",
            "",
            maximum=10,
            label="As known on",
        ),
        "horizon_years": Field(
            "count",
            "Years that the comparison looks ahead.",
            5,
            1,
            MOST_YEARS,
            unit="years",
            label="Over",
        ),
        "discount_rate": _share(
            "Yearly rate at which later money counts less, for the net present value.",
            "Discount rate",
            Decimal("0.08"),
        ),
        "annual_growth": Field(
            "range",
            "How the fleet grows each year.",
            Decimal(0),
            Decimal("-0.99"),
            Decimal(1),
            unit="a year",
            label="Growth of the fleet",
        ),
        "sites": Field(
            "count",
            "Sites, for schemes that are counted by site.",
            1,
            1,
            10_000,
            unit="sites",
            label="Sites",
        ),
        "include_indirect": Field(
            "flag",
            "Whether users' time (training, downtime) is in the total.",
            False,
            label="Users' time in the total",
        ),
        "price_changes": Field(
            "choice",
            "Whether later payments take the prices that the list already knows for their day.",
            "none",
            options=PRICE_CHANGES,
            label="Known price changes",
        ),
        "residual_value": Field(
            "choice",
            "Whether what hardware is still worth at the end is taken off.",
            "none",
            options=RESIDUAL_VALUES,
            label="What is left at the end",
        ),
        "yearly_payments": Field(
            "choice",
            (
                "Whether subscriptions and maintenance are paid at the end or at the start of "
                "their year."
            ),
            "end",
            options=YEARLY_PAYMENTS,
            label="Yearly payments",
        ),
        "exchange_rates": Field(
            "map",
            "Units of the comparison's currency for one of another, by its code.",
            {},
            each=EXCHANGE_RATE,
        ),
        "fleet": Field("objects", "The groups of like seats.", of="group", low=1, high=50),
        "assumptions": Field(
            "map", "Assumptions by name, in place of the catalogue's.", {}, each=Field("range")
        ),
        "scenarios": Field(
            "objects",
            "The ways to serve the fleet; the first is the baseline.",
            of="scenario",
            low=1,
            high=12,
        ),
        "uncertainty": Field(
            "object", "Draws and seed of a Monte Carlo run.", None, of="uncertainty"
        ),
        "catalogue": Field(
            "object",
            "Schemes, prices and assumptions that the document brings itself.",
            None,
            of="catalogue",
        ),
    },
    "group": {
        "name": Field("text", "What the group is called.", maximum=200, label="Group"),
        "desktops": Field(
            "count",
            "Seats, one device each.",
            low=0,
            high=MOST_DESKTOPS,
            unit="desktops",
            label="Desktops",
        ),
        "users": Field(
            "count",
            "People who use the seats; as many as desktops where not said.",
            None,
            0,
            MOST_DESKTOPS,
            unit="users",
            label="Users",
        ),
        "devices": Field(
            "count",
            "Machines from which its people reach a desktop; as many as desktops where not said.",
            None,
            0,
            MOST_DESKTOPS,
            unit="devices",
            label="Devices",
        ),
        "peak_concurrency": _share(
            "Share of the users at work in the busiest hour.", "At the peak", Decimal(1)
        ),
        "pooled": Field(
            "flag",
            "Whether the group shares virtual desktops from a pool.",
            False,
            label="Desktops on a server",
        ),
        "profile": Field(
            "choice", "How heavy the work is.", "knowledge", options=tuple(PROFILES), label="Work"
        ),
        "endpoint": Field(
            "slug",
            "What stands on the desk; what begins with existing_ is kept.",
            "existing_pc",
            label="On the desk",
        ),
        "entitlements": Field(
            "tokens", "What the group owns already.", (), high=20, label="Owned already"
        ),
    },
    "scenario": {
        "name": Field("text", "What the scenario is called.", maximum=200, label="Scenario"),
        "delivery": Field(
            "choice",
            "How desktops are delivered, unless a group says otherwise.",
            options=tuple(DELIVERIES),
            label="Delivery",
        ),
        "deliveries": Field(
            "map",
            "Deliveries of single groups.",
            {},
            each=Field("choice", options=tuple(DELIVERIES)),
        ),
        "stack": Field("objects", "The schemes, in order.", of="entry", low=0, high=60),
        "endpoints": Field(
            "map",
            "What stands on the desks of single groups, in place of the group's own.",
            {},
            each=Field("slug"),
        ),
        "entitlements": Field(
            "map",
            "What single groups own, in place of the group's own.",
            {},
            each=Field("tokens", high=20),
        ),
        "discounts": Field(
            "map",
            "Discounts by scheme, else by vendor, else * for all.",
            {},
            each=_share("Off the list price.", "Discount"),
        ),
        "assumptions": Field("map", "Assumptions of this scenario alone.", {}, each=Field("range")),
        "prices": Field(
            "map",
            (
                "Factors on net prices, by scheme; 0 makes it free. Or what was quoted: a net "
                "price, or one a year."
            ),
            {},
            each=Field("price", low=Decimal(0), high=MOST_FACTOR),
        ),
        "own_lines": Field(
            "objects",
            "Costs and credits of one's own.",
            (),
            of="own_line",
            low=0,
            high=60,
            label="Own lines",
        ),
        "price_date": Field(
            "day", "A day of its own whose prices count for this scenario.", None, label="Signed on"
        ),
    },
    "entry": {
        "scheme": Field("slug", "The scheme's id."),
        "groups": Field(
            "tokens", "The groups that it serves; all where not said.", None, label="Serves"
        ),
        "quantity": Field(
            "count",
            "A number that stands in every year instead of what is counted.",
            None,
            0,
            MOST_DESKTOPS,
            label="Fixed at",
        ),
        "extra": Field(
            "count", "A number added to what is counted.", 0, 0, MOST_DESKTOPS, label="And more"
        ),
        "instances": Field(
            "count",
            "Virtual machines of this kind on each host on its worst day.",
            None,
            1,
            10_000,
            label="Machines on a host",
        ),
        "owned": Field(
            "count",
            "Packs in hand when the comparison begins.",
            None,
            0,
            MOST_DESKTOPS,
            unit="packs",
            label="Owned",
        ),
        "owned_years": Field(
            "count",
            "Years that they serve; the scheme's life where not said, else all.",
            None,
            1,
            100,
            unit="years",
            label="They serve",
        ),
        "term": Field(
            "text",
            "Which of the scheme's terms of payment; the first where not said.",
            "",
            maximum=200,
            label="Term",
        ),
    },
    "own_line": {
        "name": Field("text", "What it is called.", maximum=200, label="Line"),
        "category": Field(
            "choice",
            "Where it stands among the costs.",
            options=tuple(CATEGORIES),
            label="Category",
        ),
        "amount": Field(
            "number",
            "Money; below 0 for a credit.",
            low=-MOST_OWN_MONEY,
            high=MOST_OWN_MONEY,
            label="Amount",
        ),
        "of": Field(
            "choice", "What the amount is for.", "all", options=OWN_LINE_COUNTS, label="For"
        ),
        "first": Field(
            "count",
            "First column that pays: 0 is today, then the years.",
            0,
            0,
            MOST_YEARS,
            label="From",
        ),
        "last": Field(
            "count",
            "Last column that pays; the first where not said.",
            None,
            0,
            MOST_YEARS,
            label="To",
        ),
        "inflation": Field(
            "choice",
            "Which inflation raises it.",
            "none",
            options=OWN_LINE_INFLATIONS,
            label="Rises with",
        ),
        "source": Field("text", "Who said so.", "", maximum=2000, label="Source"),
    },
    "net_price": {
        "net": Field(
            "amounts",
            "What a pack really costs; by year where it changes, the last for all later ones.",
            low=Decimal(0),
            high=MOST_MONEY,
        ),
        "valid_until": Field("day", "The last day on which the offer holds, if it says one.", None),
        "remark": Field("text", "What the supplier remarked on it.", "", maximum=500),
    },
    "uncertainty": {
        "draws": Field("count", "How many draws.", 20_000, 1, 10_000_000),
        "seed": Field(
            "count",
            "Start of the random numbers; the same seed draws the same cases.",
            1,
            0,
            2**53 - 1,
        ),
    },
    "range": {
        "low": Field("number", "The least that it may be."),
        "mode": Field("number", "The likely value, which the plain comparison counts."),
        "high": Field("number", "The most that it may be."),
        "with": Field("text", "The range with which it rises and falls.", "", maximum=200),
    },
    "catalogue": {
        "currency": Field("text", "ISO 4217 code of the prices.", "USD", maximum=3),
        "schemes": Field("objects", "Schemes on sale.", of="scheme", low=0, high=1000),
        "prices": Field("objects", "Their prices.", (), of="price", low=0, high=2000),
        "assumptions": Field(
            "objects", "Assumptions in force.", (), of="assumption", low=0, high=500
        ),
    },
    "scheme": {
        "id": Field("slug", "Its id, stable for ever."),
        "vendor": Field("text", "Who sells it.", "", maximum=200),
        "product": Field("text", "What the vendor calls it.", "", maximum=200),
        "edition": Field("text", "Which edition.", "", maximum=200),
        "role": Field("choice", "What it does in a stack.", options=tuple(ROLES)),
        "metric": Field("choice", "What is counted.", options=METRICS),
        "charge": Field("choice", "Bought once, or paid as long as it is needed.", options=CHARGES),
        "period": Field(
            "choice", "What a subscription's price is for.", "year", options=tuple(PERIODS)
        ),
        "maintenance_rate": Field(
            "number",
            "Yearly maintenance as a share of the net price.",
            Decimal(0),
            Decimal(0),
            Decimal(1),
        ),
        "maintenance_included_years": Field(
            "count", "Years of maintenance that the price holds.", 0, 0, 100
        ),
        "life_years": Field("count", "Years after which hardware is replaced.", None, 1, 100),
        "terms": Field(
            "map",
            "Factors on the list price by terms of payment; the first is the default.",
            {},
            each=Field("number", low=Decimal(0), high=MOST_FACTOR, above_low=True),
        ),
        "pack": Field("count", "Units in a sold pack.", 1, 1, 10_000_000),
        "per_host": Field("flag", "Whether packs fill up on each host.", False),
        "minimum": Field("count", "Smallest number of units of a year.", 0, 0, 10_000_000),
        "maximum": Field(
            "count", "Largest number of units that it may be used for.", None, 0, 10_000_000
        ),
        "tier_mode": Field("choice", "How tiers count.", "volume", options=TIER_MODES),
        "requires": Field("tokens", "What must be there before it may be used.", (), high=20),
        "provides": Field("tokens", "What it brings.", (), high=20),
        "excludes": Field("tokens", "What no other scheme of the stack may bring.", (), high=20),
        "includes": Field(
            "map",
            "Units of another role that come with each unit.",
            {},
            each=Field("count", low=0, high=10_000_000),
        ),
        "attributes": Field(
            "map",
            "Numbers that sizing and energy need.",
            {},
            each=Field("number", low=Decimal(0), high=MOST_MONEY),
        ),
        "successor": Field("slug", "What followed it.", ""),
        "rule_note": Field("text", "The licensing rule in words.", "", maximum=2000),
        "not_checked": Field(
            "text", "What of the rule is not checked, in words.", "", maximum=2000
        ),
        "rule_source_url": Field("url", "Where the rule stands.", "", maximum=2000),
        "rule_confidence": Field("choice", "How sure the rule is.", "", options=("", *CONFIDENCES)),
        "vendor_part_number": Field("text", "What the vendor orders it by.", "", maximum=100),
        "unspsc": Field("text", "Its class in the UNSPSC, eight digits.", "", maximum=8),
        "also_called": Field(
            "text", "Other names that it is found by, former ones too.", "", maximum=500
        ),
        "quoted_from": Field(
            "day", "The first day from which it is sold by quotation, without a list price.", None
        ),
    },
    "price": {
        "scheme": Field("slug", "The scheme that it prices."),
        "valid_from": Field("day", "The first day."),
        "amount": Field(
            "number",
            "Price of a pack; none where it is not sold from that day on.",
            None,
            Decimal(0),
            MOST_MONEY,
        ),
        "tiers": Field("tiers", "Thresholds in units and the price from there.", (), high=20),
        "source": Field("text", "Who said so.", "", maximum=2000),
        "source_url": Field("url", "Where it stands.", "", maximum=2000),
        "confidence": Field("choice", "How sure it is.", "recalled", options=CONFIDENCES),
        "note": Field("text", "What else is known.", "", maximum=2000),
        "confirmed_on": CONFIRMED_ON,
    },
    "assumption": {
        "name": Field("slug", "The assumption's name."),
        "valid_from": Field("day", "The first day; always where not said.", None),
        "unit": Field("text", "Its unit.", "", maximum=200),
        "low": Field("number", "The low end.", None, -MOST_MONEY, MOST_MONEY),
        "typical": Field("number", "The typical value.", REQUIRED, -MOST_MONEY, MOST_MONEY),
        "high": Field("number", "The high end.", None, -MOST_MONEY, MOST_MONEY),
        "currency": Field("text", "ISO 4217 code where it is money.", "", maximum=3),
        "moves_with": Field(
            "text", "The assumption with which its range rises and falls.", "", maximum=64
        ),
        "source": Field("text", "Who said so.", "", maximum=2000),
        "source_url": Field("url", "Where it stands.", "", maximum=2000),
        "confidence": Field("choice", "How sure it is.", "recalled", options=CONFIDENCES),
        "note": Field("text", "What else is known.", "", maximum=2000),
        "confirmed_on": CONFIRMED_ON,
    },
}

ATTRIBUTES = {
    "sockets": "processor sockets of a server",
    "cores_per_socket": "cores of each processor",
    "ram_gb": "memory of a server or cloud machine, GB",
    "watts": "watts in use",
    "min_cores_per_socket": "cores of a processor that are paid for at least",
    "min_cores_per_host": "cores of a host that are paid for at least",
    "memory_overcommit": "memory overcommit, GB promised for each GB",
    "hypervisor_ram_gb": "memory kept by the hypervisor, GB",
    "vcpu": "virtual CPUs of a cloud machine",
    "users_per_licence": "users who may share a licence",
    "cores_per_licence": "cores that one licence of a processor or host covers",
    "sockets_per_licence": "processor sockets that one licence of a host covers",
    "instances_per_licence": "virtual machines that one licensing of a host lets run",
    "session_kbps": "bandwidth of a session, kbit/s",
}
WHOLE_ATTRIBUTES = (
    *(
        "sockets",
        "cores_per_socket",
        "min_cores_per_socket",
        "min_cores_per_host",
        "users_per_licence",
    ),
    *("cores_per_licence", "sockets_per_licence", "instances_per_licence"),
)
DIVIDING_ATTRIBUTES = {
    "cores_per_licence": ("host", "socket"),
    "sockets_per_licence": ("host",),
    "instances_per_licence": ("host", "socket", "core"),
}
