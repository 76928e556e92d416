"""How sure a figure is, in words.

How much of it was read or worked out, and the lines that were neither.
"""

from __future__ import annotations

from typing import NamedTuple

from calculator import formats
from pricing.engine.answer import Answer
from pricing.engine.evaluate import LineKey
from pricing.engine.evidence import Unread, evidence_of
from pricing.engine.grounds import TYPED

MOST_GROUNDS = 3
APART = {"maintenance": ", maintenance", "residual": ", what is left at the end"}


class Sure(NamedTuple):
    """The sentence of both shares, and the other lines, largest first: share, line, and why."""

    words: str
    lines: list[tuple[str, str, str]]


def sure_of(answer: Answer, scenario_place: int) -> Sure:
    """How sure one scenario's total is."""
    found = evidence_of(answer, scenario_place)
    share = f"{{}}{formats.NO_BREAK}%"
    words = f"{share.format(found.verified)} of it rests on verified figures"
    if found.derived:
        words += f", {share.format(found.derived)} is worked out from what was read"
    return Sure(f"{words}.", [_tell_line(each) for each in found.unread])


def _tell_line(unread: Unread) -> tuple[str, str, str]:
    part = int(1000 * abs(unread.share) + 0.5)
    return formats.percent(part, 1000), _name_line(unread.line), _explain_line(unread)


def _name_line(line: LineKey) -> str:
    """What the table calls a line."""
    if line.operating is not None:
        return line.operating.label
    if line.own is not None:
        return line.own.name
    assert line.row is not None
    return f"{line.row.entry.scheme.name}{APART.get(line.kind, '')}"


def _explain_line(unread: Unread) -> str:
    """On what that nobody has read a line rests, the first few of each kind by name."""
    recalled = [ground.label for ground in unread.grounds if ground.sureness != TYPED]
    typed = [ground.label for ground in unread.grounds if ground.sureness == TYPED]
    kinds = (("recalled", recalled), ("given here", typed))
    return "; ".join(f"{words}: {_list_first(labels)}" for words, labels in kinds if labels)


def _list_first(labels: list[str]) -> str:
    more = len(labels) - MOST_GROUNDS
    if more <= 1:
        shown = labels
    else:
        shown = [*labels[:MOST_GROUNDS], f"{more} more"]
    return formats.listed(shown)
