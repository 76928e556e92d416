"""Texts that no field takes, cut for whatever names them; their own field shows them whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pricing.engine.faults import SHOWN

LONGEST_NAME = 200


class CutText(str):
    """The beginning of a text that is too long for a name, which remembers the whole of it."""

    __slots__ = ("whole",)
    whole: str


def cut_texts(value: Any) -> Any:
    """The value with every text in it, and every name of an object, cut that is too long for a
    name.

    >>> cut_texts({"fleet": [{"name": "x" * 201, "desktops": "8"}]})["fleet"][0]["name"][78:]
    'xx…'
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
    if len(text) <= LONGEST_NAME:
        return text
    cut = CutText(f"{text[:SHOWN]}…")
    cut.whole = text
    return cut
