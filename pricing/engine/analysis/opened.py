"""Questions in which draws decide numbers.

Opened for them, moved by them, or given the catalogue's ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

import numpy as np

from ..document import Group, Question, Scenario
from ..draws import Draws
from ..exact import Floats
from ..needs import find_needed
from ..numbers import Number, Range
from ..together import end_of, leaders_of
from .foreign_money import find_currency, find_foreign
from .inputs import (
    GROWTH,
    NET,
    OWN,
    PRICE,
    RATE,
    Input,
    has_factor,
    has_quote,
    inputs_of,
    make_range,
    name_of_line,
)


def take_catalogue_ranges(question: Question) -> Question:
    """The question in which each assumption that it leaves to the catalogue has the catalogue's
    range.
    """
    given = question.assumptions.keys() | {
        name for s in question.scenarios for name in s.assumptions
    }
    ranges: dict[str, Number] = {}
    for name in sorted(find_needed(question) - given):
        known = question.market.assumptions.get(name)
        if (
            known is not None
            and known.low is not None
            and known.high is not None
            and known.low < known.high
        ):
            leader, currency = _find_leader(question, name), find_currency(known)
            ranges[name] = Range(known.low, known.typical, known.high, leader, currency)
    return replace(question, assumptions={**question.assumptions, **ranges})


def _find_leader(question: Question, name: str) -> str:
    """Whom the catalogue lets an assumption follow; nobody where the question's own ranges make a
    circle of it.
    """
    catalogues = {
        each.name: each.moves_with
        for each in question.market.assumptions.values()
        if each.moves_with
    }
    own = {
        each: number for each, number in question.assumptions.items() if isinstance(number, Range)
    }
    leaders = {each: leader for each, leader in catalogues.items() if each not in own} | leaders_of(
        own.items()
    )
    end = end_of(name, leaders)
    if end in (None, name):
        return ""
    return str(end)


def open_inputs(question: Question, names: Iterable[str], only: int | None = None) -> Question:
    """The question in which draws decide the numbers of these names.

    A price of `only` one scenario is opened there alone. A scenario's own assumption stays,
    unless it is a range already.
    """
    known = {each.name: each for each in inputs_of(question)}
    for name in names:
        question = _open_input(question, known[name], only)
    return question


def move_inputs(
    question: Question, values: Mapping[str, Floats], only: int | None = None
) -> tuple[Question, Draws]:
    """The question and the draws in which each named number takes its values [draw], all others
    their modes.

    Where a value is nan the number stays as it stands in each scenario, a quote by year too. Users
    and devices that are as many as the desktops of their group move with them.
    """
    everything = dict(values)
    for place, group in enumerate(question.fleet):
        desktops = values.get(f"fleet.{place}.desktops")
        if desktops is not None:
            following = {name: values.get(name, desktops) for name in _name_followers(place, group)}
            everything |= {
                name: np.where(np.isnan(own), desktops, own) for name, own in following.items()
            }

    def draws(name: str, range_: Range) -> Floats:
        found = everything.get(name)
        if found is None:
            return np.array([float(range_.mode)])
        if name.startswith(NET):
            return found
        return np.where(np.isnan(found), float(range_.mode), found)

    return open_inputs(question, everything, only), draws


def _name_followers(place: int, group: Group) -> list[str]:
    return [f"fleet.{place}.{field}" for field in follow_desktops(group)]


def follow_desktops(group: Group) -> list[str]:
    """The numbers of a group that are as many as its desktops, and so move with them."""
    return [field for field in ("users", "devices") if getattr(group, field) == group.desktops]


def _open_input(question: Question, known: Input, only: int | None) -> Question:
    if known.name == GROWTH:
        return replace(question, annual_growth=make_range(question.annual_growth))
    if known.name.startswith("fleet."):
        return replace(question, moved=question.moved | {known.name})
    if known.name.startswith(PRICE):
        scheme = known.name.removeprefix(PRICE)
        return _change_scenarios(question, lambda s, _: _open_price(s, scheme), only)
    if known.name.startswith(NET):
        quoted = known.name.removeprefix(NET)
        return _change_scenarios(question, lambda s, _: _open_quote(s, quoted), only)
    if known.name.startswith(OWN):
        return _change_scenarios(question, lambda s, place: _open_line(s, place, known.name))
    if known.name.startswith(RATE):
        told = {
            a.name
            for a in find_foreign(question)
            if find_currency(a) == known.name.removeprefix(RATE)
        }
        assumptions = {
            **question.assumptions,
            **{name: _make_given_range(question, name) for name in told},
        }
        return replace(question, assumptions=assumptions, moved=question.moved | {known.name})
    return replace(
        question,
        assumptions={**question.assumptions, known.name: _make_given_range(question, known.name)},
    )


def _make_given_range(question: Question, name: str) -> Range:
    """The comparison's number of an assumption as a range; the catalogue's, with its currency,
    where it says none.
    """
    number = question.assumptions.get(name)
    if number is not None:
        return make_range(number)
    known = question.market.assumptions[name]
    return Range.at(known.typical, find_currency(known))


def _open_price(scenario: Scenario, scheme: str) -> Scenario:
    if not has_factor(scenario, scheme):
        return scenario
    factor = make_range(scenario.prices.get(scheme, Decimal(1)))
    return replace(scenario, prices={**scenario.prices, scheme: factor})


def _open_quote(scenario: Scenario, scheme: str) -> Scenario:
    if not has_quote(scenario, scheme):
        return scenario
    quoted = replace(scenario.net_prices[scheme], is_moved=True)
    return replace(scenario, net_prices={**scenario.net_prices, scheme: quoted})


def _open_line(scenario: Scenario, place: int, name: str) -> Scenario:
    lines = tuple(
        replace(own, moved_as=name) if name_of_line(place, own) == name else own
        for own in scenario.own_lines
    )
    return replace(scenario, own_lines=lines)


def _change_scenarios(
    question: Question, change: Callable[[Scenario, int], Scenario], only: int | None = None
) -> Question:
    """The question with each of its scenarios changed, or `only` one."""
    scenarios = list(question.scenarios)
    for place, scenario in enumerate(scenarios):
        if only in (None, place):
            scenarios[place] = change(scenario, place)
    return replace(question, scenarios=tuple(scenarios))
