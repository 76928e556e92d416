"""Links by which people without an account read one version, or one issued quote."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from .models import ComparisonVersion, IssuedQuote, ShareLink
from .refusals import Absent, Invalid
from .rights import check_comparison, check_role

TOKEN_BYTES = 20
DAYS = 30
MOST_DAYS = 366

Shared = ComparisonVersion | IssuedQuote


def make_link(shared: Shared, by: Any, *, today: date, days: int = DAYS) -> str:
    """The secret of a new link. It is known to whoever made it: its digest alone is kept."""
    check_sharing(shared, by)
    if not 0 < days <= MOST_DAYS:
        raise Invalid("days", f"A link holds for 1 to {MOST_DAYS} days.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    ShareLink.objects.create(
        **_name(shared),
        token_sha256=_digest(token),
        expires_on=today + timedelta(days=days),
        by=by,
    )
    return token


def check_sharing(shared: Shared, by: Any) -> None:
    """Raises a refusal where somebody may not share this."""
    if isinstance(shared, ComparisonVersion):
        check_comparison("share", shared.comparison, by)
    else:
        check_role("share", by)


def list_links(shared: Shared, today: date) -> list[ShareLink]:
    """The links to it that hold."""
    links = ShareLink.objects.filter(
        **_name(shared), revoked_at__isnull=True, expires_on__gte=today
    )
    return list(links.select_related("by").order_by("expires_on", "id"))


def revoke_link(shared: Shared, link_id: int, by: Any, at: datetime) -> None:
    """Ends a link before its day. Raises `Absent` where it is no link to this."""
    check_sharing(shared, by)
    links = ShareLink.objects.filter(**_name(shared), pk=link_id)
    if not links.exists():
        raise Absent
    links.filter(revoked_at__isnull=True).update(revoked_at=at)


def find_shared(token: str, today: date) -> Shared:
    """What a link leads to. Raises `Absent`, alike for what has ended and what never was."""
    link = ShareLink.objects.filter(
        token_sha256=_digest(token), revoked_at__isnull=True, expires_on__gte=today
    ).first()
    if link is None:
        raise Absent
    shared = link.version or link.issued
    assert shared is not None
    return shared


def _name(shared: Shared) -> dict[str, Shared]:
    if isinstance(shared, ComparisonVersion):
        return {"version": shared}
    return {"issued": shared}


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
