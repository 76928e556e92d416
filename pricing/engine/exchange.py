"""What a currency was worth in another on a day: dated rates, alone or over a third currency."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

from .vocabulary import CONFIDENCES

OLDEST_RATE_DAYS = 7  # before the price date; methodology, Money of another currency
EXACT = Context(prec=64, rounding=ROUND_HALF_UP)
SET_HERE = "as set in this comparison"
# Decimals of money that has others than two (ISO 4217, minor units).
MINOR_UNITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"), 0),
    **dict.fromkeys(("UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


@dataclass(frozen=True, slots=True, eq=False)
class ExchangeRate:
    """Units of one currency for one of another, from a day on.

    No `valid_from`: the document brought it. `legs`: the two rates over a third currency whose
    product it is.
    """

    from_currency: str
    to_currency: str
    rate: Decimal
    valid_from: date | None = None
    source: str = ""
    source_url: str = ""
    confidence: str = "recalled"
    note: str = ""
    legs: tuple[ExchangeRate, ...] = ()

    def __str__(self) -> str:
        """The rate, who said so, and of which day.

        >>> str(ExchangeRate("USD", "EUR", Decimal("0.6734"), date(2008, 1, 31), "ECB"))
        '0.6734, ECB, 31 January 2008'
        """
        if self.valid_from is None:
            return f"{self.rate:f}, {SET_HERE}"
        days = dict.fromkeys(each.valid_from for each in self.legs or (self,) if each.valid_from)
        factors = " × ".join(f"{each.rate:f}" for each in self.legs or (self,))
        return f"{factors}, {self.source}, {' and '.join(map(write_day, days))}"


def write_day(day: date) -> str:
    """A day in words.

    >>> write_day(date(2008, 1, 31))
    '31 January 2008'
    """
    return f"{day.day} {day:%B %Y}"


def find_decimals(amount: Decimal, from_currency: str, to_currency: str) -> int:
    """The decimals of an amount that is converted: those of its new currency (ISO 4217), and as
    many more as it was written finer than its own.

    >>> find_decimals(Decimal("23.00"), "USD", "EUR"), find_decimals(Decimal("23.00"), "USD", "JPY")
    (2, 0)
    >>> find_decimals(Decimal("0.0116"), "USD", "EUR"), find_decimals(Decimal("1600"), "JPY", "EUR")
    (4, 2)
    """
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int)
    finer = max(0, -exponent - MINOR_UNITS.get(from_currency, 2))
    return MINOR_UNITS.get(to_currency, 2) + finer


def convert_amount(amount: Decimal, rate: ExchangeRate) -> Decimal:
    """A list's amount at a rate, half up once. What costs something never becomes 0.00: where it
    would, it has as many decimals as two digits of it take.

    >>> rate = ExchangeRate("USD", "EUR", Decimal("0.6734"))
    >>> convert_amount(Decimal("23.00"), rate), convert_amount(Decimal("0.0116"), rate)
    (Decimal('15.49'), Decimal('0.0078'))
    >>> convert_amount(Decimal("23.00"), ExchangeRate("USD", "CHF", Decimal("0.0000347")))
    Decimal('0.00080')
    """
    decimals = find_decimals(amount, rate.from_currency, rate.to_currency)
    exact = EXACT.multiply(amount, rate.rate)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), context=EXACT)
    if rounded or not exact:
        return rounded
    return exact.quantize(Decimal(1).scaleb(exact.adjusted() - 1), context=EXACT)


def find_surest(*confidences: str) -> str:
    """What is worked out from several is derived at best, and recalled where one of them is."""
    return max("derived", *confidences, key=CONFIDENCES.index)


class Rates:
    """All rates that bring money into one currency, by day.

    A rate of two currencies stands over one over a third. That is the product of two rates of one
    source (the European Central Bank tells all in euros); of several, the one whose older leg is
    the newest.
    """

    def __init__(self, currency: str, rows: Iterable[ExchangeRate]) -> None:
        self.currency = currency
        self._own: dict[str, ExchangeRate] = {}
        self._rows: dict[tuple[str, str], list[ExchangeRate]] = {}
        for row in sorted(rows, key=_find_start):
            self._rows.setdefault((row.from_currency, row.to_currency), []).append(row)

    @property
    def rows(self) -> list[ExchangeRate]:
        """All that are known, into other currencies too."""
        return [row for rows in self._rows.values() for row in rows]

    @property
    def currencies(self) -> list[str]:
        """The others of which any rate is known."""
        return sorted(({code for code, _ in self._rows} | self._own.keys()) - {self.currency})

    def with_own(self, own: Mapping[str, Decimal]) -> Rates:
        """The same with rates of one's own, by currency, over those that are known."""
        made = copy(self)
        made._own = {code: ExchangeRate(code, self.currency, rate) for code, rate in own.items()}
        return made

    def list_needed(self, currencies: Iterable[str]) -> list[ExchangeRate]:
        """The known rates that bring some currencies here on whatever day."""
        needed: dict[ExchangeRate, None] = {}
        for code in sorted(currencies):
            pairs = [
                pair for over in self._list_thirds(code) for pair in self._list_legs(code, over)
            ]
            legs = (row for pair in pairs for row in self._rows[pair])
            needed |= dict.fromkeys(self._rows.get((code, self.currency), []))
            needed |= dict.fromkeys(leg for leg in legs if not self._is_idle(code, leg))
        return list(needed)

    def _is_idle(self, code: str, leg: ExchangeRate) -> bool:
        """Whether a leg is in no product: a rate of the two currencies stands over each."""
        start = _find_start(leg)
        days = (start + timedelta(days) for days in range(OLDEST_RATE_DAYS + 1))
        return all(self._find_fresh(code, self.currency, day) for day in days)

    def find(self, code: str, day: date) -> ExchangeRate | None:
        """The rate of a day, at most seven days older; None where none is known."""
        if code in self._own:
            return self._own[code]
        direct = self._find_fresh(code, self.currency, day)
        if direct is not None:
            return direct
        products = list(self._list_products(code, day))
        return max(products, key=_find_start, default=None)

    def find_last(self, code: str, day: date) -> ExchangeRate | None:
        """The last known rate of the two currencies that began by the day, however old."""
        return _find_in_force(self._rows.get((code, self.currency), []), day)

    def find_nearest(self, code: str, day: date) -> ExchangeRate | None:
        """The rate of the day nearest to one."""
        pairs = [(code, self.currency)]
        for over in self._list_thirds(code):
            pairs += self._list_legs(code, over)
        starts = {row.valid_from for pair in pairs for row in self._rows.get(pair, [])}
        for start in sorted(filter(None, starts), key=lambda each: _count_days(each, day)):
            found = self.find(code, start)
            if found is not None:
                return found
        return None

    def tell_missing(self, code: str, day: date) -> str:
        """In words, that there is no rate of a day, and which is the nearest."""
        words = f"no rate {code} to {self.currency} for {day.isoformat()}"
        nearest = self.find_nearest(code, day)
        if nearest is None:
            return words
        return f"{words}; nearest {nearest.valid_from}"

    def _list_thirds(self, code: str) -> Iterator[str]:
        """The currencies over which one may be brought into this one."""
        for known, over in sorted(self._rows):
            if known == code and (over, self.currency) in self._rows:
                yield over

    def _list_legs(self, code: str, over: str) -> tuple[tuple[str, str], tuple[str, str]]:
        return (code, over), (over, self.currency)

    def _list_products(self, code: str, day: date) -> Iterator[ExchangeRate]:
        for over in self._list_thirds(code):
            first = self._find_fresh(code, over, day)
            second = self._find_fresh(over, self.currency, day)
            if first is not None and second is not None and first.source == second.source:
                yield _multiply(first, second)

    def _find_fresh(self, code: str, to_currency: str, day: date) -> ExchangeRate | None:
        row = _find_in_force(self._rows.get((code, to_currency), []), day)
        if row is not None and _count_days(_find_start(row), day) <= OLDEST_RATE_DAYS:
            return row
        return None


def _find_in_force(rows: list[ExchangeRate], day: date) -> ExchangeRate | None:
    """The last that began by a day."""
    index = bisect_right(rows, day, key=_find_start)
    if index:
        return rows[index - 1]
    return None


def _find_start(rate: ExchangeRate) -> date:
    return rate.valid_from or date.min


def _count_days(one: date, other: date) -> int:
    return abs((other - one).days)


def _multiply(first: ExchangeRate, second: ExchangeRate) -> ExchangeRate:
    """Two rates as one, unrounded, as old as the older and as sure as the less sure."""
    legs = (first, second)
    return ExchangeRate(
        from_currency=first.from_currency,
        to_currency=second.to_currency,
        rate=EXACT.multiply(first.rate, second.rate),
        valid_from=min(map(_find_start, legs)),
        source=first.source,
        source_url=first.source_url,
        confidence=find_surest(first.confidence, second.confidence),
        note="; ".join(f"{leg.rate:f} {leg.to_currency} for 1 {leg.from_currency}" for leg in legs),
        legs=legs,
    )
