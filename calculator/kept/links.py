"""The buttons that make a link for strangers, and end one."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from calculator.kept.addresses import read_number
from calculator.kept.day import find_day
from quotes.sharing import Shared, make_link, revoke_link

SHARE, REVOKE = "share", "revoke"
DAYS = (7, 30, 90)  # that a link may hold, as the page offers them


def change_links(request: HttpRequest, shared: Shared) -> str:
    """Does what a button about links says; gives the whole address of a link that it made."""
    action, by = request.POST.get("action", ""), request.user
    if action == REVOKE:
        revoke_link(shared, read_number(request.POST.get("link", "")) or 0, by, timezone.now())
    if action != SHARE:
        return ""
    days = read_number(request.POST.get("days", "")) or 0
    token = make_link(shared, by, today=find_day(), days=days)
    return request.build_absolute_uri(reverse("shared", args=(token,)))
