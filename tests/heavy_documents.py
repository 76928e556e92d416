"""Comparison documents as heavy as the limits of a document allow."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

from pricing.engine.knobs import KNOBS

from .broken import BASE

Record = dict[str, Any]
MOST_GROUPS, MOST_SCENARIOS, MOST_ENTRIES, MOST_YEARS = 50, 12, 60, 30
_WAYS = ("pc", "vdi", "session")
_METRICS = ("device", "user", "concurrent_user", "host", "virtual_desktop", "site")
_BASE_STACK = ("server", "hyper", "os", "ts-cal", "broker", "disk", "thin", "pc")


def make_heavy(
    groups: int = MOST_GROUPS,
    scenarios: int = MOST_SCENARIOS,
    entries: int = MOST_ENTRIES,
    years: int = MOST_YEARS,
    *,
    own_lines: int = 0,
    draws: int = 0,
) -> Record:
    """A document of so many groups, scenarios, schemes in a stack and years.

    Whatever may have a range has one: all knobs, growth, all prices. Nothing is alike: each
    scenario has numbers of its own, and each scheme another group of desks.
    """
    catalogue = copy.deepcopy(BASE["catalogue"])
    fillers = [_make_scheme(number) for number in range(max(0, entries - len(_BASE_STACK)))]
    catalogue["schemes"] += fillers
    catalogue["prices"] += [
        {"scheme": each["id"], "valid_from": "2007-01-01", "amount": "99.95"} for each in fillers
    ]
    stack = [*_BASE_STACK, *(each["id"] for each in fillers)][:entries]
    document: Record = {
        "price_date": BASE["price_date"],
        "horizon_years": years,
        "residual_value": "straight_line",
        "annual_growth": {"low": "-0.01", "mode": "0.01", "high": "0.03"},
        "fleet": [_make_group(number) for number in range(groups)],
        "scenarios": [
            _make_scenario(number, groups, stack, years, own_lines) for number in range(scenarios)
        ],
        "assumptions": _make_ranges(),
        "catalogue": catalogue,
    }
    if draws:
        document["uncertainty"] = {"draws": draws, "seed": 1}
    return document


def _make_scheme(number: int) -> Record:
    scheme: Record = {
        "id": f"s{number}",
        "vendor": "Example",
        "role": "service",
        "metric": _METRICS[number % len(_METRICS)],
        "charge": "subscription",
        "pack": 1 + number,
    }
    if number % 3:
        scheme |= {"charge": "perpetual", "life_years": 3 + number % 4, "maintenance_rate": "0.2"}
    return scheme


def _make_group(number: int) -> Record:
    return {
        "name": f"Group {number}",
        "desktops": 100 + number,
        "users": 150 + number,
        "peak_concurrency": "0.8",
        "pooled": bool(number % 2),
        "endpoint": ("pc", "thin_client")[number % 2],
    }


def _make_scenario(
    number: int, groups: int, stack: list[str], years: int, own_lines: int
) -> Record:
    return {
        "name": f"Scenario {number}",
        "delivery": _WAYS[number % len(_WAYS)],
        "deliveries": {
            f"Group {group}": _WAYS[(group + number) % len(_WAYS)] for group in range(groups)
        },
        "stack": [
            {"scheme": name, "groups": [f"Group {(number + place) % groups}"]}
            if name.startswith("s") and name[1:].isdigit() and place % 2
            else name
            for place, name in enumerate(stack)
        ],
        "prices": {name: {"low": "0.8", "mode": "1", "high": "1.3"} for name in stack},
        "assumptions": _make_ranges(Decimal(number + 1) / 100),
        "own_lines": [
            {
                "name": f"Own {line}",
                "category": "people",
                "amount": 5 + line,
                "of": "desktop",
                "first": 1,
                "last": years,
                "inflation": "labour",
            }
            for line in range(own_lines)
        ],
    }


def _make_ranges(more: Decimal = Decimal(0)) -> Record:
    """A range round each number that the catalogue knows."""
    ranges: Record = {}
    for assumption in BASE["catalogue"]["assumptions"]:
        knob, typical = KNOBS.get(assumption["name"]), Decimal(assumption["typical"])
        if knob is None or not typical:
            continue
        ends = [typical * (part + more) for part in (Decimal("0.8"), Decimal(1), Decimal("1.2"))]
        if knob.whole:
            ends = [Decimal(round(end)) for end in ends]
        low, mode, high = (min(max(end, knob.low), knob.high) for end in ends)
        if knob.admits(low) and knob.admits(high):
            ranges[knob.name] = {"low": f"{low:f}", "mode": f"{mode:f}", "high": f"{high:f}"}
    return ranges
