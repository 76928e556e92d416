"""Whether and when a scenario has earned back what it costs more at first, in words."""

from __future__ import annotations

from pricing.engine.figures import Figures


def list_ahead(figures: Figures) -> list[int]:
    """The sum so far of what is saved, of all desktops; nothing where the baseline has no
    figures.
    """
    return [saved.all_horizon for saved in figures.saved_so_far or ()]


def tell_payback(figures: Figures) -> str:
    """When it is ahead for good; where it never is, whether it was ahead before."""
    if figures.payback_years is not None:
        if figures.payback_years:
            return f"{figures.payback_years:.1f} years"
        return "at once"
    so_far = list_ahead(figures) or [0]
    if so_far[0] > 0:
        behind = (year for year, cents in enumerate(so_far) if cents < 0)
        return f"ahead until year\xa0{next(behind, len(so_far) - 1)}"
    if max(so_far) > 0:
        return "not for good"
    return "never"
