"""What the cost of a scenario rests on beside what was read: each line with its sources."""

from __future__ import annotations

from dataclasses import dataclass, replace

from calculator import formats
from calculator.looks.cost.sources import (
    Source,
    find_scheme_page,
    make_factor_source,
    make_price_source,
)
from calculator.looks.cost.unit import Unit, unit_of
from calculator.parts.evidence import KindTable, Sure, make_share_table
from calculator.parts.marks import MARKS, OWN
from calculator.question.table_options import TableOptions
from pricing.engine.answer import Answer
from pricing.engine.evaluate import LineKey
from pricing.engine.evidence import Rest, evidence_of
from pricing.engine.explain import explain_knob
from pricing.engine.figures import Line
from pricing.engine.grounds import PRICE, TYPED, Ground
from pricing.engine.numbers import typical
from pricing.engine.payments import Payment, payments_of

MULTIPLIED = "the list price, multiplied in this comparison"


@dataclass(frozen=True)
class RestRow:
    """A line: its share of the cost, its amount, how sure it is, and why; `again` names what was
    told further up.
    """

    share: str
    label: str
    amount: str
    mark: str
    confidence: str
    sources: list[Source]
    again: str


@dataclass(frozen=True)
class RestsOn:
    """What a scenario rests on by kind and age of the sources, and all its lines that are not read
    throughout, largest first.
    """

    title: str
    words: str
    kinds: KindTable
    rows: list[RestRow]


def rests_on(answer: Answer, sure: Sure, options: TableOptions) -> RestsOn:
    """What the scenario of the sentence rests on."""
    scenario = answer.scenarios[sure.place]
    assert scenario.figures is not None
    unit = unit_of(answer, options)
    lines = {(line.kind, line.scheme or line.key): line for line in scenario.figures.lines}
    teller = _Teller(answer, sure.place, unit)
    found = evidence_of(answer, sure.place)
    day = formats.day(answer.question.scenarios[sure.place].market.day)
    return RestsOn(
        title=f"What the cost of {scenario.scenario.name} rests on",
        words=sure.words,
        kinds=make_share_table(
            found.parts,
            f"Shares of the cost by kind of figure, and by how old its source is on {day}",
        ),
        rows=[
            teller.tell(rest, lines[rest.line.kind, _name_key(rest.line)]) for rest in found.rest
        ],
    )


def _name_key(line: LineKey) -> str:
    """A line's scheme or, where it has none, its key."""
    if line.row is not None:
        return line.row.entry.scheme.id
    if line.operating is not None:
        return line.operating.key
    assert line.own is not None
    return f"own:{line.own.name}"


class _Teller:
    """Tells the lines of a scenario, each source once."""

    def __init__(self, answer: Answer, place: int, unit: Unit) -> None:
        self.answer, self.place, self.unit = answer, place, unit
        self.scenario = answer.question.scenarios[place]
        self.payments = payments_of(answer.evaluation, place)
        self.told: set[Ground] = set()

    def tell(self, rest: Rest, line: Line) -> RestRow:
        """One line of the list."""
        part = max(1, int(1000 * abs(rest.share) + 0.5))
        again = [ground.label for ground in rest.grounds if ground in self.told]
        first = [ground for ground in rest.grounds if ground not in self.told]
        self.told.update(first)
        confidence = rest.sureness
        if confidence == TYPED:
            confidence = "yours"
        money = formats.amount(self.unit.take(line.amounts), self.answer.currency)
        return RestRow(
            share=formats.percent(part, 1000),
            label=line.label,
            amount=f"{money} {self.unit.words}",
            mark=MARKS.get(rest.sureness, ""),
            confidence=confidence,
            sources=[self._find_source(ground, line) for ground in first],
            again=formats.listed(again),
        )

    def _find_source(self, ground: Ground, line: Line) -> Source:
        """Where the number of a ground stands, and where it can be changed."""
        if ground.knob:
            source = make_factor_source(
                explain_knob(self.answer.evaluation, self.place, ground.knob),
                self.answer,
                self.place,
            )
            if ground.knob in self.scenario.assumptions:
                return source  # its field stands in the stack, which is folded away
            return replace(source, field=f"#f.assumptions.{ground.knob}")
        if not ground.scheme:
            own = next(o for o in self.scenario.own_lines if o.name == line.label)
            amount = formats.symbol(self.answer.currency) + formats.price(own.amount)
            return Source(line.label, amount, "", "yours", own.source or OWN, "")
        if ground.label == PRICE:
            return self._find_price(ground.scheme, line)
        scheme = self.answer.question.market.catalogue.schemes[ground.scheme]
        return Source(
            ground.label[:1].upper() + ground.label[1:],
            formats.decimal(scheme.attributes[ground.attribute]),
            MARKS[ground.sureness],
            ground.sureness,
            scheme.name,
            scheme.rule_source_url,
            find_scheme_page(self.answer, self.place, scheme),
        )

    def _find_price(self, scheme: str, line: Line) -> Source:
        """The price of a line's scheme, multiplied where the scenario says so."""
        listed = make_price_source(self._find_payment(line), line, self.answer, self.place)
        source = replace(listed, label="Price")
        factor = self.scenario.prices.get(scheme)
        if factor is None or scheme in self.scenario.net_prices:
            return source
        value = f"{source.value} × {formats.decimal(typical(factor))}"
        return replace(source, value=value, mark="", confidence="yours", words=MULTIPLIED, url="")

    def _find_payment(self, line: Line) -> Payment:
        """The first payment for the scheme of a line."""
        return next(p for p in self.payments if p.scheme and p.scheme.id == line.scheme)
