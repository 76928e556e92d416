"""What would mend a finding, or stand in an entry's place: schemes on sale, each tried in the stack. Pure.

Every way is one press, and its figure is the scenario's own after that press: all trials stand as
scenarios of one document, so that the engine is asked once, or once a dozen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any

from calculator import formats
from calculator.question.actions import Refused, act
from calculator.question.fields import per_words
from pricing.engine.answer import Answer, ScenarioAnswer, answer
from pricing.engine.coverage import Finding
from pricing.engine.document import Group, Scenario
from pricing.engine.faults import Faults
from pricing.engine.fields import SHAPES
from pricing.engine.findings import fact, find_menders, scheme_words, token_words
from pricing.engine.market import Scheme
from pricing.engine.read_question import parse
from pricing.engine.words import UNITS, desk_tokens

ENDED = "not_on_sale"
NEW_COST = "new cost, a desktop a month"
MOST_WAYS = 3
MOST_TRIED = 72  # of one finding
MOST_TRIALS = 144  # of a page
MOST_ALTERNATIVES = 72
MOST_UNSOLD = 5
Counts = tuple[tuple[int, ...], ...]  # the groups that each entry of a stack counts
A_TIME = int(SHAPES["document"]["scenarios"].high or 1)


@dataclass(frozen=True)
class Way:
    """One way to mend a finding. One that does not fit says why, and has no figure and no button."""

    action: str
    button: str
    name: str
    price: str
    figure: str = ""
    unit: str = ""
    why_not: str = ""
    differs: str = ""
    recalled: bool = False
    more: int | None = None
    first: bool = False
    left: int = 0  # findings that stay after it

    @property
    def fits(self) -> bool:
        """Whether one press mends the finding and breaks nothing else."""
        return not self.why_not


@dataclass(frozen=True)
class Alternatives:
    """What else could stand in an entry's place: on sale and tried, then the nearest that is not on sale."""

    name: str
    scenario: str
    role: str
    day: str
    ways: list[Way]
    tried: int
    untried: int


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


def mended(document: Mapping[str, Any], given: Answer) -> list[tuple[str, list[Block]]]:
    """The findings of each scenario that has any, by its name, with the ways to mend them.

    What is not on sale in several scenarios comes first, once for all of them, but for what others could replace.
    """
    asked = [
        (place, findings, _candidates(findings, scenario.scenario, given.evaluation.bill.coverages[place].counts))
        for place, scenario in enumerate(given.scenarios)
        for findings in _alike(scenario)
    ]
    gone = [(place, findings[0]) for place, findings, schemes in asked if _is_gone(findings[0], schemes, given, place)]
    in_several = len({place for place, _ in gone}) > 1
    if in_several:
        asked = [(place, findings, schemes) for place, findings, schemes in asked if (place, findings[0]) not in gone]
    ended = {place: _ended(scenario) for place, scenario in enumerate(given.scenarios)}
    together = {p: f"successors.{p + 1}" for p, schemes in ended.items() if len(schemes) > (0 if in_several else 1)}
    actions = [*together.values(), *(_action(place, f[0], s) for place, f, schemes in asked for s in schemes)]
    trials = _tried(document, given, list(dict.fromkeys(actions))[:MOST_TRIALS])
    blocks: dict[int, list[Block]] = {}
    for place, findings, schemes in asked:
        block = _block(given.scenarios[place], place, findings, schemes, given, trials)
        blocks.setdefault(place, []).append(block)
    all_at_once = {p: _all_at_once(given.scenarios[p], a, ended[p], trials[a]) for p, a in together.items()}
    if not in_several:
        for place, way in all_at_once.items():
            blocks[place] = [_with_all_first(blocks[place], way), *(b for b in blocks[place] if b.kind != ENDED)]
    by_name = [(given.scenarios[place].scenario.name, made) for place, made in blocks.items()]
    if in_several:
        return [*_in_several(gone, all_at_once, given), *by_name]
    return by_name


def title_of(findings: list[tuple[str, list[Block]]]) -> str:
    """What the findings are of: the price list, the licence rules, or both."""
    kinds = {block.kind for _, blocks in findings for block in blocks}
    if kinds == {ENDED}:
        return "What was not on sale"
    if ENDED in kinds:
        return "What was not on sale, and what the licence rules say"
    return "What the licence rules say"


