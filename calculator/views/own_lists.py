"""Own price lists to look at, for who is logged in."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from calculator.kept.day import find_day
from calculator.prices.own_lists import fill_list, list_own
from calculator.responses import page_response
from pricing.readers import may_read_own_lists
from pricing.sheets.days import NoDay, read_day


@require_safe
def own_lists(request: HttpRequest) -> HttpResponse:
    """All of them; a stranger finds no such page."""
    if not may_read_own_lists():
        raise Http404
    return page_response(request, "prices/own_lists.html", {"lists": list_own()})


@require_safe
def own_list(request: HttpRequest, list_id: str) -> HttpResponse:
    """One, on a day: its base, what it takes off, where it differs."""
    found = next((row for row in list_own() if row.id == list_id), None)
    if found is None:
        raise Http404
    text = request.GET.get("price_date", "").strip() or find_day().isoformat()
    day, fault = _read_day(text)
    asked = {"price_date": text, "fault": fault}
    return page_response(request, "prices/own_list.html", fill_list(found, day) | asked)


def _read_day(text: str) -> tuple[date, str]:
    """The day that is asked for, else today and why."""
    try:
        return read_day(text), ""
    except NoDay as error:
        return find_day(), str(error)
