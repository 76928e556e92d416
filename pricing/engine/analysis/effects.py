"""What a bridge leads between, and one cause of the difference before its money is rounded."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from ..answer import Answer
from ..figures import Figures

KINDS = ("quantity", "price", "discount", "assumption", "scheme", "own_line")


class Side(NamedTuple):
    """A scenario of an answer: where a bridge begins or ends. It must have figures."""

    answer: Answer
    place: int

    @property
    def figures(self) -> Figures:
        """What it costs."""
        found = self.answer.scenarios[self.place].figures
        assert found is not None
        return found


class Part(NamedTuple):
    """One effect, its money exact.

    `line` is the label of the line, `cause` what differs in it: "" where it is the whole line.
    `before` and `after` are its values in words, "" where there is none.
    """

    key: str
    kind: str
    line: str
    cause: str
    before: str
    after: str
    amount: Fraction
