"""What an own price list says: its own rows, what it takes off, and what lies beneath it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from pricing.engine.faults import Fault, name_hint
from pricing.engine.list_terms import ListTerm
from pricing.engine.market import Price, Scheme

MOST_BASES = 3  # lists beneath an own one
ALL = "*"
CIRCLE = "leads back to this list; lists may not stand on each other in a circle"
TOO_DEEP = f"may stand on {MOST_BASES} lists at most, one beneath the other"
MADE_PUBLIC = "may not change between none and a list: whether a list is an own one never changes"
SAME_MONEY = "the amounts of a list never change what money they are"
NO_BASE = "may not be as_base in a list without a base"
NO_OWN_LIST = "may hold a list that has a base: others have no terms"


class OwnPrice(NamedTuple):
    """A row of an own list; `is_as_base`: from its day on the base decides again."""

    price: Price
    is_as_base: bool


Row = TypeVar("Row", OwnPrice, Price, ListTerm)


def read_prices(
    price_list: str,
    lists: Mapping[str, tuple[str, str]],
    read_list: Callable[[str], tuple[list[OwnPrice], list[ListTerm]]],
    schemes: Mapping[str, Scheme],
) -> list[Price]:
    """The dated prices of any list, which a function reads with its terms; `lists`: currency and
    base of each, "" without one.

    Amounts of a list beneath it in another currency are marked as such, and converted nowhere.
    """
    currency = lists[price_list][0]
    bases = {name: base for name, (_, base) in lists.items() if base}
    prices: list[Price] = []
    for place, name in enumerate(list_bases(price_list, bases)):
        rows, terms = read_list(name)
        if lists[name][0] != currency:
            rows = [row._replace(price=row.price.told_in(lists[name][0], currency)) for row in rows]
        if place:
            prices = make_own_prices(rows, terms, prices, schemes)
        else:
            prices = [row.price for row in rows]
    return prices


def make_own_prices(
    own: Iterable[OwnPrice],
    terms: Iterable[ListTerm],
    base: Iterable[Price],
    schemes: Mapping[str, Scheme],
) -> list[Price]:
    """The dated prices of a list on top of another, by scheme and day.

    The list's last row decides; without one, or where that is the base's, the base does on the
    same day, less the term in force: of the scheme, else its vendor, else all. A list's own terms
    stand over those of its base.
    """
    rows = _group_by_scheme((row.price.scheme, row) for row in own)
    beneath = _group_by_scheme((price.scheme, price) for price in base)
    terms_of = _group_terms(terms)
    made: list[Price] = []
    for name in sorted(rows.keys() | beneath.keys()):
        wanted = (name, schemes[name].vendor, ALL)
        applying = [terms_of[of] for of in wanted if of in terms_of]
        made += _make_prices_of(_Layers(rows.get(name, []), applying, beneath.get(name, [])))
    return made


class _Layers(NamedTuple):
    """What bears on one scheme, each in order of its days; terms of the scheme come first."""

    own: Sequence[OwnPrice]
    terms: Sequence[Sequence[ListTerm]]
    base: Sequence[Price]

    def list_days(self) -> list[date]:
        """The days on which anything begins."""
        days = {row.price.valid_from for row in self.own}
        days |= {row.valid_from for row in self.base}
        days |= {term.valid_from for terms in self.terms for term in terms}
        return sorted(days)


def _group_by_scheme(rows: Iterable[tuple[str, Row]]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for name, row in rows:
        grouped.setdefault(name, []).append(row)
    for group in grouped.values():
        group.sort(key=_find_start)
    return grouped


def _group_terms(terms: Iterable[ListTerm]) -> dict[str, list[ListTerm]]:
    grouped: dict[str, list[ListTerm]] = {}
    for term in sorted(terms, key=_find_start):
        grouped.setdefault(term.of, []).append(term)
    return grouped


def _find_start(row: OwnPrice | Price | ListTerm) -> date:
    if isinstance(row, OwnPrice):
        return row.price.valid_from
    return row.valid_from


def _make_prices_of(layers: _Layers) -> Iterator[Price]:
    """A price for each day on which what the list says of the scheme changes."""
    price: Price | None
    term: ListTerm | None
    last: tuple[Price | None, ListTerm | None] = (None, None)
    for day in layers.list_days():
        own = _find_last(layers.own, day)
        if own is not None and not own.is_as_base:
            price, term = own.price, None
            made: Price | None = price
        else:
            price, term = _find_in_base(layers, day)
            made = _stack(own, price, term, day)
        if made is not None and (price, term) != last:
            yield made
            last = price, term


def _find_in_base(layers: _Layers, day: date) -> tuple[Price | None, ListTerm | None]:
    """What the base says that day, and what comes off it."""
    price = _find_last(layers.base, day)
    return price, _find_term(layers, price, day)


def _stack(
    own: OwnPrice | None, price: Price | None, term: ListTerm | None, day: date
) -> Price | None:
    """The base's price in the list; where the base has none the row that asks for it says so."""
    if price is not None:
        return price.in_list(day, term)
    if own is not None:
        return own.price
    return None


