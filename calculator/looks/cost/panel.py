"""How an amount was made, as a panel: rows of factors that multiply out to the cell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from calculator import formats
from calculator.looks.cost.factors import tell_due, write_rise
from calculator.looks.cost.payment_rows import PaymentRow, make_payment_row, tell_owned, tell_rule
from calculator.looks.cost.sources import (
    Source,
    list_rate_sources,
    make_factor_source,
    make_price_source,
    make_rate_sources,
)
from calculator.looks.cost.step_rows import StepRow, make_step_row
from calculator.looks.cost.unit import Unit, unit_of
from calculator.looks.cost.working import Working
from calculator.parts.marks import OWN
from calculator.question.table_options import PLAIN_OPTIONS, TableOptions
from pricing.engine.answer import Answer
from pricing.engine.evaluate import own_counts
from pricing.engine.exact import half_up_cents
from pricing.engine.explain import Factor, operating_steps
from pricing.engine.figures import Amounts, Line
from pricing.engine.findings import scheme_words
from pricing.engine.operating_lines import OPERATING_LINES
from pricing.engine.payments import Payment, own_rises, payments_of
from pricing.engine.remarks import floor_of
from pricing.engine.vocabulary import CATEGORIES

NOT_COUNTED = "Not in the total, for users' time is shown apart."
NOTHING_LEFT = "Nothing: what was bought has served its life by then."


@dataclass(frozen=True)
class Part:
    """One line of the panel: its rows or its `working`, its sum, what that is `in_unit` of the
    table, its sources.
    """

    label: str
    sentence: str
    payments: list[PaymentRow]
    steps: list[StepRow]
    total: str
    sources: list[Source]
    rounded: bool
    in_unit: str = ""
    working: Working | None = None


@dataclass(frozen=True)
class Panel:
    """What an opened cell shows.

    `links`: where what it rests on can be changed, and in which words.
    """

    title: str
    figure: str
    parts: list[Part]
    division: str
    currency: str
    column: int
    links: list[tuple[str, str]] = field(default_factory=list)


def panel_of(
    answer: Answer, place: int, row: str, options: TableOptions = PLAIN_OPTIONS
) -> Panel | None:
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
    unit = unit_of(answer, options)
    payments = payments_of(answer.evaluation, place)
    if by_category:
        name = CATEGORIES[row]
    else:
        name = lines[0].label
    return Panel(
        title=f"{scenario.scenario.name}, {name}",
        figure=tell_figure(answer, amounts, unit),
        parts=[
            replace(_make_part(answer, place, line, payments), in_unit=_tell_in_unit(line, unit))
            for line in lines
        ],
        division=tell_division(answer, amounts, unit),
        currency=formats.currency_name(answer.currency),
        column=place,
    )


def tell_figure(answer: Answer, amounts: Amounts, unit: Unit) -> str:
    """An amount with its unit."""
    return f"{formats.amount(unit.take(amounts), answer.currency)} {unit.words}"


def tell_division(answer: Answer, amounts: Amounts, unit: Unit) -> str:
    """How a total becomes an amount in the unit of the table; "" where it is that."""
    if not unit.division:
        return ""
    total = formats.amount(amounts.all_horizon, answer.currency)
    return f"{total} {unit.division} = {tell_figure(answer, amounts, unit)}"


def _tell_in_unit(line: Line, unit: Unit) -> str:
    """A line's amount in the unit of the table; "" where that is its total."""
    if not unit.division:
        return ""
    return f"{formats.money(unit.take(line.amounts))} {unit.words}"


