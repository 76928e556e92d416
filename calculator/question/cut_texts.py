"""Texts that no field takes, cut and with unseen signs written out, for whatever names them.

Their own field shows them as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pricing.engine.faults import SHOWN, visible
from pricing.engine.plain_values import find_forbidden

LONGEST_NAME = 200


class CutText(str):
    """What is shown of a text that no name may be, which remembers the whole of it."""

    __slots__ = ("whole",)
    whole: str


def cut_texts(value: Any) -> Any:
    """The value with every text in it, and every name of an object, cut that is too long for a
    name, and written out where it holds signs that are not to be seen.

    >>> cut_texts({"fleet": [{"name": "x" * 201, "desktops": "8"}]})["fleet"][0]["name"][78:]
    'xx…'
    >>> cut_texts("Of" + chr(0x202E) + "fice")[2:].isascii()
    True
    """
    if isinstance(value, str):
        return _cut_text(value)
    if isinstance(value, list | tuple):
        return [cut_texts(item) for item in value]
    if isinstance(value, Mapping):
        return {_cut_text(name): cut_texts(item) for name, item in value.items()}
    return value


def whole_text(value: Any) -> Any:
    """What stood where a text was cut; every other value as it is.

    >>> len(whole_text(cut_texts("x" * 201))), whole_text(8)
    (201, 8)
    """
    return getattr(value, "whole", value)


def _cut_text(text: str) -> str:
    shown = text
    if len(text) > LONGEST_NAME:
        shown = f"{text[:SHOWN]}…"
    if find_forbidden(shown, is_note=True):
        shown = visible(shown)
    if shown == text:
        return text
    cut = CutText(shown)
    cut.whole = text
    return cut
