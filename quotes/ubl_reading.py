"""A Quotation of the Universal Business Language that comes back, beside the one of its quote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pricing.engine.faults import Fault, Faults
from pricing.sheets.xml_reading import read_xml

from .papers import Paper
from .ubl import make_ubl

MOST_LEAVES = 300_000  # texts and attributes
LONGEST_PATH = 1_000
_PIECE = 64 * 1024
_ID = "Quotation/ID"
_NAMED = re.compile(r"(?P<number>.{1,40})-v(?P<version>[0-9]{1,4})")


class _Reading:
    """The texts and attributes of a document by the path to each."""

    def __init__(self) -> None:
        self.pieces: dict[str, list[str]] = {}
        self.count = 0
        self.paths: list[str] = []
        self.counts: list[Counter[str]] = [Counter()]
        self.text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._keep_text()
        self.counts[-1][name] += 1
        count = self.counts[-1][name]
        label = name if count == 1 else f"{name} {count}"
        path = "/".join((*self.paths[-1:], label))
        if len(path) > LONGEST_PATH:
            raise _refuse()
        self.paths.append(path)
        self.counts.append(Counter())
        for key, value in attributes.items():
            self._keep(f"{self.paths[-1]}, {key.rpartition(' ')[2]}", value)

    def end(self, name: str) -> None:
        self._keep_text()
        self.paths.pop()
        self.counts.pop()

    def take(self, text: str) -> None:
        self.text.append(text)

    def _keep_text(self) -> None:
        text = "".join(self.text)
        self.text.clear()
        if text.strip() and self.paths:
            self._keep(self.paths[-1], text)

    def _keep(self, path: str, text: str) -> None:
        self.pieces.setdefault(path, []).append(text)
        self.count += 1
        if self.count > MOST_LEAVES:
            raise _refuse()


def _refuse() -> Faults:
    return Faults([Fault("", "", "this file holds more than any quote")])


def read_leaves(data: bytes) -> dict[str, str]:
    """All texts and attributes by their paths. Raises `Faults`."""
    reading = _Reading()
    pieces = (data[start : start + _PIECE] for start in range(0, len(data), _PIECE))
    for _ in read_xml(pieces, reading):
        pass
    return {path: "".join(pieces) for path, pieces in reading.pieces.items()}


def find_named(leaves: dict[str, str]) -> tuple[str, int]:
    """The number and version that a quotation names; "" and 0 where it names none."""
    found = _NAMED.fullmatch(leaves.get(_ID, "").strip())
    if found is None:
        return "", 0
    return found["number"], int(found["version"])


def compare_leaves(paper: Paper, found: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Where a file says otherwise, what was issued, and what it says."""
    issued = read_leaves(make_ubl(paper))
    for path in dict.fromkeys((*issued, *found)):
        wanted, given = issued.get(path, ""), found.get(path, "")
        if wanted.strip() != given.strip():
            yield path, wanted, given


def count_blanks(paper: Paper, found: dict[str, str]) -> int:
    """How many texts are those that were issued but for blanks around them."""
    issued = read_leaves(make_ubl(paper))
    same = (path for path in issued if issued[path].strip() == found.get(path, "").strip())
    return sum(issued[path] != found.get(path, "") for path in same)
