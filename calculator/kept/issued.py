"""What the page of an issued quote shows: whether it stands, what it says, its history."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from accounts.roles import list_roles
from calculator import formats
from calculator.kept.drafts import list_steps
from calculator.kept.files import list_files
from calculator.kept.forms import ReasonForm
from calculator.kept.history import read_event
from calculator.kept.papers import view_paper
from quotes.content import read_content
from quotes.issuing import find_end, name_person
from quotes.models import IssuedQuote, QuoteEvent
from quotes.models.issued import SUPERSEDED, WITHDRAWN
from quotes.numbers import find_by_number
from quotes.refusals import Absent


def fill_issued(
    issued: IssuedQuote, today: date, user: Any, *, reason: ReasonForm | None = None, note: str = ""
) -> dict[str, Any]:
    """What the page is filled with."""
    events = list(issued.quote.events.select_related("by"))
    end = find_end(issued)
    return {
        "issued": issued,
        "state": tell_state(issued, today, end, events),
        "latest": find_latest(issued),
        "note": note,
        "files": list_files(reverse("issued", args=(issued.number, issued.version))),
        "paper": view_paper(read_content(issued.content)),
        "events": [read_event(each) for each in events],
        "may": [] if end else list_steps(issued.quote, user),
        "reason_form": reason or ReasonForm(),
    }


def name_state(issued: IssuedQuote, today: date, end: str) -> str:
    """The state of an issued quote in a word: expired is shown, never stored."""
    if end:
        return end
    if issued.quote.valid_until < today:
        return "expired"
    return "issued"


def tell_state(issued: IssuedQuote, today: date, end: str, events: list[QuoteEvent]) -> str:
    """Whether an issued quote stands, in a sentence."""
    until = formats.day(issued.quote.valid_until)
    if end == WITHDRAWN:
        last = next(each for each in reversed(events) if each.kind == WITHDRAWN)
        day = formats.day(last.at.date())
        return f"Withdrawn by {name_person(last.by)} on {day}: {last.reason}"
    if end == SUPERSEDED:
        return f"Superseded by version {issued.version + 1}."
    if issued.quote.valid_until < today:
        return f"Expired: it was valid until {until}."
    return f"Issued on {formats.day(issued.issued_on)}, valid until {until}."


def find_latest(issued: IssuedQuote) -> IssuedQuote:
    """The last version of the same number."""
    versions = IssuedQuote.objects.filter(year=issued.year, sequence=issued.sequence)
    latest: IssuedQuote = versions.latest("version")
    return latest


def find_issued(number: str, version: int, user: Any) -> IssuedQuote:
    """What was issued under a number, for whoever has a role. Raises `Absent`."""
    found = find_by_number(number, version)
    if found is None or not list_roles(user):
        raise Absent
    return found