def alternatives(document: Mapping[str, Any], given: Answer, place: int, position: int) -> Alternatives:
    """What else could stand in an entry's place, by what the whole scenario would then cost."""
    answered = given.scenarios[place]
    scenario = answered.scenario
    there = [entry.scheme for entry in scenario.stack]
    chosen, market = there[position], scenario.market
    others = [s for s in market.catalogue.schemes.values() if s.role == chosen.role and s not in there]
    on_sale = {f"replace.{place + 1}.{chosen.id}.{s.id}": s for s in others if s.id in market.prices}
    trials = _tried(document, given, list(on_sale)[:MOST_ALTERNATIVES])
    ways = sorted((_alternative(answered, chosen, on_sale[a], a, trials[a]) for a in trials), key=_rank)
    return Alternatives(
        name=scheme_words(chosen),
        scenario=scenario.name,
        role=chosen.role,
        day=market.day.isoformat(),
        ways=[*ways, *_unsold([s for s in others if s.id not in market.prices], scenario)],
        tried=len(ways),
        untried=len(on_sale) - len(trials),
    )


def _alternative(
    scenario: ScenarioAnswer, chosen: Scheme, scheme: Scheme, action: str, trial: ScenarioAnswer | str
) -> Way:
    """A scheme in the place of another: what the two do not both bring, and the scenario's difference."""
    more = [token_words(token) for token in scheme.provides if token not in chosen.provides]
    less = [token_words(token) for token in chosen.provides if token not in scheme.provides]
    words = [f"also brings {formats.listed(more)}"] * bool(more) + [f"without {formats.listed(less)}"] * bool(less)
    way = replace(_offered(scenario.scenario, scheme, action, "Use"), differs="; ".join(words))
    judged = _judged(way, scenario, trial, lambda after: _why_not_instead(scenario, scheme, after))
    return replace(judged, left=0)  # what it would mend beside is no reason to stand first


def _why_not_instead(scenario: ScenarioAnswer, scheme: Scheme, trial: ScenarioAnswer) -> str:
    """Why a scheme cannot stand in another's place; nothing where it fits."""
    if any(finding.kind == "unused" and finding.scheme == scheme.id for finding, _ in trial.findings):
        lacking = formats.listed([token_words(token) for token in _lacked(scheme, trial.scenario)])
        return f"does not fit: {f'it needs {lacking}' if lacking else 'it would serve nobody here'}"
    return _why_not(scenario, [], scheme, trial)


def _unsold(schemes: list[Scheme], scenario: Scenario) -> list[Way]:
    """Schemes that are not on sale that day, the nearest days first, with when they are."""
    market = scenario.market
    rows = {scheme.id: market.catalogue.prices.get(scheme.id, []) for scheme in schemes}
    near = sorted(
        (min(abs(row.valid_from - market.day) for row in rows[scheme.id]), scheme.id, scheme)
        for scheme in schemes
        if rows[scheme.id]
    )
    return [
        Way(
            "",
            "",
            scheme_words(scheme),
            per_words(scheme),
            why_not=formats.with_days(f"not on sale: {market.when_sold(scheme.id)}"),
        )
        for _, _, scheme in near[:MOST_UNSOLD]
    ]


def _ended(scenario: ScenarioAnswer) -> list[Scheme]:
    """The successors of a scenario's schemes that are not on sale, those that are."""
    market = scenario.scenario.market
    found = [market.follower(f.scheme or "") for f, _ in scenario.findings if f.kind == ENDED]
    return list({scheme.id: scheme for scheme in found if scheme is not None}.values())


def _is_gone(finding: Finding, schemes: list[Scheme], given: Answer, place: int) -> bool:
    """Whether a scheme is not on sale and was followed by one scheme, or nothing takes its place."""
    market = given.scenarios[place].scenario.market
    return finding.kind == ENDED and (not schemes or market.follower(finding.scheme or "") is not None)


