"""Ranges as people type them: low .. likely .. high, or low .. high with the likely value halfway.

Behind `with` stands the name of another range with which it rises and falls: 10 .. 30 with pue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from pricing.engine.faults import Fault
from pricing.engine.json_text import JsonNumber
from pricing.engine.number_text import read_decimal, read_json_number

_DOTS = re.compile(r"\s*(?:\.{2,3}|…)\s*")
_PER_CENT = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]{1,8})?)[ \u00a0\u202f]?%", re.ASCII)
_WITH = re.compile(r"\s+with\s+(\S+)\s*$")
_ENDS = {
    ".low": "the low end",
    ".mode": "the likely value",
    ".high": "the high end",
    ".with": "what it moves with",
}


def is_range(text: str) -> bool:
    """Whether a text means to be a range.

    >>> is_range("23 .. 30"), is_range("23…30"), is_range("2.3")
    (True, True, False)
    """
    return len(_DOTS.split(text)) > 1


def per_cent(text: str) -> str:
    """The share that a text gives in per cent; "" of any other text.

    >>> per_cent("42 %"), per_cent("42")
    ('0.42', '')
    """
    found = _PER_CENT.fullmatch(text.strip())
    if found:
        return f"{Decimal(found[1]) / 100:f}"
    return ""


def range_parts(text: str) -> list[str]:
    """The numbers of a range as they stand.

    >>> range_parts("23 .. 30")
    ['23', '30']
    """
    return _DOTS.split(_WITH.sub("", text).strip())


def read_range(text: str, plain: Callable[[str], str] = str) -> dict[str, str]:
    """The range that a text writes, its numbers as they stand, or as `plain` makes them.

    Raises ValueError with what to write instead.

    >>> read_range("23 .. 30"), read_range("23..25..30")["mode"]
    ({'low': '23', 'mode': '26.5', 'high': '30'}, '25')
    >>> read_range("23 .. 30 with pue")["with"]
    'pue'
    """
    leader = _WITH.search(text)
    if leader:
        return {**read_range(text[: leader.start()], plain), "with": leader[1]}
    parts = [plain(part) for part in range_parts(text)]
    if len(parts) not in (2, 3) or not all(parts):
        raise ValueError("write a range as 23 .. 30, or with its likely value as 23 .. 25 .. 30")
    if len(parts) == 3:
        return dict(zip(("low", "mode", "high"), parts, strict=True))
    middle = (read_decimal(parts[0]) + read_decimal(parts[1])) / 2
    return {"low": parts[0], "mode": f"{middle.normalize():f}", "high": parts[1]}


def range_text(value: Any, dots: str = "..") -> str | None:
    """A range as it is typed, two numbers where the third lies halfway; None for what is no range
    of numbers.

    >>> range_text({"low": "23", "mode": 26.5, "high": "30"}, " .. "), range_text({"low": 1})
    ('23 .. 30', None)
    """
    if not isinstance(value, Mapping) or value.keys() - {"with"} != {"low", "mode", "high"}:
        return None
    leader = value.get("with") or ""
    if not isinstance(leader, str) or any(each.isspace() for each in leader):
        return None
    try:
        low, mode, high = (_read_number(value[end]) for end in ("low", "mode", "high"))
    except (ValueError, ArithmeticError):
        return None
    if low + high == 2 * mode:
        ends = (low, high)
    else:
        ends = (low, mode, high)
    words = dots.join(f"{end.normalize():f}" for end in ends)
    if leader:
        return f"{words} with {leader}"
    return words


def of_the_field(fault: Fault) -> Fault:
    """A fault of one end of a range as a fault of the field in which the whole range is typed.

    What would do in place of the end, and its bounds, are not those of the field.
    """
    for end, words in _ENDS.items():
        if fault.path.endswith(end) and _is_in_a_range(fault.path.removesuffix(end)):
            return Fault(fault.path.removesuffix(end), fault.holds, f"{words} {fault.message}")
    return fault


def _is_in_a_range(path: str) -> bool:
    return (
        path == "annual_growth"
        or path.startswith("assumptions.")
        or ".assumptions." in path
        or ".prices." in path
    )


def plain_text(value: Any) -> str:
    """A number as its shortest text. Raises ValueError or ArithmeticError where it is none."""
    return f"{_read_number(value).normalize():f}"


def _read_number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError
    is_typed = isinstance(value, str) and not isinstance(value, JsonNumber)
    if is_typed:
        return read_decimal(value)
    return read_json_number(str(value))
