"""Documents in which a value has been put back, as a reader would write them."""

from __future__ import annotations

import json
import re

from pricing.engine.answer import answer
from pricing.engine.read_question import parse

STEP = re.compile(r"([a-z_]+)\[(\d+)\]\.(.+)")
FREE_NAMES = re.compile(r"(prices|assumptions|exchange_rates|discounts)\.(.+?)(\.net|\.with)?")


def with_values(document, values):
    """The document with the values [path -> text] in it, its own numbers there replaced."""
    copy = json.loads(json.dumps(document, default=str))
    for path, text in values.items():
        holder, rest = copy, path
        while found := STEP.fullmatch(rest):
            holder, rest = holder[found[1]][int(found[2])], found[3]
        named = FREE_NAMES.fullmatch(rest)
        if named and named[3] == ".with":
            holder[named[1]][named[2]]["with"] = text
        elif named:
            holder.setdefault(named[1], {})[named[2]] = {"net": text} if named[3] else text
        else:
            holder[rest] = text
    return copy


def cents_of(document, find_catalogue=lambda _: None):
    """The total of each scenario in cents, None where it has no figures; and whether it meets its
    rules.
    """
    found = answer(parse(document, find_catalogue)).scenarios
    return [s.figures.tco if s.figures else None for s in found], [s.compliant for s in found]


def cheapest(document, find_catalogue=lambda _: None):
    """The places of the cheapest scenarios that are priced and compliant: several where they
    tie.
    """
    cents, met = cents_of(document, find_catalogue)
    able = {place: c for place, c in enumerate(cents) if c is not None and met[place]}
    return tuple(place for place, c in able.items() if c == min(able.values()))
