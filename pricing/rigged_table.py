"""Framings and bridges as text for people; everything in it stands in the JSON values too."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

WIDTH = 100
NOTHING = "-"


def framings_table(found: dict[str, Any]) -> str:
    """The verdict, who costs what under each framing (a star marks the least), and what does not count."""
    names = found["scenarios"]
    lines = [textwrap.fill(found["verdict"], WIDTH), ""]
    lines += [f"{place:>3}  {name}" for place, name in enumerate(names)]
    lines += ["", f"{found['currency']} a desktop a month; * costs least, ! lacks a licence or is not on sale"]
    rows = [["", *(f"{place} " for place in range(len(names))), "ahead by"]]
    for framing in found["framings"]:
        if not framing["state"]:
            cells = zip(framing["per_desktop_month"], framing["compliant"], strict=True)
            marked = [
                f"{month or NOTHING}{'*' if framing['winner'] == place else ' ' if is_compliant else '!'}"
                for place, (month, is_compliant) in enumerate(cells)
            ]
            rows.append([framing["label"], *marked, framing["lead_per_desktop_month"] or NOTHING])
    lines += aligned(rows)
    idle = [f"{framing['label']}: {framing['state']}" for framing in found["framings"] if framing["state"]]
    lines += ["", *idle] if idle else []
    alone = found["in_one_scenario_only"]
    lines += ["", "In one scenario only, a desktop a month:"] if alone else []
    lines += [f"  {names[e['scenario']]}: {e['what']} ({e['per_desktop_month'] or e['amount']})" for e in alone]
    return "\n".join(lines)


def bridge_table(found: dict[str, Any]) -> str:
    """The way from one total to another, a line an effect."""
    start, end = found["from"], found["to"]
    is_dated = start["price_date"] != end["price_date"]
    ends = [f"{side['name']}{', ' + side['price_date'] if is_dated else ''}" for side in (start, end)]
    rows = [["", "kind", "a desktop a month", f"in all, {found['currency']}"]]
    rows.append([ends[0], "", _apart(start["tco_per_desktop_month"]), _apart(start["tco"])])
    rows += [
        [f"  {e['label']}", e["kind"], _signed(e["per_desktop_month"]), _signed(e["amount"])] for e in found["effects"]
    ]
    rows.append([ends[1], "", _apart(end["tco_per_desktop_month"]), _apart(end["tco"])])
    rows.append(["Difference", "", _signed(found["difference_per_desktop_month"]), _signed(found["difference"])])
    return "\n".join(aligned(rows))


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Labels to the left, cells to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        f"{row[0]:<{widths[0]}}{''.join(f'  {c:>{w}}' for c, w in zip(row[1:], widths[1:], strict=True))}".rstrip()
        for row in rows
    ]


def _apart(money: str | None, sign: str = "") -> str:
    """An amount with thousands apart."""
    return NOTHING if money is None else f"{Decimal(money):{sign},}"


def _signed(money: str | None) -> str:
    return _apart(money, "+")
