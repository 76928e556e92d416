"""What the page of an issued quote shows: whether it stands, what it says, its history."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from calculator import formats
from calculator.kept.changes import list_changes
from calculator.kept.drafts import list_others_begun, list_steps
from calculator.kept.files import list_files
from calculator.kept.forms import WithdrawForm, list_faults
from calculator.kept.history import read_event
from calculator.kept.links import list_links
from calculator.kept.papers import view_paper
from quotes.content import read_content
from quotes.issuing import find_end, name_person
from quotes.models import IssuedQuote
from quotes.models.issued import SUPERSEDED, WITHDRAWN
from quotes.rights import RIGHTS, may_read_comparison

MOST_NAMED = 5


def fill_issued(
    issued: IssuedQuote,
    today: date,
    user: Any,
    *,
    reason: WithdrawForm | None = None,
    link: str = "",
    note: str = "",
) -> dict[str, Any]:
    """What the page is filled with."""
    steps, links = list_steps(issued.quote, user), []
    if "share" in steps:
        links = list_links(issued, today)
    if find_end(issued):
        steps = [step for step in steps if step == "share"]
    address = reverse("issued", args=(issued.number, issued.version))
    may_open = may_read_comparison(issued.quote.version.comparison, user)
    return fill_content(issued, today) | {
        "note": note,
        "before": issued.quote.revises,
        "begun": list_others_begun(issued, user),
        "field_faults": list_faults(reason),
        "withdrawers": list_withdrawers() if "revise" in steps and "withdraw" not in steps else [],
        "files": list_files(address, has_costs=may_open),
        "events": [read_event(each) for each in issued.quote.events.select_related("by")],
        "may": steps,
        "reason_form": reason or WithdrawForm(),
        "links": links,
        "link": link,
    }


def list_withdrawers() -> list[str]:
    """Who may withdraw a quote, by name."""
    found = User.objects.filter(groups__name__in=RIGHTS["withdraw"].roles, is_active=True)
    return [name_person(each) for each in found.order_by("pk")[:MOST_NAMED]]


def fill_content(issued: IssuedQuote, today: date) -> dict[str, Any]:
    """What everybody sees who may read it."""
    content = read_content(issued.content)
    return {
        "issued": issued,
        "state": tell_state(issued, today),
        "stands": not find_end(issued),
        "latest": find_latest(issued),
        "paper": view_paper(content, today),
        "changes": list_changes(issued.quote.revises, content),
    }


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
        return f"Withdrawn by {name_person(last.by)} on {day}; it holds no more. {last.reason}"
    if end == SUPERSEDED:
        return f"Superseded by version {issued.version + 1}.{_tell_latest(issued)}"
    if issued.quote.valid_until < today:
        return f"Expired: it was valid until {until}."
    return f"Issued on {formats.day(issued.issued_on)}, valid until {until}."


def _tell_latest(issued: IssuedQuote) -> str:
    """That nothing of the number holds, where its last version was withdrawn."""
    latest = find_latest(issued)
    if find_end(latest) == WITHDRAWN:
        return f" Version {latest.version} was withdrawn: no version of this quote holds."
    return ""


def find_latest(issued: IssuedQuote) -> IssuedQuote:
    """The last version of the same number."""
    versions = IssuedQuote.objects.filter(year=issued.year, sequence=issued.sequence)
    latest: IssuedQuote = versions.latest("version")
    return latest
