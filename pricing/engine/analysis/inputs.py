"""The numbers of a question that can be moved, and questions in which they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

import numpy as np

from ..document import Group, OwnLine, Question, Scenario
from ..draws import Draws
from ..exact import Floats
from ..fields import MOST_DESKTOPS, MOST_FACTOR, MOST_MONEY, MOST_OWN_MONEY
from ..knobs import KNOBS
from ..market import Assumption
from ..needs import needed_by
from ..numbers import Number, Range
from ..together import end_of, leaders_of

PRICE = "price:"
NET = "net:"
OWN = "own:"
RATE = "rate:"
GROWTH = "annual_growth"
GROUP_FIELDS = ("desktops", "users", "devices", "peak_concurrency")


class Input(NamedTuple):
    """One number that can be moved.

    `name` is how draws know it; `path` the field of the document where it stands, "" where
    it stands in none yet; `low`, `typical` and `high` its range, all three alike where it has
    none; `least` and `most` the bounds within which a document may hold it.
    """

    name: str
    path: str
    label: str
    unit: str
    low: Decimal
    typical: Decimal
    high: Decimal
    least: Decimal
    most: Decimal
    is_whole: bool = False

    @property
    def has_range(self) -> bool:
        """Whether it is uncertain."""
        return self.low < self.high

    @property
    def range(self) -> Range:
        """From its low to its high."""
        return Range(self.low, self.typical, self.high)


def inputs_of(question: Question) -> list[Input]:
    """Everything that can be moved: needed assumptions, growth, rates, prices, own lines, numbers of the groups."""
    prices = (*_prices(question), *_quotes(question), *_own_lines(question))
    return [*_assumptions(question), _growth(question), *_rates(question), *prices, *_groups(question)]


def uncertain_inputs(question: Question) -> list[Input]:
    """The inputs that have a range and count, each once: the comparison's, else the first scenario's own."""
    if not question.has_ranges:
        return []
    known = {each.name: each for each in inputs_of(question)}
    for place, scenario in enumerate(question.scenarios):
        for name, number in scenario.assumptions.items():
            if isinstance(number, Range) and name in known and not known[name].has_range:
                low, typical, high = _ends(number)
                path = f"scenarios.{place}.assumptions.{name}"
                known[name] = known[name]._replace(path=path, low=low, typical=typical, high=high)
    return [each for each in known.values() if each.has_range]


def with_catalogue_ranges(question: Question) -> Question:
    """The question in which each assumption that it leaves to the catalogue has the catalogue's range."""
    given = question.assumptions.keys() | {name for s in question.scenarios for name in s.assumptions}
    ranges: dict[str, Number] = {}
    for name in sorted(_needed(question) - given):
        known = question.market.assumptions.get(name)
        if known is not None and known.low is not None and known.high is not None and known.low < known.high:
            ranges[name] = Range(known.low, known.typical, known.high, _leader(question, name), _told_in(known))
    return replace(question, assumptions={**question.assumptions, **ranges})


def _leader(question: Question, name: str) -> str:
    """Whom the catalogue lets an assumption follow; nobody where the question's own ranges make a circle of it."""
    catalogues = {each.name: each.moves_with for each in question.market.assumptions.values() if each.moves_with}
    own = {each: number for each, number in question.assumptions.items() if isinstance(number, Range)}
    leaders = {each: leader for each, leader in catalogues.items() if each not in own} | leaders_of(own.items())
    end = end_of(name, leaders)
    if end in (None, name):
        return ""
    return str(end)


def opened(question: Question, names: Iterable[str], only: int | None = None) -> Question:
    """The question in which draws decide the numbers of these names.

    A price of `only` one scenario is opened there alone. A scenario's own assumption stays,
    unless it is a range already.
    """
    known = {each.name: each for each in inputs_of(question)}
    for name in names:
        question = _opened(question, known[name], only)
    return question


def moved(question: Question, values: Mapping[str, Floats], only: int | None = None) -> tuple[Question, Draws]:
    """The question and the draws in which each named number takes its values [draw], all others their modes.

    Where a value is nan the number stays as it stands in each scenario, a quote by year too. Users and devices
    that are as many as the desktops of their group move with them.
    """
    everything = dict(values)
    for place, group in enumerate(question.fleet):
        desktops = values.get(f"fleet.{place}.desktops")
        if desktops is not None:
            following = {name: values.get(name, desktops) for name in _following(place, group)}
            everything |= {name: np.where(np.isnan(own), desktops, own) for name, own in following.items()}

    def draws(name: str, range_: Range) -> Floats:
        found = everything.get(name)
        if found is None:
            return np.array([float(range_.mode)])
        if name.startswith(NET):
            return found
        return np.where(np.isnan(found), float(range_.mode), found)

    return opened(question, everything, only), draws


