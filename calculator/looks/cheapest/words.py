"""The cheapest stack in a sentence, with why a cheaper scenario is not among the stacks."""

from __future__ import annotations

from collections.abc import Sequence

from calculator import formats
from calculator.looks.cheapest.choices import name_wish
from calculator.looks.cheapest.ranks import figure_of, rows_shown
from calculator.parts.sentence import Sentence
from calculator.question.state import State
from pricing.engine.analysis.search.run import Asked, Progress, Ranked
from pricing.engine.document import Question, Scenario
from pricing.engine.vocabulary import DELIVERIES


def name_unit(state: State) -> str:
    """What all amounts are in."""
    assert state.answer is not None
    per = formats.compared_by(any(g.desktops for g in state.answer.question.fleet))
    return f"{formats.currency_name(state.answer.currency)} {per}"


def _write_amount(state: State, cents: int) -> str:
    assert state.answer is not None
    return formats.symbol(state.answer.currency) + formats.money(cents)


def tell_cheapest(
    state: State, rows: Sequence[Ranked], asked: Asked, progress: Progress, is_done: bool
) -> Sentence:
    """Which stack is cheapest, by how much, and against the cheapest scenario of the comparison."""
    assert state.answer is not None
    if not rows:
        day = formats.day(state.answer.question.price_date)
        if not is_done:
            return Sentence("Nothing has been found so far.")
        more = ""
        for text in asked.contradictory:
            name = name_wish(state.answer.question, text)
            more += f"{name} must be there by one wish and must not by another. "
        more += (
            "Drop a wish, or let a group have another delivery; below stands what ruled the "
            "combinations out."
        )
        return Sentence(
            f"No stack that is on sale on {day} keeps the licence rules and these wishes.",
            more=more,
        )
    best = rows[0]
    assert best.answer.figures is not None
    unit = formats.compared_by(best.answer.figures.amounts.has_desktops)
    name = rows_shown(state.answer.question, rows)[0].name
    alike = sum(figure_of(row) == figure_of(best) for row in rows)
    which = "the cheapest stack that keeps your wishes"
    if alike > 1:
        which = "two or more stacks that keep your wishes cost the same"
    if not is_done:
        which = f"so far {which}"
    before = f"{which[:1].upper()}{which[1:]}: {name}, "
    more = _tell_more(state, rows, asked, is_done)
    return Sentence(before, _write_amount(state, figure_of(best)), f" {unit}.", more)


def _tell_more(state: State, rows: Sequence[Ranked], asked: Asked, is_done: bool) -> str:
    assert state.answer is not None
    best, said = rows[0], []
    if len(rows) > 1 and figure_of(rows[1]) != figure_of(best):
        said.append(
            f"{_write_amount(state, figure_of(rows[1]) - figure_of(best))} less than the runner-up"
        )
    priced = [s for s in state.answer.scenarios if s.compliant and s.figures is not None]
    cheaper = ""
    if priced:
        least = min(priced, key=lambda s: s.figures.tco if s.figures else 0)
        assert least.figures is not None
        if least.figures.tco > best.total:
            amount = _write_amount(state, least.figures.amounts.compared - figure_of(best))
            said.append(
                f"{amount} less than {least.scenario.name}, the cheapest scenario that keeps the "
                "rules"
            )
        elif least.figures.tco < best.total:
            amount = _write_amount(state, figure_of(best) - least.figures.amounts.compared)
            why_not = tell_why_not(state.answer.question, least.scenario, asked)
            cheaper = f" {least.scenario.name} costs {amount} less, but {why_not}."
        else:
            said.append(f"the same as {least.scenario.name}")
    words = ", ".join(said)
    if words:
        words = f"{words[:1].upper()}{words[1:]}."
    tail = " A cheaper one may come, for not every way to deliver has been looked at."
    if is_done:
        tail = ""
    return f"{words}{cheaper}{tail}".strip()


def tell_why_not(question: Question, scenario: Scenario, asked: Asked) -> str:
    """Why a cheaper scenario of the comparison is not among the stacks: what it delivers, or a wish
    that it lacks.
    """
    ways: dict[str, list[str]] = {}
    for group, delivery, some in zip(
        question.fleet, scenario.deliveries, asked.deliveries, strict=True
    ):
        if some and delivery not in some:
            ways.setdefault(DELIVERIES[delivery], []).append(group.name)
    if ways:
        given = formats.listed([f"{formats.listed(names)} {way}" for way, names in ways.items()])
        return f"gives {given}, which this search leaves out"
    for wish in asked.wishes:
        if any(wish.names(entry.scheme) for entry in scenario.stack) != wish.must:
            return (
                f"{'lacks' if wish.must else 'has'} {name_wish(question, wish.text)}, against your "
                "wishes"
            )
    return "is made up otherwise: of its own numbers, devices or quantities"
