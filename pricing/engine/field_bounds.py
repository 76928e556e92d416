"""The bounds of a number in a field, in words and as numbers; what to write for one beyond."""

from __future__ import annotations

from decimal import Decimal

from .exact import MAXIMUM_DECIMALS, decimals_of
from .faults import NO_HINT, Bounds, Hint
from .fields import Field
from .number_text import NoNumber, TooLarge

WHOLE = ("count", "counts")


def is_within(number: Decimal, field: Field) -> bool:
    """Whether a number lies within the field's bounds."""
    if field.low is not None and (number < field.low or (field.above_low and number == field.low)):
        return False
    return field.high is None or number <= field.high


def say_what_it_may_hold(field: Field) -> str:
    """The field's bounds as the words of a fault."""
    kind = "a number"
    if field.kind in WHOLE:
        kind = "a whole number"
    bounds = bounds_of_field(field)
    if bounds is None:
        return f"may hold {kind}"
    return f"may hold {kind} {bounds.tell()}"


def bounds_of_field(field: Field) -> Bounds | None:
    """What `say_what_it_may_hold` says, as numbers; None of a field that has no bounds."""
    if field.low is None or field.high is None:
        return None
    return Bounds(Decimal(field.low), Decimal(field.high), field.above_low)


def hint_at_number(error: NoNumber, field: Field) -> Hint:
    """What to write instead, in brackets; a share where per cent were given, and of more than 100 %
    nothing. What the field does not hold either is told, and not offered.
    """
    if isinstance(error, TooLarge) and bounds_of_field(field) is not None:
        return NO_HINT
    if error.reason:
        return Hint(f" ({error.reason})", error.instead)
    if not error.instead:
        return NO_HINT
    number = Decimal(error.instead)
    if not number or (error.is_share and number > 1):
        return NO_HINT
    as_share = give_percent_hint(number, field.high)
    if as_share.instead:
        return as_share
    is_whole_enough = field.kind not in WHOLE or number == number.to_integral_value()
    if is_whole_enough and is_within(number, field):
        return Hint(f" (write {number:f})", f"{number:f}")
    return Hint(f" (it reads as {number:f})")


def give_percent_hint(number: Decimal, high: Decimal | int | None) -> Hint:
    """What to write where a share was plainly given in per cent.

    >>> give_percent_hint(Decimal("15.5"), 1), give_percent_hint(Decimal(400), 1).words
    (Hint(words='; for 15.5 % write 0.155', instead='0.155'), '')
    >>> give_percent_hint(Decimal("1.0000000001"), 1).words
    ''
    """
    if high != 1 or not 1 < number <= 100:
        return NO_HINT
    if decimals_of(number / 100) > MAXIMUM_DECIMALS:
        return NO_HINT
    share = f"{number / 100:f}"
    return Hint(f"; for {number:f} % write {share}", share)
