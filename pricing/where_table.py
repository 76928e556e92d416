"""Where the answer turns, as text for people; everything in it stands in the JSON values too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .engine.analysis.words import listed


def flips_table(found: dict[str, Any]) -> str:
    """What changes the cheapest, then the pair, then how many inputs change nothing."""
    lines = [f"Cheapest: {_who(found['cheapest'], found['tied'], 'none that meets its licence rules')}"]
    lines += _flips(found["flips"], "cheapest then")
    if found["pair"]:
        one, other = found["pair"]["between"]
        dearer = found["pair"]["dearer"]
        lines += ["", f"Of {one} and {other}: {f'{dearer} is dearer' if dearer else 'they cost the same'}"]
        lines += _flips(found["pair"]["flips"], "dearer then")
    return "\n".join([*lines, *left_out_lines(found)])


def target_table(found: dict[str, Any]) -> str:
    """A row for each scheme and scenario to tie with."""
    rows = [
        (each["scenario"], each["label"], each["against"], each["list_price"] or "", _target(each, found["currency"]))
        for each in found["targets"]
    ]
    head = ("scenario", "price of", "to tie with", "list", "")
    return "\n".join([*_columns([head, *rows]), *left_out_lines(found)])


def crossover_table(found: dict[str, Any]) -> str:
    """Who is cheapest where, and the crossings; or the map as a row of numbers for each step upwards."""
    if "across" in found:
        return _map(found)
    along = found["input"]
    lines = [f"{along['label']}, {along['from']} to {along['to']} {along['unit']}; now {along['now']}"]
    stretches = [(f"{s['from']} to {s['to']}", _who(s["scenario"], s["tied"])) for s in found["cheapest"]]
    lines += _columns([("from, to", "cheapest"), *stretches])
    if found["crossings"]:
        rows = [
            (
                each["value"],
                each["per_desktop_month"] or "",
                f"{each['cheaper']} becomes cheaper than {each['than']}",
                each["kind"],
            )
            for each in found["crossings"]
        ]
        lines += ["", *_columns([("at", f"{found['currency']} a desktop a month", "", ""), *rows])]
    return "\n".join([*lines, *left_out_lines(found)])


def _flips(flips: Iterable[dict[str, Any]], then: str) -> list[str]:
    flips = list(flips)
    rows = [
        (
            each["label"],
            each["now"],
            each["value"],
            f"{each['low']} to {each['high']}",
            each["kind"],
            _who(each["then"], each["then_tied"]),
        )
        for each in flips
        if each["value"] is not None
    ]
    rest = len(flips) - len(rows)
    lines = _columns([("input", "now", "turns at", "within", "", then), *rows]) if rows else []
    if rest:
        lines.append(f"No value within bounds of the {'other ' if rows else ''}{rest} inputs does.")
    return lines


def _target(each: dict[str, Any], currency: str) -> str:
    if each["kind"] == "ties":
        return f"ties at {each['price']}" + (
            f", {float(each['discount']):.1%} off the list" if each["discount"] else ""
        )
    if each["kind"] == "already_cheaper":
        return f"cheaper already, up to {each['price']}" if each["price"] else "cheaper already, at any price"
    if each["kind"] == "cannot_tie":
        return f"cannot tie even free: {each['dearer']} {currency} dearer"
    return "not on sale" if each["kind"] == "not_on_sale" else "moves nothing"


def _map(found: dict[str, Any]) -> str:
    names = [f"{place + 1}: {name}" for place, name in enumerate(found["scenarios"])]
    across, upwards = found["across"], found["upwards"]
    lines = ["Cheapest: " + ", ".join(names) + ", =: several that tie, .: none that may win"]
    lines.append(f"Across: {across['label']}, {across['from']} to {across['to']} {across['unit']}")
    lines.append(f"Upwards: {upwards['label']}, {upwards['from']} to {upwards['to']} {upwards['unit']}")
    step = max(1, len(found["values_upwards"]) // 25)
    for value, row in list(zip(found["values_upwards"], found["cheapest"], strict=True))[::-step]:
        lines.append(f"{value:>16}  {''.join(map(_sign, row))}")
    return "\n".join([*lines, *left_out_lines(found)])


def _sign(cell: int | list[int] | None) -> str:
    if cell is None:
        return "."
    return "=" if isinstance(cell, list) else "123456789abc"[cell]


def _who(alone: str | None, tied: Sequence[str], nobody: str = "none that may win") -> str:
    return alone or (f"{listed(tied)}, which tie" if tied else nobody)


def left_out_lines(found: dict[str, Any]) -> list[str]:
    """Who cannot be the cheapest, and why."""
    return [f"Left out: {each['scenario']}: {each['reason']}" for each in found["left_out"]]


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
