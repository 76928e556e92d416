"""Payments: what is bought of one scheme at one due date, in exact decimals.

A row of the quote and a line of an explanation are payments. Their amounts are made from the
engine's whole numbers (packs) and the price list's text, never from the engine's floats.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal

from .bill import Row
from .evaluate import Evaluation
from .exact import decimal_half_up
from .market import Price, Scheme
from .prices import discount_of
from .quantities import binding_names
from .reading import Range
from .words import PERIODS

EXACT = Context(prec=600)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of one scheme at one due date (the quote's columns say what each field means)."""

    scheme: Scheme
    kind: str
    due_year: int
    quantity: int
    binding: str | None
    packs: int
    list_unit_price: Decimal
    discount: Decimal
    list_factor: Decimal
    net_unit_price: Decimal
    rate: Decimal
    periods: int
    price_factor: Decimal
    price: Price

    @property
    def unit_amount(self) -> Decimal:
        """What one pack costs in this payment, exact."""
        unit = EXACT.multiply(EXACT.multiply(self.net_unit_price, self.rate), Decimal(self.periods))
        return EXACT.multiply(unit, self.price_factor)

    @property
    def amount(self) -> Decimal:
        """Packs times the unit amount, half up to cents."""
        return decimal_half_up(EXACT.multiply(Decimal(self.packs), self.unit_amount), 2)


def payments_of(run: Evaluation, scenario_place: int) -> list[Payment]:
    """All payments of one scenario: by stack order, due year, purchase before maintenance, lower tier first.

    Only payments of packs above 0; none at all where a scheme is not on sale.
    """
    rows = run.bill.rows_of[scenario_place]
    if any(row.price is None for row in rows):
        return []
    bindings = binding_names(run.bill, run.quantities)
    return [payment for row in rows for payment in _of_row(run, row, bindings[row.place])]


def _of_row(run: Evaluation, row: Row, bindings: list[str | None]) -> Iterator[Payment]:
    scheme = row.entry.scheme
    years = run.question.horizon_years
    quantity, packs, bought, surviving = (
        [int(value) for value in numbers[row.place, :, 0]]
        for numbers in (run.quantities.quantity, run.quantities.packs, run.spending.bought, run.spending.surviving)
    )
    one_plus_inflation = ONE + _inflation(run, row)
    for due in range(years + 1):
        if scheme.charge == "perpetual" and due < years:
            span = (surviving[due], surviving[due] + bought[due])
            factor = EXACT.power(one_plus_inflation, due)
            for tier in packs_by_tier(row, quantity[due], *span):
                yield _payment(row, "purchase", due, quantity[due], bindings[due], tier, ONE, factor)
        if due == 0:
            continue
        year = due - 1
        factor = EXACT.power(one_plus_inflation, year)
        if scheme.charge == "subscription" or scheme.maintenance_rate:
            kind = "subscription" if scheme.charge == "subscription" else "maintenance"
            rate = ONE if kind == "subscription" else scheme.maintenance_rate
            for tier in packs_by_tier(row, quantity[year], 0, packs[year]):
                yield _payment(row, kind, due, quantity[year], bindings[year], tier, rate, factor)


Tier = tuple[int, Decimal, Decimal]


def packs_by_tier(row: Row, quantity: int, first: int, last: int) -> Iterator[Tier]:
    """(packs, list price, net price) of packs first+1..last: one for flat and volume prices, one a graduated tier."""
    if last <= first:
        return
    price = row.price
    assert price is not None
    assert price.amount is not None
    lists = [price.amount, *(amount for _, amount in price.tiers)]
    nets = row.tiers
    if row.entry.scheme.tier_mode == "volume":
        reached = max(place for place, (threshold, _) in enumerate(nets) if quantity >= threshold)
        yield last - first, lists[reached], nets[reached][1]
        return
    pack = row.entry.scheme.pack
    starts = [0, *(max(0, -(-threshold // pack) - 1) for threshold, _ in price.tiers)]
    for place, (start, (_, net)) in enumerate(zip(starts, nets, strict=True)):
        end = starts[place + 1] if place + 1 < len(starts) else last
        count = min(last, end) - max(first, start)
        if count > 0:
            yield count, lists[place], net


def _payment(
    row: Row, kind: str, due: int, quantity: int, binding: str | None, tier: Tier, rate: Decimal, factor: Decimal
) -> Payment:
    scheme = row.entry.scheme
    price = row.price
    assert price is not None
    packs, list_price, net = tier
    list_factor = _plain(row.scenario.prices.get(scheme.id, ONE))
    return Payment(
        scheme=scheme,
        kind=kind,
        due_year=due,
        quantity=quantity,
        binding=binding,
        packs=packs,
        list_unit_price=list_price,
        discount=discount_of(row.scenario, scheme),
        list_factor=list_factor,
        net_unit_price=EXACT.multiply(net, list_factor),
        rate=rate,
        periods=PERIODS[scheme.period] if kind == "subscription" else 1,
        price_factor=factor,
        price=price,
    )


def _inflation(run: Evaluation, row: Row) -> Decimal:
    """The scenario's yearly rise of prices, as it was written."""
    for given in (row.scenario.assumptions, run.question.assumptions):
        if "price_inflation" in given:
            return _plain(given["price_inflation"])
    return run.question.market.assumptions["price_inflation"].typical


def _plain(number: Decimal | Range) -> Decimal:
    return number.mode if isinstance(number, Range) else number
