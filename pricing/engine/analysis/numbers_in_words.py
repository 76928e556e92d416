"""Numbers and lists in words, for the labels and sentences of the analyses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal


def plain(number: Decimal) -> str:
    """A number with thousands apart and no zeros behind.

    >>> plain(Decimal("8.40")), plain(Decimal("1200"))
    ('8.4', '1,200')
    """
    text = f"{number:,f}"
    if "." in text:
        return text.rstrip("0").rstrip(".")
    return text


def several(values: Sequence[str]) -> str:
    """Values in words, each once, in their order.

    >>> several(["230", "300", "230"])
    '230 or 300'
    """
    return " or ".join(dict.fromkeys(values))


# Nouns of the field that scenarios are called by when many are meant.
PLURALS = ("pcs", "desktops", "sessions", "laptops", "clients", "machines", "workstations")
_BEHIND_A_NAME = re.compile(r" (?:with|on|in|of|for|as|at|by|from) .*")


def is_plural(name: str) -> bool:
    """Whether a scenario is called by a noun of many things.

    >>> is_plural("New PCs"), is_plural("PCs as they fall due"), is_plural("VDI with thin clients")
    (True, True, False)
    """
    return _BEHIND_A_NAME.sub("", name).lower().endswith(PLURALS)


def costs_least(name: str) -> str:
    """That a scenario costs least, as a clause.

    >>> costs_least("PCs"), costs_least("VECD on free Hyper-V")
    ('PCs cost least', 'VECD on free Hyper-V costs least')
    """
    if is_plural(name):
        return f"{name} cost least"
    return f"{name} costs least"


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    if len(words) > 1:
        return " and ".join([", ".join(words[:-1]), words[-1]])
    return "".join(words)
