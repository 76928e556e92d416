"""Links for people without an account: the buttons that make and end one, those that hold."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from calculator.kept.addresses import read_number
from calculator.kept.day import find_day
from quotes.models import ComparisonVersion, IssuedQuote, ShareLink
from quotes.refusals import Absent, Invalid
from quotes.sharing import revoke, share

Shared = ComparisonVersion | IssuedQuote

SHARE, REVOKE = "share", "revoke"
MOST_DAYS = 366


def change_links(request: HttpRequest, shared: Shared) -> str:
    """Does what a button about links says; gives the whole address of a link that it made."""
    action, by, now = request.POST.get("action", ""), request.user, timezone.now()
    if action == REVOKE:
        number = read_number(request.POST.get("link", ""))
        link = find_links(shared).filter(pk=number).first()
        if link is None:
            raise Absent
        revoke(link, by, at=now)
    if action != SHARE:
        return ""
    days = read_number(request.POST.get("days", "")) or 0
    if not 0 < days <= MOST_DAYS:
        raise Invalid("days", f"A link holds for 1 to {MOST_DAYS} days.")
    _, token = share(shared, by, at=now, expires_on=find_day() + timedelta(days=days))
    return request.build_absolute_uri(reverse("shared", args=(token,)))


def find_links(shared: Shared) -> QuerySet[ShareLink]:
    """The links to a version, or to an issued quote."""
    if isinstance(shared, ComparisonVersion):
        return ShareLink.objects.filter(version=shared)
    return ShareLink.objects.filter(issued=shared)


def list_links(shared: Shared, today: date) -> list[ShareLink]:
    """Those that hold."""
    holding = find_links(shared).filter(revoked_at=None, expires_on__gte=today)
    return list(holding.select_related("by").order_by("expires_on", "id"))
