"""What is wrong with an input: where, what it holds, what it may hold. Always all at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

SHOWN = 80
MOST_FAULTS = 1000
_IN_A_SCENARIO = re.compile(r"scenarios\[([0-9]+)\]", re.ASCII)


class Bounds(NamedTuple):
    """The numbers between which a field's number may lie; an end may be left out itself."""

    low: Decimal
    high: Decimal
    above_low: bool = False
    below_high: bool = False

    def tell(self) -> str:
        """The bounds in words.

        >>> Bounds(Decimal(0), Decimal(1000), above_low=True).tell()
        'above 0 and up to 1,000'
        """
        low, high = f"{self.low:,f}", f"{self.high:,f}"
        if self.above_low:
            return f"above {low} and up to {high}"
        if self.below_high:
            return f"from {low} to below {high}"
        return f"from {low} to {high}"


class Hint(NamedTuple):
    """What is said behind a fault's message of what would do, and that itself, as it can be
    typed.
    """

    words: str = ""
    instead: str = ""


NO_HINT = Hint()


class Fault(NamedTuple):
    """One fault: the field's path, what stands there (quoted, cut), and what may stand there.

    What the message says is there as facts too, so that nobody reads them in its words. `instead`:
    what would do in the field, as it can be typed. `bounds`: of the field's number.
    `lacks_rate_of`: the currency whose exchange rate would mend it.
    """

    path: str
    holds: str
    message: str
    instead: str = ""
    bounds: Bounds | None = None
    lacks_rate_of: str = ""

    def __str__(self) -> str:
        where = self.path or "the document"
        if self.holds:
            return f"{where}: holds {self.holds}; {self.message}"
        return f"{where}: {self.message}"

    @property
    def scenario_place(self) -> int | None:
        """The place of the scenario in which the field lies; None of a field of the whole
        comparison.

        >>> Fault("scenarios[12].stack[0]", "", "").scenario_place
        12
        >>> Fault("fleet[0].name", "", "").scenario_place
        """
        found = _IN_A_SCENARIO.match(self.path)
        if found:
            return int(found[1])
        return None


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
        if value:
            return "true"
        return "false"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    bare = not isinstance(value, str) or type(value).__name__ == "JsonNumber"
    text = str(value)
    if len(text) > SHOWN:
        kind = "a text"
        if bare:
            kind = "a number"
        return f"{kind} of {len(text):,} characters: {_quoted(text[:SHOWN])[:-1]}…'"
    if bare:
        return text
    return _quoted(text)


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


def find_nearest(name: str, known: Iterable[str]) -> str:
    """The nearest known name; "" where none is near.

    >>> find_nearest("horizon_yaers", ["title", "horizon_years"])
    'horizon_years'
    >>> find_nearest("colour", ["title", "horizon_years"])
    ''
    """
    return next(iter(difflib.get_close_matches(name[:64], list(known), n=1, cutoff=0.6)), "")


def name_hint(name: str, known: Iterable[str]) -> Hint:
    """A hint with the nearest known name, where one is near.

    >>> name_hint("horizon_yaers", ["title", "horizon_years"])
    Hint(words='; did you mean horizon_years?', instead='horizon_years')
    """
    near = find_nearest(name, known)
    if near:
        return Hint(f"; did you mean {near}?", near)
    return NO_HINT


def make_fault(
    path: str, held: str, message: str, hint: Hint, bounds: Bounds | None = None
) -> Fault:
    """A fault with a hint behind its message.

    >>> str(make_fault("vendor", "'Citrx'", "is no vendor", name_hint("Citrx", ["Citrix", "Wyse"])))
    "vendor: holds 'Citrx'; is no vendor; did you mean Citrix?"
    """
    return Fault(path, held, message + hint.words, hint.instead, bounds)
