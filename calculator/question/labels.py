"""What people call a field, from its path in the document: for the summary of faults."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from calculator.question.address.quotes import NET
from pricing.engine.fields import SHAPES
from pricing.engine.findings import token_words
from pricing.engine.knobs import KNOBS

_ENTRY = re.compile(r"(stack|own_lines)\[(\d+)\](?:\.(.*))?")
_INNER = {"stack": ("entry", "entry {} of the stack"), "own_lines": ("own_line", "own line {}")}
_MEMBER = re.compile(r"(fleet|scenarios)\[(\d+)\](?:\.(.*))?")
_MAPS = {
    "discounts": "discount of",
    "deliveries": "delivery of",
    "endpoints": "on the desks of",
    "entitlements": "owned already by",
    "prices": "price of",
    "exchange_rates": "Exchange rate of",
}

_AXES = {
    "along": "Along the chart",
    "across": "In the map, across",
    "upwards": "In the map, upwards",
}
_OF_LOOKS = {
    "horizon_years": "Over … years",
    **_AXES,
    **{
        f"{axis}_{end}": f"{title}, {end}"
        for axis, title in _AXES.items()
        for end in ("from", "to")
    },
    "swings_of": "The cost of",
    "swings_against": "Compared with",
    "target_scheme": "Target price",
    "target_tie": "To tie with",
    "framed_years": "Framings, years",
    "framed_discount_rate": "Framings, discount rate",
    "bridge_start": "Bridge, from",
    "bridge_end": "Bridge, to",
    "bridge_day": "Bridge, one day",
    "bridge_other_day": "Bridge, another day",
    "best": "Show the best",
    "must": "Must have",
    "must_not": "Must not have",
    "give": "What a group may have",
    "uncertainty.draws": "Cases",
    "uncertainty.seed": "Seed",
}


def label_of(path: str, document: Mapping[str, Any]) -> str:
    """The label of a field, with the group or scenario that it is of; the path where it has none.

    >>> label_of("fleet[0].desktops", {"fleet": [{"name": "Office"}]})
    'Office, desktops'
    >>> label_of("fleet[0].name", {"fleet": [{"name": " "}]})
    'group 1, group'
    >>> label_of("assumptions.energy_price", {}), label_of("catalogue.prices[3]", {})
    ('Electricity', 'catalogue.prices[3]')
    >>> label_of("along_to", {}), label_of("must", {}), label_of("uncertainty.draws", {})
    ('Along the chart, to', 'Must have', 'Cases')
    >>> label_of("scenarios[0].stack[1].groups", {"scenarios": [{"name": "Keep PCs"}]})
    'Keep PCs, entry 2 of the stack, serves'
    >>> label_of("scenarios[0].own_lines[0].amount", {})
    'scenario 1, own line 1, amount'
    >>> label_of("scenarios[0].prices.ms-vecd.net", {})
    'scenario 1, quoted price of ms-vecd'
    """
    if not path:
        return "The document"
    if path in _OF_LOOKS:
        return _OF_LOOKS[path]
    found = _MEMBER.fullmatch(path)
    if not found:
        return _find_label("document", path)
    shape = "scenario"
    if found[1] == "fleet":
        shape = "group"
    name = _find_name(document.get(found[1]), int(found[2])) or f"{shape} {int(found[2]) + 1}"
    rest = _find_label(shape, found[3] or "")
    if rest:
        return f"{name}, {rest[:1].lower()}{rest[1:]}"
    return name


def _find_label(shape: str, path: str) -> str:
    head, _, rest = path.partition(".")
    if head == "assumptions" and rest in KNOBS:
        return KNOBS[rest].label
    if head == "prices" and rest.endswith(NET):
        return f"quoted price of {rest.removesuffix(NET)}"
    if head == "entitlements" and rest and shape == "group":
        return f"owned already: {token_words(rest)}"
    if head in _MAPS and rest:
        return f"{_MAPS[head]} {rest}"
    entry = _ENTRY.fullmatch(path)
    if entry and shape == "scenario":
        number, (inner, words) = int(entry[2]) + 1, _INNER[entry[1]]
        whole = words.format(number)
        if entry[3] in (None, "scheme"):
            return whole
        return ", ".join(filter(None, (whole, _find_label(inner, entry[3]).lower())))
    field = SHAPES[shape].get(path)
    if field and field.label:
        return field.label
    return path


def _find_name(members: Any, place: int) -> str:
    """The name of a group or scenario, as far as what was typed has one."""
    if isinstance(members, list) and place < len(members) and isinstance(members[place], Mapping):
        name = members[place].get("name")
        if isinstance(name, str):
            return name.strip()
    return ""
