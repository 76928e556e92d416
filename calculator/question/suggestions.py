"""What a reader plainly meant by an entry that cannot be used.

Offered as one press, never taken by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from calculator.question import address
from pricing.comparison import faults_of
from pricing.engine.faults import Fault
from pricing.engine.fields import FIRST_DAY, LAST_DAY

_AROUND = re.compile("[\\s_'\u2019$€£¥]")
_DAYS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%b %d, %Y",
)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def suggestion(fault: Fault, typed: str, document: Mapping[str, Any]) -> str:
    """What would do in place of what was typed; nothing where that would be a guess.

    It is what the fault itself suggests, else the number whose digits are plain to see. It is
    offered only where the field would take it.
    """
    path = address.dotted(fault.path)
    text = fault.instead or plain_number(typed) or plain_day(typed)
    if not path or not text or text == typed:
        return ""
    for place in (path, f"{path}.scheme"):  # a fault of an entry of a stack is one of its scheme
        changed, faults = address.read(document, [(place, text)])
        if (
            not faults
            and changed != document
            and not any(f.path == fault.path for f in faults_of(changed))
        ):
            return text
    return ""


def plain_number(typed: str) -> str:
    r"""The number that a text plainly is, but for a letter o, a currency, spaces, or a point behind
    it.

    >>> [plain_number(text) for text in ("8o0", "800,", "1 000", "€800", "\uff11\uff12")]
    ['800', '800', '1000', '800', '12']
    >>> [plain_number(text) for text in ("8 to 9", "1,5", "²")]
    ['', '', '']
    """
    text = re.sub(r"\d", lambda digit: str(unicodedata.digit(digit[0])), typed[:40])
    text = _AROUND.sub("", text).rstrip(",.;-").replace("\u2212", "-")
    text = re.sub(r"(?<=[0-9])[oO]+(?=[0-9]|$)", lambda found: "0" * len(found[0]), text)
    if _NUMBER.fullmatch(text):
        return text
    return ""


def plain_day(typed: str) -> str:
    """The day that a text plainly is, as a field takes it; nothing where two days are written
    alike, or where no field takes it.

    >>> [plain_day(text) for text in ("31.10.2008", "10/31/2008", "31 Oct 2008")]
    ['2008-10-31', '2008-10-31', '2008-10-31']
    >>> [plain_day(text) for text in ("3/4/2008", "31.2.2008", "1/1/2100")]
    ['', '', '']
    """
    days = set()
    for form in _DAYS:
        with suppress(ValueError):
            days.add(datetime.strptime(typed[:40].strip(), form).date())
    if len(days) == 1 and FIRST_DAY <= min(days) <= LAST_DAY:
        return days.pop().isoformat()
    return ""
