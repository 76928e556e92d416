"""What stands on a desk: any id, but none that is a slip of the pen away from a known one.

A slip would count as a device of its own, without a word: `existing_pcc` is kept, and is no PC to
any licence.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from .faults import Hint, holds, make_fault
from .market import Catalogue
from .reading import Reader

KEPT = "existing_"
TOKEN = "endpoint:"
DEVICES = ("pc", "laptop", "thin_client", "zero_client", "chromebook", "w365_link")
KNOWN = frozenset((*DEVICES, *(f"{KEPT}{device}" for device in DEVICES)))


def check_desks(reader: Reader, desks: Iterable[tuple[str, str]], catalogue: Catalogue) -> None:
    """Faults where an id of (path, id) is a slip; what a scheme of the catalogue names is known."""
    strange = [(path, desk) for path, desk in desks if desk not in KNOWN]
    if not strange:
        return
    named = {
        token.removeprefix(TOKEN)
        for scheme in catalogue.schemes.values()
        for token in (*scheme.requires, *scheme.provides, *scheme.excludes)
        if token.startswith(TOKEN)
    }
    known = KNOWN | named | {f"{KEPT}{device}" for device in named}
    for path, desk in strange:
        meant = find_meant(desk, known)
        if meant:
            hint = Hint(f"; did you mean {meant}?", meant)
            words = "is no device that a rule or a scheme knows"
            reader.note(make_fault(path, holds(desk), words, hint))


def find_meant(desk: str, known: Iterable[str]) -> str:
    """The known id that one slip makes of another; "" of one that is known, or of a name of its
    own.

    >>> find_meant("existing_pcc", KNOWN), find_meant("thin-client", KNOWN)
    ('existing_pc', 'thin_client')
    >>> find_meant(KEPT, KNOWN), find_meant("existing_tablet", KNOWN), find_meant("pc", KNOWN)
    ('existing_pc', '', '')
    """
    if desk in known:
        return ""
    if desk == KEPT:
        return f"{KEPT}{DEVICES[0]}"
    return next((name for name in sorted(known) if _is_slip(desk.casefold(), name)), "")


def _is_slip(text: str, name: str) -> bool:
    """Whether one letter is another, missing or too many, or two have changed places, at most."""
    first = _count_same(text, name)
    text, name = text[first:], name[first:]
    last = _count_same(text[::-1], name[::-1])
    text, name = text[: len(text) - last], name[: len(name) - last]
    return (len(text) <= 1 and len(name) <= 1) or (len(text) == 2 and text == name[::-1])


def _count_same(text: str, name: str) -> int:
    """How many letters both begin with."""
    pairs = zip(text, name, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
