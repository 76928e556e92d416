"""The prices of a scheme through the years.

Spans, the finding in a sentence, the step chart, its table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from calculator import formats
from calculator.prices.asked import Asked
from calculator.prices.words import month, short_day, unit_price
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


@dataclass(frozen=True)
class Span:
    """An amount, or none, and the days on which it holds; no end: it holds on."""

    start: date
    end: date | None
    amount: Decimal | None


def spans_of(scheme: Scheme, rows: Sequence[Price]) -> list[Span]:
    """The rows as spans, those that confirm a price as one."""
    spans: list[Span] = []
    for row in rows:
        if row.amount is None:
            amount = None
        else:
            amount = unit_price(scheme, row.amount)
        if spans and spans[-1].amount == amount:
            continue
        if spans:
            spans[-1] = Span(spans[-1].start, row.valid_from, spans[-1].amount)
        spans.append(Span(row.valid_from, None, amount))
    return spans


def tell_prices(spans: Sequence[Span], symbol: str) -> str:
    """What the prices did, as a title: "Cut from $78.00 to $23.00 in January 2008; ended in July
    2010".
    """
    sold = [span for span in spans if span.amount is not None]
    if not sold:
        return "No price has been found"
    first, last = sold[0], sold[-1]
    words = f"{_write_money(first, symbol)} from {month(first.start)}"
    if len(sold) > 1:
        words = _tell_change(sold, symbol)
    elif last.end is None:
        words = f"{_write_money(first, symbol)} since {month(first.start)}"
    if last.end is not None:
        words += f"; ended in {month(last.end)}"
    return words


def _tell_change(sold: Sequence[Span], symbol: str) -> str:
    first, last = sold[0], sold[-1]
    assert first.amount is not None
    assert last.amount is not None
    start, end = _write_money(first, symbol, "nothing"), _write_money(last, symbol, "nothing")
    if first.amount == last.amount:
        return f"Changed, and back at {end} since {month(last.start)}"
    words = f"Raised from {start} to {end}"
    if last.amount < first.amount:
        words = f"Cut from {start} to {end}"
    if len(sold) == 2:
        return f"{words} in {month(last.start)}"
    return f"{words}; {len(sold) - 1} changes, the last in {month(last.start)}"


def _write_money(span: Span, symbol: str, free: str = "No charge") -> str:
    assert span.amount is not None
    if span.amount:
        return f"{symbol}{formats.decimal(span.amount)}"
    return free


@dataclass(frozen=True)
class HistoryRow:
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
    for place, row in enumerate(rows, start=1):
        end, until, amount, note = None, formats.NOTHING, "not on sale", ""
        if place < len(rows):
            end = rows[place].valid_from - ONE_DAY
            until = short_day(end)
        if row.amount is not None:
            amount = formats.decimal(unit_price(scheme, row.amount))
        if row.note:
            note = f"{row.note.rstrip('.')}."
        made.append(
            HistoryRow(
                start=short_day(row.valid_from),
                end=until,
                amount=amount,
                confidence=row.confidence,
                source=row.source,
                url=row.source_url,
                note=note,
                chosen=day is not None and row.valid_from <= day and (end is None or day <= end),
            )
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
        chosen = {"x": day.isoformat(), "text": short_day(day)}
    start, end = (
        date(max(min(days).year - (min(days).month < 7), 1), 1, 1),
        date(max(days).year + 1, 12, 31),
    )
    recalled = {row.valid_from for row in rows if row.confidence == "recalled"}
    steps = []
    for place, row in enumerate(rows):
        if row.amount is not None:
            following, until = None, max(days)
            if place + 1 < len(rows):
                following = rows[place + 1]
                until = following.valid_from
            steps.append(
                {
                    "x": [row.valid_from.isoformat(), until.isoformat()],
                    "y": float(unit_price(scheme, row.amount)),
                    "recalled": row.valid_from in recalled,
                    "ends": following is not None and following.amount is None,
                }
            )
    labels = [
        {
            "x": span.start.isoformat(),
            "y": float(span.amount),
            "text": (
                f"{formats.decimal(span.amount)}{' ○' * (span.start in recalled)} from "
                f"{short_day(span.start)}"
            ),
        }
        for span in spans
        if span.amount is not None
    ]
    onward = [max(days).isoformat(), end.isoformat()]
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
