"""What is said of a field: its sentence, and the paragraph of the methodology that tells its rule.

The sentences are those of the engine's tables. The anchors are those of the page; a test holds
each against it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pricing.engine.fields import SHAPES
from pricing.engine.knobs import KNOBS
from pricing.engine.operating_lines import OPERATING_LINES
from pricing.engine.vocabulary import DELIVERIES, PROFILES

METHOD = "/method/"

_WORDS = "1-words"
_FLEET = "3-fleet-and-growth"
_COVERAGE = "who-is-covered-by-what"
_COUNT = "what-is-counted"
_NEED = "from-the-count-to-what-is-paid-for"
_HOSTS = "hosts-of-a-pool"
_LINES = "8-operating-lines"
_OWNED = "what-is-owned-already"
_OWN_LINES = "lines-of-ones-own"
_QUOTED = "prices-as-quoted"
_CASES = "how-sure-the-answer-is"

FIELDS = {
    "document": {
        "title": _WORDS,
        "price_list": "the-price-in-force",
        "price_date": "dates",
        "known_on": "dates",
        "horizon_years": "when-money-counts",
        "discount_rate": "the-figures-of-a-scenario",
        "annual_growth": _FLEET,
        "sites": _COUNT,
        "include_indirect": "training-and-downtime",
        "price_changes": "changes-that-the-list-knows",
        "residual_value": "what-is-left-at-the-end",
        "yearly_payments": "paid-at-the-start-of-the-year",
        "exchange_rates": "money-of-another-currency",
        "fleet": _FLEET,
        "assumptions": "where-an-assumption-comes-from",
        "scenarios": _WORDS,
        "uncertainty": _CASES,
        "catalogue": "the-price-in-force",
    },
    "group": {
        "name": _WORDS,
        "desktops": _FLEET,
        "users": _FLEET,
        "devices": "devices-and-users",
        "peak_concurrency": _FLEET,
        "pooled": _FLEET,
        "profile": _HOSTS,
        "endpoint": _COVERAGE,
        "entitlements": "what-a-group-has",
    },
    "scenario": {
        "name": _WORDS,
        "delivery": _COVERAGE,
        "deliveries": _COVERAGE,
        "stack": _COVERAGE,
        "endpoints": _COVERAGE,
        "entitlements": "what-a-group-has",
        "discounts": "net-price",
        "assumptions": "where-an-assumption-comes-from",
        "prices": "net-price",
        "own_lines": _OWN_LINES,
        "price_date": "dates",
    },
    "entry": {
        "scheme": _COVERAGE,
        "groups": _COVERAGE,
        "quantity": _NEED,
        "extra": _NEED,
        "instances": "what-one-licensing-lets-run",
        "owned": _OWNED,
        "owned_years": _OWNED,
        "term": "terms-of-payment",
    },
    "own_line": dict.fromkeys(SHAPES["own_line"], _OWN_LINES),
}
# Assumptions that no operating line names by themselves; of a delivery or kind of work by their
# last word.
KNOB_ANCHORS = {
    "existing_pc_watts": "endpoint_energy",
    "kbps_per_session": "network",
    "project_cost": "deployment",
    "grid_co2_kg_per_kwh": "10-energy-and-co2",
    "price_inflation": "what-is-paid-and-when",
    "spare_hosts": _HOSTS,
    "vcpu_per_core": _HOSTS,
    "vcpu": _HOSTS,
    "ram_gb": _HOSTS,
    "session_vcpu": _HOSTS,
    "session_ram_gb": _HOSTS,
    "disk_gb": "storage",
    "session_disk_gb": "storage",
    "storage_saving": "storage",
    "hours_per_month": "user_hour",
    "host_hours_per_month": "instance_hour",
}
OWN_SENTENCES = {
    "net": "What a pack really costs, in place of list price and discount; by year as 23; 24; 25.",
    "discounts": "Off the list price, from 0 to 1; 0.10 is 10 %.",
    "entitlements": "Whether the group owns it already, so that what builds on it may be used.",
    "deliveries": "How this group gets its desktop in this scenario.",
    "endpoints": "What stands on this group's desks in this scenario.",
}
_SHAPES = {"fleet": "group", "scenarios": "scenario", "stack": "entry", "own_lines": "own_line"}
_PATH = re.compile(r"(fleet|scenarios)\.\d+\.(?:(stack|own_lines)\.\d+\.)?([^.]+)")
_KNOB = re.compile(r"(?:scenarios\.\d+\.)?assumptions\.(.+)")
_QUOTE = re.compile(r"scenarios\.\d+\.prices\..+\.net")


class Help(NamedTuple):
    """What a field is, in one sentence, and the address of the paragraph about it."""

    sentence: str
    method: str


@lru_cache(maxsize=4096)
def help_for(path: str) -> Help:
    """The help of a field by its path in the form.

    >>> help_for("fleet.0.desktops")
    Help(sentence='Seats, one device each.', method='/method/#3-fleet-and-growth')
    >>> help_for("assumptions.vdi.desktops_per_admin").method
    '/method/#administration'
    """
    if of_a_knob := _KNOB.fullmatch(path):
        knob = KNOBS[of_a_knob[1]]
        return Help(knob.help, f"{METHOD}#{_knob_anchor(knob.name)}")
    if path.startswith("exchange_rates."):
        path = "exchange_rates"
    if path.startswith("uncertainty."):
        return Help(
            SHAPES["uncertainty"][path.removeprefix("uncertainty.")].help, f"{METHOD}#{_CASES}"
        )
    if _QUOTE.fullmatch(path):
        return Help(OWN_SENTENCES["net"], f"{METHOD}#{_QUOTED}")
    found = _PATH.match(path)
    shape = "document"
    if found:
        shape = _SHAPES[found[2] or found[1]]
    name = path
    if found:
        name = found[3]
    sentence = None
    if path.count(".") > 2 and shape in ("group", "scenario"):
        sentence = OWN_SENTENCES.get(name)
    return Help(sentence or SHAPES[shape][name].help, f"{METHOD}#{FIELDS[shape][name]}")


def _knob_anchor(name: str) -> str:
    """The one operating line that an assumption is a factor of, else its paragraph."""
    first, _, rest = name.partition(".")
    stem = name
    if first in (*DELIVERIES, *PROFILES):
        stem = rest
    if stem in KNOB_ANCHORS:
        return KNOB_ANCHORS[stem]
    lines = [
        line.key
        for line in OPERATING_LINES
        if stem
        in (
            line.price,
            *(str(factor).strip("/").removeprefix("{delivery}.") for factor in line.factors),
        )
    ]
    if len(lines) == 1:
        return lines[0]
    return _LINES
