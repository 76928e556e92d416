"""Who says the prices of the page: each source once, numbered as the lines name it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from ..doubts import name_confidence
from .lines import Line

Source = tuple[str, ...]


def tell_source(row: Mapping[str, str]) -> Source:
    """Who says a row's price, where, and how sure it is."""
    return tuple(row[column] for column in ("source", "source_url", "confidence"))


def number_sources(lines: Iterable[Line]) -> dict[Source, int]:
    """The number of each source."""
    told = dict.fromkeys(tell_source(line.first) for line in lines)
    return {source: place for place, source in enumerate(told, start=1) if any(source)}


def list_sources(lines: Iterable[Line], notes: Mapping[Source, int]) -> list[dict[str, str]]:
    """Each source with the days from which its prices hold."""
    days: dict[Source, set[str]] = {}
    for line in lines:
        days.setdefault(tell_source(line.first), set()).add(line.first["price_valid_from"])
    return [
        {
            "place": str(place),
            "source": source,
            "address": address,
            "since": "; ".join(write_day(day) for day in sorted(days[said]) if day),
            "confidence": name_confidence({"confidence": confidence}),
        }
        for said, place in notes.items()
        for source, address, confidence in [said]
    ]


def write_day(day: str) -> str:
    """A day as people read it.

    >>> write_day("2026-11-04")
    '4 November 2026'
    """
    read = date.fromisoformat(day)
    return f"{read.day} {read:%B %Y}"
