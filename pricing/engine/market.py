"""What is on sale: schemes, their dated prices and the assumptions, as plain frozen data.

A `Catalogue` is everything that one price list knows, over all days. A `Market` is a
catalogue on one day. Whoever builds a catalogue (the database reader, a document that
brings its own) has validated it; the engine sees nothing else.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from .exchange import EXACT, ExchangeRate, Rates, convert_amount, find_surest
from .list_terms import ListTerm, find_seen
from .vocabulary import CONFIDENCES, HYPERVISOR, is_of_hosts


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """One way to pay for one thing (methodology, Words). Compared by identity."""

    id: str
    role: str
    metric: str
    charge: str
    vendor: str = ""
    product: str = ""
    edition: str = ""
    period: str = "year"
    maintenance_rate: Decimal = Decimal(0)
    maintenance_included_years: int = 0
    life_years: int | None = None
    pack: int = 1
    per_host: bool = False
    minimum: int = 0
    maximum: int | None = None
    tier_mode: str = "volume"
    terms: Mapping[str, Decimal] = field(default_factory=dict)
    requires: tuple[str, ...] = ()
    provides: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    includes: Mapping[str, int] = field(default_factory=dict)
    attributes: Mapping[str, Decimal] = field(default_factory=dict)
    successor: str = ""
    rule_note: str = ""
    not_checked: str = ""
    rule_source_url: str = ""
    rule_confidence: str = ""
    vendor_part_number: str = ""
    unspsc: str = ""
    also_called: str = ""
    quoted_from: date | None = None

    @property
    def name(self) -> str:
        """What people call it: product and edition, without the vendor."""
        return f"{self.product} {self.edition}".strip() or self.id


@dataclass(frozen=True, slots=True, eq=False)
class Price:
    """What one scheme costs, per pack, from a day on. No amount: not sold from that day on.

    `amount` and the amounts of `tiers` keep the decimals of the list ("4.50" stays 4.50),
    because net prices are rounded to as many.

    `confirmed_on`: when somebody last found the same price in its source again.

    `term`: what its list takes off where a scenario says nothing; source and confidence are then
    those of both. `base`: the same as the list beneath says it.

    `currency`: of amounts that a list beneath says in another currency than the list's; "" of all
    others. One that was converted names what it was (`original`) and at which `rate`.
    """

    scheme: str
    valid_from: date
    amount: Decimal | None
    tiers: tuple[tuple[int, Decimal], ...] = ()
    source: str = ""
    source_url: str = ""
    confidence: str = "recalled"
    note: str = ""
    confirmed_on: date | None = None
    term: ListTerm | None = None
    base: Price | None = None
    currency: str = ""
    original: Price | None = None
    rate: ExchangeRate | None = None

    @property
    def without_term(self) -> Price:
        """The list price alone, with its own source."""
        if self.term is None or self.base is None:
            return self
        return self.base

    def find_seen(self, day: date) -> date:
        """The last day, by one, on which somebody found it in its source; of what a list takes off
        another's price the earlier of both.
        """
        if self.base is None:
            return find_seen(self.valid_from, self.confirmed_on, day)
        seen = self.base.find_seen(day)
        if self.term is None:
            return seen
        return min(seen, self.term.find_seen(day))

    def in_list(self, valid_from: date, term: ListTerm | None) -> Price:
        """The same in a list on top, from the day on which that says so, and no surer than its
        term.
        """
        price = self.base or self
        if term is None:
            return replace(price, valid_from=valid_from, base=price)
        return replace(
            price,
            valid_from=valid_from,
            source=f"{term}; list price: {price.source}",
            confidence=max(price.confidence, term.confidence, key=CONFIDENCES.index),
            note=" ".join(filter(None, (term.note, price.note))),
            term=term,
            base=price,
        )

    def converted(self, rate: ExchangeRate) -> Price:
        """The same in the rate's currency: amount and tiers each rounded once, the term as it is,
        no surer than rate and amount.

        Methodology, Prices of another currency.
        """
        price = self.base or self
        assert price.amount is not None
        made = replace(
            price,
            amount=convert_amount(price.amount, rate),
            tiers=tuple((start, convert_amount(amount, rate)) for start, amount in price.tiers),
            source=f"{price.tell_amounts()} at {rate}; {price.source}",
            confidence=find_surest(price.confidence, rate.confidence),
            currency="",
            original=price,
            rate=rate,
        )
        if self.base is None:
            return made
        return made.in_list(self.valid_from, self.term)

    def told_in(self, currency: str, in_list: str) -> Price:
        """The same of a list in one currency, as one in another says it of a list beneath."""
        told = self.currency or currency
        if self.amount is None or told == in_list:
            told = ""
        base = None
        if self.base is not None:
            base = self.base.told_in(currency, in_list)
        return replace(self, currency=told, base=base)

    def tell_amounts(self) -> str:
        """The amount, those of tiers and their currency, as listed.

        >>> tiers = ((100, Decimal("9.50")),)
        >>> Price("it", date.min, Decimal("23.00"), tiers, currency="USD").tell_amounts()
        '23.00 (from 100: 9.50) USD'
        """
        tiers = ", ".join(f"from {start}: {amount:f}" for start, amount in self.tiers)
        in_brackets = f" ({tiers})" if tiers else ""
        return f"{self.amount:f}{in_brackets} {self.currency}"

    def is_same_as(self, other: Price | None) -> bool:
        """Whether both are one price of one list, whatever is taken off."""
        if other is None:
            return False
        one, two = self.base or self, other.base or other
        return (one.valid_from, one.amount, one.tiers) == (two.valid_from, two.amount, two.tiers)


@dataclass(frozen=True, slots=True, eq=False)
class Assumption:
    """A named, dated number with its range and source. No `valid_from`: it holds always.

    `currency`: of money that its source tells in that currency; none: the comparison's. One that
    was converted names what it was (`original`) and at which `rate`. `confirmed_on`: as of a price.
    """

    name: str
    typical: Decimal
    valid_from: date | None = None
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    currency: str = ""
    moves_with: str = ""
    source: str = ""
    source_url: str = ""
    confidence: str = "recalled"
    note: str = ""
    confirmed_on: date | None = None
    original: Assumption | None = None
    rate: ExchangeRate | None = None

    def find_seen(self, day: date) -> date | None:
        """The last day, by one, on which somebody found it in its source; None where nobody says
        any.
        """
        if self.valid_from is None and (self.confirmed_on is None or self.confirmed_on > day):
            return None
        return find_seen(self.valid_from or date.min, self.confirmed_on, day)

    @property
    def ends(self) -> tuple[Decimal | None, Decimal, Decimal | None]:
        """Low, typical and high."""
        return self.low, self.typical, self.high

    def converted(self, rate: ExchangeRate) -> Assumption:
        """All three values in the rate's currency, unrounded, no surer than rate and amount.

        Methodology, Money of another currency.
        """
        low, typical, high = (
            None if end is None else EXACT.multiply(end, rate.rate)
            for end in (self.low, self.typical, self.high)
        )
        assert typical is not None
        return replace(
            self,
            typical=typical,
            low=low,
            high=high,
            unit=self.unit.replace(self.currency, rate.to_currency),
            currency=rate.to_currency,
            confidence=find_surest(self.confidence, rate.confidence),
            original=self,
            rate=rate,
        )


Dated = TypeVar("Dated", Price, Assumption)
MOST_OWN_RATES = 16


class Catalogue:
    """All schemes, prices and assumptions of one price list, by name and by day; and rates into its
    currency.

    `prices`: as they are said, some perhaps in another currency; a `Market` has them converted.
    `change` names the content: it differs after every change. "" where a document brought it.
    """

    def __init__(
        self,
        *,
        price_list: str,
        currency: str,
        schemes: Mapping[str, Scheme],
        prices: list[Price],
        assumptions: list[Assumption],
        change: str = "",
        exchange_rates: Sequence[ExchangeRate] = (),
    ) -> None:
        self.price_list = price_list
        self.change = change
        self.currency = currency
        self.schemes = dict(schemes)
        self.prices: dict[str, list[Price]] = {}
        for price in sorted(prices, key=lambda p: p.valid_from):
            self.prices.setdefault(price.scheme, []).append(price)
        self.assumptions: dict[str, list[Assumption]] = {}
        for assumption in sorted(assumptions, key=lambda a: a.valid_from or date.min):
            self.assumptions.setdefault(assumption.name, []).append(assumption)
        self.rates = Rates(currency, exchange_rates)
        self._markets: dict[date, Market] = {}
        self._at_rates: dict[tuple[tuple[str, Decimal], ...], Catalogue] = {}
        self.without_own_rates = self

    def at_rates(self, own: Mapping[str, Decimal]) -> Catalogue:
        """The same catalogue with rates of one's own, by currency, which stand over those that it
        knows; `without_own_rates` is the one that it was made of.
        """
        if not own:
            return self
        key = tuple(sorted(own.items()))
        found = self._at_rates.get(key)
        if found is None:
            if len(self._at_rates) >= MOST_OWN_RATES:
                self._at_rates.clear()
            found = self._at_rates[key] = copy(self)
            found.rates = self.rates.with_own(own)
            found._markets, found._at_rates = {}, {}
        return found

    @property
    def foreign_currencies(self) -> set[str]:
        """Other currencies in which prices and assumptions are told, on whatever day."""
        prices = (row.currency for rows in self.prices.values() for row in rows)
        told = (row.currency for rows in self.assumptions.values() for row in rows)
        return {*prices, *told} - {"", self.currency}

    def find_price(self, scheme: str, day: date) -> Price | None:
        """What is said of a scheme on a day, without an amount too; None where nothing is."""
        return _find_in_force(self.prices.get(scheme, ()), day)

    def on(self, day: date) -> Market:
        """The market of that day; made once, since the answer to a day never changes."""
        market = self._markets.get(day)
        if market is None:
            if len(self._markets) >= 256:
                self._markets.clear()
            market = self._markets[day] = Market(self, day)
        return market


class Market:
    """What a catalogue sells on one day, and the assumptions in force, in the catalogue's currency.

    `unconverted`: those in force that no rate brings into it; they are not among the `assumptions`.
    `unconverted_prices`: likewise, by scheme.
    """

    def __init__(self, catalogue: Catalogue, day: date) -> None:
        self.catalogue = catalogue
        self.day = day
        self.rates = {
            code: rate
            for code in catalogue.rates.currencies
            if (rate := catalogue.rates.find(code, day))
        }
        self.prices: dict[str, Price] = {}
        self.unconverted_prices: dict[str, Price] = {}
        for rows in catalogue.prices.values():
            price = _find_in_force(rows, day)
            if price is not None and price.amount is not None:
                self._take_price(price)
        self.assumptions: dict[str, Assumption] = {}
        self.unconverted: dict[str, Assumption] = {}
        for values in catalogue.assumptions.values():
            assumption = _find_in_force(values, day)
            if assumption is not None:
                self._take(assumption)
        self.providers: dict[str, list[Scheme]] = {}
        for scheme_id in self.prices:
            for token in catalogue.schemes[scheme_id].provides:
                self.providers.setdefault(token, []).append(catalogue.schemes[scheme_id])

    @cached_property
    def requirers(self) -> dict[str, list[Scheme]]:
        """The schemes on sale that require each token."""
        requirers: dict[str, list[Scheme]] = {}
        for scheme_id in self.prices:
            for token in self.catalogue.schemes[scheme_id].requires:
                requirers.setdefault(token, []).append(self.catalogue.schemes[scheme_id])
        return requirers

    @property
    def foreign_currencies(self) -> list[str]:
        """Other currencies in which prices and assumptions in force are told, in order."""
        told: list[Price | Assumption] = [
            *(a.original for a in self.assumptions.values() if a.original),
            *(price.original for price in self.prices.values() if price.original),
            *self.unconverted.values(),
            *self.unconverted_prices.values(),
        ]
        return sorted({each.currency for each in told})

    def tell_missing_rate(self, currency: str) -> str:
        """In words, that no rate of a currency is known for the day, and which is the nearest."""
        return self.catalogue.rates.tell_missing(currency, self.day)

    def last_rate(self, currency: str) -> ExchangeRate | None:
        """The last rate of a currency that began by the day, however old."""
        return self.catalogue.rates.find_last(currency, self.day)

    def list_rows(self, scheme: str) -> list[Price]:
        """What is said of a scheme on any day, at the rates of this day, but for what none of them
        converts.
        """
        rows = self.catalogue.prices.get(scheme, [])
        return [price for row in rows if (price := self.convert(row))]

    def find_unconverted(self, scheme: str, until: date) -> Price | None:
        """The first that is said of a scheme, on this day or later until another, in money of
        which no rate of this day is known.
        """
        if scheme in self.unconverted_prices:
            return self.unconverted_prices[scheme]
        for row in self.catalogue.prices.get(scheme, ()):
            is_coming = self.day < row.valid_from <= until
            if is_coming and self.convert(row) is None:
                return row
        return None

    def convert(self, price: Price) -> Price | None:
        """A price in the list's currency, at the rate of this day; None without a rate."""
        if not price.currency:
            return price
        rate = self.rates.get(price.currency)
        if rate is None:
            return None
        return price.converted(rate)

    @property
    def terms(self) -> dict[str, ListTerm]:
        """What the list takes off where a scenario says nothing, by scheme, vendor or `*`."""
        return {price.term.of: price.term for price in self.prices.values() if price.term}

    def _take_price(self, price: Price) -> None:
        """Keeps a price in force, of another currency at the day's rate."""
        converted = self.convert(price)
        if converted is None:
            self.unconverted_prices[price.scheme] = price
        else:
            self.prices[price.scheme] = converted

    def _take(self, assumption: Assumption) -> None:
        """Keeps an assumption in force, money of another currency at the day's rate."""
        rate = self.rates.get(assumption.currency)
        if assumption.currency in ("", self.catalogue.currency):
            self.assumptions[assumption.name] = assumption
        elif rate is not None:
            self.assumptions[assumption.name] = assumption.converted(rate)
        else:
            self.unconverted[assumption.name] = assumption

    def price(self, scheme: str) -> Price | None:
        """The price in force; None where the scheme is not on sale that day."""
        return self.prices.get(scheme)

    def follower(self, scheme: str) -> Scheme | None:
        """The next successor of a scheme that is on sale that day."""
        schemes, seen = self.catalogue.schemes, {scheme}
        following = schemes[scheme].successor
        while following in schemes and following not in seen:
            if following in self.prices:
                return schemes[following]
            seen.add(following)
            following = schemes[following].successor
        return None

    def last_end(self, scheme: str) -> date | None:
        """The last day by now on which the sale of a scheme ended; None where none did."""
        ends = [
            row.valid_from for row in self.catalogue.prices.get(scheme, []) if row.amount is None
        ]
        return max((end for end in ends if end <= self.day), default=None)

    def is_quoted(self, scheme: str) -> bool:
        """Whether a scheme is sold by quotation that day: the list has no price, and no end since
        then.
        """
        since = self.catalogue.schemes[scheme].quoted_from
        has_price = scheme in self.prices or scheme in self.unconverted_prices
        if since is None or since > self.day or has_price:
            return False
        return (self.last_end(scheme) or date.min) <= since

    def when_sold(self, scheme: str) -> str:
        """In words, when a scheme that is not on sale today is: never, later, or until when; or
        that it is quoted.
        """
        if scheme in self.catalogue.schemes and self.is_quoted(scheme):
            return "sold by quotation"
        if scheme in self.unconverted_prices:
            return self.tell_missing_rate(self.unconverted_prices[scheme].currency)
        rows = self.catalogue.prices.get(scheme, [])
        later = [row for row in rows if row.valid_from > self.day and row.amount is not None]
        ended = self.last_end(scheme)
        if ended is not None:
            words = f"ended on {ended.isoformat()}"
            if later:
                return f"{words}, on sale again from {later[0].valid_from.isoformat()}"
            return words
        if later:
            return f"not before {later[0].valid_from.isoformat()}"
        return "no price has been found"


