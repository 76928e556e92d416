"""How much of the money rests on figures that somebody has read in their source."""

from __future__ import annotations

from typing import NamedTuple

from .answer import Answer
from .evaluate import LineKey
from .grounds import TYPED, Ground, Grounds
from .vocabulary import CONFIDENCES

_SURENESS = {name: place for place, name in enumerate((*CONFIDENCES, TYPED))}


class Rest(NamedTuple):
    """A line that rests on something that nobody has read itself, its share of the total, how sure
    it is, and what that is.
    """

    line: LineKey
    share: float
    sureness: str
    grounds: tuple[Ground, ...]


class Evidence(NamedTuple):
    """Whole per cent of a total that were read, and that are worked out from what was read; the
    other lines.
    """

    verified: int
    derived: int
    rest: list[Rest]


def evidence_of(answer: Answer, scenario_place: int) -> Evidence:
    """What one scenario's total rests on; the lines that are not read throughout, largest first.

    A line is as sure as the weakest of what it rests on. What the reader typed is the reader's own:
    it is neither. `Grounds` says what a line rests on.
    """
    run = answer.evaluation
    lines = range(run.starts[scenario_place], run.starts[scenario_place + 1])
    sums_of_lines = run.money[lines.start : lines.stop, :, 0].sum(axis=1).tolist()
    money = {
        place: sum_of_line
        for place, sum_of_line in zip(lines, sums_of_lines, strict=True)
        if sum_of_line and (run.question.include_indirect or not run.lines[place].is_indirect)
    }
    total = sum(money.values())
    if not total:
        return Evidence(0, 0, [])
    sums = [0.0] * len(_SURENESS)
    rest = []
    maker = Grounds(run, scenario_place)
    for place, sum_of_line in money.items():
        grounds = maker.of_line(place)
        weakest = max((_SURENESS[ground.sureness] for ground in grounds), default=0)
        sums[weakest] += sum_of_line
        if weakest:
            weak = dict.fromkeys(ground for ground in grounds if _SURENESS[ground.sureness])
            sureness = next(name for name, level in _SURENESS.items() if level == weakest)
            rest.append(Rest(run.lines[place], sum_of_line / total, sureness, tuple(weak)))
    rest.sort(key=lambda each: -abs(each.share))
    return Evidence(int(100 * sums[0] / total + 0.5), int(100 * sums[1] / total + 0.5), rest)
