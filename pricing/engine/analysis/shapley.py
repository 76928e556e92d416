"""How a difference is shared among its causes, so that no order of the causes decides anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import factorial

Worth = Callable[[tuple[bool, ...]], Fraction]


def average_over_orders(worth: Worth, causes: int) -> list[Fraction]:
    """What each cause adds, averaged over all orders in which causes may come (Shapley's value),
    exact.

    `worth` is the amount where the causes marked True have come. The shares sum to the amount
    with all causes less the amount with none.

    >>> size = lambda come: Fraction((3 if come[0] else 2) * (10 if come[1] else 5))
    >>> [str(share) for share in average_over_orders(size, 2)]
    ['15/2', '25/2']
    """
    worths = [
        worth(tuple(bool(mask >> place & 1) for place in range(causes)))
        for mask in range(2**causes)
    ]
    shares = []
    for place in range(causes):
        share = Fraction(0)
        for mask in range(2**causes):
            if not mask >> place & 1:
                before = mask.bit_count()
                weight = Fraction(
                    factorial(before) * factorial(causes - before - 1), factorial(causes)
                )
                share += weight * (worths[mask | 1 << place] - worths[mask])
        shares.append(share)
    return shares


def in_whole_numbers(amounts: Mapping[str, Fraction], total: int) -> dict[str, int]:
    """The amounts as whole numbers that sum to `total`.

    Rounded half away from zero, then those nearest to the next number moved by 1. The largest
    remainder decides, and the name where two are alike, so that neither the order nor the sign
    of all amounts matters.

    >>> in_whole_numbers({"a": Fraction(4, 10), "b": Fraction(4, 10), "c": Fraction(2, 10)}, 1)
    {'a': 1, 'b': 0, 'c': 0}
    """
    whole = {name: _half_away(amount) for name, amount in amounts.items()}
    left = total - sum(whole.values())
    if left > 0:
        step = 1
    else:
        step = -1
    nearest = sorted(amounts, key=lambda name: (-step * (amounts[name] - whole[name]), name))
    for name in nearest[: abs(left)]:
        whole[name] += step
    assert not amounts or sum(whole.values()) == total
    return whole


def _half_away(amount: Fraction) -> int:
    size = int(abs(amount) + Fraction(1, 2))
    if amount >= 0:
        return size
    return -size
