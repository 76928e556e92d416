"""How much of the money rests on figures that somebody has read in their source, and how old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from .answer import Answer
from .evaluate import LineKey
from .exact import Floats, cents_half_up
from .grounds import TYPED, Ground, Grounds
from .market import years_after
from .vocabulary import CONFIDENCES

CONVERTED = "converted"
# By kind and, of what a rate converted, how sure that was before.
KINDS = (
    *((confidence, "") for confidence in CONFIDENCES),
    *((CONVERTED, confidence) for confidence in CONFIDENCES),
    (TYPED, ""),
)
UNDATED = "undated"
OVER = "over_3_years"
_ENDS = ((1, "up_to_1_year"), (3, "up_to_3_years"))  # years up to which a source is of an age
AGES = (*(age for _, age in _ENDS), OVER, UNDATED)
AGE_WORDS = dict(
    zip(AGES, ("up to 1 year old", "1 to 3 years", "over 3 years", "no date"), strict=True)
)
PARTS = 10_000  # of a total
_SURENESS = {name: place for place, name in enumerate((*CONFIDENCES, TYPED))}
_NAMES = tuple(_SURENESS)


class Rest(NamedTuple):
    """A line that rests on something that nobody has read itself, its share of the total, how sure
    it is, and what that is.
    """

    line: LineKey
    share: float
    sureness: str
    grounds: tuple[Ground, ...]


class Part(NamedTuple):
    """How much of a total rests on figures of one kind and age, in 1/10,000; `before`: how sure
    converted ones were.
    """

    kind: str
    before: str
    age: str
    share: int


class Evidence(NamedTuple):
    """What a total rests on: all of it by kind and age, without parts of nothing; and the lines
    that are not read throughout, largest first.
    """

    parts: list[Part]
    rest: list[Rest]

    @property
    def verified(self) -> int:
        """Whole per cent that were read."""
        return self._sum_up(("verified", ""))

    @property
    def derived(self) -> int:
        """Whole per cent that are worked out from what was read."""
        return self._sum_up(("derived", ""))

    @property
    def converted(self) -> int:
        """Whole per cent that are converted from what was read, or worked out from that."""
        return self._sum_up((CONVERTED, "verified"), (CONVERTED, "derived"))

    def _sum_up(self, *kinds: tuple[str, str]) -> int:
        found = sum(part.share for part in self.parts if (part.kind, part.before) in kinds)
        return (200 * found + PARTS) // (2 * PARTS)


def evidence_of(answer: Answer, scenario_place: int) -> Evidence:
    """What one scenario's total rests on; nothing where that is no money (methodology, What is
    shown).

    A line is as sure as the weakest of what it rests on, and as old as the oldest. What the reader
    typed is the reader's own. `Grounds` says what a line rests on.
    """
    run = answer.evaluation
    weighed = _weigh(answer, scenario_place)
    parts = _list_parts(weighed)
    if not parts:
        return Evidence([], [])
    shares = (weighed.money / weighed.money.sum()).tolist()
    rest = [
        Rest(run.lines[place], share, _NAMES[weakest], _keep_unread(of))
        for place, share, of in zip(weighed.places, shares, weighed.grounds, strict=True)
        if (weakest := _find_weakest(of))
    ]
    rest.sort(key=lambda each: -abs(each.share))
    return Evidence(parts, rest)


def list_parts(answer: Answer, scenario_place: int) -> list[Part]:
    """The same by kind and age alone, in less time."""
    return _list_parts(_weigh(answer, scenario_place))


class _Weighed(NamedTuple):
    """The lines of a scenario with money that counts, what each rests on, and the price date."""

    places: list[int]
    money: Floats
    grounds: list[list[Ground]]
    day: date


def _weigh(answer: Answer, scenario_place: int) -> _Weighed:
    run = answer.evaluation
    lines = range(run.starts[scenario_place], run.starts[scenario_place + 1])
    money = run.money[lines.start : lines.stop, :, 0].sum(axis=1)
    is_counted = [run.question.include_indirect or not run.lines[n].is_indirect for n in lines]
    counted = np.flatnonzero(is_counted * (money != 0))
    places = (counted + lines.start).tolist()
    maker = Grounds(run, scenario_place)
    day = run.question.scenarios[scenario_place].market.day
    return _Weighed(places, money[counted], [maker.of_line(place) for place in places], day)


def _list_parts(weighed: _Weighed) -> list[Part]:
    cells = [(*_find_kind(of), _find_age(of, weighed.day)) for of in weighed.grounds]
    return share_out(cells, weighed.money)


def _find_weakest(grounds: Sequence[Ground]) -> int:
    return max((_SURENESS[ground.sureness] for ground in grounds), default=0)


def _keep_unread(grounds: Sequence[Ground]) -> tuple[Ground, ...]:
    return tuple(dict.fromkeys(ground for ground in grounds if _SURENESS[ground.sureness]))


def _find_kind(grounds: Sequence[Ground]) -> tuple[str, str]:
    """Which of `KINDS` a line is: that of its weakest ground, but where an amount was converted it
    is that, beside how sure the line would be without.
    """
    weakest = _NAMES[_find_weakest(grounds)]
    if weakest != TYPED and any(ground.before for ground in grounds):
        before = max((each.before or each.sureness for each in grounds), key=_NAMES.index)
        return CONVERTED, before
    return weakest, ""


def _find_age(grounds: Sequence[Ground], day: date) -> str:
    """That of the oldest. What a scheme states of itself does not age."""
    return find_age([each.seen for each in grounds if not each.attribute], day)


def find_age(seen: Sequence[date | None], day: date) -> str:
    """The age on a day of the oldest of sources that were looked at on some days; `UNDATED` where
    one says none.

    >>> find_age([date(2007, 1, 31), date(2007, 6, 1)], date(2008, 1, 31))
    'up_to_1_year'
    >>> find_age([date(2004, 1, 31)], date(2008, 1, 31)), find_age([], date(2008, 1, 31))
    ('over_3_years', 'undated')
    """
    dated = [each for each in seen if each is not None]
    if not dated or len(dated) < len(seen):
        return UNDATED
    return _name_age(min(dated), day)


def _name_age(oldest: date, day: date) -> str:
    ages = (age for years, age in _ENDS if years_after(oldest, years) >= day)
    return next(ages, OVER)


def share_out(cells: Sequence[tuple[str, str, str]], money: Floats) -> list[Part]:
    """The shares of a total by kind (with how sure converted money was before) and age of its
    lines [line], each in whole cents; none of no money. Together they are all of it: what rounding
    down leaves goes to those that lost most by it, one part each.

    >>> rows = [("verified", "", "undated"), ("recalled", "", "undated")]
    >>> [part.share for part in share_out(rows, np.array([1.0, 2.0]))]
    [3333, 6667]
    """
    sums = np.zeros((len(KINDS), len(AGES)))
    places = [(KINDS.index((kind, before)), AGES.index(age)) for kind, before, age in cells]
    np.add.at(sums, tuple(np.array(places, int).reshape(-1, 2).T), cents_half_up(money))
    kinds, ages = sums.nonzero()
    exact = [int(each) for each in sums[kinds, ages]]
    total = sum(exact)
    if not total:
        return []
    shares = [PARTS * each // total for each in exact]
    lost = [PARTS * each % total for each in exact]
    if total < 0:
        lost = [-each for each in lost]
    by_loss = sorted(range(len(exact)), key=lambda place: -lost[place])
    for place in by_loss[: PARTS - sum(shares)]:
        shares[place] += 1
    return [
        Part(*KINDS[kind], AGES[age], share)
        for kind, age, share in zip(kinds, ages, shares, strict=True)
        if share
    ]
