"""Own price lists to look at, for who is logged in."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.rights import may_propose
from calculator.kept.confirm_forms import ConfirmForm
from calculator.kept.day import find_day
from calculator.kept.refused import for_people
from calculator.kept.term_forms import TermForm
from calculator.prices.own_lists import fill_list, list_own
from calculator.responses import for_reading, page_response
from calculator.views.proposals import check_right
from pricing.catalogue.changing import Row
from pricing.catalogue.proposing import propose
from pricing.catalogue.rows import CONFIRMED
from pricing.market import PriceList
from pricing.models.changes import EDIT
from pricing.readers import may_read_own_lists
from pricing.sheets.days import NoDay, read_day


@for_reading
def own_lists(request: HttpRequest) -> HttpResponse:
    """All of them; a stranger finds no such page."""
    if not may_read_own_lists():
        raise Http404
    context = {"lists": list_own(), "may_propose": may_propose(request.user)}
    return page_response(request, "prices/own_lists.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def own_list(request: HttpRequest, list_id: str) -> HttpResponse:
    """One, on a day: its base, what it takes off, where it differs. POST proposes to take something
    off, or that what it says was confirmed again.
    """
    if request.method == "POST":
        return _propose_change(request, list_id)
    return _show(request, _find(list_id))


def show_typed(request: HttpRequest, note: str, list_id: str) -> HttpResponse:
    """A list with what was typed, of which nothing was proposed."""
    check_right(request.user)
    found = _find(list_id)
    if CONFIRMED in request.POST:
        return _show(request, found, 403, confirmed=ConfirmForm(found.id, request.POST), note=note)
    return _show(request, found, 403, term=TermForm(found.id, request.POST), note=note)


def _find(list_id: str) -> PriceList:
    """A list that the reader may know of. Raises `Http404`."""
    for found in list_own():
        if found.id == list_id:
            return found
    raise Http404


def _show(
    request: HttpRequest,
    found: PriceList,
    status: int = HTTPStatus.OK,
    *,
    term: TermForm | None = None,
    confirmed: ConfirmForm | None = None,
    note: str = "",
) -> HttpResponse:
    text = request.GET.get("price_date", "").strip() or find_day().isoformat()
    day, fault = _read_day(text)
    asked = {"price_date": text, "fault": fault}
    forms = {"may_propose": may_propose(request.user), "term_form": None, "confirm_form": None}
    if forms["may_propose"]:
        forms["term_form"] = term or TermForm(found.id)
        forms["confirm_form"] = confirmed or ConfirmForm(found.id)
    context = fill_list(found, day) | asked | forms | {"note": note}
    return page_response(request, "prices/own_list.html", context, status)


@for_people
def _propose_change(request: HttpRequest, list_id: str) -> HttpResponse:
    found = _find(list_id)
    check_right(request.user)
    if CONFIRMED in request.POST:
        return _propose_confirmation(request, found)
    return _propose_term(request, found)


def _propose_term(request: HttpRequest, found: PriceList) -> HttpResponse:
    form = TermForm(found.id, request.POST)
    if not form.is_valid():
        is_moved = bool(form.non_field_errors())
        return _show(request, found, HTTPStatus.CONFLICT if is_moved else 422, term=form)
    return _propose(request, found, [form.make_row()])


def _propose_confirmation(request: HttpRequest, found: PriceList) -> HttpResponse:
    form = ConfirmForm(found.id, request.POST)
    if not form.is_valid():
        return _show(request, found, 422, confirmed=form)
    return _propose(request, found, form.list_confirmed())


def _propose(request: HttpRequest, found: PriceList, rows: list[Row]) -> HttpResponse:
    made = propose(
        rows,
        found.id,
        by=request.user,
        at=timezone.now(),
        kind=EDIT,
        takes_corrections=True,
    )
    return HttpResponseRedirect(reverse("proposal", args=(made.pk,)), status=303)


def _read_day(text: str) -> tuple[date, str]:
    """The day that is asked for, else today and why."""
    try:
        return read_day(text), ""
    except NoDay as error:
        return find_day(), str(error)
