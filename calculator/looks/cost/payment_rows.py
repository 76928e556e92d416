"""Bought lines in the panel.

Each payment as a row of factors, and the rule by which it is counted.
"""

from __future__ import annotations

from dataclasses import dataclass

from calculator import formats
from calculator.looks.cost.factors import tell_due, write_percent, write_rise
from pricing.engine.answer import Answer
from pricing.engine.bill import Row
from pricing.engine.figures import Line
from pricing.engine.payments import Payment
from pricing.engine.remarks import Floor, cheaper_above
from pricing.engine.vocabulary import UNITS

# What holds a count up, by the attribute of the scheme that says so.
FLOORS = {
    "min_cores_per_host": "at least {} cores of each server count",
    "min_cores_per_socket": "at least {} cores of each processor count",
    "cores_per_licence": "one for each {} cores of a processor",
}


@dataclass(frozen=True)
class PaymentRow:
    """One payment in words and figures."""

    due: str
    counted: str
    rule: str
    packs: str
    list_price: str
    discount: str
    net_price: str
    list_factor: str
    times: str
    price_rise: str
    price_factor: str
    amount: str
    is_quoted: bool


def tell_owned(line: Line) -> str:
    """How many packs of each year's are owned already, and so are not bought."""
    if not line.owned:
        return ""
    if len(set(line.owned)) == 1:
        return f" Owned already, in every year: {line.owned[0]:,}."
    return f" Owned already, year by year: {', '.join(f'{packs:,}' for packs in line.owned)}."


def make_payment_row(payment: Payment, floor: Floor | None) -> PaymentRow:
    """A payment as a row of the panel."""
    scheme = payment.scheme
    assert scheme is not None
    one, many = UNITS[scheme.metric]
    times = []
    if payment.kind == "maintenance":
        times.append(f"{write_percent(payment.rate)} a year")
    if payment.periods != 1:
        times.append(f"{payment.periods} months")
    packs = f"{payment.packs:,}"
    if scheme.pack != 1:
        packs = formats.count(
            payment.packs, f"pack of {scheme.pack:,}", f"packs of {scheme.pack:,}"
        )
    list_price = discount = price_rise = formats.NOTHING
    list_factor = price_factor = ""
    if payment.list_unit_price is not None:
        list_price = formats.decimal(payment.list_unit_price)
    if payment.discount:
        discount = write_percent(payment.discount)
    if payment.list_factor not in (None, 1):
        list_factor = f"× {formats.decimal(payment.list_factor)}"
    if payment.price_factor != 1:
        price_rise, price_factor = (
            write_rise(payment.price_factor),
            formats.decimal(payment.price_factor),
        )
    return PaymentRow(
        due=tell_due(payment.due_year),
        counted=formats.count(payment.quantity, one, many),
        rule=_tell_binding(payment, floor),
        packs=packs,
        list_price=list_price,
        discount=discount,
        net_price=formats.price(payment.net_unit_price),
        list_factor=list_factor,
        times=" × ".join(times) or formats.NOTHING,
        price_rise=price_rise,
        price_factor=price_factor,
        amount=formats.decimal(payment.amount),
        is_quoted=payment.is_quoted,
    )


def _tell_binding(payment: Payment, floor: Floor | None) -> str:
    scheme = payment.scheme
    assert scheme is not None
    as_counted = "as counted"
    if floor:
        as_counted = FLOORS[floor.attribute].format(f"{floor.number:,}")
    packs = f"rounded up to packs of {scheme.pack:,}"
    if scheme.per_host:
        packs = f"{packs} on each server"
    return {
        "pack": packs,
        "minimum": f"the minimum order of {scheme.minimum:,} binds",
        "included": "less what comes with other licences",
    }.get(payment.binding or "", as_counted)


def tell_rule(answer: Answer, row: Row, payments: list[Payment]) -> str:
    """Who is counted, where more would cost less, and the scheme's own rule in its words."""
    fleet, scheme = answer.question.fleet, row.entry.scheme
    _, many = UNITS[scheme.metric]
    everyone = len(row.groups) == len(fleet)
    if everyone:
        whom = "all groups"
    else:
        whom = formats.listed([fleet[g].name for g in row.groups]) or "no group"
    parts = [f"Counted: {many}, {whom}."]
    if row.entry.quantity is not None:
        parts = [f"Fixed at {row.entry.quantity:,} in the stack."]
    if row.entry.extra:
        parts.append(f"{row.entry.extra:,} more are asked for in the stack.")
    if payments and (cheaper := cheaper_above(row, payments[0].quantity)):
        sign = formats.symbol(answer.currency)
        parts.append(
            f"{cheaper.quantity:,} would cost less than these {payments[0].quantity:,}:"
            f" {sign}{formats.decimal(cheaper.amount)}, not "
            f"{sign}{formats.decimal(cheaper.instead_of)}."
        )
    if any(p.price_factor != 1 for p in payments):
        parts.append("Later payments rise with the price inflation.")
    if payments and all(p.kind == "maintenance" for p in payments):
        return " ".join(parts)
    if scheme.life_years:
        parts.append(f"Replaced after {formats.count(scheme.life_years, 'year')}.")
    if scheme.rule_note:
        parts.append(scheme.rule_note)
    return " ".join(parts)
