"""The price of one scheme at which one scenario costs what another does.

What a negotiator asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from ..bill import Bill, Row
from ..document import Question
from ..draws import Knobs, at_mode
from ..exact import (
    MAXIMUM_DECIMALS,
    MAXIMUM_DIGITS,
    Floats,
    cents_half_up,
    decimal_half_up,
    decimals_of,
)
from ..fields import MOST_FACTOR, MOST_MONEY
from ..fleet import fleet_of
from ..numbers import typical
from ..quantities import quantities_of
from ..sizing import sizing_of
from ..work import announce, count_case
from .batch import costs_of
from .inputs import NET, PRICE
from .opened import move_inputs

TIES = "ties"
ALREADY_CHEAPER = "already_cheaper"
CANNOT_TIE = "cannot_tie"
MOVES_NOTHING = "moves_nothing"
NOT_ON_SALE = "not_on_sale"


class Target(NamedTuple):
    """At which price of a scheme, in scenario `here` alone, that costs what scenario `there` does.

    `kind`: `ties`; `already_cheaper`, up to the price; `cannot_tie`, by `dearer_cents` even for
    nothing; `moves_nothing`: what it costs `here` does not depend on it; `not_on_sale`: one of the
    two cannot be priced. `list_price`, `now` and `price` are of one pack, to the list's decimals:
    by the list, as it stands, and at the tie; `discount` is what takes the list price there, None
    where it is above the list. `factor` is the exact one on the net price; None, and no price,
    above what a document may hold. Where the price was quoted there is no discount and no factor,
    but `net`: the exact amount, in all years, that takes the quote's place. `residual_cents`: by
    how much `here` is dearer with the factor, or net price, put back; `rounded_cents`: with the
    discount, or the price where there is none, and None where it is free today and costs something
    by a later row. `paid`: money that `here` pays for the scheme as it stands.
    """

    scheme: str
    here: int
    there: int
    kind: str
    list_price: Decimal | None = None
    now: Decimal | None = None
    price: Decimal | None = None
    discount: Decimal | None = None
    factor: Decimal | None = None
    net: Decimal | None = None
    dearer_cents: int | None = None
    residual_cents: float | None = None
    rounded_cents: float | None = None
    paid: float = 0.0


def targets_of(
    question: Question, here: int, schemes: Sequence[str], there: Sequence[int]
) -> list[Target]:
    """Each of some schemes of a scenario against each of some others, schemes first.

    A total is a straight line in the factor on one price, so that two prices tell all; the
    factor is put back once, to say what is left by its last decimal.
    """
    question = _drop_price_ranges(question)
    ends = _priced(
        question,
        here,
        [("", 0.0), *((scheme, factor) for scheme in schemes for factor in (0.0, 1.0))],
    )
    units = _list_units(question, here)
    found = [
        _find_target(
            scheme,
            here,
            other,
            units[scheme],
            _Line(
                ends[here, 0], ends[here, 2 * place + 1], ends[here, 2 * place + 2], ends[other, 0]
            ),
        )
        for place, scheme in enumerate(schemes)
        for other in there
    ]
    exact = [target.factor if target.net is None else target.net for target in found]
    solved = [place for place, value in enumerate(exact) if value is not None]
    if not solved:
        return found
    back = _priced(
        question, here, [(found[place].scheme, float(exact[place] or 0)) for place in solved]
    )
    for row, place in enumerate(solved):
        target = found[place]
        off = back[here, row] - back[target.there, row]
        found[place] = target._replace(residual_cents=float(off) * 100)
        unit = units[target.scheme]
        if unit is not None and unit.has_several_prices and target.discount is not None:
            left = (
                _at_discount(question, here, target.scheme, target.discount) - ends[target.there, 0]
            )
            found[place] = found[place]._replace(rounded_cents=float(left) * 100)
    return found


class _Line(NamedTuple):
    """What a scenario costs as it stands, with a scheme for nothing, and at its net price; and what
    it is to cost.

    Where the price was quoted, the net price is one unit of money in all years.
    """

    now: float
    free: float
    at_net: float
    goal: float

    def off(self, factor: float) -> float:
        """By how much it is dearer than its goal."""
        return self.free + (self.at_net - self.free) * factor - self.goal


class _Unit(NamedTuple):
    """A pack's list price, net price and the factor on it, as they stand in the first year's tier.

    A quoted price is a factor on a net price of 1, and may have no list price.
    `has_several_prices`: a discount is rounded in each tier and year by itself, so that no line
    tells what it leaves.
    """

    list_price: Decimal | None
    net: Decimal
    factor: Decimal
    has_several_prices: bool
    is_quoted: bool
    decimals: int


def _find_target(scheme: str, here: int, there: int, unit: _Unit | None, line: _Line) -> Target:
    if unit is None or np.isnan(line.free) or np.isnan(line.goal):
        return Target(scheme, here, there, NOT_ON_SALE)
    now = decimal_half_up(unit.net * unit.factor, unit.decimals)
    target = Target(scheme, here, there, TIES, unit.list_price, now)
    moves = line.at_net - line.free
    if abs(moves) < 0.005:
        return target._replace(kind=MOVES_NOTHING)
    target = target._replace(paid=line.now - line.free)
    off = _round_cents(line.now - line.goal)
    if off > 0 and _round_cents(line.off(0.0)) > 0:
        return target._replace(kind=CANNOT_TIE, dearer_cents=_round_cents(line.off(0.0)))
    kind = ALREADY_CHEAPER
    if off >= 0:
        kind = TIES
    exact = max(0.0, (line.goal - line.free) / moves)
    most = MOST_FACTOR
    if unit.is_quoted:
        most = MOST_MONEY
    if exact > most:
        return target._replace(kind=kind)
    factor = Decimal(exact).quantize(
        Decimal(1).scaleb(-min(MAXIMUM_DECIMALS, MAXIMUM_DIGITS - len(f"{exact:.0f}")))
    )
    price = decimal_half_up(unit.net * factor, unit.decimals)
    if unit.net:
        target = target._replace(rounded_cents=line.off(float(price / unit.net)) * 100)
    if unit.is_quoted:
        return target._replace(kind=kind, net=factor, price=price)
    return target._replace(
        kind=kind, factor=factor, price=price, discount=_find_discount(unit.list_price, price)
    )


def _find_discount(list_price: Decimal | None, price: Decimal) -> Decimal | None:
    if not list_price or price > list_price:
        return None
    return decimal_half_up(1 - price / list_price, MAXIMUM_DECIMALS)


def _round_cents(money: float) -> int:
    return int(cents_half_up(np.array([money]))[0])


def _priced(question: Question, here: int, rows: Sequence[tuple[str, float]]) -> Floats:
    """What every scenario costs with one price moved in each row, in `here` alone, [scenario, row];
    "" moves none.

    By a factor, or where the price was quoted by what takes its place.
    """
    values: dict[str, Floats] = {}
    for row, (scheme, price) in enumerate(rows):
        if scheme:
            kind = PRICE
            if scheme in question.scenarios[here].net_prices:
                kind = NET
            values.setdefault(f"{kind}{scheme}", np.full(len(rows), np.nan))[row] = price
    announce(len(rows) * count_case(replace(question, scenarios=(question.scenarios[here],))))
    tco = costs_of(*move_inputs(question, values, only=here)).tco
    return np.broadcast_to(tco, (len(tco), len(rows)))


def _at_discount(question: Question, here: int, scheme: str, discount: Decimal) -> float:
    """What a scenario costs with the discount in place of its own, and of its factor, on that
    scheme.
    """
    scenario = question.scenarios[here]
    prices = {name: number for name, number in scenario.prices.items() if name != scheme}
    changed = replace(scenario, discounts={**scenario.discounts, scheme: discount}, prices=prices)
    return float(costs_of(replace(question, scenarios=(changed,)), at_mode).tco[0, 0])


def _list_units(question: Question, here: int) -> dict[str, _Unit | None]:
    """A pack of each scheme of a scenario, None where it is not on sale."""
    bill, knobs, fleet = Bill(question), Knobs(question, at_mode), fleet_of(question, at_mode)
    quantity = quantities_of(bill, fleet, sizing_of(bill, fleet, knobs), knobs).quantity
    return {
        row.entry.scheme.id: _make_unit(row, float(quantity[row.place, 0, 0]))
        for row in bill.rows_of[here]
    }


def _make_unit(row: Row, first_quantity: float) -> _Unit | None:
    if not row.is_priced:
        return None
    first = row.tariff.years[0]
    tier = 0
    if row.entry.scheme.tier_mode == "volume":
        tier = sum(first_quantity >= threshold for threshold, _ in first.list_tiers[1:])
    listed, net = first.list_tiers[tier][1], first.tiers[0 if first.is_quoted else tier][1]
    if first.is_quoted:
        decimals = max(decimals_of(net), decimals_of(listed))
        return _Unit(listed if first.listed else None, Decimal(1), net, False, True, decimals)
    factor = typical(row.scenario.prices.get(row.entry.scheme.id, Decimal(1)))
    has_several_prices = len(row.tiers) > 1 or not row.tariff.is_steady
    return _Unit(listed, net, factor, has_several_prices, False, decimals_of(listed))


def _drop_price_ranges(question: Question) -> Question:
    """Prices at their modes, so that a price that moves in one scenario stays in the others."""
    scenarios = tuple(
        replace(s, prices={name: typical(number) for name, number in s.prices.items()})
        for s in question.scenarios
    )
    return replace(question, scenarios=scenarios)
