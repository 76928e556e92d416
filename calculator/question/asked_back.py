"""Numbers that can be read, but that were plainly meant otherwise.

Asked back, never taken in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import inf, log

from calculator.question.address import Leaf, bracketed, is_range, range_parts
from calculator.question.address.quotes import NET
from pricing.engine.document import Question
from pricing.engine.faults import NO_HINT, Fault, Hint, holds
from pricing.engine.fields import SHAPES
from pricing.engine.market import Market
from pricing.engine.number_text import either_reading, read_decimal, thousands_by_points

MOST_LIKELY_FACTOR = 10
# The most of what is counted, or paid, and of which nobody has said what is usual.
MOST = {
    name: field.high
    for shape in SHAPES.values()
    for name, field in shape.items()
    if field.kind == "count" or name == "amount"
}

Usual = tuple[Decimal, Decimal, Decimal]


def ask_back(leaves: Sequence[Leaf], question: Question) -> list[Fault]:
    """A fault for each number of an address or form whose other reading is the likelier one."""
    found = ((path, text, _find_doubt(path, text.strip(), question)) for path, text in leaves)
    return [
        Fault(bracketed(path), holds(text), *doubt) for path, text, doubt in found if doubt.words
    ]


def _find_doubt(path: str, text: str, question: Question) -> Hint:
    """Why a number may be meant otherwise, and the number that it may be, unless it is one of a
    range.
    """
    if path.endswith(NET):
        return NO_HINT
    if ".prices." in path:
        return _tell_price_for_a_factor(text)
    usual = usual_range(path, question)
    for part in range_parts(text):
        if thousands_by_points(part) and _is_likelier_meant_otherwise(path, part, usual):
            if is_range(text):
                return Hint(f"{either_reading(part)}, in a range")
            return Hint(either_reading(part), thousands_by_points(part))
    return NO_HINT


def _is_likelier_meant_otherwise(path: str, text: str, usual: Usual | None) -> bool:
    """By what is usual; of what is counted or paid, and has no usual range, nothing but thousands
    is written as 2.000.
    """
    if usual is not None:
        return is_likelier_grouped(text, *usual)
    most = MOST.get(path.rpartition(".")[2])
    if most is None or Decimal(thousands_by_points(text)) > most:
        return False
    return Decimal(text) == Decimal(text).to_integral_value()


def _tell_price_for_a_factor(text: str) -> Hint:
    """940 in the field of a factor on a price is a price itself."""
    try:
        factor = read_decimal(text)
    except ValueError:
        return NO_HINT
    if factor <= MOST_LIKELY_FACTOR or "." in text:
        return NO_HINT
    factor_words = (
        f"is a factor on the net price, seldom above {MOST_LIKELY_FACTOR} (write {text}.0 if it is "
        "one)"
    )
    return Hint(f"{factor_words}; a price stands where it says what you were offered")


def usual_range(path: str, question: Question) -> Usual | None:
    """Low, typical and high of a number at that path, by the catalogue; None where nobody has
    said.
    """
    head, _, name = path.rpartition("assumptions.")
    market = _find_market(head, question)
    assumption = None
    if market and path != name:
        assumption = market.assumptions.get(name)
    if assumption is None:
        return None
    low, typical, high = assumption.low, assumption.typical, assumption.high
    if low is None:
        low = typical
    if high is None:
        high = typical
    return low, typical, high


def _find_market(head: str, question: Question) -> Market | None:
    """Of the comparison, or of the scenario that the head of a path names."""
    if not head:
        return question.market
    kind, _, number = head.rstrip(".").partition(".")
    if kind != "scenarios" or not number.isdecimal() or int(number) >= len(question.scenarios):
        return None
    return question.scenarios[int(number)].market


def is_likelier_grouped(text: str, low: Decimal, typical: Decimal, high: Decimal) -> bool:
    """Whether a number lies nearer to its usual range, or within it to what is typical, if points
    part thousands.

    >>> is_likelier_grouped("85.000", Decimal(105000), Decimal(140000), Decimal(180000))
    True
    >>> is_likelier_grouped("1.800", Decimal("1.2"), Decimal("1.8"), Decimal("2.5"))
    False
    """
    plain, grouped = abs(Decimal(text)), abs(Decimal(thousands_by_points(text)))
    plainly, by_thousands = (
        (_measure_beyond(n, low, high), _measure_times(n, typical)) for n in (plain, grouped)
    )
    return by_thousands < plainly


def _measure_beyond(number: Decimal, low: Decimal, high: Decimal) -> float:
    """How many times a number is too small or too large for a range, as a logarithm; 0 within
    it.
    """
    if low <= number <= high:
        return 0.0
    if number < low:
        return _measure_times(number, low)
    return _measure_times(number, high)


def _measure_times(number: Decimal, other: Decimal) -> float:
    if other > 0:
        return abs(log(float(number) / float(other)))
    return inf
