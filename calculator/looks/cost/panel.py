"""How an amount was made, as a panel: rows of factors that multiply out to the cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from calculator import formats
from calculator.parts import exchange
from calculator.parts.marks import MARKS, OWN, QUOTED
from calculator.question.address import query
from pricing.engine.answer import Answer
from pricing.engine.bill import Row
from pricing.engine.evaluate import own_counts
from pricing.engine.exact import half_up_cents
from pricing.engine.explain import Factor, Step, operating_steps
from pricing.engine.figures import Line
from pricing.engine.findings import scheme_words
from pricing.engine.market import Assumption, ExchangeRate, Scheme
from pricing.engine.operating_lines import OPERATING_LINES
from pricing.engine.payments import Payment, own_rises, payments_of
from pricing.engine.remarks import Floor, cheaper_above, floor_of
from pricing.engine.words import CATEGORIES, UNITS

NOT_COUNTED = "Not in the total, for users' time is shown apart."
NOTHING_LEFT = "Nothing: what was bought has served its life by then."

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
    if by_category:
        amounts = figures.categories[row]
    else:
        amounts = lines[0].amounts
    cents, month = amounts.all_horizon, amounts.desktop_month
    payments = payments_of(answer.evaluation, place)
    if by_category:
        name = CATEGORIES[row]
    else:
        name = lines[0].label
    unit = " a desktop a month"
    if month is None:
        unit = ""
    sign = formats.symbol(answer.currency)
    figure = sign + formats.money(cents if month is None else month)
    desktop_years = figures.desktop_years
    division = ""
    if month is not None:
        division = (
            f"{sign}{formats.money(cents)} ÷ {formats.count(desktop_years, 'desktop-year')} ÷ 12 months"
            f" = {sign}{formats.money(month)} a desktop a month"
        )
    return Panel(
        title=f"{scenario.scenario.name}, {name}",
        figure=f"{figure}{unit}",
        parts=[_part(answer, place, line, payments) for line in lines],
        division=division,
        currency=formats.currency_name(answer.currency),
        column=place,
    )


def _part(answer: Answer, place: int, line: Line, payments: list[Payment]) -> Part:
    if line.kind == "own":
        return _own_line(answer, place, line)
    if line.kind == "residual":
        return _residual(answer, place, line)
    if line.kind == "operating":
        return _operating(answer, place, line)
    assert line.scheme is not None
    is_maintenance = line.kind == "maintenance"
    own = [
        p for p in payments if p.scheme and p.scheme.id == line.scheme and (p.kind == "maintenance") == is_maintenance
    ]
    scheme = answer.question.market.catalogue.schemes[line.scheme]
    row = next(r for r in answer.evaluation.bill.rows_of[place] if r.entry.scheme is scheme)
    return Part(
        label=f"{scheme_words(scheme)}{', maintenance' if is_maintenance else ''}",
        sentence=_rule(answer, row, own) + _in_hand(line),
        payments=[_payment_row(payment, floor_of(row)) for payment in own],
        steps=[],
        total=formats.symbol(answer.currency) + formats.money(line.total),
        month=formats.money(line.amounts.desktop_month),
        sources=[_price_source(payment, line, answer, place) for payment in _by_source(own)],
        rounded=sum(p.amount for p in own) * 100 != line.total,
    )


def _in_hand(line: Line) -> str:
    """How many packs of each year's are owned already, and so are not bought."""
    if not line.owned:
        return ""
    if len(set(line.owned)) == 1:
        return f" Owned already, in every year: {line.owned[0]:,}."
    return f" Owned already, year by year: {', '.join(f'{packs:,}' for packs in line.owned)}."


def _by_source(payments: list[Payment]) -> list[Payment]:
    """The first payment of each row of the list, or of what was quoted."""
    first: dict[object, Payment] = {}
    for payment in payments:
        first.setdefault(payment.price and payment.price.valid_from, payment)
    return list(first.values())


def _own_line(answer: Answer, place: int, line: Line) -> Part:
    """A line of the reader's own: what it is for, column by column."""
    own = next(o for o in answer.question.scenarios[place].own_lines if o.name == line.label)
    counts = own_counts(own, answer.evaluation.fleet)[:, 0].astype(int).tolist()
    sign = formats.symbol(answer.currency)
    rows = []
    for due in range(own.first, own.last + 1):
        words = f"{sign}{formats.price(own.amount)}"
        if own.of != "all":
            words = f"{formats.count(counts[max(due, 1) - 1], own.of)} × {words}"
        rises = own_rises(answer.evaluation, place, own, due)
        if rises != 1:
            words += f" × {formats.decimal(rises)} ({_rise(rises)})"
        rows.append(StepRow(_due(due), words, formats.money(line.cash_flow[due])))
    said = Source(line.label, sign + formats.price(own.amount), "", "yours", own.source or OWN, "")
    return _part_of_steps(answer, line, rows, [said])


