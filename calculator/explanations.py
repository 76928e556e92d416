"""How an amount was made, as a panel: rows of factors that multiply out to the cell."""

from __future__ import annotations

from dataclasses import dataclass

from pricing.engine.answer import Answer, Line
from pricing.engine.explain import Factor, Step, operating_steps
from pricing.engine.market import Assumption, Scheme
from pricing.engine.operations import OPERATING_LINES
from pricing.engine.payments import Payment, payments_of
from pricing.engine.words import CATEGORIES

from . import formats
from .address import query

MARKS = {"verified": "●", "derived": "◐", "recalled": "○"}
UNITS = {
    "device": ("device", "devices"),
    "user": ("user", "users"),
    "concurrent_user": ("user at the peak", "users at the peak"),
    "virtual_desktop": ("virtual desktop", "virtual desktops"),
    "user_hour": ("hour of a user", "hours of users"),
    "instance": ("shared machine", "shared machines"),
    "instance_hour": ("hour of a machine", "hours of machines"),
    "host": ("server", "servers"),
    "socket": ("socket", "sockets"),
    "core": ("core", "cores"),
    "gb": ("GB", "GB"),
    "site": ("site", "sites"),
}
KINDS = {"purchase": "bought", "maintenance": "maintenance", "subscription": "subscription"}


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
    times: str
    price_factor: str
    amount: str


@dataclass(frozen=True)
class Source:
    """Where a number comes from."""

    label: str
    value: str
    mark: str
    confidence: str
    words: str
    url: str
    page: str = ""


@dataclass(frozen=True)
class StepRow:
    """One part of an operating line in one year."""

    due: str
    factors: str
    amount: str


@dataclass(frozen=True)
class Part:
    """One line of the panel: its rows, its sum, what it is a desktop a month, its sources."""

    label: str
    sentence: str
    payments: list[PaymentRow]
    steps: list[StepRow]
    total: str
    month: str
    sources: list[Source]
    rounded: bool


@dataclass(frozen=True)
class Panel:
    """What an opened cell shows."""

    title: str
    figure: str
    parts: list[Part]
    total: str
    division: str
    currency: str
    column: int


def panel_of(answer: Answer, place: int, row: str) -> Panel | None:
    """The panel of a category or line of one scenario; None where there is nothing to show."""
    if place >= len(answer.scenarios):
        return None
    scenario = answer.scenarios[place]
    figures = scenario.figures
    if figures is None:
        return None
    lines = [line for line in figures.lines if line.category == row or line.key == row]
    if not lines:
        return None
    by_category = row in CATEGORIES
    amounts = figures.categories[row] if by_category else lines[0].amounts
    cents, month = amounts.all_horizon, amounts.desktop_month
    payments = payments_of(answer.evaluation, place)
    name = CATEGORIES[row] if by_category else lines[0].label
    unit = "" if month is None else " a desktop a month"
    figure = formats.symbol(answer.currency) + formats.money(cents if month is None else month)
    desktop_years = figures.desktop_years
    division = (
        f"{formats.money(cents)} ÷ {formats.count(desktop_years, 'desktop-year')} ÷ 12 months = {formats.money(month)}"
        if month is not None
        else ""
    )
    return Panel(
        title=f"{scenario.scenario.name}, {name}",
        figure=f"{figure}{unit}",
        parts=[_part(answer, place, line, payments) for line in lines],
        total=formats.money(cents),
        division=division,
        currency=formats.currency_name(answer.currency),
        column=place,
    )


def _part(answer: Answer, place: int, line: Line, payments: list[Payment]) -> Part:
    if line.scheme is None:
        return _operating(answer, place, line)
    is_maintenance = line.key.endswith("/maintenance")
    own = [p for p in payments if p.scheme.id == line.scheme and (p.kind == "maintenance") == is_maintenance]
    scheme = answer.question.market.catalogue.schemes[line.scheme]
    return Part(
        label=f"{scheme.vendor} {line.label}".strip(),
        sentence=_rule(answer, place, scheme, own),
        payments=[_payment_row(payment) for payment in own],
        steps=[],
        total=formats.money(line.total),
        month=formats.money(line.amounts.desktop_month),
        sources=[_price_source(own[0], line, _page(answer, place, scheme))] if own else [],
        rounded=sum(p.amount for p in own) * 100 != line.total,
    )


def _payment_row(payment: Payment) -> PaymentRow:
    scheme = payment.scheme
    one, many = UNITS[scheme.metric]
    times = []
    if payment.kind == "maintenance":
        times.append(f"{formats.decimal(payment.rate)} of it")
    if payment.periods != 1:
        times.append(f"{payment.periods} months")
    discount = f"{formats.decimal(payment.discount * 100)} %" if payment.discount else formats.NOTHING
    net = formats.decimal(payment.net_unit_price)
    if payment.list_factor != 1:
        net += f" (factor {formats.decimal(payment.list_factor)})"
    return PaymentRow(
        due="today" if payment.due_year == 0 else f"end of year {payment.due_year}",
        counted=formats.count(payment.quantity, one, many),
        rule=_binding(payment),
        packs=f"{payment.packs:,}" if scheme.pack == 1 else f"{payment.packs:,} of {scheme.pack:,}",
        list_price=formats.decimal(payment.list_unit_price),
        discount=discount,
        net_price=net,
        times=" × ".join(times) or formats.NOTHING,
        price_factor=formats.decimal(payment.price_factor) if payment.price_factor != 1 else formats.NOTHING,
        amount=formats.decimal(payment.amount),
    )


