"""The quote for systems that know quantity × unit price with so many decimals, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from ..engine.answer import Answer
from ..engine.exact import decimal_half_up
from ..engine.payments import EXACT, Payment, payments_of
from ..engine.vocabulary import UNITS
from . import Cell, Export, Sheet, Words
from .quote import day_of, describe, file_name, write_exact

ERP = "erp"  # how an address says it
# What such systems keep of a unit price: Odoo 2 by default, others 4, Coupa 6.
DECIMALS = (2, 4, 6)
COLUMNS = (
    *("line", "item", "description", "quantity", "unit"),
    *("unit_price", "amount", "currency", "due_year", "recurrence"),
)
RECURRENCES = {
    "purchase": "once",
    "own": "once",
    "maintenance": "yearly",
    "subscription": "yearly",
}
IN_ONE = "lot"


class Bought(NamedTuple):
    """What an order says of one payment."""

    line: int
    item: str
    description: str
    packs: int
    unit: str
    unit_amount: Decimal
    amount: Decimal
    currency: str
    due_year: int
    recurrence: str


def erp_export(answer: Answer, scenario_place: int, decimals: int) -> Export:
    """One scenario's rows, each of which is quantity × unit price exactly."""
    payments = payments_of(answer.evaluation, scenario_place)
    rows = [
        write_order_row(_read_payment(line, payment, answer.currency), decimals)
        for line, payment in enumerate(payments, start=1)
    ]
    name = f"{file_name(answer, scenario_place)}-erp-{decimals}"
    return Export(order_sheet(name, rows), day_of(answer, scenario_place))


def order_sheet(name: str, rows: Sequence[Sequence[Cell]]) -> Sheet:
    """The table of an order."""
    return Sheet(name, COLUMNS, rows, "Order")


def write_order_row(bought: Bought, decimals: int) -> list[Cell]:
    """A payment as packs at their price or, where that rounded misses the amount, as one at the
    amount, with packs and price in words.
    """
    description: str | Words = bought.description
    quantity, unit = bought.packs, bought.unit
    unit_price = decimal_half_up(bought.unit_amount, decimals)
    if EXACT.multiply(Decimal(quantity), unit_price) != bought.amount:
        price = Decimal(write_exact(bought.unit_amount, 2))
        description = Words((f"{description} ({quantity} × ", price, f", {unit})"))
        quantity, unit = 1, IN_ONE
        unit_price = bought.amount.quantize(Decimal(1).scaleb(-decimals), context=EXACT)
    return [
        bought.line,
        bought.item,
        description,
        quantity,
        unit,
        unit_price,
        bought.amount,
        bought.currency,
        bought.due_year,
        bought.recurrence,
    ]


def _read_payment(line: int, payment: Payment, currency: str) -> Bought:
    item, unit = "", name_unit("", 1)
    if payment.scheme is not None:
        item, unit = payment.scheme.id, name_unit(payment.scheme.metric, payment.scheme.pack)
    return Bought(
        line=line,
        item=item,
        description=describe(payment),
        packs=payment.packs,
        unit=unit,
        unit_amount=payment.unit_amount,
        amount=payment.amount,
        currency=currency,
        due_year=payment.due_year,
        recurrence=RECURRENCES[payment.kind],
    )


def name_unit(metric: str, pack: int) -> str:
    """What one of the quantity is: of a scheme by its metric and pack, else an item.

    >>> name_unit("", 1), name_unit("user", 5)
    ('item', 'pack of 5 users')
    """
    if not metric:
        return "item"
    one, many = UNITS[metric]
    if pack > 1:
        return f"pack of {pack} {many}"
    return one


def name_units(metric: str, pack: int, packs: int) -> str:
    """What so many packs are counted in; nothing of an item.

    >>> name_units("user", 1, 1), name_units("user", 1, 2), name_units("core", 16, 2)
    ('user', 'users', 'packs of 16 cores')
    """
    if not metric:
        return ""
    if packs != 1:
        _, many = UNITS[metric]
        return f"packs of {pack} {many}" if pack > 1 else many
    return name_unit(metric, pack)
