"""The life of a quote: one function makes every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from pricing.engine.signs import is_unseen

from .content import make_checksum, read_content
from .doubts import list_doubts
from .drafting import (
    draft_revision,
    find_digest,
    find_today,
    make_content,
    name_content,
)
from .issuing import check_revises, check_stands, issue, name_person
from .models import IssuedQuote, Organisation, Quote
from .models.issued import SUPERSEDED, WITHDRAWN
from .models.quotes import APPROVED, DELETED, DRAFT, ISSUED, SUBMITTED
from .models.texts import LONGEST_TEXT, normalise, tell_wrong_sign
from .pdf.making import keep_pdf
from .refusals import Changed, Invalid, NeedsReason, WrongState
from .retries import UNNAMED, Request
from .rights import RIGHTS, check_quote

Moved = Quote | IssuedQuote
EMPTIED = (
    "supplier",
    "customer",
    "notes",
    "content",
    "earlier",
    "digest",
    "loaded",
    "approved_digest",
)


@dataclass(frozen=True)
class Step:
    """A step of one person with a quote that is locked."""

    quote: Quote
    by: Any
    at: datetime
    reason: str
    request: Request
    fields: Mapping[str, Any]

    def tell(self, kind: str) -> None:
        """Writes down that it was done."""
        self.quote.events.create(
            kind=kind,
            by=self.by,
            at=self.at,
            reason=self.reason,
            digest=name_content(self.quote),
            **self.request._asdict(),
        )


def move(
    quote: Quote,
    action: str,
    by: Any,
    *,
    seen: str,
    at: datetime,
    reason: str = "",
    request: Request = UNNAMED,
    **fields: Any,
) -> Moved:
    """Takes one step with a quote: gives it, the issued quote of `issue`, or the draft of `revise`.

    `seen` is the digest of what the person looked at; `request` is told by the event; `fields` are
    those of the draft that `revise` makes. Raises a refusal where the step may not be taken; who
    issues what is issued gets that again.
    """
    with transaction.atomic():
        locked = (
            Quote.objects.select_for_update(of=("self",))
            .select_related("version__comparison", "revises")
            .get(pk=quote.pk)
        )
        if action == "issue" and locked.state == ISSUED:
            return _find_issued_again(locked, by)
        check_quote(action, locked, by)
        said = _read_reason(reason)
        if seen != find_digest(locked):
            raise Changed
        if RIGHTS[action].needs_reason and not said:
            raise NeedsReason("Say why, in a sentence.")
        return STEPS[action](Step(locked, by, at, said, request, fields))


def _read_reason(text: str) -> str:
    """A reason as it is kept; "" of one of which nothing is to be seen. Raises `Invalid`."""
    reason = normalise(text.strip())
    if words := tell_wrong_sign(reason):
        raise Invalid("reason", words)
    if len(reason) > LONGEST_TEXT:
        words = f"It may hold up to {LONGEST_TEXT:,} characters, and has {len(reason):,}."
        raise Invalid("reason", words)
    return "" if is_unseen(reason) else reason


def _find_issued_again(quote: Quote, by: Any) -> IssuedQuote:
    """The retry of an issue finds what it issued; to all others the quote is issued already."""
    try:
        check_quote("issue", quote, by)
    except WrongState:
        return quote.issued
    raise AssertionError("an issued quote is in no state to be issued")


def _submit(step: Step) -> Quote:
    quote = step.quote
    check_revises(quote)
    if quote.valid_until < find_today(Organisation.load(), step.at):
        raise Invalid("valid_until", "This day is past.")
    quote.content = make_content(quote).write()
    quote.digest = make_checksum(quote.content)
    quote.state = SUBMITTED
    quote.submitted_by, quote.submitted_at = step.by, step.at
    quote.save()
    step.tell("submitted")
    return quote


def _take_back(step: Step) -> Quote:
    return _reopen(step, "taken back")


def _send_back(step: Step) -> Quote:
    return _reopen(step, "sent back")


def _reopen(step: Step, kind: str) -> Quote:
    """A draft again: whatever was approved is void."""
    quote = step.quote
    step.tell(kind)
    quote.earlier = quote.content
    quote.state, quote.content, quote.digest = DRAFT, "", ""
    quote.approved_by = quote.approved_at = None
    quote.approved_digest, quote.reasons = "", []
    quote.save()
    return quote


def _delete(step: Step) -> Quote:
    """The row stays for its events; what it said goes."""
    quote = step.quote
    for field in EMPTIED:
        setattr(quote, field, "")
    quote.state, quote.reasons, quote.sums = DELETED, [], {}
    quote.save()
    step.tell("deleted")
    return quote


def _approve(step: Step) -> Quote:
    quote = step.quote
    check_revises(quote)
    doubts = list_doubts(read_content(quote.content))
    if doubts and not step.reason:
        raise NeedsReason(f"Say why this may be quoted although {' and '.join(doubts)}.")
    if step.reason:
        quote.reasons = [
            {"reason": step.reason, "although": doubts, "by": name_person(step.by)},
        ]
    quote.state, quote.approved_by, quote.approved_at = APPROVED, step.by, step.at
    quote.approved_digest = quote.digest
    quote.save()
    step.tell("approved")
    return quote


def _issue(step: Step) -> IssuedQuote:
    quote = step.quote
    issued = issue(quote, step.by, step.at)
    quote.state = ISSUED
    quote.save()
    step.tell("issued")

    # It is issued whether or not its page can be made now: else its first reader makes it.
    # Django names a hook that fails by its name, which a partial has not.
    def keep() -> None:
        keep_pdf(issued)

    transaction.on_commit(keep, robust=True)
    if quote.revises is not None:
        quote.revises.quote.events.create(
            kind=SUPERSEDED, by=step.by, at=step.at, digest=quote.revises.checksum
        )
    return issued


def _revise(step: Step) -> Quote:
    """A draft of the next version, whose maker is who revises; its event tells the request."""
    check_stands(step.quote.issued)
    draft = draft_revision(step.quote.issued, step.by, step.at, request=step.request, **step.fields)
    replace(step, request=UNNAMED).tell("revised")
    return draft


def _withdraw(step: Step) -> IssuedQuote:
    check_stands(step.quote.issued)
    step.tell(WITHDRAWN)
    return step.quote.issued


STEPS: dict[str, Callable[[Step], Moved]] = {
    "submit": _submit,
    "take back": _take_back,
    "send back": _send_back,
    "delete": _delete,
    "approve": _approve,
    "issue": _issue,
    "revise": _revise,
    "withdraw": _withdraw,
}
