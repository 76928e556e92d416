"""The texts of an XLSX file: those that cells share, and what stands in them by its code."""

from __future__ import annotations

import re
from array import array

from ..engine.faults import Fault, Faults

# What XML cannot hold stands as its code (ECMA-376, ST_Xstring): no NUL, no half of a pair.
_ESCAPE = re.compile(r"_x(?!0000|[Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")


def read_escapes(text: str) -> str:
    """A text of a workbook with the characters that stand in it by their codes.

    >>> read_escapes("a_x000B_b"), read_escapes("_x005F_x0041_ stands as it was typed")
    ('a\\x0bb', '_x0041_ stands as it was typed')
    """
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


class SharedTexts:
    """The texts that cells share, in one piece: half a million of them as objects would take many
    times the room.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.found_bytes = 0
        self.texts = bytearray()
        self.ends = array("I")

    def append(self, text: str) -> None:
        """Takes in the next text."""
        self.texts += text.encode("utf-8", "surrogatepass")
        self.ends.append(len(self.texts))

    def find(self, place: int) -> str:
        """The text of a place; "" where there is none. It counts each time that it stands in a
        cell: one long text in a million cells is a small file. Raises `Faults`.
        """
        if not 0 <= place < len(self.ends):
            return ""
        start = self.ends[place - 1] if place else 0
        self.found_bytes += self.ends[place] - start
        if self.found_bytes > self.most_bytes:
            words = f"its cells hold more than {self.most_bytes:,} bytes of shared texts"
            raise Faults([Fault("", "", words)])
        return self.texts[start : self.ends[place]].decode("utf-8", "surrogatepass")


class SharedReading:
    """The texts that cells share."""

    def __init__(self, shared: SharedTexts) -> None:
        self.shared = shared
        self.text: list[str] = []
        self.is_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.text = []
        self.is_text = name == "t"

    def end(self, name: str) -> None:
        self.is_text = False
        if name == "si":
            self.shared.append(read_escapes("".join(self.text)))

    def take(self, text: str) -> None:
        if self.is_text:
            self.text.append(text)