def _following(place: int, group: Group) -> list[str]:
    return [f"fleet.{place}.{field}" for field in follow_desktops(group)]


def follow_desktops(group: Group) -> list[str]:
    """The numbers of a group that are as many as its desktops, and so move with them."""
    return [field for field in ("users", "devices") if getattr(group, field) == group.desktops]


def _opened(question: Question, known: Input, only: int | None) -> Question:
    if known.name == GROWTH:
        return replace(question, annual_growth=_range(question.annual_growth))
    if known.name.startswith("fleet."):
        return replace(question, moved=question.moved | {known.name})
    if known.name.startswith(PRICE):
        scheme = known.name.removeprefix(PRICE)
        return _each_scenario(question, lambda place, s: _opened_price(s, scheme) if only in (None, place) else s)
    if known.name.startswith(NET):
        quoted = known.name.removeprefix(NET)
        return _each_scenario(question, lambda place, s: _opened_quote(s, quoted) if only in (None, place) else s)
    if known.name.startswith(OWN):
        return _each_scenario(question, lambda place, s: _opened_line(s, place, known.name))
    if known.name.startswith(RATE):
        told = {a.name for a in _foreign(question) if _told_in(a) == known.name.removeprefix(RATE)}
        assumptions = {**question.assumptions, **{name: _given(question, name) for name in told}}
        return replace(question, assumptions=assumptions, moved=question.moved | {known.name})
    return replace(question, assumptions={**question.assumptions, known.name: _given(question, known.name)})


def _given(question: Question, name: str) -> Range:
    """The comparison's number of an assumption as a range; the catalogue's, with its currency, where it says none."""
    number = question.assumptions.get(name)
    if number is not None:
        return _range(number)
    known = question.market.assumptions[name]
    return Range.at(known.typical, _told_in(known))


def _told_in(known: Assumption) -> str:
    """The other currency in which the catalogue tells an assumption; "" where it is the comparison's, or no money."""
    if known.rate:
        return known.rate.from_currency
    return ""


def _foreign(question: Question) -> list[Assumption]:
    """The needed assumptions that the catalogue tells in another currency, and the comparison leaves to it."""
    needed = _needed(question)
    told = [known for known in question.market.assumptions.values() if known.rate and known.name in needed]
    return [known for known in told if _is_the_catalogues(question.assumptions.get(known.name))]


def _is_the_catalogues(number: Number | None) -> bool:
    return number is None or (isinstance(number, Range) and bool(number.currency))


def _opened_price(scenario: Scenario, scheme: str) -> Scenario:
    if not has_factor(scenario, scheme):
        return scenario
    factor = _range(scenario.prices.get(scheme, Decimal(1)))
    return replace(scenario, prices={**scenario.prices, scheme: factor})


def has_factor(scenario: Scenario, scheme: str) -> bool:
    """Whether a factor on the scheme's price may stand in a scenario: it is in the stack, and nothing was quoted."""
    return scheme not in scenario.net_prices and any(entry.scheme.id == scheme for entry in scenario.stack)


def has_quote(scenario: Scenario, scheme: str) -> bool:
    """Whether a scheme of the scenario's stack was quoted."""
    return scheme in scenario.net_prices and any(entry.scheme.id == scheme for entry in scenario.stack)


def _opened_quote(scenario: Scenario, scheme: str) -> Scenario:
    if not has_quote(scenario, scheme):
        return scenario
    quoted = replace(scenario.net_prices[scheme], is_moved=True)
    return replace(scenario, net_prices={**scenario.net_prices, scheme: quoted})


def _opened_line(scenario: Scenario, place: int, name: str) -> Scenario:
    lines = tuple(
        replace(own, moved_as=name) if name_of_line(place, own) == name else own for own in scenario.own_lines
    )
    return replace(scenario, own_lines=lines)


def name_of_line(place: int, own: OwnLine) -> str:
    """How draws know an own line of the scenario at a place."""
    return f"{OWN}{place}:{own.name}"


def _each_scenario(question: Question, change: Callable[[int, Scenario], Scenario]) -> Question:
    return replace(question, scenarios=tuple(change(place, s) for place, s in enumerate(question.scenarios)))


def _range(number: Number) -> Range:
    if isinstance(number, Range):
        return number
    return Range.at(number)


def _needed(question: Question) -> set[str]:
    return {name for scenario in question.scenarios for name in needed_by(question, scenario)}


