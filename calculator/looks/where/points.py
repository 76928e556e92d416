"""What the crossover and the map share: numbers as far as they can be seen, and money."""

from __future__ import annotations

import numpy as np

from calculator import formats
from pricing.engine.analysis.bounds import BoundedInput
from pricing.engine.exact import Floats, cents_half_up


def find_now(axis: BoundedInput) -> float | None:
    """The value that an input has, where the axis reaches it."""
    now = axis.input.typical
    if axis.low <= now <= axis.high:
        return float(now)
    return None


def round_numbers(values: Floats) -> list[float | None]:
    """Rounded to what can be seen; nothing where nothing is known."""
    return [None if np.isnan(value) else float(f"{value:.7g}") for value in values.tolist()]


def write_money(amount: float) -> str:
    """An amount to the cent; nothing where none is known."""
    if np.isnan(amount):
        return formats.NOTHING
    return formats.money(int(cents_half_up(np.array([amount]))[0]))
