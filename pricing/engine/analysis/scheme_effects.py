"""Why the schemes of one scenario cost more than those of another.

Bought or not, quantity, price, discount.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ..bill import Row
from ..market import Scheme
from ..payments import Holding, find_holding, list_payments
from ..prices import MAINTENANCE, discount_of, tariff_of, with_discounts
from ..quantities import binding_names
from ..vocabulary import UNITS
from .effects import Part, Side
from .numbers_in_words import plain
from .shapley import average_over_orders


class _Bought(NamedTuple):
    """What one scenario has of a scheme; `left` is the share of each payment year's purchase that
    is still there at the end, where that counts.
    """

    holding: Holding
    left: list[Fraction]

    @property
    def scheme(self) -> Scheme:
        """What it is."""
        return self.holding.row.entry.scheme

    @property
    def counts(self) -> tuple[list[int] | list[Fraction], ...]:
        """What makes its quantity: two sides that differ in it differ by more than their terms."""
        it = self.holding
        return it.quantity, it.bought, it.surviving, it.first, it.last, self.left


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
        name = one.scheme.name
        if sides[1] is None:
            yield Part(scheme, "scheme", name, "", words, "", -amount)
        else:
            yield Part(scheme, "scheme", name, "", "", words, amount)


def _find_bought(side: Side) -> dict[str, _Bought]:
    """The schemes of which the scenario needs any in some year."""
    run = side.answer.evaluation
    bindings = binding_names(run.bill, run.quantities)
    result = {}
    for row in run.bill.rows_of[side.place]:
        holding = find_holding(run, row, bindings[row.place])
        if any(holding.quantity):
            result[row.entry.scheme.id] = _Bought(holding, _left(side, row))
    return result


def _left(side: Side, row: Row) -> list[Fraction]:
    """The share of each payment year's purchase that is left at the end, where the comparison takes
    it off.
    """
    question = side.answer.question
    years, life = question.horizon_years, row.entry.scheme.life_years
    if question.residual_value == "none" or not life:
        return [Fraction(0)] * years
    return [Fraction(max(0, t + life - years), life) for t in range(years)]


def _split_scheme(start: Side, a: _Bought, b: _Bought) -> Iterator[Part]:
    """Quantity, price, discount and inflation of a scheme that both have.

    A quote in the place of a list price takes the discount's place too: that is one cause.
    """
    name = b.scheme.id
    has_one_quote = _is_quoted(a) != _is_quoted(b)
    causes = [
        ("quantity", "quantity", "", _tell_units(a), _tell_units(b), a.counts != b.counts),
        ("price", "price", "price", *_tell_prices(a, b),
         _tell_list_price(a) != _tell_list_price(b)),
        ("discount", "discount", "discount", *_tell_discounts(a, b),
         not has_one_quote and _tell_terms(a) != _tell_terms(b)),
        ("price_inflation", "assumption", "prices rise by", plain(a.holding.inflation),
         plain(b.holding.inflation),
         a.holding.inflation != b.holding.inflation),
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
        row, years = priced.holding.row, len(counted.holding.quantity)
        scenario = replace(row.scenario, discounts=discounted.holding.row.scenario.discounts)
        tariff = tariff_of(scenario, row.entry, years, start.answer.question.price_changes)
        if not has_one_quote and any(map(_has_term, (a, b))):
            tariff = with_discounts(priced.holding.tariff, discounted.holding.tariff)
        holding = replace(
            counted.holding,
            tariff=tariff,
            factor=discounted.holding.factor,
            inflation=rising.holding.inflation,
        )
        return _price_bought(counted._replace(holding=holding))

    shares = average_over_orders(worth, len(differing))
    for (key, kind, cause, before, after, _), share in zip(differing, shares, strict=True):
        yield Part(f"{name}/{key}", kind, b.scheme.name, cause, before, after, share)


def _price_bought(it: _Bought) -> Fraction:
    """Purchases, less what is left of them, maintenance and subscription over all years, exact."""
    total = Fraction(0)
    # Purchases are due in the column of their payment year, whenever the rest is.
    for payment in list_payments(it.holding, "end"):
        amount = payment.packs * Fraction(payment.unit_amount)
        if payment.kind == "purchase":
            amount *= 1 - it.left[payment.due_year]
        total += amount
    return total


def _is_quoted(it: _Bought) -> bool:
    return it.holding.tariff.years[0].is_quoted


def _tell_list_price(it: _Bought) -> object:
    """What the list, and whoever quoted, say of the price by year."""
    tariff = it.holding.tariff
    listed = [(each.list_tiers, each.rises) for each in (*tariff.years, *tariff.maintenance)]
    return listed, [each.tiers for each in tariff.years] if _is_quoted(it) else None


def _has_term(it: _Bought) -> bool:
    """Whether its list takes something off by itself, in some year."""
    years = (*it.holding.tariff.years, *it.holding.tariff.maintenance)
    return any(year.listed is not None and year.listed.term for year in years)


def _tell_terms(it: _Bought) -> object:
    """What comes off the list: discounts of the price and of its maintenance, and the factor."""
    scenario, scheme = it.holding.row.scenario, it.scheme
    rate = scenario.discounts.get(scheme.id + MAINTENANCE)
    by_year = [year.discount for year in it.holding.tariff.years]
    return discount_of(scenario, scheme), rate, it.holding.factor, by_year


def _tell_units(it: _Bought) -> str:
    """The units of the first year that has any."""
    number = next(quantity for quantity in it.holding.quantity if quantity)
    one, many = UNITS[it.scheme.metric]
    return f"{number:,} {one if number == 1 else many}"


def _tell_prices(a: _Bought, b: _Bought) -> tuple[str, str]:
    """The prices, or the days from which they hold where only tiers or later years differ."""
    before, after = (_price(it, _is_quoted(a) != _is_quoted(b)) for it in (a, b))
    prices = a.holding.row.price, b.holding.row.price
    if before != after or prices[0] is None or prices[1] is None:
        return before, after
    return f"that of {prices[0].valid_from}", f"that of {prices[1].valid_from}"


def _price(it: _Bought, is_net: bool) -> str:
    """The first year's price: what was quoted, or the list's; net where it stands beside a
    quote.
    """
    first = it.holding.tariff.years[0]
    if first.is_quoted:
        return f"{plain(first.tiers[0][1])} as quoted"
    return plain(first.tiers[0][1] * it.holding.factor if is_net else first.list_tiers[0][1])


def _tell_discounts(a: _Bought, b: _Bought) -> tuple[str, str]:
    discounts = [discount_of(it.holding.row.scenario, it.scheme) for it in (a, b)]
    if a.holding.factor == b.holding.factor:
        return _write_per_cent(discounts[0]), _write_per_cent(discounts[1])
    words = [
        f"{_write_per_cent(of)} and × {plain(it.holding.factor)}"
        for of, it in zip(discounts, (a, b), strict=True)
    ]
    return words[0], words[1]


def _write_per_cent(share: Decimal) -> str:
    return f"{plain(share * 100)} %"
