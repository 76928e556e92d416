"""What a file is beside what was issued, in a verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

IDENTICAL, CLOTHING, DIFFERENT = "identical", "the same content in other clothing", "different"
UNKNOWN, UNREADABLE, TOO_LARGE = "no quote of ours", "cannot be read", "too large"
EXIT_CODES = {IDENTICAL: 0, CLOTHING: 0, DIFFERENT: 1, UNKNOWN: 2, UNREADABLE: 2, TOO_LARGE: 2}
MOST_NAMED = 20  # rows


class Difference(NamedTuple):
    """One cell that is not what was issued. `line` is the quote's; 0 of the whole file."""

    line: int
    column: str
    issued: str
    found: str

    def __str__(self) -> str:
        where = f"line {self.line}, {self.column}"
        if not self.line:
            where = self.column
        return f"{where}: issued {self.issued or 'nothing'}, found {self.found or 'nothing'}"


@dataclass
class Verdict:
    """What was found. `end`: the quote was superseded or withdrawn since."""

    kind: str
    number: str = ""
    version: int = 0
    clothing: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    added: list[int] = field(default_factory=list)
    end: str = ""
    checked: str = ""
    words: str = ""

    @property
    def exit_code(self) -> int:
        """What a command ends with."""
        return EXIT_CODES[self.kind]

    def conclude(self) -> Verdict:
        """Its kind, by what was told in it."""
        if self.differences or self.missing or self.added:
            self.kind = DIFFERENT
        elif self.clothing:
            self.kind = CLOTHING
        return self


def tell_rows(verdict: Verdict) -> list[str]:
    """Rows that lack, by the lines that were issued, and rows that are too many, by their places
    in the file.
    """
    said = []
    if verdict.missing:
        said.append(f"Rows missing, by line: {_list_first(verdict.missing)}")
    if verdict.added:
        said.append(f"Rows too many, counted below the heads: {_list_first(verdict.added)}")
    return said


def _list_first(numbers: list[int]) -> str:
    """Numbers, of many the first.

    >>> _list_first([5, 6]), _list_first([*range(1, 24)])[-20:]
    ('5, 6', '19, 20, and 3 others')
    """
    named = ", ".join(map(str, numbers[:MOST_NAMED]))
    others = len(numbers) - MOST_NAMED
    return f"{named}, and {others:,} others" if others > 0 else named
