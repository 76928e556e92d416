"""What the page of a draft shows: which step is next, who may take it, what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from django.urls import reverse

from calculator import formats
from calculator.kept.changes import compare_with, list_changes
from calculator.kept.day import find_day
from calculator.kept.files import list_files
from calculator.kept.forms import DecideForm, DraftForm, ReasonForm, list_faults, read_terms
from calculator.kept.history import Done, read_event
from calculator.kept.papers import view_paper
from calculator.kept.today import makes_another
from calculator.kept.waiting import SENT_BACK
from calculator.parts.crowded import find_crowded
from pricing.engine.faults import Faults
from quotes.begun import list_begun
from quotes.content import Content, make_checksum, read_content
from quotes.doubts import list_doubts
from quotes.drafting import make_content
from quotes.issuing import find_end, find_revised_end, name_person
from quotes.last_terms import find_last_terms, name_parties
from quotes.loading_beside import list_told
from quotes.models import IssuedQuote, Quote
from quotes.models.quotes import APPROVED, DRAFT, ISSUED, SUBMITTED
from quotes.models.texts import normalise
from quotes.refusals import Refusal
from quotes.rights import TABLE, check_quote, may_read_comparison, may_read_quote
from quotes.versions import price_version

SAVE, AS_LAST = "save", "as last"
OF_THE_DEAD = ("read", "take back", "delete")
LAST_SUBMISSION = "what was submitted before"


def fill_draft(
    quote: Quote,
    user: Any,
    *,
    form: DraftForm | None = None,
    reason: ReasonForm | None = None,
    note: str = "",
    asked: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """What the page is filled with; `asked` is what may have been forgotten, by its field."""
    content, why_not = read_shown(quote)
    steps = list_steps(quote, user)
    may_open = may_read_comparison(quote.version.comparison, user)
    context: dict[str, Any] = {
        "quote": quote,
        "next": tell_next(quote, user),
        "note": note,
        "field_faults": list_faults(form, reason),
        "remark": find_remark(quote),
        "begun": list_others_begun(quote.revises, user, quote),
        "asked": asked,
        "files": list_files(reverse("draft", args=(quote.pk,)), has_costs=may_open),
        "why_not": why_not,
        "paper": None,
        "seen": "",
        "doubts": [],
        "changes": None,
        "resubmitted": None,
        "may": steps,
        "scenario": name_scenario(quote),
        "last_parties": list_last_parties(quote, user, steps),
        "crowded": list_crowded_groups(quote),
        "form": form or DraftForm.of(quote),
        "reason_form": reason or DecideForm(),
        "maker": name_person(quote.maker),
        "events": [read_event(each) for each in quote.events.select_related("by")],
        "saved": list_saved(quote, form),
        "makes_another": makes_another(quote),
        "valid_until": formats.day(quote.valid_until),
        "owner": name_person(quote.version.comparison.owner),
        "may_open": may_open,
        "told": list_told(quote),
    }
    if content is not None:
        context |= {
            "paper": view_paper(content, find_day()),
            "seen": quote.digest or make_checksum(content.write()),
            "doubts": list_doubts(content),
            "changes": list_changes(quote.revises, content),
            "resubmitted": compare_with(quote.earlier, content, LAST_SUBMISSION),
        }
    return context


def name_scenario(quote: Quote) -> str:
    """What the scenario is called that a quote is made of."""
    scenarios = json.loads(quote.version.document)["scenarios"]
    return str(scenarios[quote.scenario_place]["name"])


def list_last_parties(quote: Quote, user: Any, steps: list[str]) -> list[str]:
    """Whom the user's last quote was from and for, where this one may take them over."""
    if "edit" not in steps or not (terms := find_last_terms(quote, user)):
        return []
    return name_parties(terms)


def list_crowded_groups(quote: Quote) -> list[str]:
    """The groups with more users than their desktops hold, in words, while that can be mended."""
    if quote.state not in (DRAFT, SUBMITTED):
        return []
    try:
        found = price_version(quote.version)
    except Faults:  # of what was submitted the content stands, whatever becomes of its document
        return []
    return [each.words for each in find_crowded(found, {})]


class Begun(NamedTuple):
    """A next version that somebody has begun; `pk` is None where the reader may not see it."""

    pk: int | None
    words: str


