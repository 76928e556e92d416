"""The waterfall of the bridge: what it draws, where that stands, and the figure of it."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from calculator import formats
from calculator.parts.chart import plain
from pricing.engine.analysis.bridge import Bridge, Effect
from pricing.engine.analysis.effects import Side
from pricing.engine.figures import Cents

MARGIN = 0.06  # of the width, on each side of the waterfall


def amount_of(effect: Effect) -> Cents:
    """What the waterfall draws: cents a desktop a month, or in all where no desktop stands."""
    if effect.month_cents is None:
        return effect.cents
    return effect.month_cents


def sum_side(side: Side) -> Cents:
    """The cost of an end, in what the waterfall draws."""
    month = side.figures.tco_per_desktop_month
    if month is None:
        return side.figures.tco
    return month


class Scale:
    """Where an amount stands across the waterfall, in per cent of its width."""

    def __init__(self, found: Bridge) -> None:
        running = list(accumulate(map(amount_of, found.effects), initial=sum_side(found.start)))
        self.low, self.high = min(running), max(running)

    def __call__(self, cents: Cents) -> float:
        share = 0.5
        if self.high > self.low:
            share = (cents - self.low) / (self.high - self.low)
        return 100 * (MARGIN + share * (1 - 2 * MARGIN))


def write_place(place: float) -> str:
    """A place in the drawing as the page takes it."""
    return f"{place:.2f}"


def draw_waterfall(found: Bridge, start: str, end: str) -> dict[str, Any]:
    """The waterfall as a figure, from the top down: bars from one sum to the next, and a mark at
    each end, under the names of the two.
    """
    labels = [f"{place + 1}. {effect.label}" for place, effect in enumerate(found.effects)]
    names = [plain(_cut_short(name)) for name in (start, *labels, end)]
    amounts = [amount_of(effect) for effect in found.effects]
    running = list(accumulate(amounts, initial=sum_side(found.start)))
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": names[1:-1],
        "base": [cents / 100 for cents in running[:-1]],
        "x": [cents / 100 for cents in amounts],
        "text": [formats.difference(cents) for cents in amounts],
        "meta": 0,
    }
    ends = {
        "type": "scatter",
        "mode": "markers+text",
        "y": [names[0], names[-1]],
        "x": [running[0] / 100, running[-1] / 100],
        "text": [formats.money(running[0]), formats.money(running[-1])],
        "meta": 1,
    }
    meta = {"kind": "bridge", "span": [min(running) / 100, max(running) / 100], "names": names}
    return {"data": [bars, ends], "layout": {"meta": meta}}


def _cut_short(words: str) -> str:
    if len(words) <= 60:
        return words
    return f"{words[:59]}…"
