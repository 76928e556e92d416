"""Which characters a text may hold, and whether anybody sees it: the one rule of all doors."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain

# Embeddings, overrides, isolates, and the older ones that shape: what follows is read otherwise
# than it stands. The marks that letters from right to left need (U+200E, U+200F) are none of them.
TURNING = frozenset(map(chr, chain(range(0x202A, 0x202F), range(0x2066, 0x2070))))
_TAGS = range(0xE0000, 0xE0080)
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
_NO_TEXT = ("Cc", "Cs", "Co", "Zl", "Zp")
_REPLACEMENT = "\ufffd"
_STANDS_FOR_ANOTHER = f"{_REPLACEMENT}\ufeff\ufff9\ufffa\ufffb"
# Letters and marks by their category, of which nothing is to be seen: fillers, joiners, selectors.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0").union(
    map(chr, chain(range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)))
)


def find_wrong_sign(text: str, *, takes_lines: bool = False) -> str:
    """The first character that no text may hold, "" where there is none: one that is no part of a
    text, or that turns what follows. Tabs and line ends stand in notes only.

    >>> find_wrong_sign("Büro"), find_wrong_sign("a\u202eb") == "\u202e"
    ('', True)
    >>> find_wrong_sign("a\\tb", takes_lines=True), find_wrong_sign("a\\tb") == "\\t"
    ('', True)
    """
    if text.isprintable() and _REPLACEMENT not in text:
        return ""  # most texts: what is wrong cannot be printed, but for one sign
    return next((sign for sign in _FLAG.sub("", text) if _is_wrong(sign, takes_lines)), "")


def _is_wrong(sign: str, takes_lines: bool) -> bool:
    if sign in "\t\n\r":
        return not takes_lines
    place = ord(sign)
    is_none_at_all = place & 0xFFFE == 0xFFFE or 0xFDD0 <= place <= 0xFDEF
    return (
        is_none_at_all
        or sign in TURNING
        or sign in _STANDS_FOR_ANOTHER
        or place in _TAGS
        or unicodedata.category(sign) in _NO_TEXT
    )


def is_unseen(text: str) -> bool:
    """Whether nothing of a text is to be seen.

    >>> is_unseen(" \u200b\u3164"), is_unseen(""), is_unseen("\u05d0")
    (True, True, False)
    """
    return all(sign in _UNSEEN or unicodedata.category(sign)[0] in "CZ" for sign in text)
