"""What is bought of one scheme, or paid on one own line, at one due date, in exact decimals.

A row of the quote and a line of an explanation are payments. Their amounts are made from the
engine's whole numbers (packs) and the price list's text, never from the engine's floats.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Context, Decimal

from .bill import Row
from .counted_findings import unsold_rows
from .document import OwnLine
from .evaluate import Evaluation, own_counts
from .exact import decimal_half_up
from .market import Price, Scheme
from .numbers import typical
from .prices import Tariff, Tiers, YearPrice
from .quantities import binding_names
from .vocabulary import PERIODS, category_of_role

EXACT = Context(prec=600)
ONE = Decimal(1)
BOUGHT_CATEGORIES = ("licences", "devices", "servers_storage", "cloud", "roll_out")


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment at one due date, of a scheme or of an own line (the quote's columns say what each
    field means).

    `kind` is `purchase`, `maintenance`, `subscription` or `own`. List price, discount and factor
    are None where the net price was quoted and no list has the scheme; `is_quoted` says that it was
    quoted.
    """

    kind: str
    due_year: int
    quantity: int
    packs: int
    net_unit_price: Decimal
    price_factor: Decimal
    scheme: Scheme | None = None
    own: OwnLine | None = None
    binding: str | None = None
    list_unit_price: Decimal | None = None
    discount: Decimal | None = None
    list_factor: Decimal | None = None
    rate: Decimal = ONE
    periods: int = 1
    price: Price | None = None
    is_quoted: bool = False

    @property
    def category(self) -> str:
        """The category of cost that it belongs to."""
        if self.own is not None:
            return self.own.category
        assert self.scheme is not None
        return category_of_role(self.scheme.role)

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
    """All payments of one scenario: by stack order, due year, purchase before maintenance, lower
    tier first; own last.

    Only payments of packs above 0; none at all where something has no price. An own line is
    one where its category is of things that are bought.
    """
    if unsold_rows(run, scenario_place):
        return []
    rows = run.bill.rows_of[scenario_place]
    bindings = binding_names(run.bill, run.quantities)
    bought: list[Payment] = []
    for row in rows:
        holding = find_holding(run, row, bindings[row.place])
        bought += list_payments(holding, run.question.yearly_payments)
    return [*bought, *_list_own_payments(run, scenario_place)]


@dataclass(frozen=True, slots=True)
class Holding:
    """What a scenario has of one scheme: its units and packs by payment year, and its terms.

    `bought` come on top of `surviving`; packs `first` + 1 to `last` are paid by the year.
    `bindings` say which column or licence decides each year's units; `factor` is the scenario's own
    on the net price, `inflation` that of prices.
    """

    row: Row
    quantity: list[int]
    bought: list[int]
    surviving: list[int]
    first: list[int]
    last: list[int]
    bindings: list[str | None]
    tariff: Tariff
    factor: Decimal
    inflation: Decimal


def find_holding(run: Evaluation, row: Row, bindings: list[str | None]) -> Holding:
    """What one entry of a stack has by year, in whole numbers, and its terms as written."""
    spending = run.spending
    quantity, bought, surviving, first, last = (
        [int(value) for value in numbers[row.place, :, 0]]
        for numbers in (
            *(run.quantities.quantity, spending.bought, spending.surviving),
            *(spending.yearly_first, spending.yearly_last),
        )
    )
    return Holding(
        row=row,
        quantity=quantity,
        bought=bought,
        surviving=surviving,
        first=first,
        last=last,
        bindings=bindings,
        tariff=row.tariff,
        factor=typical(row.scenario.prices.get(row.entry.scheme.id, ONE)),
        inflation=inflation_of(run, row.scenario_place, "price_inflation"),
    )


def list_payments(holding: Holding, yearly_payments: str) -> list[Payment]:
    """The payments of one entry: purchases in the column before their year, the rest as the
    comparison says.
    """
    scheme = holding.row.entry.scheme
    later = 1
    if yearly_payments == "start":
        later = 0
    is_bought = scheme.charge == "perpetual"
    payments: list[Payment] = []
    for year in range(len(holding.quantity)):
        if is_bought:
            before = holding.surviving[year]
            price, span = holding.tariff.years[year], (before, before + holding.bought[year])
            payments += _list_span_payments(holding, "purchase", (year, year), price, span)
        if not is_bought or scheme.maintenance_rate:
            kind = "subscription"
            if is_bought:
                kind = "maintenance"
            price = holding.tariff.maintenance[year]
            span = holding.first[year], holding.last[year]
            payments += _list_span_payments(holding, kind, (year, year + later), price, span)
    return sorted(payments, key=lambda payment: (payment.due_year, payment.kind == "maintenance"))


