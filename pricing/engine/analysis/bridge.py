"""Why one scenario costs more than another: effects that sum to the difference, to the cent.

Each line is a product of named factors (payments.py, explain.py). Where both scenarios have the
line, its difference is shared among the factors that differ by the average over all orders; a line
that only one of them has is one effect. All in exact fractions, from the engine's whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..figures import Cents
from .effects import Side
from .operating_effects import operating_effects
from .own_line_effects import own_line_effects
from .scheme_effects import scheme_effects
from .shapley import in_whole_numbers

# A cause that begins so stands behind its number; of one it begins otherwise.
COUNTED = {
    "desktops": "desktop",
    "help": "help",
    "hours": "hour",
    "watts": "watt",
    "kbit/s": "kbit/s",
}


class Effect(NamedTuple):
    """One cause of the difference, in cents of the whole and of a desktop a month (none where no
    desktop stands).

    `line` is the label of the line, `cause` what differs in it: "" where it is the whole line.
    `before` and `after` are its values in words, "" where there is none.
    """

    key: str
    kind: str
    line: str
    cause: str
    before: str
    after: str
    cents: Cents
    month_cents: Cents | None

    @property
    def label(self) -> str:
        """The effect in a few words."""
        if (first := self.cause.partition(" ")[0]) in COUNTED:
            if self.after == "1":
                cause = COUNTED[first] + self.cause.removeprefix(first)
            else:
                cause = self.cause
            return f"{self.line}: {self.after} {cause}, not {self.before}"
        if self.cause:
            return f"{self.line}: {self.cause} {self.after}, not {self.before}"
        if not self.before:
            return f"{self.line}: {self.after}"
        if not self.after:
            return f"{self.line}: {self.before} {'not bought' if self.kind == 'scheme' else 'less'}"
        if self.before == self.after:
            return f"{self.line}: {self.after}, but not in the same years"
        unit = self.after.partition(" ")[2]
        return f"{self.line}: {self.after}, not {self.before.removesuffix(f' {unit}')}"


@dataclass(frozen=True, slots=True)
class Bridge:
    """The way from one scenario's total to another's: savings first, the largest first, then what
    costs more.
    """

    start: Side
    end: Side
    effects: list[Effect]

    @property
    def difference(self) -> Cents:
        """What the end costs more than the start; below 0 where it costs less."""
        return self.end.figures.tco - self.start.figures.tco

    @property
    def month_difference(self) -> Cents | None:
        """The same for a desktop a month, of the two amounts as they are shown."""
        before, after = (
            self.start.figures.tco_per_desktop_month,
            self.end.figures.tco_per_desktop_month,
        )
        if before is None or after is None:
            return None
        return after - before


def bridge(start: Side, end: Side) -> Bridge:
    """The effects that lead from one scenario to another of the same fleet and horizon; both must
    have figures.
    """
    result = Bridge(start, end, [])
    found = (
        *scheme_effects(start, end),
        *operating_effects(start, end),
        *own_line_effects(start, end),
    )
    parts = {part.key: part for part in found if part.amount}
    cents = in_whole_numbers(
        {key: part.amount * 100 for key, part in parts.items()}, result.difference
    )
    months: dict[str, int] = {}
    if result.month_difference is not None:
        a_month = 12 * end.figures.desktop_years
        amounts = {key: part.amount * 100 / a_month for key, part in parts.items()}
        months = in_whole_numbers(amounts, result.month_difference)
    result.effects.extend(
        Effect(*part[:-1], cents[key], months.get(key))
        for key, part in parts.items()
        if cents[key] or months.get(key)
    )
    result.effects.sort(key=lambda effect: (effect.cents > 0, -abs(effect.cents), effect.key))
    return result