def _in_several(
    gone: list[tuple[int, Finding]], all_at_once: Mapping[int, Way], given: Answer
) -> Iterator[tuple[str, list[Block]]]:
    """What is not on sale in several scenarios: each scheme once, one press for all, then one for each scenario."""
    names = [answered.scenario.name for answered in given.scenarios]
    where: dict[str, list[str]] = {}
    for place, finding in gone:
        where.setdefault(_fact(finding, given.scenarios[place].scenario), []).append(names[place])
    facts = [f"{words} {_concerned(concerned)}" for words, concerned in where.items()]
    each = [replace(way, name=names[place]) for place, way in all_at_once.items()]
    whole = []
    if len(each) > 1:
        whole = [_whole(each)]
    title = f"{len({place for place, _ in gone})} of {formats.count(len(names), 'scenario')}"
    yield title, [Block(ENDED, facts, [], [*whole, *each])]


def _whole(each: list[Way]) -> Way:
    """One press for the successors in all scenarios, with the least and the most that they would then cost."""
    months = sorted(way.more for way in each if way.more is not None)
    ends = []
    if months:
        ends = [formats.money(month) for month in dict.fromkeys((months[0], months[-1]))]
    without = len(each) - len(months)
    rest = ""
    if without:
        rest = f"; {formats.count(without, 'scenario')} without a figure then"
    return Way(
        action="successors.all",
        button="Use in all",
        name=f"What followed, in {len(each)} scenarios",
        price="",
        figure=" to ".join(ends),
        unit=f"{NEW_COST}{rest}" if ends else "",
        first=True,
    )


def _concerned(names: list[str]) -> str:
    if len(names) == 1:
        return f"Concerns {names[0]}."
    return f"Concerns {len(names)} scenarios."


def _all_at_once(scenario: ScenarioAnswer, action: str, schemes: list[Scheme], trial: ScenarioAnswer | str) -> Way:
    """One press for all successors, which are named first."""
    names = formats.listed([scheme_words(scheme) for scheme in schemes])
    button = "Use it instead"
    if len(schemes) > 1:
        button = f"Use all {len(schemes)}"
    way = Way(action=action, button=button, name="What followed them", price=names)
    judged = _judged(way, scenario, trial, lambda after: "")
    if not judged.left:
        return judged
    return replace(judged, unit=f"{judged.unit}; {formats.count(judged.left, 'finding')} then")


def _with_all_first(blocks: list[Block], way: Way) -> Block:
    """The findings of what is not on sale as one: all successors at once, then one by one."""
    ended = [block for block in blocks if block.kind == ENDED]
    one_by_one = [replace(w, first=False) for block in ended for w in block.ways[:1]]
    facts = [words for block in ended for words in block.facts]
    return Block(ENDED, facts, [], [replace(way, first=True)], one_by_one)


def _alike(scenario: ScenarioAnswer) -> Iterator[list[Finding]]:
    """A scenario's findings, those together that lack the same."""
    together: dict[tuple[str, ...], list[Finding]] = {}
    for finding, _ in scenario.findings:
        own = ""
        if finding.kind not in ("uncovered", "unmet"):
            own = finding.scheme or ""
        together.setdefault((finding.kind, finding.token or "", own), []).append(finding)
    yield from together.values()


def _candidates(findings: list[Finding], scenario: Scenario, counts: Counts) -> list[Scheme]:
    """What is worth a trial, likeliest first where there is more than may be tried."""
    if findings[0].kind == ENDED:
        return _instead_of(scenario.market.catalogue.schemes[findings[0].scheme or ""], scenario)
    bringing = [scheme for finding in findings for scheme in find_menders(finding, scenario)]
    bringing.sort(key=lambda scheme: len(_lacked(scheme, scenario)))
    helping = [scheme for scheme, _ in _helping(findings, scenario, counts)]
    return list({scheme.id: scheme for scheme in (*helping, *bringing)}.values())[:MOST_TRIED]


