"""Where the answer turns, as the sentence over the page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from calculator import formats
from calculator.parts import numbers
from calculator.parts.sentence import Sentence
from pricing.engine.analysis.crossover import Crossover, Stretch
from pricing.engine.analysis.inputs import NET, PRICE, Input
from pricing.engine.analysis.pert import share_below
from pricing.engine.document import Question


def sentence_of(question: Question, found: Crossover, left_out: list[str]) -> Sentence:
    """The first value along the chart at which another scenario is cheapest, and who is left
    out.
    """
    given = found.along.input
    left = ""
    if left_out:
        left = f"Left out, with a finding: {formats.listed(left_out)}."
    if all(not stretch.cheapest for stretch in found.stretches):
        return Sentence(
            "No scenario is on sale and meets its licence rules, so none is cheapest anywhere.",
            more=left,
        )
    low, now, high = (
        numbers.said(given, numbers.shown(value))
        for value in (found.along.low, given.typical, found.along.high)
    )
    ends = f"{low} to {high}"
    at = _find_now(found)
    here = found.stretches[at]
    if len(found.stretches) == 1:
        return Sentence(
            f"{given.label}: {least(question, here.cheapest)} throughout.",
            more=f"No value from {ends} changes that; now it is {now}. {left}".rstrip(),
        )
    up, then = _find_nearest(found, at)
    if up:
        edge, inner, side, other_side = then.low, here.low, "or more", "Below"
    else:
        edge, inner, side, other_side = then.high, here.high, "or less", "Above"
    value = numbers.turned(edge, inner)
    if found.along.low <= given.typical <= found.along.high:
        before = f"With {_name_input(given)} at {now}, {least(question, here.cheapest)}; at "
        after, parts = f" {side}, {least(question, then.cheapest)}.", []
    else:
        before, after = (
            f"With {_name_input(given)} at ",
            f" {side}, {least(question, then.cheapest)}.",
        )
        parts = [f"{other_side} that, {least(question, here.cheapest)}; now it is {now}."]
    if given.has_range:
        beyond = share_below(given.range, float(edge))
        if up:
            beyond = 1 - beyond
        parts.append(f"{numbers.cases(beyond)} of 100 cases lie beyond.")
    parts += [f"Looked at from {ends}.", left]
    return Sentence(before, numbers.said(given, value), after, " ".join(parts).rstrip())


def nothing_to_turn(alone: str, left_out: list[str]) -> Sentence:
    """Said where one scenario alone may be the cheapest."""
    return Sentence(
        f"Only {alone} can be bought and keeps its licence rules: there is nothing to turn.",
        more=f"Left out, with a finding: {formats.listed(left_out)}.",
    )


def least(question: Question, cheapest: Sequence[int]) -> str:
    """Who costs least, as a clause: alone, tied, or nobody."""
    names = [question.scenarios[place].name for place in cheapest]
    if len(names) > 1:
        return f"{formats.listed(names)} tie as the cheapest"
    return formats.costs_least(formats.listed(names) or "none")


def _name_input(given: Input) -> str:
    """What an input is called amid a sentence: what it is of stands in brackets.

    "hours to roll out a desktop (virtual desktops)"
    """
    name, comma, of = numbers.label(given).partition(", ")
    if given.name.startswith((PRICE, NET)):
        name = f"the {name}"
    if comma:
        return f"{name} ({of})"
    return name


def chart_title(question: Question, found: Crossover) -> str:
    """Who is cheapest from where to where, or how many ties there are where it stays one."""
    known = [stretch for stretch in found.stretches if stretch.cheapest]
    if not known:
        return "None of these may be called cheapest"
    first, *others = known
    if not others and sum(np.isfinite(line).any() for line in found.per_desktop_month) == 1:
        return (
            f"What {_name_cheapest(question, first)} costs, by {numbers.label(found.along.input)}"
        )
    if not others:
        ties = "no ties"
        if found.crossings:
            ties = formats.count(len(found.crossings), "tie")
        return f"{least(question, first.cheapest)} throughout; {ties} among the others"
    words = [
        f"{least(question, first.cheapest)} up to "
        f"{numbers.last_and_first(first.high, others[0].low)[0]}"
    ]
    words += [
        f"{_name_cheapest(question, each)} from {numbers.last_and_first(before.high, each.low)[1]}"
        for before, each in list(pairwise(known))[:2]
    ]
    if len(others) > 2:
        words.append(f"and {formats.count(len(others) - 2, 'more turn')}")
    return ", ".join(words)


def _find_now(found: Crossover) -> int:
    """The stretch in which the input's value lies, or the nearest."""
    now = found.along.input.typical
    return next(
        (at for at, stretch in enumerate(found.stretches) if now <= stretch.high),
        len(found.stretches) - 1,
    )


def _find_nearest(found: Crossover, at: int) -> tuple[bool, Stretch]:
    """The neighbouring stretch that is nearer to the value, and whether it lies above."""
    now = found.along.input.typical
    above = None
    if at + 1 < len(found.stretches):
        above = found.stretches[at + 1]
    below = None
    if at:
        below = found.stretches[at - 1]
    if below is None or (above is not None and above.low - now <= now - below.high):
        assert above is not None
        return True, above
    return False, below


def _name_cheapest(question: Question, stretch: Stretch) -> str:
    names = [question.scenarios[place].name for place in stretch.cheapest]
    if len(names) > 1:
        return f"{formats.listed(names)}, tied,"
    return names[0]
