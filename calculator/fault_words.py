"""A fault in the words of the page; the API and the files keep those of the contract."""

from __future__ import annotations

import re

from pricing.engine.exact import read_decimal
from pricing.engine.faults import Fault

_BOUNDS = re.compile(r"may hold a (?:whole )?number from (-?[\d.,]+) to (-?[\d.,]+)")
_IN_ANOTHER_CURRENCY = re.compile(r"known in ([A-Z]{3}) only")
_QUOTED = re.compile(r"(?<!\w)'(.*?)'(?!\w)")


def fault_words(fault: Fault) -> str:
    """What is wrong, to stand behind a field's label: what it holds and what it may hold.

    >>> fault_words(Fault("horizon_years", "'99'", "may hold a whole number from 1 to 30"))
    '99 is more than 30; it may be from 1 to 30.'
    >>> fault_words(Fault("fleet[0].desktops", "'8o0'", "may hold a whole number from 0 to 1,000,000"))
    'holds “8o0”; may hold a whole number from 0 to 1,000,000.'
    """
    bounds = _BOUNDS.fullmatch(fault.message)
    words = _beyond(fault.holds.strip("'"), *bounds.groups()) if bounds else ""
    words = words or (f"holds {fault.holds}; {fault.message}" if fault.holds else fault.message)
    return _QUOTED.sub("“\\1”", words) + ("" if words.endswith("?") else ".")


def rate_field(fault: Fault) -> str:
    """The field of the exchange rate that would mend a fault; "" of all others.

    >>> rate_field(Fault("assumptions.pue", "", "known in USD only; give it in CHF, or a rate"))
    'exchange_rates.USD'
    """
    found = _IN_ANOTHER_CURRENCY.match(fault.message)
    return f"exchange_rates.{found[1]}" if found else ""


def _beyond(text: str, low: str, high: str) -> str:
    """On which side of its bounds a number lies; nothing of what is no number, or of a broken one within them."""
    try:
        number, least, most = (read_decimal(each.replace(",", "")) for each in (text, low, high))
    except ValueError:
        return ""
    if least <= number <= most:
        return ""
    side = f"more than {high}" if number > most else f"less than {low}"
    return f"{text} is {side}; it may be from {low} to {high}"
