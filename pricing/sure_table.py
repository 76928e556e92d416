"""How sure an answer is, as text for people; everything in it stands in the JSON values too."""

from __future__ import annotations

from typing import Any

from .rigged_table import aligned
from .where_table import left_out_lines


def uncertainty_table(found: dict[str, Any]) -> str:
    """A row for each scenario: its likely cost, what it costs over all cases, and how often it is cheapest."""
    names = ("mean", "standard_error", "p5", "p10", "p50", "p90", "p95")
    head = ("", "typical", "mean", "± error", "P5", "P10", "P50", "P90", "P95", "cheapest", "below baseline")
    rows = [head]
    for scenario in found["scenarios"]:
        spread = scenario["uncertainty"]
        if spread is None:
            rows.append((scenario["name"], *["-"] * (len(head) - 1)))
            continue
        below = spread["probability_beats_baseline"]
        chances = (f"{spread['probability_cheapest']:.1%}", "-" if below is None else f"{below:.1%}")
        rows.append((scenario["name"], scenario["tco_per_desktop_year"], *(spread[name] for name in names), *chances))
    ranges = f"{found['ranges']} input{'' if found['ranges'] == 1 else 's'} with a range"
    about = f"{found['currency']} a desktop and year; {found['cases']:,} cases, seed {found['seed']}, {ranges}"
    return "\n".join([about, "", *aligned(rows), *left_out_lines(found)])


def tornado_table(found: dict[str, Any]) -> str:
    """A row for each input, widest first."""
    what = found["scenario"] + (f" less {found['against']}" if found["against"] else "")
    about = f"{what}, {found['currency']} a desktop and year: {found['typical']} at typical values"
    rows = [("input", "low", "typical", "high", "at low", "at high")]
    rows += [(s["label"], s["low"], s["typical"], s["high"], s["at_low"], s["at_high"]) for s in found["swings"]]
    return "\n".join([about, "", *(aligned(rows) if found["swings"] else ["No input has a range."])])
