"""The bridge as a sheet: from one total to the other, a row an effect."""

from __future__ import annotations

from collections.abc import Iterator

from calculator.looks.rigged.bridge import name_side
from pricing.engine.analysis.bridge import Bridge
from pricing.engine.analysis.effects import Side
from pricing.sheets import Cell, Sheet, money_cell


def bridge_sheet(found: Bridge) -> Sheet:
    """The bridge: from one total to the other, a row an effect."""
    heads = ["effect", "kind", "a desktop a month", f"in all, {found.start.answer.currency}"]
    return Sheet(
        "deskfare-bridge",
        heads,
        [_write_end(found.start, found), *_write_effects(found), _write_end(found.end, found)],
    )


def _write_end(side: Side, found: Bridge) -> list[Cell]:
    figures = side.figures
    return [
        name_side(side, found),
        "",
        money_cell(figures.tco_per_desktop_month),
        money_cell(figures.tco),
    ]


def _write_effects(found: Bridge) -> Iterator[list[Cell]]:
    for effect in found.effects:
        yield [effect.label, effect.kind, money_cell(effect.month_cents), money_cell(effect.cents)]
