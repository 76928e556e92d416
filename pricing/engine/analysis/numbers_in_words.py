"""Numbers and lists in words, for the labels and sentences of the analyses."""

from __future__ import annotations

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


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    if len(words) > 1:
        return " and ".join([", ".join(words[:-1]), words[-1]])
    return "".join(words)
