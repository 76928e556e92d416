"""The history of a quote: what was done with it, by whom, when and why."""

from __future__ import annotations

from typing import NamedTuple

from calculator import formats
from quotes.issuing import name_person
from quotes.models import QuoteEvent


class Done(NamedTuple):
    """What was done with a quote: a row of its history."""

    day: str
    what: str
    by: str
    reason: str


def read_event(event: QuoteEvent) -> Done:
    """An event in words."""
    return Done(formats.day(event.at.date()), event.kind, name_person(event.by), event.reason)