def _helping(findings: list[Finding], scenario: Scenario, counts: Counts) -> Iterator[tuple[Scheme, Scheme]]:
    """What brings a scheme of the stack one thing that it needs, so that it may bring what is lacking; and that one."""
    for finding in findings:
        group = finding.place
        if group is None:
            continue
        held_up = [e.scheme for e in scenario.stack if finding.token in e.scheme.provides and group in e.groups]
        for scheme in held_up:
            for token in sorted(_lacked_by(scheme, scenario, group, counts)):
                needed = Finding("unmet", token=token, scheme=scheme.id, place=group)
                yield from ((helper, scheme) for helper in find_menders(needed, scenario))


def _instead_of(scheme: Scheme, scenario: Scenario) -> list[Scheme]:
    """The successor that is on sale that day, else what is on sale in the same role and does as much."""
    schemes, market = scenario.market.catalogue.schemes, scenario.market
    following = market.follower(scheme.id)
    if following is not None:
        return [following]
    there = {entry.scheme.id for entry in scenario.stack}
    fleet = {token for token in scheme.requires if token.startswith("endpoint:")}
    return [
        other
        for other in (schemes[name] for name in market.prices)
        if other.role == scheme.role
        and other.id not in there
        and set(scheme.provides) <= set(other.provides)
        and fleet <= set(other.requires)
    ][:MOST_TRIED]


def _action(place: int, finding: Finding, scheme: Scheme) -> str:
    if finding.kind == ENDED:
        return f"replace.{place + 1}.{finding.scheme}.{scheme.id}"
    return f"add.{place + 1}.{scheme.id}"


# Trials


def _tried(document: Mapping[str, Any], given: Answer, actions: list[str]) -> dict[str, ScenarioAnswer | str]:
    """Each action's scenario after it, or the words that say why it cannot be done."""
    results: dict[str, ScenarioAnswer | str] = {}
    ready: list[tuple[str, dict[str, Any]]] = []
    for action in actions:
        try:
            changed = act(document, action, given.question.market.catalogue)
        except Refused as refused:
            results[action] = str(refused)
            continue
        place = int(action.split(".")[1]) - 1
        ready.append((action, {**changed["scenarios"][place], "name": action}))
    for start in range(0, len(ready), A_TIME):
        results |= _answered(document, given, ready[start : start + A_TIME])
    return results


def _answered(
    document: Mapping[str, Any], given: Answer, trials: list[tuple[str, dict[str, Any]]]
) -> dict[str, ScenarioAnswer | str]:
    """The answers to some trials by one engine call; those with faults are left out and said."""
    faulty: dict[str, ScenarioAnswer | str] = {}
    while trials:
        copies = {**document, "scenarios": [scenario for _, scenario in trials]}
        try:
            priced = answer(parse(copies, lambda _: given.question.market.catalogue))
        except Faults as faults:
            said = {fault.scenario_place: fault.message for fault in faults.faults}
            kept = [trial for place, trial in enumerate(trials) if place not in said]
            if len(kept) == len(trials):
                return {**faulty, **{action: faults.faults[0].message for action, _ in trials}}
            faulty |= {trials[place][0]: words for place, words in said.items() if place is not None}
            trials = kept
            continue
        return {**faulty, **{action: s for (action, _), s in zip(trials, priced.scenarios, strict=True)}}
    return faulty


# Words


def _block(
    scenario: ScenarioAnswer,
    place: int,
    findings: list[Finding],
    schemes: list[Scheme],
    given: Answer,
    trials: Mapping[str, ScenarioAnswer | str],
) -> Block:
    counts = given.evaluation.bill.coverages[place].counts
    helped = {helper.id: scheme for helper, scheme in _helping(findings, scenario.scenario, counts)}
    actions = [(scheme, _action(place, findings[0], scheme)) for scheme in schemes]
    tried = [
        (scheme.id, _way(scenario, findings, scheme, action, trials[action]))
        for scheme, action in actions
        if action in trials
    ]
    ways = [_for_whom(way, helped.get(name)) for name, way in tried if way.fits or name not in helped]
    ways.sort(key=_rank)
    ways = [_beside(way, ways[0]) for way in ways]
    shown = [replace(way, first=at == 0 and way.fits) for at, way in enumerate(ways[:MOST_WAYS])]
    return Block(
        kind=findings[0].kind,
        facts=_facts(findings, scenario.scenario, given.question.fleet),
        why=list(_why(scenario.scenario, findings, counts, given)),
        ways=shown,
        later=_later(findings, scenario.scenario),
        dearer=[way for way in ways[MOST_WAYS:] if way.fits],
        untried=len(tried) < len(actions),
    )


