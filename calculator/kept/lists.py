"""The lists of quotes: drafts on their way, and what was issued."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.roles import APPROVER, list_roles
from calculator import formats
from calculator.kept.issued import name_state
from quotes.issuing import name_person
from quotes.models import IssuedQuote, Quote, QuoteEvent
from quotes.models.comparisons import ORGANISATION
from quotes.models.issued import SUPERSEDED, WITHDRAWN
from quotes.models.quotes import APPROVED, DRAFT, SUBMITTED

MOST = 200  # of a list, the newest


class Listed(NamedTuple):
    """A row: its address in parts, and what there is to see of it."""

    key: tuple[Any, ...]
    name: str
    state: str
    by: str
    due: str
    day: str


def find_drafts(user: Any) -> QuerySet[Quote]:
    """Drafts that a user with a role may read, the newest first, each with its `last_step`."""
    seen = Q(maker=user) | Q(version__comparison__visibility=ORGANISATION)
    if APPROVER in list_roles(user):
        seen |= Q(state__in=(SUBMITTED, APPROVED))
    steps = QuoteEvent.objects.filter(quote=OuterRef("pk")).exclude(kind="edited").order_by("-id")
    return (
        Quote.objects.annotate(last_step=Subquery(steps.values("kind")[:1]))
        .filter(seen, state__in=(DRAFT, SUBMITTED, APPROVED))
        .select_related("version__comparison", "maker")
        .order_by("-id")[:MOST]
    )


def list_drafts(user: Any) -> list[Listed]:
    """The same as rows."""
    return [
        Listed(
            (quote.pk,),
            quote.version.comparison.name,
            "sent back" if quote.last_step == "sent back" else quote.state,
            name_person(quote.maker),
            "",
            formats.day(quote.valid_until),
        )
        for quote in find_drafts(user)
    ]


def find_newest() -> list[IssuedQuote]:
    """Issued quotes, the newest first."""
    found = IssuedQuote.objects.select_related("quote__version__comparison", "issued_by")
    return list(found.order_by("-id")[:MOST])


def list_issued(today: date) -> list[Listed]:
    """The same as rows."""
    newest = find_newest()
    ends = find_ends(newest)
    return [
        Listed(
            (each.number, each.version),
            f"{each}: {each.quote.version.comparison.name}",
            name_state(each, today, ends.get(each.quote_id, "")),
            name_person(each.issued_by),
            formats.amount(each.due, each.currency),
            formats.day(each.issued_on),
        )
        for each in newest
    ]


def find_ends(issued: list[IssuedQuote]) -> dict[int, str]:
    """Of those that no longer stand, by their quotes: superseded, or withdrawn, which says more."""
    events = QuoteEvent.objects.filter(
        quote__in=[each.quote_id for each in issued], kind__in=(SUPERSEDED, WITHDRAWN)
    )
    return dict(events.order_by("kind").values_list("quote", "kind"))
