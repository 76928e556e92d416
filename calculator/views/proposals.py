"""Prices of own lists from a file: proposed, looked at, applied."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.rights import may_propose
from calculator.kept.day import find_day
from calculator.kept.effects import view_effect
from calculator.kept.feed_notes import is_replaceable, view_feed_notes
from calculator.kept.proposal_forms import (
    NEW,
    ApplyForm,
    MappingForm,
    UploadForm,
    make_mapping_form,
)
from calculator.kept.proposals import (
    find_known,
    list_proposals,
    tell_new_list,
    tell_state,
    view_proposal,
)
from calculator.kept.proposed_rows import list_far, list_kinds, list_moved
from calculator.kept.refused import for_people
from calculator.parts.refused_file import NO_FILE, TWO_FILES
from calculator.prices.own_lists import find_comparison
from calculator.responses import page_response, refuse_for_a_while
from calculator.uploads import take_files
from pricing import troubles
from pricing.catalogue.feeds.origins import SentOrigin
from pricing.catalogue.feeds.sent import is_feed, propose_feed
from pricing.catalogue.file_proposals import (
    Target,
    find_target,
    is_to_be_mapped,
    make_target,
    map_proposal,
    propose_file,
    read_asked,
    replace_file,
)
from pricing.catalogue.files import CatalogueFaults
from pricing.catalogue.proposing import (
    Busy,
    Moved,
    NotApplied,
    WrongReason,
    apply_proposal,
    look_anew,
    look_at,
)
from pricing.catalogue.table import MOST_BYTES
from pricing.models import Proposal
from pricing.sheets.heads import tell_alike
from quotes.models import Organisation
from quotes.refusals import Forbidden

NOT_ALLOWED = "Your role does not allow to propose prices."
NO_LIST = "There is no such list."
FEED_ENDS_NOTHING = "A feed ends no price by itself: leave this empty."
FEED_STANDS_ALONE = "A feed has a proposal of its own: bring it under “All proposals”."
MOST_FAULTS_SHOWN = 50
NO_FAULTS: dict[str, Any] = {"faults": (), "more_faults": 0, "note": ""}


@take_files(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def proposals(request: HttpRequest) -> HttpResponse:
    """POST keeps what a file proposes; else the form, and what was proposed so far."""
    check_right(request.user)
    if request.method == "POST":
        return _upload(request)
    return _show_list(request, UploadForm())


def check_right(user: Any) -> None:
    if not may_propose(user):
        raise Forbidden(NOT_ALLOWED)


def _show_list(request: HttpRequest, form: UploadForm, status: int = 200, **more: Any) -> Any:
    context = {
        **NO_FAULTS,
        "form": form,
        "proposals": list_proposals(timezone.now()),
        "fault": "",
        **more,
    }
    return page_response(request, "prices/proposals.html", context, status)


def _upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST)
    files = request.FILES.getlist("file")
    if len(files) != 1:
        form.is_valid()
        return _show_list(request, form, 422, fault=TWO_FILES if files else NO_FILE)
    if not form.is_valid():
        return _show_list(request, form, 422)
    content = files[0].read()
    if is_feed(content) and form.cleaned_data["complete_on"]:
        form.add_error("complete_on", FEED_ENDS_NOTHING)
        return _show_list(request, form, 422)
    try:
        made = _propose(request, form, SentOrigin(files[0].name, content))
    except CatalogueFaults as found:
        return _show_list(request, form, 422, **_tell_faults(found))
    except NotApplied as refusal:
        return _show_list(request, form, 422, note=str(refusal))
    return HttpResponseRedirect(reverse("proposal", args=(made.pk,)), status=303)


def _propose(request: HttpRequest, form: UploadForm, sent: SentOrigin) -> Proposal:
    """Of a feed, or of any other file. Raises `CatalogueFaults`, `NotApplied`."""
    said: dict[str, Any] = {
        "by": request.user,
        "at": timezone.now(),
        "takes_corrections": form.cleaned_data["corrections"],
    }
    target = _read_target(form)
    if not is_feed(sent.content):
        complete_on = form.cleaned_data["complete_on"]
        return propose_file(sent.name, sent.content, target, complete_on=complete_on, **said)
    rules = request.FILES.get("rules")
    given = SentOrigin(rules.name or "", rules.read()) if rules else None
    return propose_feed(sent, target, given, is_part=form.cleaned_data["is_part"], **said)


def _read_target(form: UploadForm) -> Target:
    chosen = form.cleaned_data["price_list"]
    if chosen == NEW:
        owner = Organisation.load().name or "own"
        said = (form.cleaned_data[name] for name in ("name", "base"))
        return make_target(*said, owner, form.cleaned_data["currency"])
    target = find_target(chosen)
    assert target is not None  # the form offers those that are there
    return target


def _tell_faults(found: CatalogueFaults) -> dict[str, Any]:
    lines = found.lines()
    return {"faults": lines[:MOST_FAULTS_SHOWN], "more_faults": len(lines[MOST_FAULTS_SHOWN:])}


@take_files(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """What a proposal would change, and what that does; POST names its columns or applies it."""
    check_right(request.user)
    found = Proposal.objects.select_related("by").filter(pk=number).first()
    if found is None:
        raise Http404
    if request.method == "POST" and found.applied_at is None:
        return _act(request, found)
    return _show(request, found)


def _act(request: HttpRequest, found: Proposal) -> HttpResponse:
    action = request.POST.get("action", "")
    if action == "map":
        return _map(request, found)
    if action == "replace" and is_replaceable(found):
        return _replace(request, found)
    if action == "anew":
        made = look_anew(found, by=request.user, at=timezone.now())
        return _go_to(made)
    if action != "apply" or is_to_be_mapped(found):
        return _show(request, found, note="There is no such step.", status=422)
    return _apply(request, found)


def _go_to(found: Proposal) -> HttpResponse:
    return HttpResponseRedirect(reverse("proposal", args=(found.pk,)), status=303)


def _map(request: HttpRequest, found: Proposal) -> HttpResponse:
    form = make_mapping_form(found, find_day(), request.POST)
    if form is None or not form.is_valid():
        return _show(request, found, mapping=form, status=422)
    try:
        map_proposal(found, form.read_asked(read_asked(found)), at=timezone.now())
    except CatalogueFaults as faults:
        return _show(request, found, mapping=form, status=422, **_tell_faults(faults))
    return _go_to(found)


def _replace(request: HttpRequest, found: Proposal) -> HttpResponse:
    files = request.FILES.getlist("file")
    if len(files) != 1:
        return _show(request, found, status=422, no_file=TWO_FILES if files else NO_FILE)
    content = files[0].read()
    if is_feed(content):
        return _show(request, found, status=422, no_file=FEED_STANDS_ALONE)
    try:
        replace_file(found, files[0].name, content, at=timezone.now())
    except CatalogueFaults as faults:
        return _show(request, found, status=422, **_tell_faults(faults))
    return _go_to(found)


def _apply(request: HttpRequest, found: Proposal) -> HttpResponse:
    reason = ApplyForm(request.POST)
    try:
        if reason.is_valid():
            why = reason.cleaned_data["reason"]
            apply_proposal(found, by=request.user, at=timezone.now(), reason=why)
            return _go_to(found)
    except WrongReason as refusal:
        reason.add_error("reason", str(refusal))
    except Moved as moved:
        return _show(
            request, found, reason, status=409, note=str(moved), moved=list_moved(moved.rows)
        )
    except Busy as refusal:
        page = _show(request, found, reason, note=str(refusal))
        return refuse_for_a_while(request, str(refusal), troubles.BUSY, page)
    except NotApplied as refusal:
        return _show(request, found, reason, status=409, note=str(refusal))
    return _show(request, found, reason, status=422)


def _show(
    request: HttpRequest,
    found: Proposal,
    reason: ApplyForm | None = None,
    *,
    mapping: MappingForm | None = None,
    status: int = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    now = timezone.now()
    is_open = found.applied_at is None and found.expires_at > now
    context = {
        "proposal": view_proposal(found, now),
        "found": found,
        "state": tell_state(found, now),
        "is_open": is_open,
        "mapping": mapping or make_mapping_form(found, find_day()),
        "is_guessed": bool(found.table and found.table.get("is_guessed")),
        "told_alike": tell_alike((found.table or {}).get("alike", ())),
        "told_sheets": (found.table or {}).get("told_sheets", ""),
        "no_file": "",
        "is_replaceable": is_replaceable(found),
        "notes": view_feed_notes(found),
        "is_to_be_mapped": is_to_be_mapped(found),
        "reason": reason or ApplyForm(),
        "kinds": [],
        "moved": (),
        "effect": None,
        "compare": find_comparison(found.price_list) if found.applied_at else "",
        **NO_FAULTS,
        **more,
    }
    if not context["is_to_be_mapped"]:
        difference = look_at(found, number=found.base)
        written = difference.list_written(found.takes_corrections)
        kinds = list_kinds(difference, found.takes_corrections, find_known(found))
        context |= {
            "kinds": kinds,
            "far": list_far(kinds),
            "new_list": tell_new_list(found),
            "absent": difference.absent if is_replaceable(found) else [],
            "left_out": found.left_out,
            "writes": len(written),
        }
        if is_open and written:
            rows = [step.row for step in written]
            context["effect"] = view_effect(found.price_list, rows, request.user)
    return page_response(request, "prices/proposal.html", context, status)


def show_list_typed(request: HttpRequest, note: str) -> HttpResponse:
    """The form as it was typed, of which nothing was done; the file is to be chosen again."""
    check_right(request.user)
    return _show_list(request, UploadForm(request.POST), note=note)


def show_typed(request: HttpRequest, note: str, number: int) -> HttpResponse | None:
    """A proposal with the reason and the columns as they were typed; None where there is none."""
    check_right(request.user)
    found = Proposal.objects.select_related("by").filter(pk=number).first()
    if found is None:
        return None
    mapping = make_mapping_form(found, find_day(), request.POST)
    if request.POST.get("action") != "map":
        mapping = None
    return _show(request, found, ApplyForm(request.POST), mapping=mapping, note=note)
