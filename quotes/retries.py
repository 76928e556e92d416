"""Requests that may come twice: the event that a step writes carries the key of its request.

So who lost the connection asks again with the same key, and hears what was done. There is no table
of answers: what was done is in the events, which never change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from .models import IssuedQuote, Quote, QuoteEvent
from .models.quotes import APPROVED, DELETED, DRAFT, ISSUED, SUBMITTED
from .refusals import Invalid, Refusal

KEY = "Idempotency-Key"
OTHER = "This key was given to another request: take a new one for each."
# The state that a quote had when an event was done.
STATES_AFTER = {
    "made": DRAFT,
    "edited": DRAFT,
    "submitted": SUBMITTED,
    "taken back": DRAFT,
    "sent back": DRAFT,
    "approved": APPROVED,
    "deleted": DELETED,
    "issued": ISSUED,
    "withdrawn": ISSUED,
}


class Request(NamedTuple):
    """A program's request: its key, once for each user, and the hash of what was asked."""

    key: str = ""
    asked: str = ""


UNNAMED = Request()


def name_request(key: str, asked: Any) -> Request:
    """The request that asked for plain values under a key."""
    text = json.dumps(asked, sort_keys=True)
    return Request(key, hashlib.sha256(text.encode()).hexdigest())


def do_once(request: Request, by: Any, act: Callable[[], Quote | IssuedQuote]) -> QuoteEvent:
    """What was done under a key: now, or by the same request before. Raises what `act` raises,
    `Invalid` where the key was given to another request.
    """
    if done := _find_done(request, by):
        return done
    try:
        with transaction.atomic():
            moved = act()
    except (IntegrityError, Refusal):
        # The same request may have done it in between.
        if done := _find_done(request, by):
            return done
        raise
    return _find_done(request, by) or _find_issue(moved)


def _find_done(request: Request, by: Any) -> QuoteEvent | None:
    found = QuoteEvent.objects.select_related("quote").filter(by=by, key=request.key).first()
    if found is not None and found.asked != request.asked:
        raise Invalid(KEY, OTHER)
    return found


def _find_issue(moved: Quote | IssuedQuote) -> QuoteEvent:
    """A second issue does nothing: what there is to tell is the first."""
    assert isinstance(moved, IssuedQuote)
    found: QuoteEvent = moved.quote.events.get(kind="issued")
    return found


def count_edits(event: QuoteEvent) -> int:
    """The revision of a quote when an event was done."""
    return event.quote.events.filter(kind="edited", id__lte=event.pk).count()
