"""What waits for a user: what he may approve, and his own that was sent back or approved."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.roles import APPROVER
from quotes.models import Quote, QuoteEvent
from quotes.models.issued import SUPERSEDED, WITHDRAWN
from quotes.models.quotes import APPROVED, DRAFT, SUBMITTED
from quotes.rights import RIGHTS

SENT_BACK = "sent back"


def add_last_step(quotes: QuerySet[Quote]) -> QuerySet[Quote]:
    """The same with the `last_step` of each that was more than an edit."""
    steps = QuoteEvent.objects.filter(quote=OuterRef("pk")).exclude(kind="edited").order_by("-id")
    return quotes.annotate(last_step=Subquery(steps.values("kind")[:1]))


def find_waiting(user: Any) -> QuerySet[Quote]:
    """Those with which the user is next, by the table of rights, in one query; a revision of what
    stands no more waits for nobody.
    """
    approves = Q(_has_role(user, frozenset({APPROVER})), state=SUBMITTED) & ~(
        Q(maker=user) | Q(edited_by=user) | Q(submitted_by=user)
    )
    own = Q(state=APPROVED) | Q(state=DRAFT, last_step=SENT_BACK)
    takes_on = Q(_has_role(user, RIGHTS["issue"].roles), own, maker=user)
    ended = QuoteEvent.objects.filter(
        quote__issued=OuterRef("revises"), kind__in=(SUPERSEDED, WITHDRAWN)
    )
    return add_last_step(Quote.objects.all()).filter(approves | takes_on, ~Exists(ended))


def count_waiting(user: Any) -> int:
    """How many there are; none for a stranger."""
    if not user.is_authenticated:
        return 0
    return find_waiting(user).count()


def _has_role(user: Any, roles: frozenset[str]) -> Exists:
    return Exists(Group.objects.filter(user=user, name__in=roles))
