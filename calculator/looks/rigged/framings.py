"""Framings as rows of a table: one each, the winner marked, its lead behind."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from calculator import formats
from calculator.parts.scenarios import colour, kind_of
from pricing.analyses.framings import Framings
from pricing.engine.analysis.framings import AS_ASKED, GROUPS, NOTHING_CHANGES, Framing
from pricing.sheets import Cell, Sheet, money_cell


@dataclass(frozen=True)
class Head:
    """A scenario's head: its name and kind, and in how many framings it costs least, "–" where it may not."""

    number: int
    colour: str
    name: str
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
    """An amount a desktop a month, in all where no desktop stands. `state` is "win", "out" of what may not win."""

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


def heads(found: Framings) -> list[Head]:
    """The scenarios as heads of columns. Beside the first stands the one that most often costs least."""
    shown = found.verdict.leader or 1
    return [
        Head(
            number=place + 1,
            colour=colour(place),
            name=scenario.scenario.name,
            kind=kind_of(found.answer, place),
            won=formats.NOTHING if won is None else str(won),
            won_of=formats.NOTHING if won is None else f"{won} of {found.verdict.counted}",
            has_won=bool(won),
            is_left_out=won is None,
            is_shown=place == shown,
        )
        for place, (scenario, won) in enumerate(zip(found.answer.scenarios, found.verdict.wins, strict=True))
    ]


def counted(found: Framings) -> str:
    """Of how many framings it is counted who costs least; nothing where only one may."""
    verdict = found.verdict
    if sum(won is not None for won in verdict.wins) == 1:
        return ""
    return formats.count(verdict.counted, "framing")


def bodies(found: Framings) -> list[tuple[str, list[Row]]]:
    """The rows that count, those of a kind together under their name."""
    counting = [framing for framing in found.framings if framing.counts]
    return [
        (GROUPS[group], [_row(found, framing) for framing in framings])
        for group, framings in groupby(counting, key=lambda framing: framing.group)
    ]


def _row(found: Framings, framing: Framing) -> Row:
    winner = framing.winner
    return Row(
        label=framing.label,
        is_as_asked=framing.key == "asked",
        cells=[_cell(framing, place) for place in range(len(framing.months))],
        winner="nobody alone" if winner is None else found.answer.scenarios[winner].scenario.name,
        is_ahead=framing.lead is not None,
        lead=formats.money(framing.lead),
    )


def _cell(framing: Framing, place: int) -> Amount:
    if framing.months[place] is not None:
        amount = framing.months[place]
    else:
        amount = framing.totals[place]
    text = formats.money(amount)
    if framing.winner == place:
        return Amount(text, "win")
    return Amount(text, "out" if amount is not None and not framing.compliant[place] else "")


def idle(found: Framings) -> list[str]:
    """What does not count, and why, in sentences: those alike in one."""
    sentences = []
    for state, words in ((NOTHING_CHANGES, "because they change nothing"), (AS_ASKED, "because it is as asked")):
        if labels := [f"“{framing.label}”" for framing in found.framings if framing.state == state]:
            if len(labels) > 1:
                words = words
            else:
                words = words.replace("they change", "it changes")
            sentences.append(f"{formats.listed(labels)}, {words}.")
    others = [each for each in found.framings if not each.counts and each.state not in (NOTHING_CHANGES, AS_ASKED)]
    return [*sentences, *(f"“{each.label}” {each.state}." for each in others)]


def framings_sheet(found: Framings) -> Sheet:
    """All framings: those too that do not count, with their state."""
    names = [scenario.scenario.name for scenario in found.answer.scenarios]
    rows: list[list[Cell]] = []
    for framing in found.framings:
        if framing.winner is None:
            winner = ""
        else:
            winner = names[framing.winner]
        months = map(money_cell, framing.months)
        rows.append([framing.label, *months, winner, money_cell(framing.lead), framing.state])
    return Sheet("deskfare-framings", ["framing", *names, "costs least", "ahead by", "state"], rows)
