"""The API of quotes: drafts, their steps, and what was issued."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from calculator.json_bodies import Members, is_whole, read_body
from calculator.kept.comparisons import find_version
from calculator.kept.day import find_day
from calculator.kept.documents import tell_deed, tell_lists, tell_quote, write_issued, write_step
from calculator.kept.files import make_issued_file
from calculator.kept.forms import DraftForm
from calculator.kept.programs import for_programs, json_refusal, read_request
from calculator.responses import json_faults, json_response
from calculator.views.quote_files import check_costs, send_file
from pricing.engine.faults import Fault, Faults, holds, make_fault, name_hint, shown_name
from pricing.engine.json_text import JsonNumber
from quotes.drafting import EDITABLE, edit_draft, make_draft
from quotes.models import ComparisonVersion, QuoteEvent
from quotes.moves import STEPS, move
from quotes.papers import read_issued
from quotes.pdf.making import NotMade
from quotes.refusals import Absent, Conflict
from quotes.retries import do_once
from quotes.rights import check_role, find_issued, find_quote

ACTIONS = {write_step(step): step for step in STEPS}
PERCENT = "tax_percent"
# The fields of the page's form that are terms: it gives the tax in per cent.
TERMS = {
    name: DraftForm.base_fields[name]
    for name in (*(each for each in EDITABLE if each != "tax_rate"), PERCENT)
}


@for_programs("GET", "HEAD", "POST")
def quotes(request: HttpRequest, user: Any) -> HttpResponse:
    """POST makes a draft of a scenario of a version; else the list of drafts and issued quotes."""
    if request.method == "POST":
        return _make(request, user)
    check_role("read", user)
    return json_response(json.dumps(tell_lists(user, find_day())))


def _make(request: HttpRequest, user: Any) -> HttpResponse:
    members = Members.of(read_body(request), ("comparison", "version", "scenario", "terms"))
    named = read_request(request, members.value)
    comparison, number = members.read_count("comparison"), members.read_count("version")
    terms = _read_terms(members)
    members.check()

    def act() -> Any:
        version = find_version(comparison, number, user)
        place = _find_place(version, members.value.get("scenario"))
        return make_draft(version, place, user, at=timezone.now(), request=named, **terms)

    return _answer_deed(do_once(named, user, act), 201)


def _find_place(version: ComparisonVersion, scenario: Any) -> int:
    """The place of a scenario from its number, counted from 1, or from its name. Raises
    `Faults`.
    """
    names = [each["name"] for each in json.loads(version.answer)["scenarios"]]
    places = {JsonNumber(place): place - 1 for place in range(1, len(names) + 1)}
    if not isinstance(scenario, JsonNumber):
        places = {name: place for place, name in enumerate(names) if names.count(name) == 1}
    if not isinstance(scenario, str) or scenario not in places:
        words = f"may hold a number from 1 to {len(names)}, or the name of a scenario"
        raise Faults([Fault("scenario", holds(scenario), words)])
    return places[scenario]


def _read_terms(members: Members) -> dict[str, Any]:
    """The terms of a draft that a body gives, by the draft's fields; each wrong one is a fault."""
    given = members.value.get("terms", {})
    if not isinstance(given, Mapping):
        members.faults.append(Fault("terms", holds(given), "may hold an object"))
        return {}
    terms = {}
    for name, value in given.items():
        try:
            terms[name] = _read_term(name, value)
        except ValidationError as wrong:
            words = " ".join(wrong.messages)
            members.faults.append(Fault(f"terms.{name}", holds(value), words))
        except Faults as found:
            members.faults += found.faults
    if isinstance(terms.get(PERCENT), Decimal):
        terms["tax_rate"] = terms.pop(PERCENT) / 100
    return terms


def _read_term(name: str, value: Any) -> Any:
    """A term as the page's form takes it. Raises `ValidationError`, `Faults`."""
    path = f"terms.{shown_name(name)}"
    if name not in TERMS:
        raise Faults([make_fault(path, "", "is not known", name_hint(name, TERMS))])
    is_number = isinstance(value, JsonNumber)
    if not isinstance(value, str) or (is_number and name != PERCENT) or not is_whole(value):
        raise Faults([Fault(path, holds(value), "may hold a text")])
    return TERMS[name].clean(str(value))


@for_programs("GET", "HEAD", "PATCH")
def quote(request: HttpRequest, user: Any, quote_id: int) -> HttpResponse:
    """A quote on its way to its issue; PATCH changes terms of a draft."""
    if request.method == "PATCH":
        return _edit(request, user, quote_id)
    return json_response(json.dumps(tell_quote(find_quote(quote_id, user), user)))


def _edit(request: HttpRequest, user: Any, quote_id: int) -> HttpResponse:
    members = Members.of(read_body(request), ("revision", "terms"))
    named = read_request(request, members.value)
    revision, terms = members.read_count("revision"), _read_terms(members)
    if not members.faults and not terms:
        members.faults.append(Fault("terms", "nothing", "may hold what is to be changed"))
    members.check()

    def act() -> Any:
        found = find_quote(quote_id, user)
        now = timezone.now()
        return edit_draft(found, user, terms, revision=revision, at=now, request=named)

    try:
        return _answer_deed(do_once(named, user, act))
    except Conflict as refusal:
        return _tell_state(refusal, quote_id, user)


@for_programs("POST")
def step(request: HttpRequest, user: Any, quote_id: int, action: str) -> HttpResponse:
    """Takes a step with a quote, of which the body says what was `seen`."""
    if action not in ACTIONS:
        raise Absent
    members = Members.of(read_body(request), ("seen", "reason"))
    named = read_request(request, members.value)
    seen, reason = members.read_text("seen"), members.read_text("reason", "")
    members.check()

    def act() -> Any:
        found, now = find_quote(quote_id, user), timezone.now()
        return move(found, ACTIONS[action], user, seen=seen, at=now, reason=reason, request=named)

    try:
        done = do_once(named, user, act)
    except Conflict as refusal:
        return _tell_state(refusal, quote_id, user)
    return _answer_deed(done, 201 if action == "revise" else 200)


def _tell_state(refusal: Conflict, quote_id: int, user: Any) -> HttpResponse:
    """A conflict with what the quote is by now."""
    found = find_quote(quote_id, user)
    return json_refusal(refusal, state=found.state, revision=found.revision)


def _answer_deed(done: QuoteEvent, status: int = 200) -> HttpResponse:
    """What a request did, and where that is found."""
    response = json_response(json.dumps(tell_deed(done)), status)
    response["Location"] = reverse("api-quote", args=(done.quote_id,))
    return response


@for_programs("GET", "HEAD")
def issued(request: HttpRequest, user: Any, number: str, version: int) -> HttpResponse:
    """An issued quote as its JSON file, and what became of it since."""
    found = find_issued(number, version, user)
    return json_response(write_issued(found, user, find_day()))


@for_programs("GET", "HEAD")
def issued_file(
    request: HttpRequest, user: Any, number: str, version: int, ending: str
) -> HttpResponse:
    """A file of an issued quote: the bytes that its page gives."""
    found = find_issued(number, version, user)
    check_costs(request, found.quote, user)
    paper = read_issued(found)
    try:
        file = make_issued_file(found, paper, ending, request.GET)
    except NotMade as error:
        return json_faults(503, [Fault("", "", str(error))])
    return send_file(request, paper, file)