def _beside(way: Way, first: Way) -> Way:
    """A way that leaves more to mend than the first says how much."""
    if way.left > first.left:
        return replace(way, differs=f"{formats.count(way.left, 'finding')} would stay")
    return way


def _for_whom(way: Way, scheme: Scheme | None) -> Way:
    """A way that lets a scheme of the stack do its part names it."""
    if scheme:
        return replace(way, differs=f"lets {scheme_words(scheme)} do its part")
    return way


def _fact(finding: Finding, scenario: Scenario) -> str:
    """What was found, its days in words; those of a name stay as they were typed."""
    words = fact(finding, scenario)
    if finding.kind == ENDED:
        return formats.with_days(words)
    return words


def _facts(findings: list[Finding], scenario: Scenario, fleet: Sequence[Group]) -> list[str]:
    """Who lacks what, groups that lack the same in one sentence, with how many desktops they have."""
    finding = findings[0]
    if finding.kind != "uncovered" or finding.group is None:
        return [_fact(found, scenario) for found in findings]
    lacking = {found.group for found in findings}
    groups = [group for group in fleet if group.name in lacking]
    desktops = formats.count(sum(group.desktops for group in groups), "desktop")
    wanted = token_words(finding.token or "")
    if 1 < len(groups) == len(fleet):
        return [f"No group has {wanted} ({desktops})."]
    lacks = "lack"
    if len(groups) == 1:
        lacks = "lacks"
    return [f"{formats.listed([group.name for group in groups])} {lacks} {wanted} ({desktops})."]


def _way(
    scenario: ScenarioAnswer, findings: list[Finding], scheme: Scheme, action: str, trial: ScenarioAnswer | str
) -> Way:
    button = "Use it instead"
    if action.startswith("add"):
        button = "Add to the stack"
    way = _offered(scenario.scenario, scheme, action, button)
    return _judged(way, scenario, trial, lambda after: _why_not(scenario, findings, scheme, after))


def _offered(scenario: Scenario, scheme: Scheme, action: str, button: str) -> Way:
    """A scheme that is on sale, before anybody knows whether it fits."""
    price = scenario.market.prices[scheme.id]
    return Way(
        action=action,
        button=button,
        name=scheme_words(scheme),
        price=f"{formats.decimal(price.amount)} {'for ' if scheme.pack > 1 else ''}{per_words(scheme)}",
        recalled=price.confidence == "recalled",
    )


def _rank(way: Way) -> tuple[bool, int, bool, int]:
    """Of those that mend most the cheapest first; what has no figure behind them, and what does not fit last."""
    return not way.fits, way.left, way.more is None, way.more or 0


def _judged(
    way: Way, scenario: ScenarioAnswer, trial: ScenarioAnswer | str, why: Callable[[ScenarioAnswer], str]
) -> Way:
    """A way with its figure, or with why it does not fit."""
    if isinstance(trial, str):
        return replace(way, why_not=trial)
    why_not = why(trial)
    if why_not:
        return replace(way, why_not=why_not)
    way = replace(way, left=sum(finding.kind != "unused" for finding, _ in trial.findings))
    before, after = scenario.figures, trial.figures
    if after is None:
        return replace(way, figure="no figure", unit="until all of the stack is on sale")
    now = after.tco_per_desktop_month
    if now is None:
        return way
    if before is None or before.tco_per_desktop_month is None:
        return replace(way, figure=formats.money(now), unit=NEW_COST, more=now)
    more = now - before.tco_per_desktop_month
    return replace(way, figure=formats.difference(more), unit="a desktop a month", more=more)


