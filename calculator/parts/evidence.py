"""How sure a figure is, in a sentence: how much of it was read, how much of it worked out."""

from __future__ import annotations

from typing import NamedTuple

from calculator import formats
from pricing.engine.answer import Answer
from pricing.engine.evidence import evidence_of

OPENS = "sum:sure"  # what a press of the sentence opens: what the rest rests on


class Sure(NamedTuple):
    """The sentence of both shares, of which scenario, and what a press of it opens; "" where all
    was read.
    """

    words: str
    place: int = 0
    opens: str = ""


def sure_of(answer: Answer, scenario_place: int) -> Sure:
    """How sure one scenario's total is."""
    found = evidence_of(answer, scenario_place)
    share = f"{{}}{formats.NO_BREAK}%"
    words = f"{share.format(found.verified)} of it rests on verified figures"
    if found.derived:
        words += f", {share.format(found.derived)} is worked out from what was read"
    opens = ""
    if found.rest:
        opens = OPENS
    return Sure(f"{words}.", scenario_place, opens)
