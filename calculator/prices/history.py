"""The prices of a scheme through the years: spans, the finding in a sentence, the step chart, its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from calculator import formats
from calculator.prices.words import month, short_day, unit_price
from pricing.engine.market import Price, Scheme

ONE_DAY = timedelta(days=1)


def price_since(rows: Sequence[Price], place: int) -> date:
    """From which day the price at a place has been what it is: rows that confirm it count back."""
    while place and _same(rows[place - 1], rows[place]):
        place -= 1
    return rows[place].valid_from


def next_change(rows: Sequence[Price], place: int) -> Price | None:
    """The next row that says something else than the one at a place."""
    return next((row for row in rows[place + 1 :] if not _same(row, rows[place])), None)


def _same(one: Price, other: Price) -> bool:
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


def finding(spans: Sequence[Span], symbol: str) -> str:
    """What the prices did, as a title: "Cut from $78.00 to $23.00 in January 2008; ended in July 2010"."""
    sold = [span for span in spans if span.amount is not None]
    if not sold:
        return "No price has been found"
    first, last = sold[0], sold[-1]
    words = f"{_money(first, symbol)} from {month(first.start)}"
    if len(sold) > 1:
        words = _changed(sold, symbol)
    elif last.end is None:
        words = f"{_money(first, symbol)} since {month(first.start)}"
    if last.end is not None:
        words += f"; ended in {month(last.end)}"
    return words


def _changed(sold: Sequence[Span], symbol: str) -> str:
    first, last = sold[0], sold[-1]
    assert first.amount is not None
    assert last.amount is not None
    start, end = _money(first, symbol, "nothing"), _money(last, symbol, "nothing")
    if first.amount == last.amount:
        return f"Changed, and back at {end} since {month(last.start)}"
    words = f"{'Cut' if last.amount < first.amount else 'Raised'} from {start} to {end}"
    if len(sold) == 2:
        return f"{words} in {month(last.start)}"
    return f"{words}; {len(sold) - 1} changes, the last in {month(last.start)}"


def _money(span: Span, symbol: str, free: str = "No charge") -> str:
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
        end = None
        if place < len(rows):
            end = rows[place].valid_from - ONE_DAY
        made.append(
            HistoryRow(
                start=short_day(row.valid_from),
                end=short_day(end) if end else formats.NOTHING,
                amount="not on sale" if row.amount is None else formats.decimal(unit_price(scheme, row.amount)),
                confidence=row.confidence,
                source=row.source,
                url=row.source_url,
                note=row.note.rstrip(".") + "." if row.note else "",
                chosen=day is not None and row.valid_from <= day and (end is None or day <= end),
            )
        )
    return made


def figure_of(scheme: Scheme, rows: Sequence[Price], day: date | None, ending: str) -> dict[str, Any]:
    """The step chart for the script: rows that are sold, spans that are not, labels, the chosen day.

    Days are ISO text, amounts plain numbers; colours are the script's. A price that nothing ends is
    known up to the chosen day; `onward` is what comes after it.
    """
    spans = spans_of(scheme, rows)
    days = [row.valid_from for row in rows] + ([day] if day else [])
    start, end = date(max(min(days).year - (min(days).month < 7), 1), 1, 1), date(max(days).year + 1, 12, 31)
    recalled = {row.valid_from for row in rows if row.confidence == "recalled"}
    steps = []
    for place, row in enumerate(rows):
        if row.amount is not None:
            following = None
            if place + 1 < len(rows):
                following = rows[place + 1]
            if following:
                until = following.valid_from
            else:
                until = max(days)
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
            "text": f"{formats.decimal(span.amount)}{' ○' * (span.start in recalled)} from {short_day(span.start)}",
        }
        for span in spans
        if span.amount is not None
    ]
    return {
        "steps": steps,
        "labels": labels,
        "gaps": _gaps(spans, start, end),
        "onward": [max(days).isoformat(), end.isoformat()] if rows[-1].amount is not None else [],
        "ending": ending if rows[-1].amount is None else "",
        "chosen": {"x": day.isoformat(), "text": short_day(day)} if day else None,
        "range": [start.isoformat(), end.isoformat()],
        "highest": max((label["y"] for label in labels), default=0.0),
    }


def _gaps(spans: Sequence[Span], start: date, end: date) -> list[list[str]]:
    """From when to when the scheme was not on sale, over the whole axis."""
    gaps = []
    if spans:
        gaps = [[start.isoformat(), spans[0].start.isoformat()]]
    gaps += [[s.start.isoformat(), (s.end or end).isoformat()] for s in spans if s.amount is None]
    return gaps
