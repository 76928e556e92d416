"""Why the own lines of one scenario cost more than those of another: line by line, by name."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ..document import OwnLine
from ..evaluate import own_counts
from ..payments import inflation_of
from .effects import Part, Side


def own_line_effects(start: Side, end: Side) -> Iterator[Part]:
    """Each own line that costs anything on either side is one effect; users' time only where it is
    to count.
    """
    before, after = _list_amounts(start), _list_amounts(end)
    for name in sorted(before.keys() | after.keys()):
        sums = before.get(name), after.get(name)
        amount = (sums[1] or Fraction(0)) - (sums[0] or Fraction(0))
        yield Part(
            f"own:{name}",
            "own_line",
            name,
            "",
            _describe_line(start, sums[0]),
            _describe_line(end, sums[1]),
            amount,
        )


def _list_amounts(side: Side) -> dict[str, Fraction]:
    """What each own line costs over all columns, exact."""
    question = side.answer.question
    counted = [
        own
        for own in question.scenarios[side.place].own_lines
        if own.category != "users_time" or question.include_indirect
    ]
    return {own.name: _sum(side, own) for own in counted}


def _sum(side: Side, own: OwnLine) -> Fraction:
    run = side.answer.evaluation
    counts = [int(count) for count in own_counts(own, run.fleet)[:, 0]]
    if own.inflation == "none":
        rise = Decimal(0)
    else:
        rise = inflation_of(run, side.place, f"{own.inflation}_inflation")
    columns = range(own.first, own.last + 1)
    paid = (
        counts[max(column, 1) - 1] * Fraction(1 + rise) ** max(0, column - 1) for column in columns
    )
    return Fraction(own.amount) * sum(paid, Fraction(0))


def _describe_line(side: Side, amount: Fraction | None) -> str:
    if amount is None:
        return ""
    return f"{side.answer.currency} {round(amount):,}"
