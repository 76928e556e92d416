"""One scheme: its rule, what it costs and cost, what it needs and brings, where it is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from calculator import formats
from calculator.parts.downloads import list_files
from calculator.prices.asked import Asked
from calculator.prices.changes import ChangeOfScheme, list_changes_of
from calculator.prices.entries import tell_price
from calculator.prices.facts import list_facts, list_others, list_sources
from calculator.prices.history import (
    HistoryRow,
    figure_of,
    spans_of,
    table_of,
    tell_prices,
)
from calculator.prices.price_now import Now, price_now
from calculator.prices.tokens import Link, Token, link_to, list_brought, show_needed
from calculator.prices.uses import Example, Use, example_of, uses_of
from calculator.prices.words import (
    is_of_the_fleet,
    per,
    rule_sentence,
)
from pricing.engine.market import Catalogue, Market, Price, Scheme
from pricing.engine.vocabulary import ROLES
from pricing.market import PriceList
from pricing.sheets.formats import Format


@dataclass(frozen=True)
class Elsewhere:
    """The scheme in another price list."""

    name: str
    words: str
    address: str


@dataclass(frozen=True)
class SchemePage:
    """What `/prices/<id>/` shows. What hangs on the day is empty where the day can't be used."""

    scheme: Scheme
    now: Now | None
    crumbs: list[tuple[str, str]]
    rule: str
    facts: list[tuple[str, str, str]]
    example: Example | None
    needs: list[Token]
    brings: list[Token]
    others: list[tuple[str, str]]
    title: str
    unit: str
    currency: str
    years: str
    figure: dict[str, Any] | None
    history: list[HistoryRow]
    files: list[tuple[Format, str]]
    before: list[Link]
    after: list[Link]
    uses: list[Use]
    elsewhere: list[Elsewhere]
    sources: list[tuple[str, str, str]]
    recalled: bool
    changes: list[ChangeOfScheme]
    next_change: int | None


def page_of(
    scheme: Scheme,
    asked: Asked,
    lists: Iterable[PriceList],
    catalogues: Mapping[str, Catalogue],
    user: Any,
) -> SchemePage:
    """The page of a scheme; `catalogues` holds every price list that can be shown."""
    catalogue = asked.catalogue
    schemes: Mapping[str, Scheme] = {}
    market, rows, symbol, currency = None, [], "", ""
    if catalogue:
        schemes = catalogue.schemes
        rows = catalogue.prices.get(scheme.id, [])
        symbol, currency = (
            formats.symbol(catalogue.currency),
            formats.currency_name(catalogue.currency),
        )
    uses = uses_of(scheme.id)
    now = example = figure = None
    if catalogue and asked.day:
        market = catalogue.on(asked.day)
        rows = market.list_rows(scheme.id)
        now = price_now(scheme, asked, market, rows, lists)
        example = example_of(scheme, uses, catalogue.price_list, asked.day, asked["known"])
    changes, next_change = list_changes(scheme, asked, user)
    if rows:
        figure = figure_of(scheme, rows, asked.day, _tell_ending(scheme, catalogue))
    return SchemePage(
        scheme=scheme,
        now=now,
        crumbs=_list_crumbs(scheme, asked),
        rule=rule_sentence(scheme),
        facts=list_facts(scheme, asked, rows),
        example=example,
        needs=[
            show_needed(token, asked, market)
            for token in sorted(scheme.requires, key=is_of_the_fleet)
        ],
        brings=list_brought(scheme, asked, market),
        others=list_others(scheme),
        title=_tell_history(scheme, rows, market, symbol),
        unit=f"{currency} {per(scheme)}",
        currency=currency,
        years=_tell_years(rows),
        figure=figure,
        history=table_of(scheme, rows, asked.day),
        files=list_files(f"prices/{scheme.id}", asked.of_day.lstrip("?")),
        before=[
            link_to(each, asked, market) for each in schemes.values() if each.successor == scheme.id
        ],
        after=[
            link_to(each, asked, market) for each in schemes.values() if each.id == scheme.successor
        ],
        uses=uses,
        elsewhere=_find_elsewhere(scheme, asked, lists, catalogues),
        sources=list_sources(scheme, rows),
        recalled=any(row.confidence == "recalled" for row in rows)
        or scheme.rule_confidence == "recalled",
        changes=changes,
        next_change=next_change,
    )


def list_changes(
    scheme: Scheme, asked: Asked, user: Any, number: int | None = None
) -> tuple[list[ChangeOfScheme], int | None]:
    """What was made of it in the list that is asked for, which who asks may know of: up to a change
    where its number is given, else as known when it is asked for; and the number of the next.
    """
    if asked.catalogue is None:
        return [], None
    if number is None and asked.change is not None:
        number = asked.change.number
    return list_changes_of(scheme.id, asked["price_list"], number, user)


def _list_crumbs(scheme: Scheme, asked: Asked) -> list[tuple[str, str]]:
    of_day = asked.open_day()
    return [
        ("Prices", of_day.address()),
        (scheme.vendor, of_day.address(vendor=scheme.vendor)),
        (ROLES[scheme.role], of_day.address(vendor=scheme.vendor, role=scheme.role)),
    ]


def _tell_years(rows: list[Price]) -> str:
    if not rows:
        return ""
    first, last = rows[0].valid_from.year, rows[-1].valid_from.year
    if first == last:
        return str(first)
    return f"{first} to {last}"


def _tell_history(scheme: Scheme, rows: list[Price], market: Market | None, symbol: str) -> str:
    """What the prices did, or that no rate of the day converts them."""
    if market is not None:
        price = market.find_unconverted(scheme.id, date.max)
        if price is not None:
            words = formats.with_days(market.tell_missing_rate(price.currency))
            return f"{words[0].upper()}{words[1:]}"
    return tell_prices(spans_of(scheme, rows), symbol)


def _tell_ending(scheme: Scheme, catalogue: Catalogue | None) -> str:
    """What the chart says where sales ended."""
    successor = None
    if catalogue:
        successor = catalogue.schemes.get(scheme.successor)
    if successor:
        return f"ended; {successor.name} follows"
    return "ended"


def _find_elsewhere(
    scheme: Scheme, asked: Asked, lists: Iterable[PriceList], catalogues: Mapping[str, Catalogue]
) -> list[Elsewhere]:
    """The scheme in the other lists that have it."""
    found = []
    for row in lists:
        catalogue = catalogues.get(row.id)
        if row.id == asked["price_list"] or asked.day is None or catalogue is None:
            continue
        if scheme.id not in catalogue.prices:
            continue
        market = catalogue.on(asked.day)
        price = market.price(scheme.id)
        if price:
            words = tell_price(scheme, price, formats.symbol(catalogue.currency))
        else:
            words = formats.with_days(market.when_sold(scheme.id))
        there = asked.open_day(price_list=row.id)
        found.append(Elsewhere(row.name, words, f"/prices/{scheme.id}/{there.of_day}"))
    return found
