"""The numbers of a question that can be moved, and questions in which they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from ..document import Group, Question, Scenario
from ..draws import Draws
from ..exact import Floats
from ..fields import MOST_DESKTOPS, MOST_FACTOR
from ..knobs import KNOBS
from ..needs import needed_by
from ..reading import Number, Range
from ..together import end_of, leaders_of

PRICE = "price:"
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
    """Everything that can be moved: needed assumptions, growth, prices of the stacks, numbers of the groups."""
    return [*_assumptions(question), _growth(question), *_prices(question), *_groups(question)]


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
            ranges[name] = Range(known.low, known.typical, known.high, _leader(question, name))
    return replace(question, assumptions={**question.assumptions, **ranges})


def _leader(question: Question, name: str) -> str:
    """Whom the catalogue lets an assumption follow; nobody where the question's own ranges make a circle of it."""
    catalogues = {each.name: each.moves_with for each in question.market.assumptions.values() if each.moves_with}
    own = {each: number for each, number in question.assumptions.items() if isinstance(number, Range)}
    leaders = {each: leader for each, leader in catalogues.items() if each not in own} | leaders_of(own.items())
    end = end_of(name, leaders)
    return "" if end in (None, name) else str(end)


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

    Where a value is nan the number stays as it stands in each scenario. Users and devices that are
    as many as the desktops of their group move with them.
    """
    everything = dict(values)
    for place, group in enumerate(question.fleet):
        desktops = values.get(f"fleet.{place}.desktops")
        for field in follow_desktops(group) if desktops is not None else ():
            name = f"fleet.{place}.{field}"
            own = values.get(name, desktops)
            everything[name] = np.where(np.isnan(own), desktops, own)

    def draws(name: str, range_: Range) -> Floats:
        mode = float(range_.mode)
        found = everything.get(name)
        return np.array([mode]) if found is None else np.where(np.isnan(found), mode, found)

    return opened(question, everything, only), draws


def follow_desktops(group: Group) -> list[str]:
    """The numbers of a group that are as many as its desktops, and so move with them."""
    return [field for field in ("users", "devices") if getattr(group, field) == group.desktops]


def _opened(question: Question, known: Input, only: int | None) -> Question:
    at = Range(known.typical, known.typical, known.typical)
    if known.name == GROWTH:
        return replace(question, annual_growth=_range(question.annual_growth))
    if known.name.startswith("fleet."):
        return replace(question, moved=question.moved | {known.name})
    if known.name.startswith(PRICE):
        scheme = known.name.removeprefix(PRICE)
        return _each_scenario(question, lambda place, s: _opened_price(s, scheme) if only in (None, place) else s)
    given = question.assumptions.get(known.name, at)
    return replace(question, assumptions={**question.assumptions, known.name: _range(given)})


def _opened_price(scenario: Scenario, scheme: str) -> Scenario:
    if all(entry.scheme.id != scheme for entry in scenario.stack):
        return scenario
    factor = _range(scenario.prices.get(scheme, Decimal(1)))
    return replace(scenario, prices={**scenario.prices, scheme: factor})


def _each_scenario(question: Question, change: Callable[[int, Scenario], Scenario]) -> Question:
    return replace(question, scenarios=tuple(change(place, s) for place, s in enumerate(question.scenarios)))


def _range(number: Number) -> Range:
    return number if isinstance(number, Range) else Range(number, number, number)


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
        for entry in scenario.stack:
            scheme = entry.scheme
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
            most = Decimal(1) if is_share else Decimal(MOST_DESKTOPS)
            result.append(
                Input(path, path, label, unit, number, number, number, Decimal(0), most, is_whole=not is_share)
            )
    return result
