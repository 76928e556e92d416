"""Addresses that let in whoever has them: no line of a log holds one."""

from __future__ import annotations

import re

# By how they begin, wherever that stands: what is redirected, misspelt or refused has no route.
BEGINNINGS = ("shared", "password/reset/key", "confirm-email")
_SECRET = re.compile(rf"((?:{'|'.join(BEGINNINGS)})/+)[^\s\"'?#]+", re.IGNORECASE)


def hide_secrets(text: str) -> str:
    """A text without what follows the beginning of a link.

    >>> hide_secrets("GET /Shared/4kq2.csv 404")
    'GET /Shared/... 404'
    """
    return _SECRET.sub(r"\1...", text)
