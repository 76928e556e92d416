"""The pages of own price lists in words: what each stands on, what it takes off, what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from calculator import formats
from calculator.parts.evidence import make_kind_table
from calculator.parts.exchange import tell_rates
from calculator.question.fields import percent
from pricing.catalogue.own_lists import ALL
from pricing.engine.findings import scheme_words
from pricing.engine.list_terms import ListTerm
from pricing.engine.market import Price, Scheme
from pricing.market import PriceList, catalogue, price_lists, read_schemes, read_terms
from pricing.own_list import (
    Difference,
    count_ages,
    count_confidences,
    find_newest_day,
    list_differences,
)
from pricing.presets import TODAY, preset

SCALE = 10  # decimals that a price may have
NOT_ON_SALE = "not on sale"
CONFIDENCE_WORDS = {
    "verified": "read in the source",
    "derived": "worked out from what was read",
    "recalled": "recalled",
}


class TermView(NamedTuple):
    """What a list takes off, in words. `holds`: whether it does on the day."""

    of: str
    share: str
    since: str
    holds: bool
    source: str
    url: str
    confidence: str
    note: str


class DifferenceView(NamedTuple):
    """A scheme with a price of the list's own, in words."""

    name: str
    address: str
    own: str
    base: str
    difference: str
    since: str
    changed: str
    source: str
    url: str
    confidence: str
    note: str


def list_own() -> list[PriceList]:
    """The own lists, by id."""
    return [row for row in price_lists() if row.base]


def fill_list(own: PriceList, day: date) -> dict[str, Any]:
    """What the page of one list shows, on a day."""
    names = {row.id: row.name for row in price_lists()}
    listed, base = catalogue(own.id), catalogue(own.base)
    terms = read_terms(own.id)
    differences = [*list_differences(listed, base, day)]
    holding = _find_holding(terms, day)
    said = [*holding, *(each.own for each in differences)]
    return {
        "own": own,
        "heading": own.name,
        "base_name": names[own.base],
        "base_address": _find_base_address(own.base, day),
        "day": formats.day(day),
        "currency": formats.currency_name(own.currency),
        "rates": tell_rates(listed.on(day)),
        "terms": [_view_term(term, term in holding) for term in terms],
        "differences": [_view_difference(each, own.id, day) for each in differences],
        "evidence": _tell_evidence(said),
        "kinds": make_kind_table(
            count_ages(said, day),
            f"Its prices and terms by kind, and by how old their source is on {formats.day(day)}",
            str,
        ),
        "compare": find_comparison(own.id),
        "prices": f"/prices/?{urlencode({'price_date': day.isoformat(), 'price_list': own.id})}",
    }


def find_comparison(price_list: str) -> str:
    """The address of the starting point on a list, on a day on which its newest prices hold."""
    newest = find_newest_day(catalogue(price_list), read_terms(price_list))
    start = date.fromisoformat(preset(TODAY)["price_date"])
    leaves = {"preset": TODAY}
    if newest is not None and newest > start:
        leaves["price_date"] = newest.isoformat()
    return f"/?{urlencode(leaves | {'price_list': price_list})}"


def _find_base_address(base: str, day: date) -> str:
    """The page of an own list, else the prices of the list."""
    if any(row.id == base for row in list_own()):
        return f"/lists/{base}/"
    return f"/prices/?{urlencode({'price_date': day.isoformat(), 'price_list': base})}"


def _find_holding(terms: Iterable[ListTerm], day: date) -> list[ListTerm]:
    """Of each the last by the day."""
    last = {term.of: term for term in terms if term.valid_from <= day}
    return list(last.values())


def _view_term(term: ListTerm, holds: bool) -> TermView:
    return TermView(
        tell_of(term.of, read_schemes()),
        percent(term.share),
        formats.day(term.valid_from),
        holds,
        term.source,
        term.source_url,
        term.confidence,
        term.note,
    )


def tell_of(of: str, schemes: Mapping[str, Scheme]) -> str:
    """Of what a term takes off: all, a vendor, or a scheme by its name."""
    if of == ALL:
        return "all"
    return scheme_words(schemes[of]) if of in schemes else of


def _view_difference(each: Difference, price_list: str, day: date) -> DifferenceView:
    changed = ""
    if each.has_base_changed and each.base is not None:
        changed = f"base has changed since: {_tell_base(each)} from " + formats.day(
            each.base.valid_from
        )
    query = urlencode({"price_date": day.isoformat(), "price_list": price_list})
    return DifferenceView(
        scheme_words(each.scheme),
        f"/prices/{each.scheme.id}/?{query}",
        _tell(each.own),
        _tell_base(each),
        _tell_more(each),
        formats.day(each.own.valid_from),
        changed,
        each.own.source,
        each.own.source_url,
        each.own.confidence,
        each.own.note,
    )


def _tell_base(each: Difference) -> str:
    """What the base says; as it stands there, where no rate brings it here."""
    if each.base is not None and each.missing_rate:
        return f"{each.base.tell_amounts()}; {formats.with_days(each.missing_rate)}"
    return _tell(each.base)


def _tell(price: Price | None) -> str:
    """The list price of a pack; of the base without what it takes off."""
    if price is None or price.amount is None:
        return NOT_ON_SALE
    return formats.decimal(price.amount)


def _tell_more(each: Difference) -> str:
    more = each.more
    if more is None or each.base is None or each.base.amount is None:
        return formats.NOTHING
    if not more:
        return "none"
    words = formats.decimal(abs(more))
    sign = "+"
    if more < 0:
        sign = formats.MINUS
    whole = each.base.amount
    if not whole:
        return f"{sign}{words}"
    share = formats.signed_percent(_scale(more), _scale(whole))
    return f"{sign}{words} ({share})"


def _scale(amount: Decimal) -> int:
    return int(amount.scaleb(SCALE))


def _tell_evidence(said: list[Price | ListTerm]) -> str:
    """On what the list rests, in a sentence; nothing where it says nothing of its own."""
    if not said:
        return ""
    parts = [
        f"{number:,} {CONFIDENCE_WORDS[name]}"
        for name, number in count_confidences(said).items()
        if number
    ]
    counted = formats.count(len(said), "price or term", "prices and terms")
    return f"Of {counted}: {', '.join(parts)}."
