"""What all framings say together, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..document import Question
from .framings import Framing
from .numbers_in_words import costs_least, listed


class Verdict(NamedTuple):
    """How often each scenario costs least, of the framings that count, and the same in words.

    `wins` is None where a scenario may not win under any: it is not on sale, or lacks a licence.
    `leader` costs least in most of them; None where two do equally often and neither as asked, or
    nobody does. `figure` is the part of the first sentence that stands out.
    """

    wins: tuple[int | None, ...]
    counted: int
    leader: int | None
    before: str
    figure: str
    after: str
    more: str

    @property
    def sentence(self) -> str:
        """All of it in one run of words."""
        return f"{self.before}{self.figure}{self.after} {self.more}".strip()


def verdict_of(question: Question, framings: Sequence[Framing]) -> Verdict:
    """The verdict over the framings of a question, as `framings_of` gives them."""
    names = [scenario.name for scenario in question.scenarios]
    counting = [framing for framing in framings if framing.counts]
    wins = tuple(
        sum(framing.winner == place for framing in counting) for place in range(len(names))
    )
    most = max(wins)
    first = [place for place, won in enumerate(wins) if won == most and most]
    leader = _find_leader(first, framings[0].winner)
    able = [any(framing.compliant[place] for framing in counting) for place in range(len(names))]
    if able.count(True) == 1:
        before, figure, after = (
            f"Only {names[able.index(True)]} can be bought and keeps its licence rules.",
            "",
            "",
        )
    else:
        before, figure, after = _tell_first(names, wins, first, leader, len(counting))
    more = _tell_more(names, counting, wins, leader, able)
    told = tuple(won if may_win else None for won, may_win in zip(wins, able, strict=True))
    return Verdict(told, len(counting), leader, before, figure, after, more)


def _find_leader(first: list[int], asked: int | None) -> int | None:
    """Who costs least most often; of several the one that does as asked."""
    if len(first) == 1:
        return first[0]
    return asked if asked in first else None


def _tell_first(
    names: list[str], wins: tuple[int, ...], first: list[int], leader: int | None, counted: int
) -> tuple[str, str, str]:
    framings = f"framing{'' if counted == 1 else 's'}"
    if leader is not None and wins[leader] == counted:
        return (
            f"{costs_least(names[leader])} under ",
            f"all {counted}" if counted > 1 else "the only",
            f" {framings}.",
        )
    if leader is not None:
        return (
            f"{costs_least(names[leader])} under ",
            f"{wins[leader]} of {counted}",
            f" {framings}.",
        )
    if first:
        tied = listed([names[place] for place in first])
        return f"{tied} cost least under ", f"{wins[first[0]]} of {counted}", f" {framings} each."
    return (
        "No scenario costs least alone under ",
        f"any of {counted}" if counted > 1 else "the only",
        f" {framings}.",
    )


def _tell_more(
    names: list[str],
    counting: list[Framing],
    wins: tuple[int, ...],
    leader: int | None,
    able: list[bool],
) -> str:
    """Where others win, who never does, where nobody does, and who may not."""
    sentences = []
    if able.count(True) == 1:
        sentences = ["There is nothing to compare it with."]
    for place in range(len(names)):
        if wins[place] and place != leader:
            where = listed([framing.where for framing in counting if framing.winner == place])
            sentences.append(f"{costs_least(names[place])} only {where}.")
    never = [
        name for name, won, may_win in zip(names, wins, able, strict=True) if may_win and not won
    ]
    if never and leader is not None and wins[leader] < len(counting):
        sentences.append(f"{never[0]} never does." if len(never) == 1 else "The others never do.")
    nobody = [framing.where for framing in counting if framing.winner is None]
    if nobody and any(wins):
        sentences.append(f"Nobody costs least alone {listed(nobody)}.")
    if left_out := [name for name, may_win in zip(names, able, strict=True) if not may_win]:
        words = "are not on sale or lack a licence"
        if len(left_out) == 1:
            words = "is not on sale or lacks a licence"
        sentences.append(f"Left out: {listed(left_out)}, which {words}.")
    return " ".join(sentences)