def _residual(answer: Answer, place: int, line: Line) -> Part:
    """What hardware is worth at the end: of each purchase the share of its life that is left."""
    figures = answer.scenarios[place].figures
    assert line.scheme is not None
    assert figures is not None
    scheme = answer.question.market.catalogue.schemes[line.scheme]
    years, life = answer.question.horizon_years, scheme.life_years
    assert life is not None
    bought = next(other for other in figures.lines if other.kind == "payment" and other.scheme == line.scheme)
    sign = formats.symbol(answer.currency)
    rows = [
        StepRow(
            _due(years),
            f"{sign}{formats.money(cents)} bought {_due(due)} × {due + life - years} of {life} years left",
            formats.money(-half_up_cents(Fraction(cents * (due + life - years), 100 * life))),
        )
        for due, cents in enumerate(bought.cash_flow)
        if cents and due + life > years
    ]
    return _part_of_steps(answer, line, rows, [])


def _part_of_steps(answer: Answer, line: Line, rows: list[StepRow], sources: list[Source]) -> Part:
    return Part(
        label=line.label,
        sentence=NOT_COUNTED
        if line.indirect and not answer.question.include_indirect
        else ""
        if rows
        else NOTHING_LEFT,
        payments=[],
        steps=rows,
        total=formats.symbol(answer.currency) + formats.money(line.total),
        month=formats.money(line.amounts.desktop_month),
        sources=sources,
        rounded=False,
    )


def _payment_row(payment: Payment, floor: Floor | None) -> PaymentRow:
    scheme = payment.scheme
    assert scheme is not None
    one, many = UNITS[scheme.metric]
    times = []
    if payment.kind == "maintenance":
        times.append(f"{_percent(payment.rate)} a year")
    if payment.periods != 1:
        times.append(f"{payment.periods} months")
    return PaymentRow(
        due=_due(payment.due_year),
        counted=formats.count(payment.quantity, one, many),
        rule=_binding(payment, floor),
        packs=f"{payment.packs:,}"
        if scheme.pack == 1
        else formats.count(payment.packs, f"pack of {scheme.pack:,}", f"packs of {scheme.pack:,}"),
        list_price=formats.NOTHING if payment.list_unit_price is None else formats.decimal(payment.list_unit_price),
        discount=_percent(payment.discount) if payment.discount else formats.NOTHING,
        net_price=formats.price(payment.net_unit_price),
        list_factor=f"× {formats.decimal(payment.list_factor)}" if payment.list_factor not in (None, 1) else "",
        times=" × ".join(times) or formats.NOTHING,
        price_rise=_rise(payment.price_factor) if payment.price_factor != 1 else formats.NOTHING,
        price_factor=formats.decimal(payment.price_factor) if payment.price_factor != 1 else "",
        amount=formats.decimal(payment.amount),
        is_quoted=payment.is_quoted,
    )


def _due(year: int) -> str:
    if year == 0:
        return "at the start"
    return f"end of year {year}"


def _percent(share: Decimal) -> str:
    """A share in per cent, as it was written."""
    return f"{(share * 100).normalize():f}{formats.NO_BREAK}%".replace("-", formats.MINUS)


def _rise(factor: Decimal) -> str:
    r"""A factor as the rise that it is, in per cent to two places.

    >>> _rise(Decimal("1.073741824")), _rise(Decimal("1.024")), _rise(Decimal("0.98"))
    ('+7.37\xa0%', '+2.4\xa0%', '−2\xa0%')
    """
    rise = (factor - 1).quantize(Decimal("0.0001"), rounding="ROUND_HALF_UP")
    return f"{'+' if rise >= 0 else ''}{_percent(rise)}"


def _binding(payment: Payment, floor: Floor | None) -> str:
    scheme = payment.scheme
    assert scheme is not None
    as_counted = "as counted"
    if floor:
        as_counted = FLOORS[floor.attribute].format(f"{floor.number:,}")
    return {
        "pack": f"rounded up to packs of {scheme.pack:,}{' on each server' if scheme.per_host else ''}",
        "minimum": f"the minimum order of {scheme.minimum:,} binds",
        "included": "less what comes with other licences",
    }.get(payment.binding or "", as_counted)


def _rule(answer: Answer, row: Row, payments: list[Payment]) -> str:
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
            f" {sign}{formats.decimal(cheaper.amount)}, not {sign}{formats.decimal(cheaper.instead_of)}."
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


def _page(answer: Answer, place: int, scheme: Scheme) -> str:
    """Where the scheme's price history is shown; nowhere, where the document brought its own catalogue."""
    market = answer.question.scenarios[place].market
    price_list = market.catalogue.price_list
    said = query([("price_date", market.day.isoformat()), ("price_list", price_list)])
    if price_list:
        return f"/prices/{scheme.id}/?{said}"
    return ""