def list_provided(schemes: Iterable[Scheme]) -> set[str]:
    """All tokens that some schemes bring."""
    return set().union(*(scheme.provides for scheme in schemes))


def list_brought(scheme: Scheme, run: Scheme | None) -> tuple[str, ...]:
    """What a scheme brings to a group whose hosts run a hypervisor, or none (methodology, One
    hypervisor on a host).

    A hypervisor that they do not run brings nothing of hosts, but its manager where they are of its
    kind.

    >>> provided = ("server_os", "hypervisor", "ha")
    >>> guest = Scheme("server", "server_os", "core", "perpetual", provides=provided)
    >>> list_brought(guest, None)
    ('server_os',)
    """
    if scheme is run or HYPERVISOR not in scheme.provides:
        return scheme.provides
    manages = run is not None and not _list_kinds(scheme).isdisjoint(_list_kinds(run))
    return tuple(
        t
        for t in scheme.provides
        if not is_of_hosts(t) or (manages and t.startswith("vm_management"))
    )


def _list_kinds(scheme: Scheme) -> set[str]:
    """The kinds of hosts that a hypervisor makes."""
    return {token for token in scheme.provides if token.startswith("host:")}


def list_required(schemes: Iterable[Scheme]) -> set[str]:
    """All tokens that some schemes need."""
    return set().union(*(scheme.requires for scheme in schemes))


def years_after(day: date, years: int) -> date:
    """The same day so many years later; the 28th where the 29 February is not there.

    >>> years_after(date(2008, 2, 29), 1), years_after(date(2008, 2, 29), 4)
    (datetime.date(2009, 2, 28), datetime.date(2012, 2, 29))
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _find_in_force(rows: Sequence[Dated], day: date) -> Dated | None:
    """The last row that starts by `day`; rows without a start hold always."""
    index = bisect_right(rows, day, key=lambda row: row.valid_from or date.min)
    if index:
        return rows[index - 1]
    return None