def _list_span_payments(
    holding: Holding, kind: str, when: tuple[int, int], price: YearPrice, span: tuple[int, int]
) -> Iterator[Payment]:
    """Packs first+1..last of one year: one payment, or one a graduated tier; `when` is the payment
    year and the column in which it is due.
    """
    scheme = holding.row.entry.scheme
    year, due = when
    rate, periods = ONE, 1
    if kind == "maintenance":
        rate = scheme.maintenance_rate
    if kind == "subscription":
        periods = PERIODS[scheme.period]
    list_factor = ONE
    if not price.is_quoted:
        list_factor = holding.factor
    quantity = holding.quantity[year]
    for packs, listed, net in packs_by_tier(price, scheme, quantity, *span):
        payment = Payment(
            kind=kind,
            due_year=due,
            quantity=quantity,
            packs=packs,
            net_unit_price=EXACT.multiply(net, list_factor),
            price_factor=EXACT.power(ONE + holding.inflation, price.rises),
            scheme=scheme,
            binding=holding.bindings[year],
            list_unit_price=listed,
            discount=price.discount,
            list_factor=list_factor,
            rate=rate,
            periods=periods,
            price=price.listed,
        )
        if price.is_quoted:
            payment = replace(payment, discount=None, list_factor=None, price=None, is_quoted=True)
        yield payment


Tier = tuple[int, Decimal | None, Decimal]


def packs_by_tier(
    price: YearPrice, scheme: Scheme, quantity: int, first: int, last: int
) -> Iterator[Tier]:
    """(packs, list price, net price) of packs first+1..last: one for flat and volume prices, one a
    graduated tier.

    What was quoted has one net price; the list price beside it is of the volume tier that the
    quantity reaches.
    """
    if last <= first:
        return
    if scheme.tier_mode == "volume" or price.is_quoted:
        listed = None
        if price.listed is not None:
            listed = reached_tier(price.list_tiers, quantity)
        yield last - first, listed, reached_tier(price.tiers, quantity)
        return
    starts = [max(0, -(-threshold // scheme.pack) - 1) for threshold, _ in price.tiers]
    ends = [*starts[1:], last]
    for start, end, (_, listed), (_, net) in zip(
        starts, ends, price.list_tiers, price.tiers, strict=True
    ):
        count = min(last, end) - max(first, start)
        if count > 0:
            yield count, listed, net


def reached_tier(tiers: Tiers, quantity: int) -> Decimal:
    """The price of the volume tier that so many units reach."""
    return next(amount for threshold, amount in reversed(tiers) if quantity >= threshold)


def _list_own_payments(run: Evaluation, scenario_place: int) -> Iterator[Payment]:
    """What is paid on own lines of things that are bought, by line and column."""
    for own in run.question.scenarios[scenario_place].own_lines:
        if own.category not in BOUGHT_CATEGORIES:
            continue
        counts = own_counts(own, run.fleet)[:, 0].astype(int).tolist()
        for due in range(own.first, own.last + 1):
            count = counts[max(due, 1) - 1]
            if count:
                yield Payment(
                    "own",
                    due,
                    count,
                    count,
                    own.amount,
                    own_rises(run, scenario_place, own, due),
                    own=own,
                )


def own_rises(run: Evaluation, scenario_place: int, own: OwnLine, due: int) -> Decimal:
    """What an own line's amount has risen by in a column: as that of year max(column, 1)."""
    if own.inflation == "none":
        return ONE
    return EXACT.power(
        ONE + inflation_of(run, scenario_place, f"{own.inflation}_inflation"), max(0, due - 1)
    )


def inflation_of(run: Evaluation, scenario_place: int, name: str) -> Decimal:
    """One of the scenario's inflations, as it was written; a range at its mode."""
    for given in (run.question.scenarios[scenario_place].assumptions, run.question.assumptions):
        if name in given:
            return typical(given[name])
    return run.question.market.assumptions[name].typical
