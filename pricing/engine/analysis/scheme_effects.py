"""Why the schemes of one scenario cost more than those of another: bought or not, quantity, price, discount."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ..bill import Row
from ..payments import packs_by_tier
from ..prices import discount_of, net_tiers
from ..reading import Range
from ..words import UNITS
from .effects import Part, Side
from .shares import average_over_orders
from .words import plain


class _Bought(NamedTuple):
    """What one scenario has of a scheme: units and packs by year, what is bought and owned by column, its terms."""

    row: Row
    quantity: list[int]
    packs: list[int]
    bought: list[int]
    surviving: list[int]
    discount: Decimal
    factor: Decimal
    inflation: Decimal


def scheme_effects(start: Side, end: Side) -> Iterator[Part]:
    """A scheme that one side has is one effect; one that both have differs by its factors."""
    before, after = _stack(start), _stack(end)
    for scheme in sorted(before.keys() | after.keys()):
        sides = before.get(scheme), after.get(scheme)
        if all(sides):
            yield from _of_scheme(*sides)  # type: ignore[arg-type]
            continue
        one = sides[0] or sides[1]
        assert one is not None
        words, amount = _units(one), _paid(one)
        is_new = sides[1] is not None
        yield Part(
            scheme, "scheme", one.row.entry.scheme.name, "", *(("", words) if is_new else (words, "")),
            amount if is_new else -amount,
        )  # fmt: skip


def _stack(side: Side) -> dict[str, _Bought]:
    """The schemes of which the scenario needs any in some year."""
    run = side.answer.evaluation
    inflation = _inflation(side)
    result = {}
    for row in run.bill.rows_of[side.place]:
        counts = (run.quantities.quantity, run.quantities.packs, run.spending.bought, run.spending.surviving)
        quantity, packs, bought, surviving = ([int(n) for n in numbers[row.place, :, 0]] for numbers in counts)
        if any(quantity):
            factor = row.scenario.prices.get(row.entry.scheme.id, Decimal(1))
            result[row.entry.scheme.id] = _Bought(
                row, quantity, packs, bought, surviving, discount_of(row.scenario, row.entry.scheme), _mode(factor),
                inflation,
            )  # fmt: skip
    return result


def _of_scheme(a: _Bought, b: _Bought) -> Iterator[Part]:
    """Quantity, price, discount and inflation of a scheme that both have."""
    name = b.row.entry.scheme.id
    causes = [
        ("quantity", "quantity", "", _units(a), _units(b), a[1:5] != b[1:5]),
        ("price", "price", "price", *_prices(a, b), _list_price(a) != _list_price(b)),
        ("discount", "discount", "discount", *_discounts(a, b), (a.discount, a.factor) != (b.discount, b.factor)),
        ("price_inflation", "assumption", "prices rise by", plain(a.inflation), plain(b.inflation),
         a.inflation != b.inflation),
    ]  # fmt: skip
    differing = [cause for cause in causes if cause[-1]]
    order = [cause[0] for cause in differing]

    def worth(come: tuple[bool, ...]) -> Fraction:
        of = {key: (b if has_come else a) for key, has_come in zip(order, come, strict=True)}
        counted, priced = of.get("quantity", a), of.get("price", a)
        discounted, rising = of.get("discount", a), of.get("price_inflation", a)
        return _paid(
            counted._replace(
                row=counted.row._replace(
                    price=priced.row.price, tiers=net_tiers(priced.row.price, discounted.discount)
                ),
                factor=discounted.factor,
                inflation=rising.inflation,
            )
        )

    shares = average_over_orders(worth, len(differing))
    for (key, kind, cause, before, after, _), share in zip(differing, shares, strict=True):
        yield Part(f"{name}/{key}", kind, b.row.entry.scheme.name, cause, before, after, share)


def _paid(it: _Bought) -> Fraction:
    """Purchases, maintenance and subscription over all years, exact (pricing rules, section 6)."""
    scheme = it.row.entry.scheme
    is_bought = scheme.charge == "perpetual"
    rate = scheme.maintenance_rate if is_bought else Decimal({"month": 12}.get(scheme.period, 1))
    total = Fraction(0)
    for year, quantity in enumerate(it.quantity):
        owned, new = it.surviving[year], it.bought[year]
        paid = Fraction(rate) * _cost(it.row, quantity, 0, it.packs[year]) if rate else Fraction(0)
        if is_bought:
            paid += _cost(it.row, quantity, owned, owned + new)
        total += paid * Fraction(1 + it.inflation) ** year
    return total * Fraction(it.factor)


def _cost(row: Row, quantity: int, first: int, last: int) -> Fraction:
    return sum((packs * Fraction(net) for packs, _, net in packs_by_tier(row, quantity, first, last)), Fraction(0))


def _list_price(it: _Bought) -> object:
    assert it.row.price is not None
    return it.row.price.amount, it.row.price.tiers


def _units(it: _Bought) -> str:
    """The units of the first year that has any."""
    number = next(quantity for quantity in it.quantity if quantity)
    one, many = UNITS[it.row.entry.scheme.metric]
    return f"{number:,} {one if number == 1 else many}"


def _prices(a: _Bought, b: _Bought) -> tuple[str, str]:
    """The list prices, or the days from which they hold where only tiers differ."""
    assert a.row.price is not None
    assert b.row.price is not None
    amounts = a.row.price.amount, b.row.price.amount
    if amounts[0] != amounts[1] and amounts[0] is not None and amounts[1] is not None:
        return plain(amounts[0]), plain(amounts[1])
    return f"that of {a.row.price.valid_from}", f"that of {b.row.price.valid_from}"


def _discounts(a: _Bought, b: _Bought) -> tuple[str, str]:
    if a.factor == b.factor:
        return _per_cent(a.discount), _per_cent(b.discount)
    return tuple(f"{_per_cent(it.discount)} and × {plain(it.factor)}" for it in (a, b))  # type: ignore[return-value]


def _inflation(side: Side) -> Decimal:
    """The scenario's yearly rise of prices, as it was written."""
    question = side.answer.question
    for given in (question.scenarios[side.place].assumptions, question.assumptions):
        if "price_inflation" in given:
            return _mode(given["price_inflation"])
    return question.market.assumptions["price_inflation"].typical


def _mode(number: Decimal | Range) -> Decimal:
    return number.mode if isinstance(number, Range) else number


def _per_cent(share: Decimal) -> str:
    return f"{plain(share * 100)} %"