def _assumptions(question: Question) -> list[Input]:
    """In the order of the table of knobs; a scenario's own number stands for itself, so only shared ones."""
    result = []
    needed = _needed(question)
    for name, knob in KNOBS.items():
        known = question.market.assumptions.get(name)
        number = question.assumptions.get(name, known.typical if known else None)
        if name not in needed or number is None:
            continue
        r = _range(number)
        result.append(
            Input(
                name, f"assumptions.{name}", knob.label, knob.unit, *_ends(r), least=knob.low, most=knob.high,
                is_whole=knob.whole,
            )
        )  # fmt: skip
    return result


def _ends(r: Range) -> tuple[Decimal, Decimal, Decimal]:
    return r.low, r.mode, r.high


def _growth(question: Question) -> Input:
    r = _range(question.annual_growth)
    return Input(GROWTH, GROWTH, "Growth of the fleet", "a year", *_ends(r), least=Decimal("-0.99"), most=Decimal(1))


def _prices(question: Question) -> list[Input]:
    """The factor on the price of each scheme of a stack, once; its path is that of the first scenario that has it."""
    result: dict[str, Input] = {}
    for place, scenario in enumerate(question.scenarios):
        for scheme in [entry.scheme for entry in scenario.stack if entry.scheme.id not in scenario.net_prices]:
            r = _range(scenario.prices.get(scheme.id, Decimal(1)))
            before = result.get(scheme.id)
            if before is None or (r.low < r.high and not before.has_range):
                result[scheme.id] = Input(
                    f"{PRICE}{scheme.id}",
                    f"scenarios.{place}.prices.{scheme.id}",
                    f"Price of {scheme.name}",
                    "times the net price",
                    *_ends(r),
                    least=Decimal(0),
                    most=MOST_FACTOR,
                )
    return list(result.values())


def _quotes(question: Question) -> list[Input]:
    """What a pack costs where it was quoted, each scheme once; of a quote by year the first year's, for all of them."""
    result: dict[str, Input] = {}
    for place, scenario in enumerate(question.scenarios):
        for scheme in [entry.scheme for entry in scenario.stack if entry.scheme.id in scenario.net_prices]:
            amounts = scenario.net_prices[scheme.id].amounts
            label = f"Quoted price of {scheme.name}{', the same every year' if len(amounts) > 1 else ''}"
            path = f"scenarios.{place}.prices.{scheme.id}.net"
            now = amounts[0]
            found = Input(f"{NET}{scheme.id}", path, label, "money", now, now, now, Decimal(0), MOST_MONEY)
            result.setdefault(scheme.id, found)
    return list(result.values())


def _own_lines(question: Question) -> list[Input]:
    """The amounts of own lines, of each scenario by itself."""
    many = len(question.scenarios) > 1
    result = []
    for place, scenario in enumerate(question.scenarios):
        for index, own in enumerate(scenario.own_lines):
            if many:
                label = f"{own.name}, {scenario.name}"
            else:
                label = own.name
            path = f"scenarios.{place}.own_lines.{index}.amount"
            ends = (own.amount, own.amount, own.amount)
            result.append(
                Input(name_of_line(place, own), path, label, "money", *ends, least=-MOST_OWN_MONEY, most=MOST_OWN_MONEY)
            )
    return result


def _rates(question: Question) -> list[Input]:
    """The exchange rates of assumptions that count, up to where one of them would be more than it may hold."""
    foreign = _foreign(question)
    currency = question.market.catalogue.currency
    result = []
    for code in sorted({_told_in(known) for known in foreign}):
        now = question.market.rates[code].rate
        told = [known.original for known in foreign if _told_in(known) == code and known.original]
        ceilings = [KNOBS[a.name].high / end for a in told if (end := a.typical if a.high is None else a.high)]
        most = min([MOST_MONEY, *ceilings]).quantize(now, ROUND_FLOOR)
        label, unit = f"Exchange rate of {code}", f"{currency} for one {code}"
        result.append(
            Input(f"{RATE}{code}", f"exchange_rates.{code}", label, unit, now, now, now, Decimal("0.0001"), most)
        )
    return result


def _groups(question: Question) -> list[Input]:
    result = []
    for place, group in enumerate(question.fleet):
        for field, label, unit in (
            ("desktops", f"Desktops, {group.name}", "desktops"),
            ("users", f"Users, {group.name}", "users"),
            ("devices", f"Devices, {group.name}", "devices"),
            ("peak_concurrency", f"At the peak, {group.name}", "share"),
        ):
            number = Decimal(getattr(group, field))
            is_share = field == "peak_concurrency"
            path = f"fleet.{place}.{field}"
            if is_share:
                most = Decimal(1)
            else:
                most = Decimal(MOST_DESKTOPS)
            result.append(
                Input(path, path, label, unit, number, number, number, Decimal(0), most, is_whole=not is_share)
            )
    return result