def _find_term(layers: _Layers, price: Price | None, day: date) -> ListTerm | None:
    """What comes off the base's price: the list's own term, else that of the base."""
    if price is None or price.amount is None:
        return None
    for terms in layers.terms:
        term = _find_last(terms, day)
        if term is not None:
            return term if term.share else None
    return price.term


def _find_last(rows: Sequence[Row], day: date) -> Row | None:
    index = bisect_right(rows, day, key=_find_start)
    if index:
        return rows[index - 1]
    return None


def list_bases(price_list: str, bases: Mapping[str, str]) -> list[str]:
    """A list and those beneath it, from the lowest up; `bases`: what each own list stands on."""
    found = [price_list]
    while (base := bases.get(found[-1])) and base not in found:
        found.append(base)
    return found[::-1]


def find_base_faults(
    lists: Mapping[str, tuple[str, str]], before: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, Fault]]:
    """What is wrong with currency and base of lists, by list: `lists` has both of each, "" without
    a base, and `before` those of the lists that are there already.
    """
    bases = {name: base for name, (_, base) in lists.items() if base}
    for name, (currency, base) in lists.items():
        was = before.get(name, (currency, base))
        if was[0] != currency:
            yield name, Fault("currency", repr(currency), f"may hold {was[0]}: {SAME_MONEY}")
        for words in _tell_wrong_base(name, lists, bases, was[1]):
            yield name, Fault("base", repr(base) if base else "nothing", words)


def _tell_wrong_base(
    name: str, lists: Mapping[str, tuple[str, str]], bases: Mapping[str, str], was: str
) -> Iterator[str]:
    base = bases.get(name, "")
    if bool(was) != bool(base):
        yield MADE_PUBLIC
    if not base:
        return
    beneath = list_bases(name, bases)[:-1]
    if base not in lists:
        yield f"is no price list{name_hint(base, lists).words}"
    elif _is_circle(name, bases):
        yield CIRCLE
    elif len(beneath) > MOST_BASES:
        yield TOO_DEEP


def _is_circle(name: str, bases: Mapping[str, str]) -> bool:
    """Whether a list is found beneath itself, or stands on lists that are."""
    return bases.get(list_bases(name, bases)[0]) is not None


def find_term_fault(
    price_list: str, of: str, own_lists: Iterable[str], schemes: Mapping[str, str]
) -> Fault | None:
    """What is wrong with the place of a term; `schemes`: the vendor of each."""
    if price_list not in {*own_lists}:
        return Fault("price_list", repr(price_list), NO_OWN_LIST)
    known = {*schemes, *schemes.values(), ALL}
    if of not in known:
        words = f"is neither a scheme nor a vendor, nor * for all{name_hint(of, known).words}"
        return Fault("of", repr(of), words)
    return None
