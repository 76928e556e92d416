"""The rows of a portfolio's results, and what stands in each column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

SCENARIO, FOUND, FAULT = "scenario", "found", "fault"
Value = str | int | bool | None


class Column(NamedTuple):
    """A column: its name, the kind of its values, what it says."""

    name: str
    kind: str
    words: str


class Row(NamedTuple):
    """One row of a document: a scenario, the cheapest stack that a search found, or a fault.

    Money and shares are texts, as JSON keeps them to the last digit; None is nothing, never 0.
    """

    kind: str
    title: str | None = None
    price_list: str | None = None
    price_date: str | None = None
    currency: str | None = None
    desktops: int | None = None
    horizon_years: int | None = None
    scenario_number: int | None = None
    scenario: str | None = None
    delivery: str | None = None
    compliant: bool | None = None
    is_cheapest: bool | None = None
    tco: str | None = None
    npv: str | None = None
    tco_per_desktop_month: str | None = None
    mean: str | None = None
    p5: str | None = None
    p10: str | None = None
    p50: str | None = None
    p90: str | None = None
    p95: str | None = None
    probability_cheapest: str | None = None
    probability_beats_baseline: str | None = None
    framings_won: int | None = None
    framings_that_count: int | None = None
    flip_input: str | None = None
    flip_label: str | None = None
    flip_now: str | None = None
    flip_value: str | None = None
    flip_then: str | None = None
    stack: str | None = None
    path: str | None = None
    message: str | None = None


COLUMNS = (
    Column("file", "text", "The document's file, as the command was given it."),
    Column("kind", "text", "`scenario`, `found` (by the search) or `fault`."),
    Column("title", "text", "The comparison's title."),
    Column("price_list", "text", "The price list; empty where the document brings its own."),
    Column("price_date", "day", "The day of the prices."),
    Column("currency", "text", "Of all money in the row."),
    Column("desktops", "count", "Desktops in the first year, of all groups."),
    Column("horizon_years", "count", "Years that are counted."),
    Column("scenario_number", "count", "The scenario's place in the document, from 1."),
    Column("scenario", "text", "Its name; of a found stack what it may be called."),
    Column("delivery", "text", "How most of it is delivered."),
    Column("compliant", "flag", "Whether its licence rules are met and all of it is on sale."),
    Column("is_cheapest", "flag", "Whether none that may win costs less; several where they tie."),
    Column("tco", "money", "What it costs over all years; empty where it cannot be priced."),
    Column("npv", "money", "The same at its net present value."),
    Column("tco_per_desktop_month", "money", "For one desktop and month."),
    Column("mean", "money", "Over all cases, for one desktop and year (`--uncertainty`)."),
    Column("p5", "money", "5 % of the cases cost no more."),
    Column("p10", "money", "10 % of the cases cost no more."),
    Column("p50", "money", "Half of the cases cost no more."),
    Column("p90", "money", "90 % of the cases cost no more."),
    Column("p95", "money", "95 % of the cases cost no more."),
    Column("probability_cheapest", "share", "In which share of the cases it is the cheapest."),
    Column("probability_beats_baseline", "share", "In which share it costs less than the first."),
    Column("framings_won", "count", "Under how many framings it costs least (`--framings`)."),
    Column("framings_that_count", "count", "How many framings count."),
    Column(
        "flip_input",
        "text",
        "The input that most easily makes another one the cheapest (`--flips`), of the cheapest.",
    ),
    Column("flip_label", "text", "The same in words."),
    Column("flip_now", "text", "What that input is."),
    Column("flip_value", "text", "Where it turns."),
    Column("flip_then", "text", "The cheapest scenario then; empty where several tie or none may."),
    Column("stack", "text", "The schemes of a found stack (`--search`), by id."),
    Column("path", "text", "Of a fault: the field's path in the document."),
    Column("message", "text", "What it holds, and what it may hold."),
)


def make_fault_row(path: str, message: str) -> Row:
    """A fault as a row."""
    return Row(FAULT, path=path, message=message)


def read_value(kind: str, value: Value) -> str | int | bool | Decimal | date | None:
    """A value as its column's kind has it: money and shares as decimals, days as days."""
    if value is None:
        return None
    if kind in ("money", "share"):
        return Decimal(str(value))
    if kind == "day":
        return date.fromisoformat(str(value))
    return value
