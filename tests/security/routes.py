"""Every address that the site has, the account's and the admin's too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import get_resolver

from quotes.models import IssuedQuote

PART = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
REGEX = re.compile(r"\(\?P<(?P<name>\w+)>[^()]*(?:\([^()]*\))?[^()]*\)")
SAMPLES = {
    "scheme_id": "ms-vecd-sa",
    "list_id": "acme",
    "name": "methodology",
    "provider_id": "oidc",
    "app_label": "pricing",
    "url": "nothing-here",
    "uidb36": "1",
    "key": "a-b",
    "token": "no-such-token",
    "action": "submit",
    "ending": "csv",
}


def list_patterns(patterns: Iterable[Any], before: str = "") -> Iterator[str]:
    """Each pattern with those that it stands below."""
    for each in patterns:
        pattern = f"{before}{each.pattern}"
        if hasattr(each, "url_patterns"):
            yield from list_patterns(each.url_patterns, pattern)
        else:
            yield pattern


def list_addresses(issued: IssuedQuote | None = None, **given: object) -> list[str]:
    """An address of each route: of what was issued where one is given, and of what is given by the
    names of its parts.
    """
    number = "DF-2026-000001"
    if issued is not None:
        number = issued.number

    def fill(match: re.Match[str]) -> str:
        groups = match.groupdict()
        if groups["name"] == "number" and groups.get("kind") == "str":
            return number
        return f"{(SAMPLES | given).get(groups['name'], '1')}"

    patterns = list_patterns(get_resolver().url_patterns)
    filled = (PART.sub(fill, REGEX.sub(fill, each)) for each in patterns)
    return ["/" + re.sub(r"[\^$]|\\Z", "", each) for each in filled]
