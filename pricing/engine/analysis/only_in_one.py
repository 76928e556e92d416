"""What stands in one scenario only, in money.

Its own terms and numbers, and lines that no other has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ..answer import Answer
from ..counted_findings import unsold_rows
from ..document import Question, Scenario
from ..evaluate import evaluate
from ..exact import cents_half_up
from ..figures import Cents, Figures
from ..knobs import KNOBS
from ..numbers import typical
from .like_for_like import OVERCOMMIT, number_of, without_assumption, without_sharing
from .numbers_in_words import plain

AT_ONCE = 96  # scenarios that are priced together


class OneSided(NamedTuple):
    """Something that one scenario has alone, and what it is worth: above 0 where it makes the
    scenario dearer.

    `is_line` says that it is a line; else it is a term or number that could stand in any scenario.
    `assumption` is the name of a number that the comparison has too, "" where it is something else.
    """

    place: int
    words: str
    is_line: bool
    cents: Cents
    month_cents: Cents | None
    assumption: str = ""


def one_sided_of(answer: Answer) -> list[OneSided]:
    """Terms of single scenarios, each priced against the same scenario without it, then lines; the
    dearest first.

    Only scenarios with figures, and only what is worth a cent.
    """
    return [each for each in (*_list_terms(answer), *_list_lines(answer)) if each.cents]


def _list_terms(answer: Answer) -> list[OneSided]:
    question = answer.question
    found = [
        (place, words, without, name)
        for place, scenario in enumerate(question.scenarios)
        if answer.scenarios[place].figures
        for words, without, name in _list_own(question, scenario)
    ]
    total = answer.evaluation.cash_flow[:, :, 0].sum(axis=1)
    desktop_months = 12 * float(answer.evaluation.fleet.desktops[:, :, 0].sum())
    result = []
    without = _price_each(question, [scenario for _, _, scenario, _ in found])
    for (place, words, _, name), changed in zip(found, without, strict=True):
        if changed is None:
            continue
        worth = total[place : place + 1] - changed
        month = None
        if desktop_months:
            month = int(cents_half_up(worth / desktop_months)[0])
        result.append(OneSided(place, words, False, int(cents_half_up(worth)[0]), month, name))
    return sorted(result, key=lambda each: (-abs(each.cents), each.place))


def _price_each(question: Question, scenarios: Sequence[Scenario]) -> Iterator[float | None]:
    """What each of many scenarios costs, None where something of it is not on sale; few are priced
    at a time, so that the memory of many is never needed.
    """
    for start in range(0, len(scenarios), AT_ONCE):
        some = tuple(scenarios[start : start + AT_ONCE])
        run = evaluate(replace(question, scenarios=some))
        total = run.cash_flow[:, :, 0].sum(axis=1)
        for number in range(len(some)):
            yield None if unsold_rows(run, number) else total[number]


def _list_own(question: Question, scenario: Scenario) -> Iterator[tuple[str, Scenario, str]]:
    """Each term that is a scenario's own, in words, the scenario without it, and which assumption
    it is.
    """
    for name, number in scenario.assumptions.items():
        common = number_of(question, name)
        if common is not None and common != typical(number):
            yield (
                (
                    f"{KNOBS[name].label}: {_said(name, typical(number))}, elsewhere "
                    f"{_said(name, common)}"
                ),
                without_assumption(scenario, name),
                name,
            )
    hypervisor = scenario.hypervisors["vdi"]
    sharing = None
    if hypervisor:
        sharing = hypervisor.attributes.get(OVERCOMMIT)
    if sharing is not None and sharing != 1:
        yield f"memory is shared, {plain(sharing)} to 1", without_sharing(scenario), ""
    for entry in scenario.stack:
        name = entry.scheme.name
        if entry.extra or entry.quantity is not None:
            if entry.extra:
                words = f"{name}: {entry.extra:,} more than counted"
            else:
                words = f"{name}: a number of its own"
            stack = tuple(
                replace(e, extra=0, quantity=None) if e is entry else e for e in scenario.stack
            )
            yield words, replace(scenario, stack=stack), ""
    if any(scenario.discounts.values()):
        yield "discounts", replace(scenario, discounts={}), ""
    if any(typical(factor) != 1 for factor in scenario.prices.values()):
        yield "factors on prices", replace(scenario, prices={}), ""
    if scenario.net_prices:
        yield "quoted prices", replace(scenario, net_prices={}), ""
    if any(entry.owned for entry in scenario.stack):
        stack = tuple(replace(entry, owned=None) for entry in scenario.stack)
        yield "what is owned already", replace(scenario, stack=stack), ""
    if scenario.market.day != question.price_date:
        yield (
            f"prices of {scenario.market.day.isoformat()}",
            replace(scenario, market=question.market),
            "",
        )


def _said(name: str, number: Decimal) -> str:
    if KNOBS[name].unit == "share":
        return f"{plain(number * 100)} %"
    return plain(number)


def _list_lines(answer: Answer) -> list[OneSided]:
    """Lines that cost something in one scenario and stand in no other, a scheme's maintenance with
    it.
    """
    owners: dict[str, set[int]] = {}
    lines: dict[tuple[str, int], list[tuple[str, Cents, Cents | None]]] = {}
    for place, scenario in enumerate(answer.scenarios):
        figures: Figures | None = scenario.figures
        for line in figures.lines if figures else ():
            if line.total and (answer.question.include_indirect or not line.indirect):
                key = line.scheme or line.key
                owners.setdefault(key, set()).add(place)
                lines.setdefault((key, place), []).append(
                    (line.label, line.total, line.amounts.desktop_month)
                )
    if sum(scenario.figures is not None for scenario in answer.scenarios) < 2:
        return []
    result = []
    for (key, place), parts in lines.items():
        if owners[key] == {place}:
            months = [month for _, _, month in parts if month is not None]
            month = None
            if months:
                month = sum(months)
            result.append(
                OneSided(place, parts[0][0], True, sum(cents for _, cents, _ in parts), month)
            )
    return sorted(result, key=lambda each: (-abs(each.cents), each.place))
