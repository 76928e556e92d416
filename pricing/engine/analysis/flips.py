"""The smallest change of each input that changes the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..document import Question
from ..exact import Floats
from ..faults import Fault, Faults
from .bisection import PARTS, narrow
from .bounds import BoundedInput, Steps, list_bounded_inputs, settle, spread
from .pert import share_below
from .ranking import Places, Ranking, places_in, ranking_of, rows_within_reach

MOST_STEPS = 40
FEWEST_STEPS = 4
MOST_DOUBLINGS = 24


class Side(NamedTuple):
    """A value and what the two scenarios cost there, in whole cents: the one that stood out before,
    and the other.
    """

    value: Decimal
    before: int | None
    after: int | None


class Flip(NamedTuple):
    """The smallest change of one input that changes the answer; `at` is None where no value within
    bounds does.

    `at` is the first value that surely changes it, `last` the nearest before that surely does not:
    neighbours, but where a cent hangs on the noise of a sum (None where the number differs between
    scenarios, and making it the same is enough). `new` are the places of those that stand out then,
    several where they tie, none where none may win. `beyond`: in which share of cases the input
    lies at or beyond the value, None without a range.
    """

    bounded_input: BoundedInput
    at: Side | None
    last: Side | None
    new: tuple[int, ...]
    beyond: float | None

    @property
    def is_tie(self) -> bool:
        """Whether the two totals are equal within a cent at the value; else they jump past each
        other.
        """
        if self.at is None or self.at.before is None or self.at.after is None:
            return False
        return abs(self.at.before - self.at.after) <= 1


@dataclass(frozen=True, slots=True)
class Flips:
    """What changes the answer, likeliest first, then those that nothing changes.

    `now`: the places of the cheapest scenario, of all where several tie, or of the dearer one of a
    pair. None where none may win, or the two cost the same: then there are no flips.
    """

    question: Question
    now: tuple[int, ...]
    flips: list[Flip]


def flips_of(question: Question) -> Flips:
    """The flips of the cheapest scenario, among those that can be priced and meet their licence
    rules.
    """
    question = settle(question)
    return _find_flips(
        question, int(ranking_of(question, {}).cheapest[0]), lambda ranking: ranking.cheapest
    )


def pair_flips_of(question: Question, one: int, other: int) -> Flips:
    """The flips of which of two scenarios is dearer.

    Raises `Faults` where one of them cannot be priced.
    """
    question = settle(question)
    base = ranking_of(question, {})
    faults = [
        Fault(
            f"pair[{index}]",
            repr(question.scenarios[place].name),
            "is not on sale, so it costs nothing that is known",
        )
        for index, place in enumerate((one, other))
        if np.isnan(base.tco[place, 0])
    ]
    if faults:
        raise Faults(faults)

    def dearer(ranking: Ranking) -> Places:
        cents = ranking.cents
        difference = cents[one] - cents[other]
        return np.where(difference > 0, 1 << one, np.where(difference < 0, 1 << other, 0))

    return _find_flips(question, int(dearer(base)[0]), dearer, only={one, other})


def _find_flips(
    question: Question,
    now: int,
    stands_out: Callable[[Ranking], Places],
    only: set[int] | None = None,
) -> Flips:
    before = places_in(now)
    if not before:
        return Flips(question, before, [])
    bounded = list_bounded_inputs(question)

    def answers(which: Places, steps: Steps) -> tuple[Ranking, NDArray[np.bool_]]:
        ranking = ranking_of(question, spread(question, bounded, which, steps))
        names = stands_out(ranking)
        # Who still costs least beside another has not lost. Of a pair, the same cost is no change
        # yet; of all, nobody left who may win is one.
        return ranking, ((names & now) != now) & ((names != 0) | (only is None))

    which, still, turned = _find_first_turns(
        question, bounded, lambda places, steps: answers(places, steps)[1]
    )
    still, turned = narrow(lambda rows, steps: answers(which[rows], steps)[1], still, turned)
    way = np.sign(turned - still)
    still = _surely(
        bounded,
        which,
        still,
        -way,
        lambda rows, steps: _is_sure(*answers(rows, steps), is_turned=False),
    )
    turned = _surely(
        bounded,
        which,
        turned,
        way,
        lambda rows, steps: _is_sure(*answers(rows, steps), is_turned=True),
    )
    flips = [Flip(each, None, None, (), None) for each in bounded]
    if len(which):
        at, last = (answers(which, steps)[0] for steps in (turned, still))
        names = stands_out(at)
        for item in _find_smallest(bounded, which, turned):
            each = bounded[which[item]]
            new = places_in(names[item])
            lost = next(place for place in before if place not in new)
            if only is None:
                against = [*new, None][0]
            else:
                against = (only - {lost}).pop()
            sides = [
                Side(each.value(steps[item]), *_round_cents(ranking, item, (lost, against)))
                for steps, ranking in ((turned, at), (still, last))
            ]
            same = still[item] == turned[item]
            flips[which[item]] = Flip(
                each, sides[0], None if same else sides[1], new, _find_beyond(each, sides[0].value)
            )
    return Flips(question, before, sorted(flips, key=_rank))


def _find_first_turns(
    question: Question,
    bounded: Sequence[BoundedInput],
    has_turned: Callable[[Places, Steps], NDArray[np.bool_]],
) -> tuple[Places, Steps, Steps]:
    """Each input from its value to both bounds: (input, last step that stays, first that turns).

    The steps grow with the distance, as 1, 4, 9, ..., for the smallest change is asked for.
    """
    # Half of the time is for the narrowing.
    reach = rows_within_reach(question) // (2 * len(bounded))
    length = max(FEWEST_STEPS, min(MOST_STEPS, (reach - PARTS) // 2))
    now = np.array([each.steps(each.input.typical) for each in bounded])
    ends = np.array([[each.steps(each.low), each.steps(each.high)] for each in bounded])
    way = ends - now[:, None]
    square = np.arange(length + 1) ** 2
    # [input, side, step], the value itself first
    steps = now[:, None, None] + np.sign(way)[:, :, None] * np.trunc(
        np.abs(way)[:, :, None] * (square / length**2)
    ).astype(np.int64)
    which = np.broadcast_to(np.arange(len(bounded))[:, None, None], steps.shape)
    found = has_turned(which.reshape(-1), steps.reshape(-1)).reshape(steps.shape)
    turning = np.argwhere(found.any(axis=2))
    first = found.argmax(axis=2)[tuple(turning.T)]
    inputs, sides = turning.T
    return inputs, steps[inputs, sides, np.maximum(first - 1, 0)], steps[inputs, sides, first]


def _is_sure(ranking: Ranking, has_turned: NDArray[np.bool_], is_turned: bool) -> NDArray[np.bool_]:
    return ranking.is_sure & (has_turned == is_turned)


def _surely(
    bounded: Sequence[BoundedInput],
    which: Places,
    steps: Steps,
    way: Steps,
    is_sure: Callable[[Places, Steps], NDArray[np.bool_]],
) -> Steps:
    """Each step, or where noise decides there the nearest beyond that is sure, by 1, 2, 4, ...

    Whole numbers stay.
    """
    if not len(which):
        return steps
    further = np.array([0, *(2**power for power in range(MOST_DOUBLINGS))])
    is_fine = np.array([bounded[place].decimals > 0 for place in which], dtype=np.int64)
    points = steps[:, None] + (way * is_fine)[:, None] * further
    low = np.array([bounded[place].steps(bounded[place].low) for place in which])
    high = np.array([bounded[place].steps(bounded[place].high) for place in which])
    points = np.clip(points, np.minimum(low, steps)[:, None], np.maximum(high, steps)[:, None])
    found = is_sure(np.repeat(which, len(further)), points.reshape(-1)).reshape(points.shape)
    found[:, 0] |= ~found.any(axis=1)
    return points[np.arange(len(which)), found.argmax(axis=1)]


def _find_smallest(bounded: Sequence[BoundedInput], which: Places, turned: Steps) -> list[int]:
    """Of the turns of each input, the one nearest to its value."""
    best: dict[int, tuple[int, int]] = {}
    for item, (place, steps) in enumerate(zip(which.tolist(), turned.tolist(), strict=True)):
        away = abs(steps - bounded[place].steps(bounded[place].input.typical))
        best[place] = min(best.get(place, (away, item)), (away, item))
    return [item for _, item in best.values()]


def _round_cents(ranking: Ranking, row: int, places: tuple[int | None, ...]) -> list[int | None]:
    cents: Floats = ranking.cents[:, row]
    return [
        None if place is None or np.isnan(cents[place]) else int(cents[place]) for place in places
    ]


def _find_beyond(each: BoundedInput, value: Decimal) -> float | None:
    given = each.input
    if not given.has_range:
        return None
    below = share_below(given.range, float(value))
    if value > given.typical:
        return 1 - below
    return below


def _rank(flip: Flip) -> tuple[bool, float, float]:
    """What changes the answer first; likeliest first, then the smallest share of its own value."""
    if flip.at is None:
        return True, 0.0, 0.0
    now = flip.bounded_input.input.typical
    return False, -(flip.beyond or 0.0), float(abs(flip.at.value - now) / (abs(now) or 1))
