"""What was begun already: drafts of a next version, and the draft of a press before."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from .models import IssuedQuote, Quote
from .models.quotes import APPROVED, DRAFT, SUBMITTED


def list_begun(issued: IssuedQuote) -> QuerySet[Quote]:
    """Drafts of the next version that are on their way, the first first."""
    return issued.revisions.filter(state__in=(DRAFT, SUBMITTED, APPROVED)).order_by("pk")


def wait_for_own_presses(by: Any) -> None:
    """Locks who presses: of two presses at once the second comes after the first."""
    User.objects.select_for_update().get(pk=by.pk)


def find_untouched(by: Any, **fields: Any) -> Quote | None:
    """The draft that a first press made and in which nothing was changed since; None where there is
    none.
    """
    wait_for_own_presses(by)
    found = Quote.objects.filter(maker=by, state=DRAFT, revision=0, submitted_by=None, **fields)
    return found.order_by("pk").first()
