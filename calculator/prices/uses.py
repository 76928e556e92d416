"""Where the shipped comparisons use a scheme, and what it costs in one of them.

Real payments of the real engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from calculator import formats
from calculator.parts.marks import KINDS
from calculator.prices.words import per, percent
from calculator.question.address import query
from pricing.comparison import compare
from pricing.engine.answer import Answer
from pricing.engine.faults import Faults
from pricing.engine.fleet import Fleet
from pricing.engine.market import Scheme
from pricing.engine.payments import Payment, payments_of
from pricing.engine.vocabulary import UNITS
from pricing.presets import preset, presets

ALONE_YEARS = 3
ALONE_UNITS = {
    "host": 4,
    "socket": 8,
    "core": 128,
    "gb": 1000,
    "site": 1,
    "user_hour": 12_000,
    "instance_hour": 12_000,
}
ALONE_SEATS = 100
BINDING = {
    "pack": "Rounded up to whole packs.",
    "minimum": "The minimum order binds.",
    "included": "Less what comes with other licences.",
}


@dataclass(frozen=True)
class Use:
    """A preset that uses a scheme, and its scenarios that do, counted from 1."""

    preset: str
    title: str
    price_list: str
    price_date: str
    scenarios: list[int]
    total: int

    @property
    def words(self) -> str:
        """In how many of its scenarios."""
        return f"in {len(self.scenarios)} of {formats.count(self.total, 'scenario')}"


@dataclass(frozen=True)
class ExampleRow:
    """One kind of payment of the example, by due date."""

    label: str
    counted: str
    each: str
    is_recalled: bool
    amounts: list[tuple[str, str]]
    total: str
    month: str


@dataclass(frozen=True)
class Example:
    """A worked example: payments by due date, their sum, and what the sum is a desktop a month.

    The sums are those of the payments as they stand; where the comparison, which rounds once,
    counts another, a note says so.
    """

    title: str
    heads: list[str]
    per: str
    rows: list[ExampleRow]
    total: str
    is_recalled: bool
    has_months: bool
    notes: list[str]
    address: str


def uses_of(scheme: str) -> list[Use]:
    """Every preset whose stacks name the scheme."""
    uses = []
    for name, document in presets().items():
        if "catalogue" in document:  # schemes of its own, whatever they are called
            continue
        stacks = [_list_ids(scenario) for scenario in document["scenarios"]]
        places = [place for place, ids in enumerate(stacks, start=1) if scheme in ids]
        if places:
            day, price_list = str(document["price_date"]), str(document["price_list"])
            uses.append(Use(name, str(document["title"]), price_list, day, places, len(stacks)))
    return uses


def _list_ids(scenario: Mapping[str, Any]) -> list[str]:
    return [_read_id(entry) for entry in scenario["stack"]]


def _read_id(entry: Any) -> str:
    """The scheme of an entry, which is its id alone or a mapping."""
    if isinstance(entry, Mapping):
        return str(entry["scheme"])
    return str(entry)


def example_of(
    scheme: Scheme, uses: list[Use], price_list: str, day: date, known_on: str = ""
) -> Example | None:
    """What the scheme costs in the preset whose day is nearest; else some of it alone, that day.

    None where neither can be priced.
    """
    near = sorted(uses, key=lambda use: abs((date.fromisoformat(use.price_date) - day).days))
    for use in near:
        if use.price_list != price_list:
            continue
        answer = _answer({**preset(use.preset), "known_on": known_on})
        for number in use.scenarios:
            payments = _list_payments(answer, number, scheme)
            if answer and payments:
                leaves = [("open", f"{scheme.id}.{number}")]
                if known_on:
                    leaves.insert(0, ("known_on", known_on))
                opened = query(leaves, preset=use.preset)
                title = f"“{answer.scenarios[number - 1].scenario.name}”, {_tell_fleet(answer)}"
                return _make_example(answer, number - 1, payments, title, f"/?{opened}")
    return _price_alone(scheme, price_list, day, known_on)


def _answer(document: Mapping[str, Any]) -> Answer | None:
    try:
        return compare(document)
    except Faults:
        return None


def _list_payments(answer: Answer | None, number: int, scheme: Scheme) -> list[Payment]:
    """What a scenario, counted from 1, pays for the scheme."""
    if answer is None:
        return []
    payments = payments_of(answer.evaluation, number - 1)
    return [each for each in payments if each.scheme and each.scheme.id == scheme.id]


def _price_alone(scheme: Scheme, price_list: str, day: date, known_on: str) -> Example | None:
    """A round number of units for three years, with nothing beside them."""
    units = ALONE_UNITS.get(scheme.metric, ALONE_SEATS)
    if scheme.maximum is not None:
        units = min(units, scheme.maximum)
    document = {
        "price_list": price_list,
        "price_date": day.isoformat(),
        "known_on": known_on,
        "horizon_years": ALONE_YEARS,
        "fleet": [
            {"name": "All", "desktops": ALONE_SEATS, "profile": "knowledge", "endpoint": "pc"}
        ],
        "scenarios": [
            {"name": "Alone", "delivery": "pc", "stack": [{"scheme": scheme.id, "quantity": units}]}
        ],
    }
    answer = _answer(document)
    payments = _list_payments(answer, 1, scheme)
    if answer is None or not payments:
        return None
    title = formats.count(units, *UNITS[scheme.metric])
    if scheme.period == "hour":
        title = f"{title} a year"
    return _make_example(
        answer, None, payments, f"{title} alone, {formats.count(ALONE_YEARS, 'year')}", ""
    )


def _tell_fleet(answer: Answer) -> str:
    fleet: Fleet = answer.evaluation.fleet
    desktops = formats.count(int(fleet.desktops[:, 0, 0].sum()), "desktop")
    return f"{desktops}, {formats.count(answer.question.horizon_years, 'year')}"


def _make_example(
    answer: Answer, place: int | None, payments: list[Payment], title: str, address: str
) -> Example:
    scheme = payments[0].scheme
    years = answer.question.horizon_years
    figures = answer.scenarios[place or 0].figures
    assert figures is not None
    lines = {line.kind: line for line in figures.lines if line.scheme == scheme.id}
    dues = [due for due in range(years + 1) if due or any(p.due_year == 0 for p in payments)]
    heads = [_name_due(due) for due in dues]
    rows = []
    for kind in dict.fromkeys(payment.kind for payment in payments):
        own = [payment for payment in payments if payment.kind == kind]
        line_kind = "payment"
        if kind == "maintenance":
            line_kind = kind
        line = lines[line_kind]
        rows.append(
            ExampleRow(
                label=KINDS[kind],
                counted=_tell_count(own),
                each=_tell_each(own[0]),
                is_recalled=any(
                    payment.price is not None and payment.price.confidence == "recalled"
                    for payment in own
                ),
                amounts=[(head, _sum_due(own, due)) for head, due in zip(heads, dues, strict=True)],
                total=_sum_up(own),
                month=formats.money(line.amounts.desktop_month),
            )
        )
    paid, counted = _sum_up(payments), formats.money(sum(line.total for line in lines.values()))
    notes, total, each = _list_notes(payments), "", per(scheme)
    if paid != counted:
        notes.append(
            f"Each payment is rounded to the cent; the comparison counts {counted}, rounded once."
        )
    if len(rows) > 1:
        total = paid
    if scheme.pack > 1:
        each = f"each pack of {scheme.pack:,}"
    return Example(
        title=f"{title}, priced on {formats.day(answer.question.price_date)}",
        heads=heads,
        per=each,
        rows=rows,
        total=total,
        is_recalled=any(row.is_recalled for row in rows),
        has_months=place is not None
        and all(line.amounts.desktop_month is not None for line in lines.values()),
        notes=notes,
        address=address,
    )


def _name_due(due: int) -> str:
    if due == 0:
        return "at the start"
    return f"end of\u00a0year\u00a0{due}"


def _tell_count(payments: list[Payment]) -> str:
    """How many units, and the packs that they make."""
    units = sorted({payment.quantity for payment in payments})
    if len(units) == 1:
        words = f"{units[0]:,}"
    else:
        words = f"{units[0]:,} to {units[-1]:,}"
    if payments[0].scheme.pack > 1:
        packs = max(payment.packs for payment in payments)
        words += f" in {formats.count(packs, 'pack')}".replace(" ", "\u00a0")
    return words


def _tell_each(payment: Payment) -> str:
    words = formats.price(payment.net_unit_price)
    if payment.rate != 1:
        words += f" ×\u00a0{percent(payment.rate)}"
    if payment.periods != 1:
        return f"{words} ×\u00a0{payment.periods}\u00a0months"
    return words


def _sum_due(payments: list[Payment], due: int) -> str:
    own = [payment for payment in payments if payment.due_year == due]
    if own:
        return _sum_up(own)
    return formats.NOTHING


def _sum_up(payments: list[Payment]) -> str:
    return formats.decimal(sum((payment.amount for payment in payments), Decimal(0)))


def _list_notes(payments: list[Payment]) -> list[str]:
    """What the reader of the sums wonders about."""
    notes = [
        BINDING[name] for name in dict.fromkeys(p.binding for p in payments) if name in BINDING
    ]
    rise = next(
        (p.price_factor for p in payments if p.due_year == 2 and p.kind != "purchase"), Decimal(1)
    )
    if rise != 1:
        notes.append(f"Later payments rise with prices, by {percent(rise - 1)} a year.")
    if any(p.discount for p in payments):
        notes.append("Less the discount of that comparison.")
    return notes