def _make_part(answer: Answer, place: int, line: Line, payments: list[Payment]) -> Part:
    if line.kind == "own":
        return _show_own_line(answer, place, line)
    if line.kind == "residual":
        return _show_residual(answer, place, line)
    if line.kind == "operating":
        return _show_operating(answer, place, line)
    assert line.scheme is not None
    is_maintenance = line.kind == "maintenance"
    own = [
        p
        for p in payments
        if p.scheme and p.scheme.id == line.scheme and (p.kind == "maintenance") == is_maintenance
    ]
    scheme = answer.question.market.catalogue.schemes[line.scheme]
    label = scheme_words(scheme)
    if is_maintenance:
        label = f"{label}, maintenance"
    row = next(r for r in answer.evaluation.bill.rows_of[place] if r.entry.scheme is scheme)
    return Part(
        label=label,
        sentence=tell_rule(answer, row, own) + tell_owned(line),
        payments=[make_payment_row(payment, floor_of(row)) for payment in own],
        steps=[],
        total=formats.amount(line.total, answer.currency),
        sources=[
            *(make_price_source(p, line, answer, place) for p in _take_one_a_source(own)),
            *make_rate_sources(p.price and p.price.rate for p in own),
        ],
        rounded=sum(p.amount for p in own) * 100 != line.total,
    )


def _take_one_a_source(payments: list[Payment]) -> list[Payment]:
    """The first payment of each row of the list, or of what was quoted."""
    first: dict[object, Payment] = {}
    for payment in payments:
        first.setdefault(payment.price and payment.price.valid_from, payment)
    return list(first.values())


def _show_own_line(answer: Answer, place: int, line: Line) -> Part:
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
            words += f" × {formats.decimal(rises)} ({write_rise(rises)})"
        rows.append(StepRow(tell_due(due), words, formats.money(line.cash_flow[due])))
    said = Source(line.label, sign + formats.price(own.amount), "", "yours", own.source or OWN, "")
    return _make_part_of_steps(answer, line, rows, [said])


def _show_residual(answer: Answer, place: int, line: Line) -> Part:
    """What hardware is worth at the end: of each purchase the share of its life that is left."""
    figures = answer.scenarios[place].figures
    assert line.scheme is not None
    assert figures is not None
    scheme = answer.question.market.catalogue.schemes[line.scheme]
    years, life = answer.question.horizon_years, scheme.life_years
    assert life is not None
    bought = next(
        other for other in figures.lines if other.kind == "payment" and other.scheme == line.scheme
    )
    sign = formats.symbol(answer.currency)
    rows = [
        StepRow(
            tell_due(years),
            (
                f"{sign}{formats.money(cents)} bought {tell_due(due)} × {due + life - years} of "
                f"{life} years left"
            ),
            formats.money(-half_up_cents(Fraction(cents * (due + life - years), 100 * life))),
        )
        for due, cents in enumerate(bought.cash_flow)
        if cents and due + life > years
    ]
    return _make_part_of_steps(answer, line, rows, [])


def _make_part_of_steps(
    answer: Answer, line: Line, rows: list[StepRow], sources: list[Source]
) -> Part:
    sentence = _tell_apart(answer, line)
    if not sentence and not rows:
        sentence = NOTHING_LEFT
    return Part(
        label=line.label,
        sentence=sentence,
        payments=[],
        steps=rows,
        total=formats.amount(line.total, answer.currency),
        sources=sources,
        rounded=False,
    )


def _tell_apart(answer: Answer, line: Line) -> str:
    """Said of a line that is not in the total."""
    if line.indirect and not answer.question.include_indirect:
        return NOT_COUNTED
    return ""


def _show_operating(answer: Answer, place: int, line: Line) -> Part:
    operating = next(o for o in OPERATING_LINES if o.key == line.key)
    steps = operating_steps(answer.evaluation, place, operating)
    years = answer.question.horizon_years
    rows, total = [], Fraction(0)
    for year in range(1, years + 1):
        rows += [make_step_row(step, year, answer.currency) for step in steps if step.amount(year)]
        total += sum(step.amount(year) for step in steps)
    unique: dict[tuple[str, Decimal], Factor] = {}
    for step in steps:
        factors = (factor for factor in (*step.factors, step.price, step.rise) if factor)
        unique |= {(f.label, f.value): f for f in factors if f.source or f.is_typed}
    return Part(
        label=line.label,
        sentence=_tell_apart(answer, line),
        payments=[],
        steps=rows,
        total=formats.amount(line.total, answer.currency),
        sources=[
            *(make_factor_source(f, answer, place) for f in unique.values()),
            *list_rate_sources(unique.values()),
        ],
        rounded=total * 100 != line.total,
    )
