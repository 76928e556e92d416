"""Why the schemes of one scenario cost more than those of another: bought or not, quantity, price, discount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ..bill import Row
from ..numbers import typical
from ..payments import inflation_of, packs_by_tier
from ..prices import MAINTENANCE, Tariff, YearPrice, discount_of, tariff_of
from ..vocabulary import PERIODS, UNITS
from .effects import Part, Side
from .numbers_in_words import plain
from .shapley import average_over_orders

COUNTED = ("quantity", "bought", "surviving", "first", "last")


class _Bought(NamedTuple):
    """What one scenario has of a scheme: units and packs by payment year, and its terms.

    `bought` on top of `surviving`; packs `first` + 1 to `last` are paid by the year; `left`: the share of
    each year's purchase that is still there at the end, where that counts.
    """

    row: Row
    quantity: list[int]
    bought: list[int]
    surviving: list[int]
    first: list[int]
    last: list[int]
    left: list[Fraction]
    tariff: Tariff
    factor: Decimal
    inflation: Decimal


def scheme_effects(start: Side, end: Side) -> Iterator[Part]:
    """A scheme that one side has is one effect; one that both have differs by its factors."""
    before, after = _find_bought(start), _find_bought(end)
    for scheme in sorted(before.keys() | after.keys()):
        sides = before.get(scheme), after.get(scheme)
        if all(sides):
            yield from _split_scheme(start, *sides)  # type: ignore[arg-type]
            continue
        one = sides[0] or sides[1]
        assert one is not None
        words, amount = _tell_units(one), _price_bought(one)
        name = one.row.entry.scheme.name
        if sides[1] is None:
            yield Part(scheme, "scheme", name, "", words, "", -amount)
        else:
            yield Part(scheme, "scheme", name, "", "", words, amount)


def _find_bought(side: Side) -> dict[str, _Bought]:
    """The schemes of which the scenario needs any in some year."""
    run = side.answer.evaluation
    inflation = inflation_of(run, side.place, "price_inflation")
    spending = run.spending
    counts = (run.quantities.quantity, spending.bought, spending.surviving, spending.yearly_first, spending.yearly_last)
    result = {}
    for row in run.bill.rows_of[side.place]:
        by_year = [[int(n) for n in numbers[row.place, :, 0]] for numbers in counts]
        if any(by_year[0]):
            factor = typical(row.scenario.prices.get(row.entry.scheme.id, Decimal(1)))
            numbers = dict(zip(COUNTED, by_year, strict=True))
            result[row.entry.scheme.id] = _Bought(
                row=row, left=_left(side, row), tariff=row.tariff, factor=factor, inflation=inflation, **numbers
            )
    return result


def _left(side: Side, row: Row) -> list[Fraction]:
    """The share of each payment year's purchase that is left at the end, where the comparison takes it off."""
    question = side.answer.question
    years, life = question.horizon_years, row.entry.scheme.life_years
    if question.residual_value == "none" or not life:
        return [Fraction(0)] * years
    return [Fraction(max(0, t + life - years), life) for t in range(years)]


def _split_scheme(start: Side, a: _Bought, b: _Bought) -> Iterator[Part]:
    """Quantity, price, discount and inflation of a scheme that both have.

    A quote in the place of a list price takes the discount's place too: that is one cause.
    """
    name = b.row.entry.scheme.id
    has_one_quote = _is_quoted(a) != _is_quoted(b)
    causes = [
        ("quantity", "quantity", "", _tell_units(a), _tell_units(b), a[1:7] != b[1:7]),
        ("price", "price", "price", *_tell_prices(a, b), _tell_list_price(a) != _tell_list_price(b)),
        ("discount", "discount", "discount", *_tell_discounts(a, b),
         not has_one_quote and _tell_terms(a) != _tell_terms(b)),
        ("price_inflation", "assumption", "prices rise by", plain(a.inflation), plain(b.inflation),
         a.inflation != b.inflation),
    ]  # fmt: skip
    differing = [cause for cause in causes if cause[-1]]
    order = [cause[0] for cause in differing]

    def worth(come: tuple[bool, ...]) -> Fraction:
        of = {key: (b if has_come else a) for key, has_come in zip(order, come, strict=True)}
        counted, priced = of.get("quantity", a), of.get("price", a)
        if has_one_quote:
            discounted = priced
        else:
            discounted = of.get("discount", a)
        rising = of.get("price_inflation", a)
        scenario = replace(priced.row.scenario, discounts=discounted.row.scenario.discounts)
        tariff = tariff_of(scenario, priced.row.entry, len(counted.quantity), start.answer.question.price_changes)
        if _is_quoted(priced):
            factor = Decimal(1)
        else:
            factor = discounted.factor
        return _price_bought(counted._replace(tariff=tariff, factor=factor, inflation=rising.inflation))

    shares = average_over_orders(worth, len(differing))
    for (key, kind, cause, before, after, _), share in zip(differing, shares, strict=True):
        yield Part(f"{name}/{key}", kind, b.row.entry.scheme.name, cause, before, after, share)


