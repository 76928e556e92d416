"""What both feeds have in common: JSON with its numbers as they are written, and single prices."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pricing.catalogue.files import CatalogueFaults, FileFault
from pricing.engine.faults import holds, shown_name

from .rules import Rule

# Measured: reading takes twice the file and what the rules take, so 48 MiB stay under 200.
MOST_FILE_BYTES = 48 * 1024 * 1024
# No feed of that size has as many, and what is made of a mere {} takes a hundred times its bytes.
MOST_BY_SIGN = {"{": ("objects", 500_000), "[": ("lists", 500_000), ",": ("values", 2_500_000)}


class FeedLine(NamedTuple):
    """One price as a feed has it, all of it text as it is written there, and the rules that take
    it. Prices of one `meter` from one day are the tiers of one price. `to_units`: where its tier
    ends, "" where the feed says no end.
    """

    place: str
    rules: tuple[Rule, ...]
    meter: str
    feed_id: str
    unit: str
    currency: str
    amount: str
    from_units: str
    starts: str
    ends: str
    source: str
    source_url: str
    to_units: str = ""


class Wrong(Exception):
    """What JSON would hide; the message says it."""


def refuse(place: str, words: str, held: str = "") -> CatalogueFaults:
    """The fault at a place of a feed or of its rules, alone."""
    return CatalogueFaults([FileFault(place, 0, "", held, words)])


def name_fault(place: str, field: str, value: object, words: str) -> FileFault:
    """A fault in one field of an item."""
    return FileFault(f"{place}, field {field}", 0, "", holds(value), words)


def decode(name: str, content: bytes) -> str:
    """The text of a file. Raises `CatalogueFaults`."""
    if len(content) > MOST_FILE_BYTES:
        raise refuse(name, f"may hold up to {MOST_FILE_BYTES:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse(name, "is no text in UTF-8") from None


def read_json(name: str, text: str, sift: Callable[[dict[str, Any]], Any]) -> Any:
    """A file's value; numbers are texts, so that none is rounded. `sift` makes of each object what
    is kept of it, the inner ones first. Raises `CatalogueFaults`.
    """

    def make(pairs: list[tuple[str, Any]]) -> Any:
        made = dict(pairs)
        if len(made) != len(pairs):
            ((twice, _),) = Counter(key for key, _ in pairs).most_common(1)
            raise Wrong(f"{shown_name(twice)} is given twice in one object")
        return sift(made)

    _refuse_many(name, text)
    try:
        return json.loads(
            text,
            parse_float=str,
            parse_int=str,
            parse_constant=_refuse_constant,
            object_pairs_hook=make,
        )
    except json.JSONDecodeError as error:
        words = f"is no whole JSON: {error.msg} in column {error.colno}"
        raise CatalogueFaults([FileFault(name, error.lineno, "", "", words)]) from None
    except RecursionError:
        raise refuse(name, "is nested too deep for a feed") from None
    except Wrong as wrong:
        raise refuse(name, str(wrong)) from None


def _refuse_many(name: str, text: str) -> None:
    """Counted by their signs before anything is made of them, those within texts too."""
    for sign, (things, most) in MOST_BY_SIGN.items():
        found = text.count(sign)
        if found > most:
            raise refuse(name, f"may hold up to {most:,} {things}", f"{found:,}")


def _refuse_constant(word: str) -> Any:
    raise Wrong(f"{word} is no number")


def write_fields(given: Mapping[str, Any]) -> dict[str, str]:
    """The plain fields of an object as text; those that are none have no place in a condition.

    >>> write_fields({"skuName": "D8s v5", "isPrimaryMeterRegion": True, "availabilityId": None})
    {'skuName': 'D8s v5', 'isPrimaryMeterRegion': 'true', 'availabilityId': ''}
    """
    words = {None: "", True: "true", False: "false"}
    return {
        name: value if isinstance(value, str) else words[value]
        for name, value in given.items()
        if value is None or isinstance(value, str | bool)
    }
