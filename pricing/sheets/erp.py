"""The quote for systems that know quantity × unit price with so many decimals, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ..engine.answer import Answer
from ..engine.exact import decimal_half_up
from ..engine.market import Scheme
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
# What procurement systems sort by, at the right end, and only where a scheme has one of the first
# two.
CODES = ("vendor_part_number", "unspsc")
CODE_COLUMNS = (*CODES, "unit_code", "tax_category")
# UN/ECE Recommendation 20: one of something, a lump sum, an hour, a gigabyte.
ONE, LUMP_SUM = "C62", "LS"
UNIT_CODES = {"user_hour": "HUR", "instance_hour": "HUR", "gb": "E34"}
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
    unit_code: str = ONE
    codes: Mapping[str, str] = {}
    tax_category: str = ""


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
    """The table of an order: with the columns of codes where a scheme has one, and a value."""
    last = len(COLUMNS)
    shown = [*range(last)]
    if any(code for row in rows for code in row[last : last + len(CODES)]):
        places = range(last, last + len(CODE_COLUMNS))
        shown += [place for place in places if any(row[place] for row in rows)]
    heads = [(*COLUMNS, *CODE_COLUMNS)[place] for place in shown]
    return Sheet(name, heads, [[row[place] for place in shown] for row in rows], "Order")


def write_order_row(bought: Bought, decimals: int) -> list[Cell]:
    """A payment as packs at their price or, where that rounded misses the amount, as one at the
    amount, with packs and price in words. Its codes stand last.
    """
    description: str | Words = bought.description
    quantity, unit, unit_code = bought.packs, bought.unit, bought.unit_code
    unit_price = decimal_half_up(bought.unit_amount, decimals)
    if EXACT.multiply(Decimal(quantity), unit_price) != bought.amount:
        price = Decimal(write_exact(bought.unit_amount, 2))
        description = Words((f"{description} ({quantity} × ", price, f", {unit})"))
        quantity, unit, unit_code = 1, IN_ONE, LUMP_SUM
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
        *(bought.codes.get(code, "") for code in CODES),
        unit_code,
        bought.tax_category,
    ]


def _read_payment(line: int, payment: Payment, currency: str) -> Bought:
    scheme = payment.scheme
    item, metric, pack = "", "", 1
    if scheme is not None:
        item, metric, pack = scheme.id, scheme.metric, scheme.pack
    return Bought(
        line=line,
        item=item,
        description=describe(payment),
        packs=payment.packs,
        unit=name_unit(metric, pack),
        unit_amount=payment.unit_amount,
        amount=payment.amount,
        currency=currency,
        due_year=payment.due_year,
        recurrence=RECURRENCES[payment.kind],
        unit_code=find_unit_code(metric, pack),
        codes=read_codes(scheme),
    )


def read_codes(scheme: Scheme | None) -> dict[str, str]:
    """What a procurement system knows a scheme by, where the catalogue says it."""
    codes = {code: getattr(scheme, code, "") for code in CODES}
    return {code: text for code, text in codes.items() if text}


def list_codes(answer: Answer, scenario_place: int) -> dict[str, dict[str, str]]:
    """The codes of what a scenario buys, by scheme; none of those that have none."""
    bought = (payment.scheme for payment in payments_of(answer.evaluation, scenario_place))
    found = {scheme.id: read_codes(scheme) for scheme in bought if scheme is not None}
    return {name: codes for name, codes in sorted(found.items()) if codes}


def find_unit_code(metric: str, pack: int) -> str:
    """What one of the quantity is, by UN/ECE Recommendation 20; a pack is one of something.

    >>> find_unit_code("user_hour", 1), find_unit_code("user_hour", 10), find_unit_code("user", 1)
    ('HUR', 'C62', 'C62')
    """
    if pack > 1:
        return ONE
    return UNIT_CODES.get(metric, ONE)


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
