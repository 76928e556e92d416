"""A fault in the words of the page; the API and the files keep those of the contract."""

from __future__ import annotations

import re

from pricing.engine.faults import Bounds, Fault
from pricing.engine.number_text import read_decimal

_QUOTED = re.compile(r"(?<!\w)'(.*?)'(?!\w)")
_ANOTHER = re.compile(r" (fleet|scenarios)\[(\d+)\]$")
_SHAPES = {"fleet": "group", "scenarios": "scenario"}


def fault_words(fault: Fault) -> str:
    """What is wrong, to stand behind a field's label: what it holds and what it may hold.

    >>> from decimal import Decimal
    >>> bounds = Bounds(Decimal(1), Decimal(30))
    >>> message = "may hold a whole number from 1 to 30"
    >>> fault_words(Fault("horizon_years", "'99'", message, bounds=bounds))
    '99 is more than 30; it may be from 1 to 30.'
    >>> fault_words(Fault("horizon_years", "'8o'", message, bounds=bounds))
    'holds “8o”; may hold a whole number from 1 to 30.'
    >>> fault_words(Fault("fleet[3].name", "'PCs'", "has the same name as fleet[0]"))
    'holds “PCs”; has the same name as group 1.'
    """
    words = ""
    if fault.bounds and not fault.instead:
        words = _tell_side(fault.holds.removeprefix("'").removesuffix("'"), fault.bounds)
    if not words:
        words = _ANOTHER.sub(_count_place, fault.message)
        if fault.holds:
            words = f"holds {fault.holds}; {words}"
    quoted = _QUOTED.sub("“\\1”", words)
    if quoted.endswith("?"):
        return quoted
    return f"{quoted}."


def _count_place(found: re.Match[str]) -> str:
    return f" {_SHAPES[found[1]]} {int(found[2]) + 1}"


def rate_field(fault: Fault) -> str:
    """The field of the exchange rate that would mend a fault; "" of all others.

    >>> rate_field(Fault("assumptions.pue", "", "known in dollars only", lacks_rate_of="USD"))
    'exchange_rates.USD'
    """
    if fault.lacks_rate_of:
        return f"exchange_rates.{fault.lacks_rate_of}"
    return ""


def _tell_side(text: str, bounds: Bounds) -> str:
    """On which side of its bounds a number lies; nothing of what is no number, or of a broken one
    within them.

    Nothing either where an end is left out itself: the message says that best.
    """
    if bounds.above_low or bounds.below_high:
        return ""
    try:
        number = read_decimal(text)
    except ValueError:
        return ""
    low, high = (f"{end:,f}" for end in (bounds.low, bounds.high))
    if number > bounds.high:
        return f"{text} is more than {high}; it may be from {low} to {high}"
    if number < bounds.low:
        return f"{text} is less than {low}; it may be from {low} to {high}"
    return ""
