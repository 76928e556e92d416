"""Links by which strangers read one version, or one issued quote, until a day."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from .drafting import find_today
from .issuing import check_stands
from .models import ComparisonVersion, IssuedQuote, Organisation, ShareLink
from .refusals import Absent
from .rights import check_comparison, check_quote

BYTES = 20  # 160 random bits
DAYS = 30
LONGEST_TOKEN = 64


def share(
    thing: ComparisonVersion | IssuedQuote,
    by: Any,
    *,
    at: datetime,
    expires_on: date | None = None,
) -> tuple[ShareLink, str]:
    """A link to a version, or to an issued quote that stands, and its token, which is kept nowhere:
    only its hash is.
    """
    version, issued = None, None
    if isinstance(thing, IssuedQuote):
        issued = thing
        check_quote("share", issued.quote, by)
        check_stands(issued)
    else:
        version = thing
        check_comparison("share", version.comparison, by)
    if expires_on is None:
        expires_on = find_today(Organisation.load(), at) + timedelta(days=DAYS)
    token = secrets.token_urlsafe(BYTES)
    link = ShareLink.objects.create(
        version=version,
        issued=issued,
        token_sha256=hash_token(token),
        expires_on=expires_on,
        by=by,
    )
    return link, token


def find_shared(token: str, *, at: datetime) -> ShareLink:
    """What a token opens. Revoked, expired and unknown are alike: `Absent`."""
    if len(token) > LONGEST_TOKEN:
        raise Absent
    today = find_today(Organisation.load(), at)
    link = ShareLink.objects.filter(
        token_sha256=hash_token(token), revoked_at=None, expires_on__gte=today
    ).first()
    if link is None:
        raise Absent
    return link


def revoke(link: ShareLink, by: Any, *, at: datetime) -> None:
    """Ends a link: for who made it, or who may share the same."""
    if link.by_id != by.pk and link.version is not None:
        check_comparison("share", link.version.comparison, by)
    elif link.by_id != by.pk and link.issued is not None:
        check_quote("share", link.issued.quote, by)
    ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at)


def hash_token(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
