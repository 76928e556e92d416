"""Numbers in addresses: no larger than what a database counts to."""

from __future__ import annotations

from django.urls.converters import IntConverter

MOST_DIGITS = 9


class NumberConverter(IntConverter):
    """A whole number of up to nine digits; with more there is no such page."""

    regex = f"[0-9]{{1,{MOST_DIGITS}}}"


def read_number(text: str) -> int | None:
    """The same of a form; None for anything else."""
    if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS:
        return int(text)
    return None