def _price_source(payment: Payment, line: Line, answer: Answer, place: int) -> Source:
    price, scheme = payment.price, payment.scheme
    assert scheme is not None
    pack = scheme.pack
    if payment.list_unit_price is None:
        listed = payment.net_unit_price
    else:
        listed = payment.list_unit_price
    amount = formats.symbol(answer.currency) + formats.decimal(listed)
    if price is None:
        amounts = answer.question.scenarios[place].net_prices[scheme.id].amounts
        net = "; ".join(formats.symbol(answer.currency) + formats.price(amount) for amount in amounts)
        return Source(line.label, f"{net} a pack of {pack:,}" if pack > 1 else net, "", "yours", QUOTED, "")
    return Source(
        label=line.label,
        value=f"{amount} a pack of {pack:,}" if pack > 1 else amount,
        mark=MARKS[price.confidence],
        confidence=price.confidence,
        words=_provenance(price.source, f"list price from {formats.day(price.valid_from)}", price.note),
        url=price.source_url,
        page=_page(answer, place, scheme),
    )


def _provenance(source: str, since: str, note: str) -> str:
    """A source, from when on its number is used, and what is said of it; no line breaks before a per cent sign."""
    return "; ".join(filter(None, (source, since, note))).replace(" %", f"{formats.NO_BREAK}%")


def _operating(answer: Answer, place: int, line: Line) -> Part:
    operating = next(o for o in OPERATING_LINES if o.key == line.key)
    steps = operating_steps(answer.evaluation, place, operating)
    years = answer.question.horizon_years
    rows = []
    for year in range(1, years + 1):
        for step in steps:
            if step.amount(year):
                rows.append(_step_row(step, year, answer.currency))
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
        sentence=NOT_COUNTED if line.indirect and not answer.question.include_indirect else "",
        payments=[],
        steps=rows,
        total=formats.symbol(answer.currency) + formats.money(line.total),
        month=formats.money(line.amounts.desktop_month),
        sources=[
            *(_factor_source(f, answer, place) for f in unique.values()),
            *_rates(unique.values()),
        ],
        rounded=total * 100 != line.total,
    )


def _step_row(step: Step, year: int, currency: str) -> StepRow:
    words = _counted(step.counts[year - 1], step.counted)
    for factor in step.factors:
        words += f" {'÷' if factor.divides else '×'} {_factor_words(factor, currency)}"
    words += f" × {_factor_words(step.price, currency)}"
    if step.rise and year > 1:
        words += f" × {formats.decimal(step.rises(year))} ({_rise(step.rises(year))})"
    amount = formats.money(half_up_cents(step.amount(year)))
    return StepRow(_due(step.due(year)), words, amount)


def _counted(count: Fraction, counted: tuple[str, str]) -> str:
    """A count with its noun; one that is no whole number, for a scheme serves desktops of two kinds, to two places."""
    if count.denominator == 1:
        return formats.count(int(count), *counted)
    return f"{formats.decimal(Decimal(half_up_cents(count)) / 100)} {counted[1]}"


def _factor_words(factor: Factor, currency: str) -> str:
    """A factor within a product, with what it is of."""
    words = _valued(factor, currency).removesuffix(", once")
    if factor.unit == "ratio":
        return f"{words} ({factor.label[:1].lower()}{factor.label[1:]})"
    if factor.unit == "desktops":
        return f"{words} an administrator"
    return words


def _valued(factor: Factor, currency: str) -> str:
    """A factor's value with its unit: money with its sign, a share in per cent."""
    unit = factor.unit
    if unit.startswith("money"):
        return formats.symbol(currency) + formats.decimal(factor.value) + unit.removeprefix("money")
    if unit == "a year":
        return f"{_percent(factor.value)} a year"
    return f"{formats.decimal(factor.value)} {unit.removeprefix('ratio')}".strip()


def _factor_source(factor: Factor, answer: Answer, place: int) -> Source:
    value = _valued(factor, answer.currency)
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
    since = ""
    if source.valid_from:
        since = f"used from {formats.day(source.valid_from)}"
    return Source(
        factor.label,
        value,
        MARKS[source.confidence],
        source.confidence,
        f"{exchange.converted_words(source)}{_provenance(source.source, since, source.note)}",
        source.source_url,
    )


def _rates(factors: Iterable[Factor]) -> list[Source]:
    """The rates at which factors were converted, each once; what the reader typed was not."""
    sources = [f.source for f in factors if isinstance(f.source, Assumption) and not f.is_typed]
    return [_rate_source(rate) for rate in dict.fromkeys(source.rate for source in sources) if rate is not None]


def _rate_source(rate: ExchangeRate) -> Source:
    label = f"Exchange rate of {formats.currency_name(rate.from_currency)}"
    value = f"{formats.symbol(rate.to_currency)}{formats.decimal(rate.rate)}"
    if rate.valid_from is None:
        return Source(label, value, "", "yours", "set in this comparison", "")
    return Source(label, value, MARKS[rate.confidence], rate.confidence, exchange.source_of(rate), rate.source_url)