def _binding(payment: Payment) -> str:
    scheme = payment.scheme
    return {
        "pack": f"rounded up to packs of {scheme.pack:,}",
        "minimum": f"the minimum order of {scheme.minimum:,} binds",
        "included": "less what comes with other licences",
    }.get(payment.binding or "", "as counted")


def _rule(answer: Answer, place: int, scheme: Scheme, payments: list[Payment]) -> str:
    """Who is counted, and the scheme's own rule in its words."""
    row = next(r for r in answer.evaluation.bill.rows_of[place] if r.entry.scheme is scheme)
    fleet = answer.question.fleet
    one, _ = UNITS[scheme.metric]
    everyone = len(row.groups) == len(fleet)
    whom = "all groups" if everyone else formats.listed([fleet[g].name for g in row.groups]) or "no group"
    parts = [f"Counted by {one} over {whom}."]
    if row.entry.quantity is not None:
        parts = [f"Fixed at {row.entry.quantity:,} in the stack."]
    if row.entry.extra:
        parts.append(f"{row.entry.extra:,} more are asked for in the stack.")
    if any(p.price_factor != 1 for p in payments):
        parts.append("Prices rise with the price inflation; today's price stands at the first payment.")
    if scheme.life_years:
        parts.append(f"Replaced after {formats.count(scheme.life_years, 'year')}.")
    if scheme.rule_note:
        parts.append(scheme.rule_note)
    return " ".join(parts)


def _page(answer: Answer, place: int, scheme: Scheme) -> str:
    """Where the scheme's price history is shown; nowhere, where the document brought its own catalogue."""
    market = answer.question.scenarios[place].market
    price_list = market.catalogue.price_list
    said = query([("price_date", market.day.isoformat()), ("price_list", price_list)])
    return f"/prices/{scheme.id}/?{said}" if price_list else ""


def _price_source(payment: Payment, line: Line, page: str) -> Source:
    price = payment.price
    words = f"list price from {formats.day(price.valid_from)}, {price.source}"
    if price.note:
        words += f" ({price.note})"
    return Source(
        label=line.label,
        value=formats.decimal(payment.list_unit_price),
        mark=MARKS[price.confidence],
        confidence=price.confidence,
        words=words,
        url=price.source_url,
        page=page,
    )


def _operating(answer: Answer, place: int, line: Line) -> Part:
    operating = next(o for o in OPERATING_LINES if o.key == line.key)
    steps = operating_steps(answer.evaluation, place, operating)
    years = answer.question.horizon_years
    rows = []
    for year in range(1, years + 1):
        for step in steps:
            if step.amount(year):
                rows.append(_step_row(step, year))
    factors = [
        f
        for step in steps
        for f in (*step.factors, step.price, *((step.rise,) if step.rise else ()))
        if f.source or f.is_typed
    ]
    unique = {(f.label, f.value): f for f in factors}
    total = sum(step.amount(year) for step in steps for year in range(1, years + 1))
    return Part(
        label=line.label,
        sentence="Not in the total, for users' time is shown apart."
        if line.indirect and not answer.question.include_indirect
        else "",
        payments=[],
        steps=rows,
        total=formats.money(line.total),
        month=formats.money(line.amounts.desktop_month),
        sources=[_factor_source(f, answer, place) for f in unique.values()],
        rounded=total * 100 != line.total,
    )


def _step_row(step: Step, year: int) -> StepRow:
    words = f"{step.part}: {step.counts[year - 1]:,}"
    for factor in step.factors:
        sign = "÷" if factor.divides else "×"
        unit = (
            f" {factor.unit}"
            if factor.unit and factor.unit not in ("ratio",)
            else f" {factor.label}"
            if not factor.unit
            else ""
        )
        words += f" {sign} {formats.decimal(factor.value)}{unit}"
    words += f" × {formats.decimal(step.price.value)}"
    if step.rise and year > 1:
        words += f" × {formats.decimal(step.rises(year))}"
    amount = formats.money(int((step.amount(year) * 100).to_integral_value(rounding="ROUND_HALF_UP")))
    return StepRow("today" if step.is_once else f"end of year {year}", words, amount)


def _factor_source(factor: Factor, answer: Answer, place: int) -> Source:
    unit = factor.unit.replace("money", formats.currency_name(answer.currency))
    value = f"{formats.decimal(factor.value)} {unit}".strip()
    if factor.is_typed:
        return Source(factor.label, value, "", "yours", "set in this comparison", "")
    if isinstance(factor.source, Scheme):
        scheme = factor.source
        return Source(
            factor.label,
            value,
            MARKS.get(scheme.rule_confidence, ""),
            scheme.rule_confidence,
            scheme.name,
            scheme.rule_source_url,
            _page(answer, place, scheme),
        )
    assert isinstance(factor.source, Assumption)
    source = factor.source
    since = f"from {formats.day(source.valid_from)}, " if source.valid_from else ""
    note = f" ({source.note})" if source.note else ""
    return Source(
        factor.label,
        value,
        MARKS[source.confidence],
        source.confidence,
        f"{since}{source.source}{note}",
        source.source_url,
    )