def list_others_begun(
    issued: IssuedQuote | None, user: Any, shown: Quote | None = None
) -> list[Begun]:
    """The next versions of an issued quote that are on their way, but for the one that is shown."""
    if issued is None or find_end(issued):
        return []
    return [
        Begun(
            each.pk if may_read_quote(each, user) else None,
            f"{each.state} of {name_person(each.maker)}",
        )
        for each in list_begun(issued).select_related("maker", "version__comparison")
        if each != shown
    ]


def find_remark(quote: Quote) -> Done | None:
    """Why a quote was sent back last, as long as it is not approved."""
    if quote.state not in (DRAFT, SUBMITTED):
        return None
    last = quote.events.filter(kind=SENT_BACK).select_related("by").last()
    return last and read_event(last)


def list_saved(quote: Quote, form: DraftForm | None) -> list[tuple[str, str]]:
    """What is saved where something else was typed in a form that was refused, by its label."""
    if form is None or "revision" not in form.data:
        return []
    if form.data["revision"] == str(quote.revision):
        return []
    terms = read_terms(quote)
    return [
        (str(form.fields[name].label or name.capitalize()), str(value))
        for name, value in terms.items()
        if normalise(form.data.get(name, "")) != str(value)
    ]


def read_shown(quote: Quote) -> tuple[Content | None, str]:
    """The content that a person sees now, or why there is none."""
    if quote.content:
        return read_content(quote.content), ""
    try:
        return make_content(quote), ""
    except Refusal as refusal:
        return None, str(refusal)


def list_steps(quote: Quote, user: Any) -> list[str]:
    """What a user may do with a quote now; what can't be issued any more only goes."""
    steps = [
        right.action
        for right in TABLE
        if quote.state in right.states and may(right.action, quote, user)
    ]
    if quote.state != ISSUED and find_revised_end(quote):
        return [step for step in steps if step in OF_THE_DEAD]
    return steps


def may(action: str, quote: Quote, user: Any) -> bool:
    """Whether a user may take a step now."""
    try:
        check_quote(action, quote, user)
    except Refusal:
        return False
    return True


def tell_next(quote: Quote, user: Any) -> str:
    """Where a quote stands, and who may take which step next."""
    if end := find_revised_end(quote):
        return _tell_dead(quote, user, end)
    return {DRAFT: _tell_draft, SUBMITTED: _tell_submitted, APPROVED: _tell_approved}[quote.state](
        quote, user
    )


def _tell_dead(quote: Quote, user: Any, end: str) -> str:
    steps = "takes it back and deletes it"
    if quote.state == DRAFT:
        steps = "deletes it"
    who = name_person(quote.maker)
    if quote.maker_id == user.pk:
        who, steps = "you", steps.replace("takes", "take").replace("deletes", "delete")
    return f"It can't be issued any more: {quote.revises} was {end}. Next: {who} {steps}."


def _tell_draft(quote: Quote, user: Any) -> str:
    last = quote.events.exclude(kind="edited").last()
    if may("submit", quote, user) and last is not None and last.kind == SENT_BACK:
        return "A draft again. Next: mend it, and submit it."
    if may("submit", quote, user):
        return (
            "A draft of yours. Next: submit it; from then on it stays as it is, and another person "
            "approves it or sends it back."
        )
    return f"A draft, which may still change. Next: {name_person(quote.maker)} submits it."


def _tell_submitted(quote: Quote, user: Any) -> str:
    said = f"Submitted by {_name(quote.submitted_by, quote.submitted_at)}."
    if may("approve", quote, user):
        return f"{said} Next: you approve it, or send it back with a reason."
    return f"{said} Next: an approver who had no part in it approves it, or sends it back."


def _tell_approved(quote: Quote, user: Any) -> str:
    said = f"Approved by {_name(quote.approved_by, quote.approved_at)}."
    issued = "it then has a number, and never changes again."
    if may("issue", quote, user):
        return f"{said} Next: you issue it; {issued}"
    return f"{said} Next: {name_person(quote.maker)} or an approver issues it; {issued}"


def _name(user: Any, at: datetime | None) -> str:
    assert at is not None
    return f"{name_person(user)} on {formats.day(at.date())}"
