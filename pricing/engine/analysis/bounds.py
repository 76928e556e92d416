"""What may be moved and how far, as steps that a document can hold, and how a value is put back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..document import Question
from ..exact import MAXIMUM_DECIMALS, MAXIMUM_DIGITS, Floats, half_up
from ..fields import MOST_DESKTOPS
from ..knobs import KNOBS
from ..numbers import Range, typical
from .inputs import GROWTH, NET, OWN, PRICE, RATE, Input, has_factor, has_quote, inputs_of
from .opened import follow_desktops, take_catalogue_ranges

SEATS = "seats"
Steps = NDArray[np.int64]


class BoundedInput(NamedTuple):
    """An input with its bounds, `low` to `high`.

    `decimals` is how fine its steps are: a value is whole steps.
    """

    input: Input
    low: Decimal
    high: Decimal
    decimals: int

    def steps(self, value: Decimal) -> int:
        """A value as whole steps."""
        return int(value.scaleb(self.decimals))

    def between(self, low: Decimal, high: Decimal) -> BoundedInput:
        """The same input between two other values, as fine as a document can say numbers so
        large.
        """
        return self._replace(low=low, high=high, decimals=_decimals(self.input, low, high))

    def value(self, steps: int) -> Decimal:
        """Whole steps as a value, without trailing zeros."""
        plain = Decimal(int(steps)).scaleb(-self.decimals).normalize()
        return plain if plain.as_tuple().exponent <= 0 else plain.quantize(Decimal(1))  # type: ignore[operator]


def settle(question: Question) -> Question:
    """The question with the catalogue's ranges, in which scenarios' own assumptions stay at their
    modes.
    """
    scenarios = tuple(
        replace(s, assumptions={name: typical(number) for name, number in s.assumptions.items()})
        for s in question.scenarios
    )
    return take_catalogue_ranges(replace(question, scenarios=scenarios))


def list_bounded_inputs(question: Question) -> list[BoundedInput]:
    """All inputs of a settled question with their bounds: all seats together first, where there are
    several groups.
    """
    seats = []
    if len(question.fleet) > 1 and _total(question):
        seats = [_count_seats(question)]
    return [bound_input(question, each) for each in (*seats, *inputs_of(question))]


def bound_input(question: Question, given: Input) -> BoundedInput:
    """An input within its range, or within the bounds that hold where nothing gives a range.

    Without a range: rates and shares as far as they may go, divisors and exchange rates from a
    tenth to ten times their value, all others from 0 to ten times; never beyond what a document may
    hold.
    """
    low, high = (given.low, given.high) if given.has_range else _tell_stated(given)
    low, high = max(low, _find_least(given)), min(high, _find_most(question, given))
    return BoundedInput(given, min(low, high), high, _decimals(given, low, high))


def limits_of(question: Question, given: Input) -> tuple[Decimal, Decimal]:
    """The least and the most that a document with this question may hold there."""
    return _find_least(given), _find_most(question, given)


def spread(
    question: Question, bounded: Sequence[BoundedInput], which: NDArray[np.intp], steps: Steps
) -> dict[str, Floats]:
    """The values of each name by row, nan where the row moves another input: `which` and `steps`
    are [row].
    """
    columns: dict[str, Floats] = {}
    for place in np.unique(which):
        here = which == place
        each = bounded[place]
        for name, values in values_of(
            question, each.input, steps[here] / 10.0**each.decimals
        ).items():
            column = columns.setdefault(name, np.full(len(which), np.nan))
            column[here] = values
    return columns


def values_of(question: Question, given: Input, values: Floats) -> dict[str, Floats]:
    """The values [row] of one input as those of the names that draws know."""
    if given.name != SEATS:
        return {given.name: values}
    total = _total(question)
    return {
        f"fleet.{place}.{field}": half_up(getattr(group, field) * values / total)
        for place, group in enumerate(question.fleet)
        for field in ("desktops", "users", "devices")
    }


def put_back(question: Question, given: Input, value: Decimal) -> dict[str, str]:
    """What a document must hold so that the input has the value: text by path.

    Of the question as it was asked. A range that followed the input's follows nobody then.
    """
    shared = (("assumptions", question.assumptions), ("", {GROWTH: question.annual_growth}))
    own = [
        (f"scenarios[{place}].{field}", numbers)
        for place, scenario in enumerate(question.scenarios)
        for field, numbers in (("assumptions", scenario.assumptions), ("prices", scenario.prices))
    ]
    followers = [
        f"{path}.{name}.with".lstrip(".")
        for path, numbers in (*shared, *own)
        for name, number in numbers.items()
        if isinstance(number, Range) and number.moves_with == given.name
    ]
    return _put_back_numbers(question, given, value) | dict.fromkeys(followers, "")


def _put_back_numbers(question: Question, given: Input, value: Decimal) -> dict[str, str]:
    text = f"{value:f}"
    if given.name.startswith(PRICE):
        scheme = given.name.removeprefix(PRICE)
        return {
            f"scenarios[{place}].prices.{scheme}": text
            for place, scenario in enumerate(question.scenarios)
            if has_factor(scenario, scheme)
        }
    if given.name.startswith(NET):
        scheme = given.name.removeprefix(NET)
        return {
            f"scenarios[{place}].prices.{scheme}.net": text
            for place, scenario in enumerate(question.scenarios)
            if has_quote(scenario, scheme)
        }
    if given.name.startswith(OWN):
        return {re.sub(r"\.(\d+)\b", r"[\1]", given.path): text}
    if given.name == GROWTH or given.name.startswith(RATE) or given.name in KNOBS:
        return {given.path: text}
    numbers = {
        name: f"{column[0]:.10f}"
        for name, column in values_of(question, given, np.array([float(value)])).items()
    }
    for place, group in enumerate(question.fleet):
        followed = numbers.get(f"fleet.{place}.desktops")
        if followed is not None:
            numbers |= {f"fleet.{place}.{field}": followed for field in follow_desktops(group)}
    return {
        name.replace("fleet.", "fleet[").replace(".", "]."): _round_short(text)
        for name, text in numbers.items()
    }


def _round_short(text: str) -> str:
    if "." in text:
        return text.rstrip("0").rstrip(".")
    return text


def _total(question: Question) -> int:
    return sum(group.desktops for group in question.fleet)


def _count_seats(question: Question) -> Input:
    now = Decimal(_total(question))
    most = Decimal(MOST_DESKTOPS)
    return Input(
        SEATS,
        "",
        "Desktops, all groups in proportion",
        "desktops",
        now,
        now,
        now,
        Decimal(0),
        most,
        True,
    )


def _tell_stated(given: Input) -> tuple[Decimal, Decimal]:
    """The bounds of an input without a range, before the limits of a document."""
    now = given.typical
    if given.most <= 1:
        return given.least, given.most
    if given.name.startswith(PRICE):
        return Decimal(0), 10 * (now or Decimal(1))
    if not now:
        return min(Decimal(0), given.least), given.most
    knob = KNOBS.get(given.name)
    divides = given.name.startswith(RATE) or (knob is not None and knob.above_low)
    return min(now / 10 if divides else Decimal(0), 10 * now), max(Decimal(0), 10 * now)


def _find_least(given: Input) -> Decimal:
    """The least that a document may hold; a divisor stays above 0."""
    knob = KNOBS.get(given.name)
    if knob and knob.above_low:
        return given.least + Decimal("0.0001")
    return given.least


def _find_most(question: Question, given: Input) -> Decimal:
    """The most that a document may hold, so that the fleet stays within its limit in every year."""
    knob = KNOBS.get(given.name)
    if knob and knob.below_high:
        return given.most - Decimal("0.0001")
    totals = {
        key: sum(getattr(group, key) for group in question.fleet)
        for key in ("desktops", "users", "devices")
    }
    years = question.horizon_years - 1
    if given.name == GROWTH:
        largest = max(totals.values())
        if not years or not largest:
            return given.most
        rate = (MOST_DESKTOPS / largest) ** (1 / years) - 1
        return min(given.most, Decimal(rate).quantize(Decimal("0.0001"), ROUND_FLOOR))
    growth = question.annual_growth
    rate = float(growth.high if isinstance(growth, Range) else growth)
    limit = int(MOST_DESKTOPS / max(1.0, (1 + rate) ** years))
    if given.name == SEATS:
        return Decimal(
            max(0, int(totals["desktops"] * limit / max(totals.values())) - len(question.fleet))
        )
    if given.path.startswith("fleet.") and given.is_whole:
        _, place, field = given.path.split(".")
        group = question.fleet[int(place)]
        keys = [field]
        if field == "desktops" and group.users == group.desktops:
            keys = ["desktops", "users"]
        return Decimal(max(0, min(limit - totals[key] + getattr(group, key) for key in keys)))
    return given.most


def _decimals(given: Input, low: Decimal, high: Decimal) -> int:
    """As many decimals as a document may hold of numbers as large as these."""
    if given.is_whole:
        return 0
    largest = max(abs(low), abs(high)).quantize(Decimal(1), ROUND_CEILING)
    return max(0, min(MAXIMUM_DECIMALS, MAXIMUM_DIGITS - len(str(largest))))
