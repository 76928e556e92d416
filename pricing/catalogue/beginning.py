"""Since when anything of the catalogue is known."""

from __future__ import annotations

from django.utils.timezone import localdate

from .shown import list_changes

NOTHING_KNOWN = "is before the first change of the catalogue, so nothing was known"


def tell_nothing_known() -> str:
    """What is wrong with a day before the first change, and which day that was."""
    first = list_changes().order_by("number").first()
    if first is None:
        return NOTHING_KNOWN
    return f"{NOTHING_KNOWN}: it begins on {localdate(first.at)}"
