"""The tables of document.md, from the one table of fields.

Docs/tables.py writes them into the page.
"""

from __future__ import annotations

from decimal import Decimal

from pricing.engine.exact import MAXIMUM_DECIMALS, MAXIMUM_DIGITS
from pricing.engine.fields import (
    FIRST_DAY,
    LAST_DAY,
    MOST_DESKTOPS,
    MOST_MONEY,
    MOST_YEARS,
    REQUIRED,
    SHAPES,
    Field,
)
from pricing.engine.json_text import MAXIMUM_BYTES, MAXIMUM_DEPTH, MAXIMUM_VALUES
from pricing.engine.plain_values import MOST_NAMES

TITLES = {
    "document": "The document",
    "group": "A group of the `fleet`",
    "scenario": "A scenario",
    "entry": "An entry of a `stack`, where more than the scheme's id is said",
    "own_line": "A line of one's own, of a scenario's `own_lines`",
    "net_price": "What was quoted, of a scenario's `prices`",
    "range": "A range, where a number is uncertain",
    "uncertainty": "The `uncertainty`",
    "catalogue": "The `catalogue`",
    "scheme": "A scheme of the `catalogue`",
    "price": "A price of the `catalogue`",
    "assumption": "An assumption of the `catalogue`",
}


def field_tables() -> str:
    """Every shape of the document as a table of its fields."""
    parts = []
    for name, title in TITLES.items():
        rows = [
            f"| `{key}` | {holds(field)} | {default(field)} | {field.help} |"
            for key, field in SHAPES[name].items()
        ]
        parts.append(
            "\n".join(
                [
                    f"### {title}",
                    "",
                    "| field | holds | default | meaning |",
                    "|---|---|---|---|",
                    *rows,
                ]
            )
        )
    return "\n\n".join(parts)


def holds(field: Field) -> str:
    """What a field may hold, in words."""
    match field.kind:
        case "count" | "number" | "range":
            return _number(field)
        case "text" | "url":
            return (
                f"{'text' if field.kind == 'text' else 'address'} of up to {field.maximum:,} "
                "characters"
            )
        case "slug":
            return "id"
        case "day":
            return "day"
        case "flag":
            return "`true`, `false`"
        case "choice":
            return ", ".join(f"`{option}`" for option in field.options if option)
        case "tokens":
            names = "names of groups" if field.default is None else "tokens"
            return f"list of up to {field.high} {names}" if field.high else f"list of {names}"
        case "objects":
            least = f"{field.low} to {field.high:,}" if field.low else f"up to {field.high:,}"
            return f"list of {least} {_plural(field.of)}"
        case "object":
            return "object"
        case "price":
            return f"{_number(field)}; or an object `net`"
        case "amounts":
            return f"{_number(field)}; or a list of up to {MOST_YEARS} of these"
        case "tiers":
            return f"list of up to {field.high} pairs `[threshold, amount]`, thresholds rising"
        case "map":
            assert field.each is not None
            return f"object: name to {holds(field.each)}"
    raise ValueError(field.kind)


def _plural(shape: str) -> str:
    return {"entry": "ids or entries", "own_line": "lines of one's own"}.get(shape, f"{shape}s")


def _number(field: Field) -> str:
    kind = "whole number" if field.kind == "count" else "number"
    bounds = "" if field.low is None else f", {field.low:,} to {field.high:,}"
    return f"{kind}{bounds}{', or a range' if field.kind in ('range', 'price') else ''}"


def default(field: Field) -> str:
    """What stands where the field is left out."""
    if field.default is REQUIRED:
        return "must be given"
    if field.default is None or field.default in ("", (), {}):
        return "none"
    if isinstance(field.default, bool):
        return f"`{str(field.default).lower()}`"
    return f"`{field.default:f}`" if isinstance(field.default, Decimal) else f"`{field.default}`"


def limits_table() -> str:
    """The limits that hold for a document as a whole."""
    rows = [
        (
            "groups; scenarios; schemes of a stack",
            "; ".join(str(_most(*place)) for place in _LISTS),
        ),
        (
            "desktops, and users, of the whole fleet in any year, growth included",
            f"{MOST_DESKTOPS:,}",
        ),
        ("a price; a money figure of the answer", f"{MOST_MONEY:,}; below 10^13"),
        ("digits of a number; decimals", f"{MAXIMUM_DIGITS} significant; {MAXIMUM_DECIMALS}"),
        ("days", f"{FIRST_DAY} to {LAST_DAY}"),
        ("names in an object of names", f"{MOST_NAMES}"),
        ("bytes; depth; values", f"{MAXIMUM_BYTES:,}; {MAXIMUM_DEPTH}; {MAXIMUM_VALUES:,}"),
    ]
    return "\n".join(
        ["| what | at most |", "|---|---|", *(f"| {what} | {most} |" for what, most in rows)]
    )


_LISTS = (("document", "fleet"), ("document", "scenarios"), ("scenario", "stack"))


def _most(shape: str, name: str) -> Decimal | int | None:
    return SHAPES[shape][name].high


PARTS = {"fields": field_tables, "limits": limits_table}
