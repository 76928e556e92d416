"""What would mend a finding: schemes on sale, each tried in the stack. Pure.

Every way is one press, and its figure is the scenario's own after that press: all trials stand as
scenarios of one document, so that the engine is asked once, or once a dozen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, NamedTuple

from calculator import formats
from calculator.parts.candidates import (
    ENDED,
    find_candidates,
    find_helpers,
    find_successors,
    group_alike,
    is_gone,
    name_action,
)
from calculator.parts.finding_words import explain_gaps, tell_fact, tell_facts, tell_later
from calculator.parts.trials import try_actions
from calculator.parts.ways import (
    NEW_COST,
    Way,
    explain_misfit,
    make_offer,
    price_way,
    rank_way,
    wants_desk,
)
from pricing.engine.answer import Answer, ScenarioAnswer
from pricing.engine.coverage import Finding
from pricing.engine.findings import scheme_words
from pricing.engine.market import Scheme

MOST_WAYS = 3
MOST_TRIALS = 144  # of a page


class Asked(NamedTuple):
    """Findings of a scenario that lack the same, and the schemes that are worth a trial."""

    place: int
    findings: list[Finding]
    schemes: list[Scheme]


@dataclass(frozen=True)
class Block:
    """Findings that the same schemes would mend: who lacks what, why, and the ways.

    `dearer` are those that would do as well and are not among the first.
    """

    kind: str
    facts: list[str]
    why: list[str]
    ways: list[Way]
    one_by_one: list[Way] = field(default_factory=list)
    later: str = ""
    dearer: list[Way] = field(default_factory=list)
    untried: bool = False

    @property
    def is_cheapest_first(self) -> bool:
        """Whether none of the others costs less: one may that leaves more to mend."""
        return all((way.more or 0) >= (self.ways[0].more or 0) for way in self.dearer)


def find_fixes(document: Mapping[str, Any], given: Answer) -> list[tuple[str, list[Block]]]:
    """The findings of each scenario that has any, by its name, with the ways to mend them.

    What is not on sale in several scenarios comes first, once for all of them, but for what others
    could replace.
    """
    asked = list(_list_asked(given))
    gone = [each for each in asked if is_gone(each.findings[0], each.schemes, given, each.place)]
    in_several = len({each.place for each in gone}) > 1
    if in_several:
        asked = [each for each in asked if each not in gone]
    ended = {place: find_successors(scenario) for place, scenario in enumerate(given.scenarios)}
    alone = int(not in_several)  # one successor of one scenario has its own press already
    together = {
        place: f"successors.{place + 1}" for place, schemes in ended.items() if len(schemes) > alone
    }
    actions = list(together.values())
    for each in asked:
        actions += [name_action(each.place, each.findings[0], scheme) for scheme in each.schemes]
    trials = try_actions(document, given, list(dict.fromkeys(actions))[:MOST_TRIALS])
    blocks: dict[int, list[Block]] = {}
    for each in asked:
        blocks.setdefault(each.place, []).append(_make_block(each, given, trials))
    all_at_once = {
        place: _make_all_at_once(given.scenarios[place], action, ended[place], trials[action])
        for place, action in together.items()
    }
    if not in_several:
        for place, way in all_at_once.items():
            blocks[place] = [
                _put_all_first(blocks[place], way),
                *(b for b in blocks[place] if b.kind != ENDED),
            ]
    by_name = [(given.scenarios[place].scenario.name, made) for place, made in blocks.items()]
    if in_several:
        return [*_tell_gone_in_several(gone, all_at_once, given), *by_name]
    return by_name


def _list_asked(given: Answer) -> Iterator[Asked]:
    """All findings, those together that the same schemes would mend."""
    for place, answered in enumerate(given.scenarios):
        counts = given.evaluation.bill.coverages[place].counts
        for findings in group_alike(answered):
            yield Asked(place, findings, find_candidates(findings, answered.scenario, counts))


def title_of(findings: list[tuple[str, list[Block]]]) -> str:
    """What the findings are of: the price list, the licence rules, or both."""
    kinds = {block.kind for block in chain.from_iterable(blocks for _, blocks in findings)}
    if kinds == {ENDED}:
        return "What was not on sale"
    if ENDED in kinds:
        return "What was not on sale, and what the licence rules say"
    return "What the licence rules say"


def _tell_gone_in_several(
    gone: list[Asked], all_at_once: Mapping[int, Way], given: Answer
) -> Iterator[tuple[str, list[Block]]]:
    """What is not on sale in several scenarios: each scheme once, one press for all, then one for
    each scenario.
    """
    names = [answered.scenario.name for answered in given.scenarios]
    where: dict[str, list[str]] = {}
    for place, findings, _ in gone:
        where.setdefault(tell_fact(findings[0], given.scenarios[place].scenario), []).append(
            names[place]
        )
    facts = [f"{words} {_tell_concerned(concerned)}" for words, concerned in where.items()]
    each = [replace(way, name=names[place]) for place, way in all_at_once.items()]
    whole = []
    if len(each) > 1:
        whole = [_make_press_for_all(each)]
    title = f"{len({each.place for each in gone})} of {formats.count(len(names), 'scenario')}"
    yield title, [Block(ENDED, facts, [], [*whole, *each])]


def _make_press_for_all(each: list[Way]) -> Way:
    """One press for the successors in all scenarios, with the least and the most that they would
    then cost.
    """
    name = f"What followed, in {len(each)} scenarios"
    press = Way(action="successors.all", button="Use in all", name=name, price="", first=True)
    months = sorted(way.more for way in each if way.more is not None)
    if not months:
        return press
    ends = [formats.money(month) for month in dict.fromkeys((months[0], months[-1]))]
    without = len(each) - len(months)
    rest = ""
    if without:
        rest = f"; {formats.count(without, 'scenario')} without a figure then"
    return replace(press, figure=" to ".join(ends), unit=f"{NEW_COST}{rest}")


def _tell_concerned(names: list[str]) -> str:
    if len(names) == 1:
        return f"Concerns {names[0]}."
    return f"Concerns {len(names)} scenarios."


def _make_all_at_once(
    scenario: ScenarioAnswer, action: str, schemes: list[Scheme], trial: ScenarioAnswer | str
) -> Way:
    """One press for all successors, which are named first."""
    names = formats.listed([scheme_words(scheme) for scheme in schemes])
    button = "Use it instead"
    if len(schemes) > 1:
        button = f"Use all {len(schemes)}"
    way = Way(action=action, button=button, name="What followed them", price=names)
    judged = price_way(way, scenario, trial, lambda after: "")
    if not judged.left:
        return judged
    return replace(judged, unit=f"{judged.unit}; {formats.count(judged.left, 'finding')} then")


def _put_all_first(blocks: list[Block], way: Way) -> Block:
    """The findings of what is not on sale as one: all successors at once, then one by one."""
    ended = [block for block in blocks if block.kind == ENDED]
    one_by_one = [replace(each, first=False) for block in ended for each in block.ways[:1]]
    facts = list(chain.from_iterable(block.facts for block in ended))
    return Block(ENDED, facts, [], [replace(way, first=True)], one_by_one)


def _make_block(asked: Asked, given: Answer, trials: Mapping[str, ScenarioAnswer | str]) -> Block:
    """The findings in words, and the ways that were tried, by what they cost."""
    place, findings, schemes = asked
    scenario = given.scenarios[place]
    counts = given.evaluation.bill.coverages[place].counts
    helped = {
        helper.id: scheme for helper, scheme in find_helpers(findings, scenario.scenario, counts)
    }
    actions = [(scheme, name_action(place, findings[0], scheme)) for scheme in schemes]
    tried = [
        (scheme.id, _make_way(scenario, findings, scheme, action, trials[action]))
        for scheme, action in actions
        if action in trials
    ]
    ways = [
        _mark_whom_it_helps(way, helped.get(name))
        for name, way in tried
        if way.fits or name not in helped
    ]
    ways.sort(key=rank_way)
    ways = [_mark_what_stays(way, ways[0]) for way in ways]
    shown = [replace(way, first=at == 0 and way.fits) for at, way in enumerate(ways[:MOST_WAYS])]
    return Block(
        kind=findings[0].kind,
        facts=tell_facts(findings, scenario.scenario, given.question.fleet),
        why=list(explain_gaps(scenario.scenario, findings, counts, given)),
        ways=shown,
        later=tell_later(findings, scenario.scenario),
        dearer=[way for way in ways[MOST_WAYS:] if way.fits],
        untried=len(tried) < len(actions),
    )


def _mark_what_stays(way: Way, first: Way) -> Way:
    """A way that leaves more to mend than the first says how much."""
    if way.left > first.left:
        return replace(way, differs=f"{formats.count(way.left, 'finding')} would stay")
    return way


def _mark_whom_it_helps(way: Way, scheme: Scheme | None) -> Way:
    """A way that lets a scheme of the stack do its part names it."""
    if scheme:
        return replace(way, differs=f"lets {scheme_words(scheme)} do its part")
    return way


def _make_way(
    scenario: ScenarioAnswer,
    findings: list[Finding],
    scheme: Scheme,
    action: str,
    trial: ScenarioAnswer | str,
) -> Way:
    button = "Use it instead"
    if action.startswith("add"):
        button = "Add to the stack"
    way = make_offer(scenario.scenario, scheme, action, button)
    priced = price_way(
        way, scenario, trial, lambda after: explain_misfit(scenario, findings, scheme, after)
    )
    if priced.fits:
        return priced
    return replace(priced, wants_desk=wants_desk(scheme, scenario.scenario))
