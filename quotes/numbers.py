"""Numbers of quotes as people write them, and what was issued under them."""

from __future__ import annotations

import re

from .models import IssuedQuote

_NUMBER = re.compile(
    r"(?P<prefix>[^\x00-\x1f\ud800-\udfff]{1,16})-(?P<year>[0-9]{4})-(?P<sequence>[0-9]{6,9})"
)


def find_by_number(number: str, version: int | None = None) -> IssuedQuote | None:
    """What was issued under a number: the version that is asked for, else the latest."""
    match = _NUMBER.fullmatch(number.strip())
    if match is None:
        return None
    versions = IssuedQuote.objects.filter(
        prefix=match["prefix"], year=int(match["year"]), sequence=int(match["sequence"])
    ).order_by("-version")
    if version is not None:
        versions = versions.filter(version=version)
    return versions.first()