def _price_bought(it: _Bought) -> Fraction:
    """Purchases, less what is left of them, maintenance and subscription over all years, exact."""
    scheme = it.row.entry.scheme
    is_bought = scheme.charge == "perpetual"
    rate = Fraction(scheme.maintenance_rate if is_bought else PERIODS[scheme.period])
    total = Fraction(0)
    for year in range(len(it.quantity)):
        if is_bought:
            span = (it.surviving[year], it.surviving[year] + it.bought[year])
            total += _price_steps(it, it.tariff.years[year], year, span) * (1 - it.left[year])
        if rate:
            total += _price_steps(it, it.tariff.maintenance[year], year, (it.first[year], it.last[year])) * rate
    return total * Fraction(it.factor)


def _price_steps(it: _Bought, price: YearPrice, year: int, span: tuple[int, int]) -> Fraction:
    """What some packs of one year cost, inflation in it."""
    tiers = packs_by_tier(price, it.row.entry.scheme, it.quantity[year], *span)
    listed = sum((packs * Fraction(net) for packs, _, net in tiers), Fraction(0))
    return listed * Fraction(1 + it.inflation) ** price.rises


def _is_quoted(it: _Bought) -> bool:
    return it.tariff.years[0].is_quoted


def _tell_list_price(it: _Bought) -> object:
    """What the list, and whoever quoted, say of the price by year."""
    listed = [(each.list_tiers, each.rises) for each in (*it.tariff.years, *it.tariff.maintenance)]
    return listed, [each.tiers for each in it.tariff.years] if _is_quoted(it) else None


def _tell_terms(it: _Bought) -> object:
    """What comes off the list: discounts of the price and of its maintenance, and the factor."""
    scheme = it.row.entry.scheme
    return discount_of(it.row.scenario, scheme), it.row.scenario.discounts.get(scheme.id + MAINTENANCE), it.factor


def _tell_units(it: _Bought) -> str:
    """The units of the first year that has any."""
    number = next(quantity for quantity in it.quantity if quantity)
    one, many = UNITS[it.row.entry.scheme.metric]
    return f"{number:,} {one if number == 1 else many}"


def _tell_prices(a: _Bought, b: _Bought) -> tuple[str, str]:
    """The prices, or the days from which they hold where only tiers or later years differ."""
    before, after = (_price(it, _is_quoted(a) != _is_quoted(b)) for it in (a, b))
    if before != after or a.row.price is None or b.row.price is None:
        return before, after
    return f"that of {a.row.price.valid_from}", f"that of {b.row.price.valid_from}"


def _price(it: _Bought, is_net: bool) -> str:
    """The first year's price: what was quoted, or the list's; net where it stands beside a quote."""
    first = it.tariff.years[0]
    if first.is_quoted:
        return f"{plain(first.tiers[0][1])} as quoted"
    return plain(first.tiers[0][1] * it.factor if is_net else first.list_tiers[0][1])


def _tell_discounts(a: _Bought, b: _Bought) -> tuple[str, str]:
    discounts = [discount_of(it.row.scenario, it.row.entry.scheme) for it in (a, b)]
    if a.factor == b.factor:
        return _write_per_cent(discounts[0]), _write_per_cent(discounts[1])
    words = [f"{_write_per_cent(of)} and × {plain(it.factor)}" for of, it in zip(discounts, (a, b), strict=True)]
    return words[0], words[1]


def _write_per_cent(share: Decimal) -> str:
    return f"{plain(share * 100)} %"
