"""Comparisons that are kept: from the page to a version, and their list."""

from __future__ import annotations

from operator import attrgetter

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from calculator.kept.beginnings import name_comparison
from calculator.kept.comparisons import (
    archive,
    find_target,
    find_version,
    list_comparisons,
    list_targets,
    read_target,
)
from calculator.kept.day import find_day
from calculator.kept.forms import NEW, KeepForm
from calculator.kept.links import change_links
from calculator.kept.refused import for_people
from calculator.kept.side_by_side import compare_versions
from calculator.kept.versions import fill_version
from calculator.parts.known import KNOWN_ON
from calculator.question.state import State
from calculator.responses import for_reading, page_response, read_parameters
from calculator.views.fragments import refuse_unpriced
from calculator.views.misspelt import read_state
from pricing.engine.faults import Faults
from quotes.models import ComparisonVersion
from quotes.refusals import Invalid, NewerVersion
from quotes.rights import check_role
from quotes.versions import keep_once, save_version

ARCHIVING = {"archive": True, "take out of the archive": False}


# It changes nothing, and the token of a form from before the log-in holds no longer after it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """Asks as what a state of the page is to be kept."""
    state = read_state(request, read_parameters(request))
    if state.answer is None:
        return refuse_unpriced(request, state)
    return _ask(request, state)


@for_people
def _ask(request: HttpRequest, state: State) -> HttpResponse:
    check_role("save", request.user)
    targets = list_targets(request.user, state.kept)
    initial = {"name": name_comparison(state.document), "document": state.json}
    if state.kept in dict(targets):
        initial["target"] = state.kept
    form = KeepForm(initial=initial, targets=targets)
    return page_response(request, "kept/keep.html", {"form": form, "newer": None})


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def comparisons(request: HttpRequest) -> HttpResponse:
    """POST keeps one; else the list of them."""
    if request.method == "POST":
        return _save(request)
    check_role("read", request.user)
    is_archive = "archived" in request.GET
    context = {
        "comparisons": list_comparisons(request.user, archived=is_archive),
        "is_archive": is_archive,
    }
    return page_response(request, "kept/comparisons.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def version(request: HttpRequest, comparison_id: int, number: int) -> HttpResponse:
    """A version with its figures as they were; POST shares or archives it."""
    found = find_version(comparison_id, number, request.user)
    link, note, status = "", "", 200
    if request.method == "POST":
        try:
            link = _change(request, found)
        except Invalid as invalid:
            note, status = str(invalid), invalid.status
        if not link and not note:
            return HttpResponseRedirect(_address(found), status=303)
    known_on = request.GET.get(KNOWN_ON, "").strip()
    context = fill_version(found, request.user, find_day(), link=link, note=note, known_on=known_on)
    return page_response(request, "kept/version.html", context, status)


def _change(request: HttpRequest, found: ComparisonVersion) -> str:
    """Does what a button says; gives the link that it made."""
    action = request.POST.get("action", "")
    if action in ARCHIVING:
        at = timezone.now() if ARCHIVING[action] else None
        archive(found.comparison, request.user, at)
        return ""
    return change_links(request, found)


@for_reading
@for_people
def beside(request: HttpRequest, comparison_id: int, number: int) -> HttpResponse:
    """Two versions side by side, the earlier first; `other` is as `12.3`."""
    found = find_version(comparison_id, number, request.user)
    other_id, other_number = read_target(request.GET.get("other", ""))
    other = find_version(other_id, other_number, request.user)
    earlier, later = sorted((found, other), key=attrgetter("at"))
    context = {"version": found, "beside": compare_versions(earlier, later)}
    return page_response(request, "kept/beside.html", context)


def _save(request: HttpRequest) -> HttpResponse:
    """The version that was made or, with all that was typed, why none was."""
    check_role("save", request.user)
    targets = list_targets(request.user, request.POST.get("target", ""))
    form = KeepForm(request.POST, targets=targets)
    newer, status = None, 422
    if form.is_valid():
        try:
            return HttpResponseRedirect(_address(_keep(request, form)), status=303)
        except Invalid as invalid:
            form.add_error(invalid.field, str(invalid))
        except Faults as found:
            form.add_error(None, [str(fault) for fault in found.faults[:3]])
        except NewerVersion as refusal:
            comparison, _ = find_target(form.cleaned_data["target"], request.user)
            newer = comparison.versions.get(number=refusal.latest)
            form = form.based_on(newer, list_targets(request.user))
            status = refusal.status
    return page_response(request, "kept/keep.html", {"form": form, "newer": newer}, status)


def show_typed(request: HttpRequest, note: str) -> HttpResponse:
    """The form as it was typed, of which nothing was saved."""
    check_role("save", request.user)
    targets = list_targets(request.user, request.POST.get("target", ""))
    form = KeepForm(request.POST, targets=targets)
    context = {"form": form, "newer": None, "note": note}
    return page_response(request, "kept/keep.html", context, 403)


def _keep(request: HttpRequest, form: KeepForm) -> ComparisonVersion:
    """The version that a press makes; of a second press that of the first."""
    typed, by, now = form.cleaned_data, request.user, timezone.now()
    document, note = typed["document"], typed["note"]
    if typed["target"] in ("", NEW):
        visibility = typed["visibility"]
        return keep_once(typed["name"], document, by, at=now, note=note, visibility=visibility)
    comparison, base = find_target(typed["target"], by)
    try:
        return save_version(comparison, document, by, base=base, at=now, note=note)
    except NewerVersion:
        of_press = comparison.versions.filter(by=by, document=document, note=note)
        same = of_press.filter(number=base + 1).first()
        if same is None:
            raise
        return same


def _address(version: ComparisonVersion) -> str:
    return reverse("version", args=(version.comparison_id, version.number))
