"""Framings as rows of a table: one each, the winner marked, its lead behind."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from calculator import formats
from calculator.parts.scenarios import colour, kind_of, part_name
from pricing.analyses.framings import Framings
from pricing.engine.analysis.framings import AS_ASKED, GROUPS, NOTHING_CHANGES, Framing


@dataclass(frozen=True)
class Head:
    """A scenario's head: its name and kind, and in how many framings it costs least, "–" where it
    may not.
    """

    number: int
    colour: str
    name: str
    pieces: list[tuple[str, bool]]
    kind: str
    won: str
    won_of: str
    has_won: bool
    is_left_out: bool
    is_shown: bool

    @property
    def css(self) -> str:
        """The classes of its column's cells."""
        return f"c{self.number} {self.colour}"


@dataclass(frozen=True)
class Amount:
    """An amount a desktop a month, in all where no desktop stands.

    `state` is "win", "out" of what may not win.
    """

    amount: str
    state: str


@dataclass(frozen=True)
class Row:
    """A framing: an amount a scenario, who costs least in it, and by how much."""

    label: str
    is_as_asked: bool
    cells: list[Amount]
    winner: str
    is_ahead: bool
    lead: str


def list_heads(found: Framings) -> list[Head]:
    """The scenarios as heads of columns.

    Beside the first stands the one that most often costs least.
    """
    shown = found.verdict.leader or 1
    return [
        _make_head(found, place, won, is_shown=place == shown)
        for place, won in enumerate(found.verdict.wins)
    ]


def _make_head(found: Framings, place: int, won: int | None, *, is_shown: bool) -> Head:
    times = times_of = formats.NOTHING
    if won is not None:
        times, times_of = str(won), f"{won} of {found.verdict.counted}"
    return Head(
        number=place + 1,
        colour=colour(place),
        name=found.answer.scenarios[place].scenario.name,
        pieces=part_name(found.answer.scenarios[place].scenario.name),
        kind=kind_of(found.answer, place),
        won=times,
        won_of=times_of,
        has_won=bool(won),
        is_left_out=won is None,
        is_shown=is_shown,
    )


def tell_counted(found: Framings) -> str:
    """Of how many framings it is counted who costs least; nothing where only one may."""
    verdict = found.verdict
    if sum(won is not None for won in verdict.wins) == 1:
        return ""
    return formats.count(verdict.counted, "framing")


def list_bodies(found: Framings) -> list[tuple[str, list[Row]]]:
    """The rows that count, those of a kind together under their name."""
    counting = [framing for framing in found.framings if framing.counts]
    return [
        (GROUPS[group], [_make_row(found, framing) for framing in framings])
        for group, framings in groupby(counting, key=lambda framing: framing.group)
    ]


def _make_row(found: Framings, framing: Framing) -> Row:
    winner = "nobody alone"
    if framing.winner is not None:
        winner = found.answer.scenarios[framing.winner].scenario.name
    return Row(
        label=framing.label.replace(" %", f"{formats.NO_BREAK}%"),
        is_as_asked=framing.key == "asked",
        cells=[_make_cell(framing, place) for place in range(len(framing.months))],
        winner=winner,
        is_ahead=framing.lead is not None,
        lead=formats.money(framing.lead),
    )


def _make_cell(framing: Framing, place: int) -> Amount:
    if framing.months[place] is not None:
        amount = framing.months[place]
    else:
        amount = framing.totals[place]
    text = formats.money(amount)
    if framing.winner == place:
        return Amount(text, "win")
    if amount is not None and not framing.compliant[place]:
        return Amount(text, "out")
    return Amount(text, "")


def tell_idle(found: Framings) -> list[str]:
    """What does not count, and why, in sentences: those alike in one."""
    sentences = []
    for state, words in (
        (NOTHING_CHANGES, "because they change nothing"),
        (AS_ASKED, "because it is as asked"),
    ):
        if labels := [f"“{framing.label}”" for framing in found.framings if framing.state == state]:
            if len(labels) == 1:
                words = words.replace("they change", "it changes")
            sentences.append(f"{formats.listed(labels)}, {words}.")
    others = [
        each
        for each in found.framings
        if not each.counts and each.state not in (NOTHING_CHANGES, AS_ASKED)
    ]
    return [*sentences, *(f"“{each.label}” {each.state}." for each in others)]
