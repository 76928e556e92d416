"""The content of a quote as its pages show it: totals, rows, what there is to be said of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from calculator import formats
from calculator.kept.forms import write_percent
from calculator.parts.evidence import KindTable, make_share_table
from pricing.engine.grounds import TYPED
from pricing.sheets.erp import name_unit
from pricing.sheets.quote import find_said_price
from quotes.content import Content, count_cents
from quotes.doubts import RECALLED, name_confidence, tell_typed
from quotes.evidence import read_evidence
from quotes.offers import tell_ended, tell_offers
from quotes.pdf.lines import MAINTENANCE, find_unit_price
from quotes.wording import (
    PRICED_AS,
    name_due,
    tell_assumption,
    tell_change,
    tell_known,
    tell_rises,
    write_risen_row,
)

MOST_ROWS = 200  # on the page; files hold all


class Row(NamedTuple):
    """One payment. `made_of`: the price of the quote's day and what it has risen by; "" where it
    has not.
    """

    line: str
    description: str
    confidence: str
    quantity: str
    price: str
    made_of: str
    year: str
    amount: str


class Source(NamedTuple):
    """Who says which price of a pack; `url` is "" where nothing can be opened."""

    thing: str
    price: str
    title: str
    url: str
    day: str
    confidence: str


class Sum(NamedTuple):
    """What is due at a date, or in all."""

    name: str
    net: str
    tax: str
    due: str


class PaperView(NamedTuple):
    """What a page shows of a content."""

    header: dict[str, Any]
    rows: list[Row]
    more: int
    sources: list[Source]
    more_sources: int
    all_sources: str
    typed_prices: str
    offers: list[str]
    ending_prices: str
    sums: list[Sum]
    due: str
    tax: str
    price_list: str
    day: str
    known: str
    change: str
    rises: list[str]
    assumptions: list[str]
    owned: list[str]
    kinds: KindTable | None


def view_paper(content: Content, today: date) -> PaperView:
    """The content in words and figures; `today` is the day of what is not issued."""
    header, totals = content.header, content.totals
    records = content.records
    sources = list_sources(records)
    sums = [_read_sum(name_due(each["due_year"]), each) for each in totals["by_year"]]
    tax = header["tax"]
    return PaperView(
        header,
        [_read_row(record) for record in records[:MOST_ROWS]],
        max(0, len(records) - MOST_ROWS),
        sources[:MOST_ROWS],
        max(0, len(sources) - MOST_ROWS),
        _count_sources(sources),
        tell_typed(content),
        tell_offers(header, today.isoformat()),
        tell_ended(header, today.isoformat()),
        [*sums, _read_sum("in all", totals)],
        formats.amount(count_cents(totals["due"]), header["currency"]),
        f"{tax['label']} {write_percent(Decimal(tax['rate']))} %".strip(),
        content.price_list,
        formats.day(date.fromisoformat(header["price_date"])),
        tell_known(header),
        tell_change(header),
        _tell_rises(header, records),
        [tell_assumption(each) for each in header["assumptions"]],
        content.owned,
        _view_evidence(header),
    )


def _view_evidence(header: dict[str, Any]) -> KindTable | None:
    """What the net rests on; None of what was issued before that was told."""
    day = formats.day(date.fromisoformat(header["price_date"]))
    parts = read_evidence(header)
    if not parts:
        return None
    caption = f"Shares of the net by kind of price, and by how old its source is on {day}"
    return make_share_table(parts, caption, TYPED)


def _tell_rises(header: dict[str, Any], records: list[dict[str, str]]) -> list[str]:
    """By how much later prices rise, and which year's a row has."""
    rises = tell_rises(header, records)
    return [*rises, *[PRICED_AS] * bool(rises)]


def _read_sum(name: str, sums: dict[str, str]) -> Sum:
    figures = [formats.money(count_cents(sums[kind])) for kind in ("net", "tax", "due")]
    return Sum(name, *figures)


def _read_row(record: dict[str, str]) -> Row:
    unit = name_unit(record["metric"], int(record["pack"]))
    return Row(
        record["line"],
        record["description"],
        name_confidence(record),
        f"{int(record['packs']):,} × {unit}",
        _write_price(record),
        _tell_made_of(record),
        name_due(int(record["due_year"])),
        formats.money(count_cents(record["amount"])),
    )


def _write_price(record: dict[str, str]) -> str:
    """The price that is paid: one that has risen with the decimals that it takes, as on paper."""
    if Decimal(record["price_factor"]) == 1:
        return formats.price(Decimal(record["unit_amount"]))
    return write_risen_row(record)


def _tell_made_of(record: dict[str, str]) -> str:
    factor = Decimal(record["price_factor"])
    if factor == 1:
        return ""
    return f"{formats.price(find_unit_price(record))} × {record['price_factor']}"


def list_sources(records: Iterable[dict[str, str]]) -> list[Source]:
    """Each price once, that of maintenance with what it maintains."""
    return list(dict.fromkeys(map(_read_source, records)))


def _count_sources(sources: list[Source]) -> str:
    """How many there are, and how many of them are recalled."""
    recalled = sum(each.confidence == RECALLED for each in sources)
    if recalled:
        return f"{len(sources):,}, {recalled:,} recalled"
    return f"{len(sources):,}"


def _read_source(record: dict[str, str]) -> Source:
    url, day = "", record["price_valid_from"]
    if record["source_url"].startswith(("https://", "http://")):
        url = record["source_url"]
    if day:
        day = formats.day(date.fromisoformat(day))
    return Source(
        record["description"].removesuffix(MAINTENANCE),
        formats.price(Decimal(find_said_price(record))),
        record["source"],
        url,
        day,
        name_confidence(record),
    )
