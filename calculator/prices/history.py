"""The prices of a scheme through the years.

Spans, the finding in a sentence, the step chart, its table.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import Any, NamedTuple

from calculator import formats
from calculator.prices.asked import Asked
from calculator.prices.words import unit_price
from pricing.engine.market import Price, Scheme
from pricing.sheets import Cell, Export, Sheet

ONE_DAY = timedelta(days=1)


def find_price_since(rows: Sequence[Price], place: int) -> date:
    """From which day the price at a place has been what it is: rows that confirm it count back."""
    while place and _is_alike(rows[place - 1], rows[place]):
        place -= 1
    return rows[place].valid_from


def find_next_change(rows: Sequence[Price], place: int) -> Price | None:
    """The next row that says something else than the one at a place."""
    return next((row for row in rows[place + 1 :] if not _is_alike(row, rows[place])), None)


def _is_alike(one: Price, other: Price) -> bool:
    return one.amount == other.amount and one.tiers == other.tiers


class Span(NamedTuple):
    """An amount, or none, and the days on which it holds; no end: it holds on."""

    start: date
    end: date | None
    amount: Decimal | None


def spans_of(scheme: Scheme, rows: Sequence[Price]) -> list[Span]:
    """The rows as spans, those that confirm a price as one."""
    amounts = [(row.valid_from, _find_unit_price(scheme, row)) for row in rows]
    begun = [next(alike) for _, alike in groupby(amounts, key=itemgetter(1))]
    ends = [*(start for start, _ in begun[1:]), None]
    return [Span(start, end, amount) for (start, amount), end in zip(begun, ends, strict=False)]


def _find_unit_price(scheme: Scheme, row: Price) -> Decimal | None:
    if row.amount is None:
        return None
    return unit_price(scheme, row.amount)


def tell_prices(spans: Sequence[Span], symbol: str) -> str:
    """What the prices did, as a title: "Cut from $78.00 to $23.00 in January 2008; ended in July
    2010".
    """
    sold = [span for span in spans if span.amount is not None]
    if not sold:
        return "No price has been found"
    first, last = sold[0], sold[-1]
    words = f"{_write_money(first, symbol)} from {formats.month(first.start)}"
    if len(sold) > 1:
        words = _tell_change(sold, symbol)
    elif last.end is None:
        words = f"{_write_money(first, symbol)} since {formats.month(first.start)}"
    if last.end is not None:
        words += f"; ended in {formats.month(last.end)}"
    return words


def _tell_change(sold: Sequence[Span], symbol: str) -> str:
    first, last = sold[0], sold[-1]
    assert first.amount is not None
    assert last.amount is not None
    start, end = _write_money(first, symbol, "nothing"), _write_money(last, symbol, "nothing")
    if first.amount == last.amount:
        return f"Changed, and back at {end} since {formats.month(last.start)}"
    words = f"Raised from {start} to {end}"
    if last.amount < first.amount:
        words = f"Cut from {start} to {end}"
    if len(sold) == 2:
        return f"{words} in {formats.month(last.start)}"
    return f"{words}; {len(sold) - 1} changes, the last in {formats.month(last.start)}"


def _write_money(span: Span, symbol: str, free: str = "No charge") -> str:
    assert span.amount is not None
    if span.amount:
        return f"{symbol}{formats.decimal(span.amount)}"
    return free


class HistoryRow(NamedTuple):
    """One row of the table twin."""

    start: str
    end: str
    amount: str
    confidence: str
    source: str
    url: str
    note: str
    chosen: bool


def table_of(scheme: Scheme, rows: Sequence[Price], day: date | None) -> list[HistoryRow]:
    """Every row of the list, from its first day to its last."""
    made = []
    for row, following in zip_longest(rows, rows[1:]):
        end, until, amount, note = None, formats.NOTHING, "not on sale", ""
        if following is not None:
            end = following.valid_from - ONE_DAY
            until = formats.short_day(end)
        if row.amount is not None:
            amount = formats.decimal(unit_price(scheme, row.amount))
        if row.note:
            note = f"{row.note.rstrip('.')}."
        chosen = day is not None and row.valid_from <= day and (end is None or day <= end)
        said = (row.confidence, row.source, row.source_url, note)
        made.append(
            HistoryRow(formats.short_day(row.valid_from), until, amount, *said, chosen=chosen)
        )
    return made


def figure_of(
    scheme: Scheme, rows: Sequence[Price], day: date | None, ending: str
) -> dict[str, Any]:
    """The step chart for the script: rows that are sold, spans that are not, labels, the chosen
    day.

    Days are ISO text, amounts plain numbers; colours are the script's. A price that nothing ends is
    known up to the chosen day; `onward` is what comes after it.
    """
    spans = spans_of(scheme, rows)
    days, chosen = [row.valid_from for row in rows], None
    if day:
        days.append(day)
        chosen = {"x": day.isoformat(), "text": formats.short_day(day)}
    first, last = min(days), max(days)
    start, end = date(max(first.year - (first.month < 7), 1), 1, 1), date(last.year + 1, 12, 31)
    recalled = {row.valid_from for row in rows if row.confidence == "recalled"}
    steps = [
        _make_step(scheme, row, following, last)
        for row, following in zip_longest(rows, rows[1:])
        if row.amount is not None
    ]
    labels = [
        {
            "x": span.start.isoformat(),
            "y": float(span.amount),
            "text": (
                f"{formats.decimal(span.amount)}{' ○' * (span.start in recalled)} from "
                f"{formats.short_day(span.start)}"
            ),
        }
        for span in spans
        if span.amount is not None
    ]
    onward = [last.isoformat(), end.isoformat()]
    if rows[-1].amount is None:
        onward = []
    else:
        ending = ""
    return {
        "steps": steps,
        "labels": labels,
        "gaps": _list_gaps(spans, start, end),
        "onward": onward,
        "ending": ending,
        "chosen": chosen,
        "range": [start.isoformat(), end.isoformat()],
        "highest": max((label["y"] for label in labels), default=0.0),
    }


def _make_step(scheme: Scheme, row: Price, following: Price | None, last: date) -> dict[str, Any]:
    """What is sold from one row to the next, or to the last day."""
    assert row.amount is not None
    until, ends = last, False
    if following is not None:
        until, ends = following.valid_from, following.amount is None
    return {
        "x": [row.valid_from.isoformat(), until.isoformat()],
        "y": float(unit_price(scheme, row.amount)),
        "recalled": row.confidence == "recalled",
        "ends": ends,
    }


def _list_gaps(spans: Sequence[Span], start: date, end: date) -> list[list[str]]:
    """From when to when the scheme was not on sale, over the whole axis."""
    gaps = []
    if spans:
        gaps = [[start.isoformat(), spans[0].start.isoformat()]]
    gaps += [[s.start.isoformat(), (s.end or end).isoformat()] for s in spans if s.amount is None]
    return gaps


# The file

HISTORY = (
    *("scheme", "price_list", "currency", "from", "to", "unit_price", "amount", "pack"),
    *("confidence", "source", "source_url", "note"),
)


def history_export(scheme: Scheme, asked: Asked) -> Export:
    """Every row of the list, from its first day to its last; no amount: not on sale."""
    assert asked.catalogue is not None
    assert asked.day is not None
    catalogue = asked.catalogue
    prices = catalogue.on(asked.day).list_rows(scheme.id)
    rows: list[list[Cell]] = []
    for place, price in enumerate(prices, start=1):
        end, amount = "", None
        if place < len(prices):
            end = (prices[place].valid_from - ONE_DAY).isoformat()
        if price.amount is not None:
            amount = unit_price(scheme, price.amount)
        rows.append(
            [
                *(scheme.id, catalogue.price_list, catalogue.currency),
                *(price.valid_from.isoformat(), end, amount, price.amount, scheme.pack),
                *(price.confidence, price.source, price.source_url, price.note),
            ]
        )
    return Export(
        Sheet(f"deskfare-{scheme.id}{asked.as_known}", HISTORY, rows, "Prices"), asked.day
    )
