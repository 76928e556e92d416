"""What is wrong with an input: where, what it holds, what it may hold. Always all at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple

SHOWN = 80
MOST_FAULTS = 1000


class Fault(NamedTuple):
    """One fault: the field's path, what stands there (quoted, cut), and what may stand there."""

    path: str
    holds: str
    message: str

    def __str__(self) -> str:
        where = self.path or "the document"
        return f"{where}: holds {self.holds}; {self.message}" if self.holds else f"{where}: {self.message}"


class Faults(Exception):
    """A document that cannot be priced. `is_json` is false where it is no JSON at all."""

    def __init__(self, faults: Iterable[Fault], *, is_json: bool = True) -> None:
        self.faults = list(faults)[:MOST_FAULTS]
        self.is_json = is_json
        super().__init__("\n".join(str(fault) for fault in self.faults))


def holds(value: object) -> str:
    """What a field holds, in words that are safe to print: quoted, escaped, cut at 80 characters.

    >>> holds("8o0"), holds(None), holds([1])
    ("'8o0'", 'nothing', 'a list')
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    bare = not isinstance(value, str) or type(value).__name__ == "JsonNumber"
    text = str(value)
    if len(text) > SHOWN:
        kind = "a number" if bare else "a text"
        return f"{kind} of {len(text):,} characters: {_quoted(text[:SHOWN])[:-1]}…'"
    return text if bare else _quoted(text)


def shown_name(name: str) -> str:
    """A key as part of a path, with what is not to be seen written out, cut at 80 characters.

    >>> shown_name("horizon\\nyears")
    'horizon\\\\u000ayears'
    """
    return visible(name[:SHOWN]) + ("…" if len(name) > SHOWN else "")


def _quoted(text: str) -> str:
    return f"'{visible(text)}'"


def visible(text: str) -> str:
    """The text in one line, with what is not to be seen written out."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint with the nearest known name, or nothing.

    >>> nearest("horizon_yaers", ["title", "horizon_years"])
    '; did you mean horizon_years?'
    """
    close = difflib.get_close_matches(name[:64], list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""