def _why_not(scenario: ScenarioAnswer, findings: list[Finding], scheme: Scheme, trial: ScenarioAnswer) -> str:
    """Why a scheme does not mend what was found, or what else it would break; nothing where it fits."""
    after = [finding for finding, _ in trial.findings if finding.kind != "unused"]
    here = trial.scenario.market.catalogue.schemes
    for finding in after:
        if finding in findings:
            lacking = _lacked(scheme, trial.scenario)
            if lacking:
                return f"does not fit: it needs {formats.listed([token_words(token) for token in lacking])}"
            whose = ""
            if finding.group:
                whose = f" for {finding.group}"
            return f"does not fit{whose}: another scheme does its part already, or not everybody may have it"
    before = {finding for finding, _ in scenario.findings}
    for finding in after:
        if finding not in before:
            own = here.get(finding.scheme or "")
            if finding.kind == "over_maximum" and own is not None:
                return f"does not fit: up to {formats.count(own.maximum or 0, *UNITS[own.metric])}; more are needed"
            words = fact(finding, trial.scenario)
            return f"does not fit: {words[:1].upper()}{words[1:]}".rstrip(".")
    return ""


def _lacked(scheme: Scheme, scenario: Scenario) -> list[str]:
    """What a scheme requires and neither fleet nor stack can bring to anybody."""
    there = {token for owned in scenario.entitlements for token in owned}
    there |= {token for endpoint in scenario.endpoints for token in desk_tokens(endpoint)}
    there |= {f"delivery:{delivery}" for delivery in scenario.deliveries}
    there |= {token for entry in scenario.stack if entry.scheme is not scheme for token in entry.scheme.provides}
    return [token for token in scheme.requires if token not in there and not token.startswith("profile:")]


def _why(scenario: Scenario, findings: list[Finding], counts: Counts, given: Answer) -> Iterator[str]:
    """Why a scheme of the stack that brings what is lacking does not reach those who lack it."""
    groups = [g for g, group in enumerate(given.question.fleet) if group.name in {f.group for f in findings}]
    if findings[0].kind != "uncovered" or not groups:
        return
    for entry, covered in zip(scenario.stack, counts, strict=True):
        missed = [g for g in groups if g not in covered]
        if findings[0].token not in entry.scheme.provides or not missed:
            continue
        lacking = sorted({token for g in missed for token in _lacked_by(entry.scheme, scenario, g, counts)})
        names = formats.listed([given.question.fleet[g].name for g in missed])
        if lacking:
            needed = formats.listed([token_words(token) for token in lacking])
            yield f"{scheme_words(entry.scheme)} needs {needed}, so it does not reach {names}."
        elif any(g not in entry.groups for g in missed):
            yield f"{scheme_words(entry.scheme)} serves other groups, not {names}."


def _lacked_by(scheme: Scheme, scenario: Scenario, group: int, counts: Counts) -> set[str]:
    """What a scheme requires and one group does not have."""
    there = {
        *scenario.entitlements[group],
        *desk_tokens(scenario.endpoints[group]),
        f"delivery:{scenario.deliveries[group]}",
    }
    for entry, groups in zip(scenario.stack, counts, strict=True):
        if group in groups:
            there.update(entry.scheme.provides)
    return {token for token in scheme.requires if token not in there and not token.startswith("profile:")}


def _later(findings: list[Finding], scenario: Scenario) -> str:
    """What would bring it and is sold on later days only, nearest first, with its first day."""
    finding = findings[0]
    if finding.kind not in ("uncovered", "unmet") or finding.token in (None, "server", "endpoint"):
        return ""
    catalogue, day = scenario.market.catalogue, scenario.market.day
    coming = sorted(
        (rows[0].valid_from, scheme_words(catalogue.schemes[name]), name)
        for name, rows in catalogue.prices.items()
        if finding.token in catalogue.schemes[name].provides and rows[0].valid_from > day
    )
    lawful = (one for one in coming if _may_come(one[2], one[0], findings, scenario))
    named = [f"{words} (from {formats.day(first)})" for first, words, _ in islice(lawful, 2)]
    if named:
        return f"Not on sale on {formats.day(day)}: {formats.listed(named)}."
    return ""


def _may_come(name: str, day: date, findings: list[Finding], scenario: Scenario) -> bool:
    """Whether a scheme may be used on a later day by one of those who lack what it brings."""
    then = replace(scenario, market=scenario.market.catalogue.on(day))
    return any(scheme.id == name for finding in findings for scheme in find_menders(finding, then))
