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
from quotes.models import IssuedQuote
from quotes.models.issued import SUPERSEDED, WITHDRAWN
from quotes.numbers import find_by_number
from quotes.refusals import Absent, Refusal
from quotes.rights import check_role
from quotes.sharing import list_links


def fill_issued(
    issued: IssuedQuote,
    today: date,
    user: Any,
    *,
    reason: ReasonForm | None = None,
    link: str = "",
    note: str = "",
) -> dict[str, Any]:
    """What the page is filled with."""
    steps, links = [], []
    if not find_end(issued):
        steps = list_steps(issued.quote, user)
    may_share = may("share", user)
    if may_share:
        links = list_links(issued, today)
    return fill_content(issued, today) | {
        "note": note,
        "files": list_files(reverse("issued", args=(issued.number, issued.version))),
        "events": [read_event(each) for each in issued.quote.events.select_related("by")],
        "may": steps,
        "reason_form": reason or ReasonForm(),
        "may_share": may_share,
        "links": links,
        "link": link,
    }


def fill_content(issued: IssuedQuote, today: date) -> dict[str, Any]:
    """What everybody sees who may read it."""
    return {
        "issued": issued,
        "state": tell_state(issued, today),
        "latest": find_latest(issued),
        "paper": view_paper(read_content(issued.content)),
    }


def may(action: str, user: Any) -> bool:
    """Whether a user's role allows something with what is issued."""
    try:
        check_role(action, user)
    except Refusal:
        return False
    return True


def name_state(issued: IssuedQuote, today: date, end: str) -> str:
    """The state of an issued quote in a word: expired is shown, never stored."""
    if end:
        return end
    if issued.quote.valid_until < today:
        return "expired"
    return "issued"


def tell_state(issued: IssuedQuote, today: date) -> str:
    """Whether an issued quote stands, in a sentence."""
    until, end = formats.day(issued.quote.valid_until), find_end(issued)
    if end == WITHDRAWN:
        last = issued.quote.events.filter(kind=WITHDRAWN).latest("id")
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
