"""What changes the answer, as a table.

For this page and for the one that says how sure the answer is.
"""

from __future__ import annotations

from typing import NamedTuple

from calculator import formats
from calculator.parts import numbers
from pricing.engine.analysis.flips import Flip, Flips


class FlipRow(NamedTuple):
    """One input: what it is now, from where it turns the answer, to whom, within which bounds, in
    how many cases.
    """

    label: str
    now: str
    value: str
    side: str
    is_step: bool
    then: str
    bounds: str
    cases: str


class FlipsTable(NamedTuple):
    """The rows that change the answer, likeliest first, a title, and the sentence that closes it.

    `beyond` are the rows of inputs for which no range is known; `then` is the head of who stands
    out afterwards, "" of a pair, where the title says it.
    """

    title: str
    rows: list[FlipRow]
    beyond: list[FlipRow]
    then: str
    rest: str


def flips_table(
    flips: Flips, *, pair: tuple[str, str] | None = None, which: str = ""
) -> FlipsTable:
    """The flips of the cheapest scenario, or those of a pair by their names; `which` says which
    inputs were moved.
    """
    turning = [flip for flip in flips.flips if flip.at is not None]
    rest = len(flips.flips) - len(turning)
    then = "Then cheapest"
    if pair:
        then = ""
    return FlipsTable(
        title=_write_title(flips, len(turning), pair, which),
        rows=[_make_row(flips, flip) for flip in turning if flip.bounded_input.input.has_range],
        beyond=[
            _make_row(flips, flip) for flip in turning if not flip.bounded_input.input.has_range
        ],
        then=then,
        rest=_tell_rest(flips, rest, pair, which),
    )


def _tell_rest(flips: Flips, rest: int, pair: tuple[str, str] | None, which: str) -> str:
    """That the rest of the inputs changes nothing; "" where there is no rest."""
    if not rest:
        return ""
    number = formats.count(rest, "input")
    if rest != len(flips.flips):
        number = f"other {number}"
    asked = "changes the cheapest"
    if pair:
        asked = f"makes {_tell_dearer(flips, pair)}"
    return f"No value within its bounds of the {number}{which} {asked}."


def _tell_dearer(flips: Flips, pair: tuple[str, str]) -> str:
    """What would be another answer: the one that is cheaper now, dearer than the other."""
    [place] = flips.now
    now = flips.question.scenarios[place].name
    if now == pair[1]:
        return f"{pair[0]} dearer than {pair[1]}"
    return f"{pair[1]} dearer than {pair[0]}"


def _write_title(flips: Flips, count: int, pair: tuple[str, str] | None, which: str) -> str:
    if not flips.now:
        if pair:
            return f"{pair[0]} and {pair[1]} cost the same"
        return "None of these may be called cheapest"
    asked = "which is cheapest"
    if pair:
        asked = _tell_dearer(flips, pair)
    if len(flips.now) > 1:
        tied = formats.listed([flips.question.scenarios[place].name for place in flips.now])
        asked = f"that {tied} cost the same, the least of all"
    verb = "change"
    if pair:
        verb = "make"
    if count > 1:
        return f"{count} inputs{which}, each alone, {verb} {asked}"
    if count == 1:
        return f"One input{which} alone {verb}s {asked}"
    return f"No input{which} alone {verb}s {asked}"


def _tell_who_then(flips: Flips, flip: Flip) -> str:
    """Who stands out afterwards, and whether several do at the same cost, or one of them alone."""
    names = formats.listed([flips.question.scenarios[place].name for place in flip.new])
    if not names:
        return "No scenario"
    if {*flip.new} < {*flips.now}:
        return f"{names}, alone"
    if len(flip.new) > 1:
        return f"{names}, at the same cost"
    return names


def _make_row(flips: Flips, flip: Flip) -> FlipRow:
    assert flip.at is not None
    question, given = flips.question, flip.bounded_input.input
    side = "or less"
    if flip.at.value > given.typical:
        side = "or more"
    in_cases = ""
    if flip.beyond is not None:
        in_cases = numbers.cases(flip.beyond)
    return FlipRow(
        label=given.label,
        now=numbers.amount(question, given, given.typical, is_short=True),
        value=numbers.amount(question, given, flip.at.value, now=given.typical, is_short=True),
        side=side,
        is_step=not flip.is_tie,
        then=_tell_who_then(flips, flip),
        bounds=numbers.between(question, given, flip.bounded_input.low, flip.bounded_input.high),
        cases=in_cases,
    )
