"""The framings as a sheet: each a row, with who costs least in it."""

from __future__ import annotations

from pricing.analyses.framings import Framings
from pricing.sheets import Cell, Sheet, money_cell


def framings_sheet(found: Framings) -> Sheet:
    """All framings: those too that do not count, with their state."""
    names = [scenario.scenario.name for scenario in found.answer.scenarios]
    rows: list[list[Cell]] = []
    for framing in found.framings:
        if framing.winner is None:
            winner = ""
        else:
            winner = names[framing.winner]
        months = map(money_cell, framing.months)
        rows.append([framing.label, *months, winner, money_cell(framing.lead), framing.state])
    return Sheet("deskfare-framings", ["framing", *names, "costs least", "ahead by", "state"], rows)
