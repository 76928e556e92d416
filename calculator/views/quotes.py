"""Quotes: their list, drafts with their steps, what was issued, and the files of both."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from calculator.kept.addresses import read_number
from calculator.kept.comparisons import find_version
from calculator.kept.day import find_day
from calculator.kept.drafts import AS_LAST, SAVE, fill_draft, may
from calculator.kept.forms import DecideForm, DraftForm, WithdrawForm
from calculator.kept.issued import fill_issued
from calculator.kept.links import REVOKE, change_links
from calculator.kept.lists import list_issued, list_others, list_waiting
from calculator.kept.one_press import quote_version
from calculator.kept.refused import for_people
from calculator.responses import page_response
from calculator.uploads import take_files
from pricing.engine.faults import Faults
from quotes.begun import find_untouched
from quotes.drafting import edit_draft, find_digest
from quotes.issuing import find_end, name_person
from quotes.last_terms import find_last_terms
from quotes.loading import load_export
from quotes.models import IssuedQuote, Quote
from quotes.models.quotes import ISSUED
from quotes.moves import STEPS, Moved, move
from quotes.refusals import Absent, Changed, Conflict, Invalid, Refusal
from quotes.rights import RIGHTS, check_role, find_issued, find_quote, may_read_quote
from quotes.tables import MOST_BYTES
from quotes.verifying import tell_unreadable

ONE_FILE = "Choose one file."
NO_QUOTE = "No quote was issued under a number that stands in this file."
UNKNOWN_STEP = "There is no such step."
ASKED = (
    "Nothing is submitted yet: look at what is marked. Where it is meant so, press “Save and "
    "submit” once more."
)
SUBMIT, SEND_BACK = "submit", "send back"


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def quotes(request: HttpRequest) -> HttpResponse:
    """POST makes a draft of a scenario of a version; else the list of drafts and issued quotes."""
    if request.method == "POST":
        made = _make(request)
        return HttpResponseRedirect(_address(made, request.user), status=303)
    return _show_list(request)


def _show_list(request: HttpRequest, fault: str = "", status: int = 200) -> HttpResponse:
    roles = check_role("read", request.user)
    context = {
        "waiting": list_waiting(request.user),
        "drafts": list_others(request.user),
        "issued": list_issued(find_day()),
        "may_load": bool(roles & RIGHTS["revise"].roles),
        "fault": fault,
    }
    return page_response(request, "quotes/list.html", context, status)


@take_files(MOST_BYTES)
@require_POST
@for_people
def load(request: HttpRequest) -> HttpResponse:
    """Makes a draft of the next version from a file of an issued quote."""
    files = request.FILES.getlist("file")
    if len(files) != 1:
        return _show_list(request, ONE_FILE, 400)
    try:
        file = files[0]
        made = load_export(file.read(), request.user, at=timezone.now(), name=file.name or "")
    except Faults as found:
        return _show_list(request, tell_unreadable(found.faults), 422)
    except Absent:
        return _show_list(request, NO_QUOTE, 422)
    except Refusal as refusal:
        return _show_list(request, str(refusal), refusal.status)
    return HttpResponseRedirect(_address(made, request.user), status=303)


def _make(request: HttpRequest) -> Quote:
    """A draft of the scenario that a form names, from 1."""
    comparison, number, scenario = (
        read_number(request.POST.get(name, "")) for name in ("comparison", "version", "scenario")
    )
    if comparison is None or number is None or scenario is None:
        raise Absent
    version = find_version(comparison, number, request.user)
    return quote_version(version, scenario - 1, request.user, at=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def draft(request: HttpRequest, quote_id: int) -> HttpResponse:
    """A draft on its way to its issue: what it says, its terms, the steps of its reader."""
    quote = find_quote(quote_id, request.user)
    if request.method == "POST":
        return _take_step(request, quote)
    if quote.state == ISSUED:
        return HttpResponseRedirect(_address(quote.issued, request.user))
    return page_response(request, "quotes/draft.html", fill_draft(quote, request.user))


def _take_step(request: HttpRequest, quote: Quote) -> HttpResponse:
    """What comes of a press of a button or, with all that was typed, why nothing does."""
    form, reason = DraftForm(request.POST), DecideForm(request.POST)
    note, status, asked = "", 422, {}
    if "valid_until" not in request.POST:
        form = None
    elif form.is_valid() and request.POST.get("action") == SUBMIT:
        asked = form.ask_back()
    if asked:
        note = ASKED
    elif form is None or form.is_valid():
        try:
            moved = _move(request, quote, form)
            _tell_sent_back(request, quote)
            return HttpResponseRedirect(_address(moved, request.user), status=303)
        except Absent:
            raise
        except Invalid as invalid:
            note, status = _tell_invalid(invalid, form, reason), invalid.status
        except Refusal as refusal:
            note, status = str(refusal), refusal.status
    again = find_quote(quote.pk, request.user)
    if again.state == ISSUED:
        raise Conflict(f"This quote was issued as {again.issued}.")
    context = fill_draft(again, request.user, form=form, reason=reason, note=note, asked=asked)
    return page_response(request, "quotes/draft.html", context, status)


def _tell_sent_back(request: HttpRequest, quote: Quote) -> None:
    """Says on the next page that a quote was sent back, and to whom: it may be gone from there."""
    if request.POST.get("action") == SEND_BACK:
        messages.success(request, f"Sent back to {name_person(quote.maker)}, with your reason.")


def show_typed(request: HttpRequest, note: str, quote_id: int) -> HttpResponse:
    """The page of a draft with what was typed, of which nothing was saved."""
    quote = find_quote(quote_id, request.user)
    if quote.state == ISSUED:
        raise Conflict(f"This quote was issued as {quote.issued}.")
    form, reason = None, DecideForm(request.POST)
    if "valid_until" in request.POST:
        form = DraftForm(request.POST)
    context = fill_draft(quote, request.user, form=form, reason=reason, note=note)
    return page_response(request, "quotes/draft.html", context, 403)


def _tell_invalid(invalid: Invalid, *forms: Any) -> str:
    """Puts a fault at its field; what has no field is a note."""
    for form in forms:
        if form is not None and invalid.field in form.fields:
            if invalid.field not in form.errors:  # its field says it already
                form.add_error(invalid.field, str(invalid))
            return ""
    return str(invalid)


@transaction.atomic
def _move(request: HttpRequest, quote: Quote, form: DraftForm | None) -> Moved:
    """The terms as they were typed, then the step."""
    by, now = request.user, timezone.now()
    action, seen = request.POST.get("action", ""), request.POST.get("seen", "")
    if action == AS_LAST:
        return edit_draft(
            quote, by, find_last_terms(quote, by), revision=_read_revision(request), at=now
        )
    if action != SAVE and action not in STEPS:
        raise Invalid("action", UNKNOWN_STEP)
    if form is not None and (changes := form.find_changes(quote)):
        if action != SAVE and seen != find_digest(quote):
            raise Changed
        revision = _read_revision(request)
        quote = edit_draft(quote, by, changes, revision=revision, at=now)
        seen = find_digest(quote)
    if action == SAVE:
        return quote
    return move(quote, action, by, seen=seen, at=now, reason=request.POST.get("reason", ""))


def _read_revision(request: HttpRequest) -> int:
    revision = read_number(request.POST.get("revision", ""))
    if revision is None:
        raise Changed
    return revision


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def issued(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """An issued quote: what it says, its files, its history; POST revises or withdraws it."""
    found = find_issued(number, version, request.user)
    reason = WithdrawForm()
    link, note, status = "", "", 200
    if request.method == "POST":
        reason = WithdrawForm(request.POST)
        try:
            link = change_links(request, found)
            if not link:
                ended = _end(request, found)
                return HttpResponseRedirect(_address(ended, request.user), status=303)
        except Invalid as invalid:
            note, status = _tell_invalid(invalid, reason), invalid.status
        except Refusal as refusal:
            note, status = str(refusal), refusal.status
    context = fill_issued(found, find_day(), request.user, reason=reason, link=link, note=note)
    return page_response(request, "quotes/issued.html", context, status)


def show_issued_typed(request: HttpRequest, note: str, number: str, version: int) -> HttpResponse:
    """An issued quote with the reason as it was typed, of which nothing was saved."""
    found = find_issued(number, version, request.user)
    reason = WithdrawForm(request.POST)
    context = fill_issued(found, find_day(), request.user, reason=reason, link="", note=note)
    return page_response(request, "quotes/issued.html", context)


@transaction.atomic
def _end(request: HttpRequest, found: IssuedQuote) -> Moved:
    """What comes of a press; of a second one of “Revise” the draft of the first."""
    action = request.POST.get("action", "")
    if action == REVOKE:
        return found
    if action not in ("revise", "withdraw"):
        raise Invalid("action", UNKNOWN_STEP)
    if action == "revise" and may(action, found.quote, request.user) and not find_end(found):
        same = find_untouched(request.user, revises=found, loaded=found.quote.loaded)
        if same is not None:
            return same
    return move(
        found.quote,
        action,
        request.user,
        seen=request.POST.get("seen", ""),
        at=timezone.now(),
        reason=request.POST.get("reason", ""),
    )


def _address(moved: Moved, user: Any) -> str:
    """Where to look at what came of a step; the list, where who took it may see it no more."""
    if isinstance(moved, IssuedQuote):
        return reverse("issued", args=(moved.number, moved.version))
    if not may_read_quote(moved, user):
        return reverse("quotes")
    return reverse("draft", args=(moved.pk,))
