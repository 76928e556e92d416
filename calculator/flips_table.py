"""What changes the answer, as a table: for this page and for the one that says how sure the answer is."""

from __future__ import annotations

from typing import NamedTuple

from pricing.engine.analysis.flips import Flip, Flips

from . import formats
from .where import numbers


class FlipRow(NamedTuple):
    """One input: what happens from where, what it is now, within which bounds, and in how many of 100 cases."""

    then: str
    words: str
    now: str
    value: str
    bounds: str
    cases: str
    is_stated: bool


class FlipsTable(NamedTuple):
    """The rows that change the answer, likeliest first, a title, and the sentence that closes it."""

    title: str
    rows: list[FlipRow]
    rest: str


def flips_table(flips: Flips, *, pair: tuple[str, str] | None = None, which: str = "") -> FlipsTable:
    """The flips of the cheapest scenario, or those of a pair by their names; `which` says which inputs were moved."""
    turning = [flip for flip in flips.flips if flip.at is not None]
    names = [scenario.name for scenario in flips.question.scenarios]
    title = _title(flips, len(turning), pair, which)
    rows = [_row(flip, names, _verb(flips, flip, pair is not None)) for flip in turning]
    rest = len(flips.flips) - len(turning)
    asked = f"makes {pair[0]} dearer or cheaper than {pair[1]}" if pair else "changes the cheapest"
    words = (
        f"No value within its bounds of the {'other ' if turning else ''}{rest} inputs{which} {asked}." if rest else ""
    )
    return FlipsTable(title, rows, words)


def _title(flips: Flips, count: int, pair: tuple[str, str] | None, which: str) -> str:
    if not flips.now:
        return f"{pair[0]} and {pair[1]} cost the same" if pair else "None of these may be called cheapest"
    asked = f"turn which of {pair[0]} and {pair[1]} is dearer" if pair else "change which is cheapest"
    if len(flips.now) > 1:
        tied = formats.listed([flips.question.scenarios[place].name for place in flips.now])
        asked = f"change that {tied} cost the same, the least of all"
    if not count:
        return f"No input{which} alone {asked.replace('turn', 'turns', 1).replace('change', 'changes', 1)}"
    number = f"One input{which} alone" if count == 1 else f"{count} inputs{which}, each alone,"
    return f"{number} {asked if count > 1 else asked.replace('turn', 'turns', 1).replace('change', 'changes', 1)}"


def _verb(flips: Flips, flip: Flip, is_pair: bool) -> str:
    if is_pair:
        return "becomes dearer"
    s = "s" if len(flip.new) < 2 else ""
    if flip.new and {*flip.new} < {*flips.now}:
        return f"stay{s} cheapest alone"
    return f"become{s} cheapest" + ("" if s else ", at the same cost,")


def _row(flip: Flip, names: list[str], verb: str) -> FlipRow:
    assert flip.at is not None
    given = flip.movable.input
    is_more = flip.at.value > given.typical
    value = numbers.said(given, numbers.turned(flip.at.value, given.typical))
    name = formats.listed([names[place] for place in flip.new]) or "No scenario"
    side = "or more" if is_more else "or less"
    jump = "" if flip.is_tie else ", by a jump"
    return FlipRow(
        then=name,
        words=f"{verb} with {numbers.label(given)}: {value} {side}{jump}",
        now=numbers.said(given, numbers.shown(given.typical)),
        value=value,
        bounds=f"{numbers.shown(flip.movable.low)} to {numbers.said(given, numbers.shown(flip.movable.high))}",
        cases="" if flip.beyond is None else numbers.cases(flip.beyond),
        is_stated=not given.has_range,
    )
