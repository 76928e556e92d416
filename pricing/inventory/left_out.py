"""Why a row of an inventory is no desktop: a table of reasons, each with the signs of it."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

BLANK, DUPLICATE = "blank", "duplicate"


class Reason(NamedTuple):
    """A reason in words of a page, and what is found in the columns of which roles: patterns in
    small letters.
    """

    words: str
    signs: Mapping[str, str] = {}


# In the order in which they are looked for; the first counts.
REASONS: Mapping[str, Reason] = {
    BLANK: Reason("Empty rows"),
    "template": Reason("Templates of virtual machines", {"template": r"^(true|yes|1)$"}),
    "placeholder": Reason("Placeholders of another site", {"placeholder": r"^(true|yes|1)$"}),
    "retired": Reason(
        "Retired, lost or broken",
        {
            "status": r"retire|archiv|dispos|decommission|scrap|\blost\b|stolen|broken|\bsold\b"
            r"|written.off|end.of.life|out.of.(use|service|order)|destroyed|undeployable|obsolete"
        },
    ),
    "server": Reason(
        "Servers",
        {
            "system": r"server|\besxi?\b|photon|red ?hat|centos|suse|oracle|rocky|alma|bsd|solaris"
            r"|(linux|ubuntu|debian).*bit\)",
            "kind": r"server|blade|hypervisor|\brack",
            "model": r"poweredge|proliant|thinksystem|primergy|superserver|\bucs",
        },
    ),
    "phone": Reason(
        "Phones and tablets",
        {
            "system": r"\bios\b|ipados|android|windows phone",
            "kind": r"phone|mobile|tablet|ipad|handset",
        },
    ),
    "other": Reason(
        "Other equipment",
        {
            "kind": r"monitor|display|screen|print|scanner|projector|\bdock|headset|keyboard|mouse"
            r"|switch|router|access point|firewall|\bups\b|camera|television|\btv\b|storage|\bnas\b"
            r"|accessor|adapter|cable|network|peripheral|webcam|conference"
        },
    ),
    "personal": Reason("Personally owned", {"owner": r"personal|byod|private"}),
    DUPLICATE: Reason("The same serial number again"),
}
_SIGNS = {
    name: [(role, re.compile(sign)) for role, sign in reason.signs.items()]
    for name, reason in REASONS.items()
}
# What makers leave in the place of a serial number.
_NO_SERIAL = re.compile(
    r"[\W0]*|n/?a|none|null|unknown|default string|not (specified|available|applicable)"
    r"|to be filled by o\.?e\.?m\.?|system serial number|123456789|chassis serial number",
    re.IGNORECASE,
)
MOST_CELL = 200  # characters of a cell in which signs are looked for


class SerialNumbers:
    """The serial numbers met so far, each as a number in a table of one size.

    So a file of a million rows takes no more memory than one of ten. That two of a million are
    taken for one has a chance of one in thirty million.
    """

    _PLACES = 2**21

    def __init__(self) -> None:
        self._met = array("Q", [0]) * self._PLACES

    def is_again(self, text: str) -> bool:
        """Whether a serial number was met before; what is none never was."""
        text = text.strip().casefold()
        if _NO_SERIAL.fullmatch(text):
            return False
        number = hash(text) & (2**64 - 1) or 1
        place = number % self._PLACES
        while self._met[place]:
            if self._met[place] == number:
                return True
            place = (place + 1) % self._PLACES
        self._met[place] = number
        return False


def _remember(sign: re.Pattern[str]) -> Callable[[str], bool]:
    """Whether a text shows a sign: the rows of a file have the same few systems and models. Of
    others small letters are made once: to look for both takes three times as long.
    """

    @lru_cache(maxsize=1024)
    def is_shown(text: str) -> bool:
        return sign.search(text.lower()) is not None

    return is_shown


class Sorting:
    """Says of one row after the other why it is left out; `counted`: reasons that do not count."""

    def __init__(self, places: Mapping[str, int], counted: frozenset[str]) -> None:
        self._signs = [
            (name, places[role], _remember(sign))
            for name, signs in _SIGNS.items()
            for role, sign in signs
            if role in places and name not in counted
        ]
        self._serial = places.get("serial")
        self._serials = SerialNumbers()
        self._counts_again = DUPLICATE in counted

    def find_reason(self, cells: Sequence[str]) -> tuple[str, str]:
        """The reason, and the cell that gives it; both "" of a row that counts."""
        if not any(map(str.strip, cells)):
            return BLANK, ""
        for name, place, is_shown in self._signs:
            if place < len(cells) and is_shown(cells[place][:MOST_CELL]):
                return name, cells[place]
        if self._serial is None or self._counts_again or self._serial >= len(cells):
            return "", ""
        if self._serials.is_again(cells[self._serial]):
            return DUPLICATE, cells[self._serial]
        return "", ""
