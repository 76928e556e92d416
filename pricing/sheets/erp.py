"""The quote for systems that know quantity × unit price with so many decimals, and nothing else."""

from __future__ import annotations

from decimal import Decimal

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


def erp_export(answer: Answer, scenario_place: int, decimals: int) -> Export:
    """One scenario's rows, each of which is quantity × unit price exactly."""
    payments = payments_of(answer.evaluation, scenario_place)
    rows = [
        _write_row(line, payment, answer.currency, decimals)
        for line, payment in enumerate(payments, start=1)
    ]
    name = f"{file_name(answer, scenario_place)}-erp-{decimals}"
    return Export(Sheet(name, COLUMNS, rows, "Order"), day_of(answer, scenario_place))


def _write_row(line: int, payment: Payment, currency: str, decimals: int) -> list[Cell]:
    """A payment as packs at their price or, where that rounded misses the amount, as one at the
    amount, with packs and price in words.
    """
    item = ""
    description: str | Words = describe(payment)
    if payment.scheme is not None:
        item = payment.scheme.id
    quantity, unit = payment.packs, _name_unit(payment)
    unit_price = decimal_half_up(payment.unit_amount, decimals)
    if EXACT.multiply(Decimal(quantity), unit_price) != payment.amount:
        price = Decimal(write_exact(payment.unit_amount, 2))
        description = Words((f"{description} ({quantity} × ", price, f", {unit})"))
        quantity, unit = 1, IN_ONE
        unit_price = payment.amount.quantize(Decimal(1).scaleb(-decimals), context=EXACT)
    return [
        line,
        item,
        description,
        quantity,
        unit,
        unit_price,
        payment.amount,
        currency,
        payment.due_year,
        RECURRENCES[payment.kind],
    ]


def _name_unit(payment: Payment) -> str:
    """What one of the quantity is."""
    if payment.scheme is None:
        return "item"
    one, many = UNITS[payment.scheme.metric]
    if payment.scheme.pack > 1:
        return f"pack of {payment.scheme.pack} {many}"
    return one
