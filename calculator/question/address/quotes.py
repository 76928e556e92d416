"""Quoted prices as people type them.

An amount, or one a year with semicolons between, the last for all later ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from calculator.question.address.ranges import plain_text
from pricing.engine.faults import Fault
from pricing.engine.fields import SHAPES

NET = ".net"  # behind a scheme's name: what was quoted, not a factor

_BETWEEN = re.compile(r"\s*;\s*|,\s+")
_ONE_OF_SEVERAL = re.compile(r"(.*\.prices\..*\.net)\[(\d+)\]")


def read_quote(text: str) -> dict[str, Any]:
    """The quoted price that a text writes, its amounts as they stand.

    >>> read_quote("23"), read_quote("23; 24, 25"), read_quote("1,234")
    ({'net': '23'}, {'net': ['23', '24', '25']}, {'net': '1,234'})
    """
    amounts = _BETWEEN.split(text.strip().rstrip("; "))
    return {"net": write_net(amounts)}


def amounts_of(net: Any) -> list[Any]:
    """The amounts of a quote: one for all years, or one a year."""
    if isinstance(net, list):
        return net
    return [net]


def write_net(amounts: list[Any]) -> Any:
    """Amounts as a quote holds them: a list only where there are several."""
    if len(amounts) == 1:
        return amounts[0]
    return amounts


def quote_text(value: Any, between: str = ";") -> str | None:
    """A quoted price as it is typed; None for what is no quote of numbers.

    >>> quote_text({"net": ["23.50", 24]}), quote_text({"net": []}), quote_text("2")
    ('23.5;24', None, None)
    >>> quote_text({"net": 24, "remark": "as agreed"})
    '24'
    """
    if not isinstance(value, Mapping) or not {"net"} <= value.keys() <= SHAPES["net_price"].keys():
        return None
    try:
        return between.join(map(plain_text, amounts_of(value["net"]))) or None
    except (ValueError, ArithmeticError):
        return None


def of_the_quote(fault: Fault) -> Fault:
    """A fault of one of several amounts as a fault of the field in which they are typed.

    What would do in place of the one, and its bounds, are not those of the field.
    """
    found = _ONE_OF_SEVERAL.fullmatch(fault.path)
    if found:
        return Fault(found[1], fault.holds, f"in year {int(found[2]) + 1} {fault.message}")
    return fault
