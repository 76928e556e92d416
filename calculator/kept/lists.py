"""The lists of quotes: what waits for their reader, drafts on their way, what was issued."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.roles import APPROVER, list_roles
from calculator import formats
from calculator.kept.issued import name_state
from calculator.kept.waiting import SENT_BACK, add_last_step, find_waiting
from quotes.content import count_cents, sum_up
from quotes.issuing import name_person
from quotes.models import IssuedQuote, Organisation, Quote, QuoteEvent
from quotes.models.comparisons import ORGANISATION
from quotes.models.issued import SUPERSEDED, WITHDRAWN
from quotes.models.quotes import APPROVED, DRAFT, SUBMITTED

MOST = 200  # of a list, the newest
NOT_FIXED = "not fixed yet"
NOT_YET = "not yet"
NO_CUSTOMER = "not named yet"


class Listed(NamedTuple):
    """A row: its address in parts, and what there is to see of it: `by` whom and `on` which day it
    was made and submitted, or issued. Of a draft, whose next version it is, and when it was
    `changed` last.
    """

    key: tuple[Any, ...]
    name: str
    customer: str
    scenario: str
    due: str
    by: str
    on: str
    state: str
    day: str
    follows: str = ""
    changed: str = ""


def find_drafts(user: Any) -> QuerySet[Quote]:
    """Those on their way that a user with a role may read, each with its `last_step`."""
    seen = Q(maker=user) | Q(version__comparison__visibility=ORGANISATION)
    if APPROVER in list_roles(user):
        seen |= Q(state__in=(SUBMITTED, APPROVED))
    found = Quote.objects.filter(seen, state__in=(DRAFT, SUBMITTED, APPROVED))
    return add_last_step(found).select_related("version__comparison", "maker").order_by("-id")


def list_waiting(user: Any) -> list[Listed]:
    """Those with which the user is next, the newest first."""
    return _list_drafts(find_waiting(user))


def list_others(user: Any) -> list[Listed]:
    """All others on their way that a user may read, the newest first."""
    return _list_drafts(find_drafts(user).exclude(pk__in=find_waiting(user).values("pk")))


def _list_drafts(quotes: QuerySet[Quote]) -> list[Listed]:
    last = QuoteEvent.objects.filter(quote=OuterRef("pk")).order_by("-id").values("at")[:1]
    found = quotes.select_related("version__comparison", "maker", "revises").order_by("-id")
    found = found.annotate(last_change=Subquery(last))
    newest = list(found.defer("loaded", "earlier", "version__answer", "revises__content")[:MOST])
    names, zone = _name_scenarios(newest), ZoneInfo(Organisation.load().time_zone)
    return [
        Listed(
            (quote.pk,),
            quote.version.comparison.name,
            _name_customer(quote),
            names[quote.pk],
            _write_due(quote),
            name_person(quote.maker),
            _tell_submitted(quote),
            _name_state(quote),
            formats.day(quote.valid_until),
            f"next version of {quote.revises.number}" if quote.revises else "",
            _write_moment(quote.last_change, zone),
        )
        for quote in newest
    ]


def find_newest() -> list[IssuedQuote]:
    """Issued quotes, the newest first."""
    found = IssuedQuote.objects.select_related("quote__version__comparison", "issued_by")
    unread = (
        "content",
        "quote__content",
        "quote__loaded",
        "quote__version__answer",
        "quote__earlier",
    )
    return list(found.order_by("-id").defer(*unread)[:MOST])


def list_issued(today: date) -> list[Listed]:
    """The same as rows."""
    newest = find_newest()
    ends = find_ends(newest)
    names = _name_scenarios(each.quote for each in newest)
    return [
        Listed(
            (each.number, each.version),
            f"{each}: {each.quote.version.comparison.name}",
            _name_customer(each.quote),
            names[each.quote_id],
            formats.amount(each.due, each.currency),
            name_person(each.issued_by),
            formats.day(each.issued_on),
            name_state(each, today, ends.get(each.quote_id, "")),
            formats.day(each.quote.valid_until),
        )
        for each in newest
    ]


def find_ends(issued: list[IssuedQuote]) -> dict[int, str]:
    """Of those that no longer stand, by their quotes: superseded, or withdrawn, which says more."""
    events = QuoteEvent.objects.filter(
        quote__in=[each.quote_id for each in issued], kind__in=(SUPERSEDED, WITHDRAWN)
    )
    return dict(events.order_by("kind").values_list("quote", "kind"))


def _name_scenarios(quotes: Iterable[Quote]) -> dict[int, str]:
    """The scenario of each quote, by its id, from the document: nothing is priced for a list."""
    names: dict[int, list[str]] = {}
    found = {}
    for quote in quotes:
        version = quote.version
        if version.pk not in names:
            scenarios = json.loads(version.document)["scenarios"]
            names[version.pk] = [str(each["name"]) for each in scenarios]
        found[quote.pk] = names[version.pk][quote.scenario_place]
    return found


def _name_customer(quote: Quote) -> str:
    """The first line of the customer."""
    return quote.customer.strip().partition("\n")[0] or NO_CUSTOMER


def _write_moment(at: datetime, zone: ZoneInfo) -> str:
    """A day and a time in the organisation's zone."""
    local = at.astimezone(zone)
    return f"{formats.day(local.date())}, {local:%H:%M}"


def _write_due(quote: Quote) -> str:
    """What a quote comes to: of a draft, what it came to when it was made, with the tax of now."""
    if not quote.content:
        return _write_sums(quote)
    # The rows between stay unread.
    header, totals = (json.loads(line) for line in _read_ends(quote.content))
    return formats.amount(count_cents(totals["due"]), header["currency"])


def _write_sums(quote: Quote) -> str:
    if not quote.sums:
        return NOT_FIXED
    nets = quote.sums["by_year"].items()
    totals = sum_up(({"due_year": year, "amount": net} for year, net in nets), quote.tax_rate)
    return formats.amount(count_cents(totals["due"]), quote.sums["currency"])


def _read_ends(content: str) -> tuple[str, str]:
    """The first and the last line of a content: header and totals."""
    return content.partition("\n")[0], content.rstrip("\n").rpartition("\n")[2]


def _tell_submitted(quote: Quote) -> str:
    """The day on which it was submitted, until it is a draft again."""
    if quote.state == DRAFT or quote.submitted_at is None:
        return NOT_YET
    return formats.day(quote.submitted_at.date())


def _name_state(quote: Quote) -> str:
    """The state in a word; what was sent back is a draft that says so."""
    if quote.state == DRAFT and quote.last_step == SENT_BACK:
        return SENT_BACK
    return quote.state
