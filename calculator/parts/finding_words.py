"""What a finding says on a page.

Who lacks what, why the stack does not reach them, what comes later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, islice

from calculator import formats
from calculator.parts.candidates import ENDED
from calculator.parts.lacking import Counts, find_lacking_of_group
from pricing.engine.answer import Answer
from pricing.engine.coverage import Finding
from pricing.engine.document import Group, Scenario
from pricing.engine.findings import fact, find_menders, scheme_words, token_words


def tell_fact(finding: Finding, scenario: Scenario) -> str:
    """What was found, its days in words; those of a name stay as they were typed."""
    words = fact(finding, scenario)
    if finding.kind == ENDED:
        return formats.with_days(words)
    return words


def tell_facts(findings: list[Finding], scenario: Scenario, fleet: Sequence[Group]) -> list[str]:
    """Who lacks what, groups that lack the same in one sentence, with how many desktops they
    have.
    """
    finding = findings[0]
    if finding.kind != "uncovered" or finding.group is None:
        return [tell_fact(found, scenario) for found in findings]
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


def explain_gaps(
    scenario: Scenario, findings: list[Finding], counts: Counts, given: Answer
) -> Iterator[str]:
    """Why a scheme of the stack that brings what is lacking does not reach those who lack it."""
    groups = [
        g
        for g, group in enumerate(given.question.fleet)
        if group.name in {f.group for f in findings}
    ]
    if findings[0].kind != "uncovered" or not groups:
        return
    yield from _explain_hosts(scenario, findings[0], groups, counts, given)
    for entry, covered in zip(scenario.stack, counts, strict=True):
        missed = [g for g in groups if g not in covered]
        if findings[0].token not in entry.scheme.provides or not missed:
            continue
        lacking = sorted(
            set().union(*(find_lacking_of_group(entry.scheme, scenario, g, counts) for g in missed))
        )
        names = formats.listed([given.question.fleet[g].name for g in missed])
        if lacking:
            needed = formats.listed([token_words(token) for token in lacking])
            yield f"{scheme_words(entry.scheme)} needs {needed}, so it does not reach {names}."
        elif any(g not in entry.groups for g in missed):
            yield f"{scheme_words(entry.scheme)} serves other groups, not {names}."


def _explain_hosts(
    scenario: Scenario, finding: Finding, groups: list[int], counts: Counts, given: Answer
) -> Iterator[str]:
    """What a hypervisor of the stack would bring, had those who lack it hosts that run it."""
    on_others: dict[tuple[str, str], list[str]] = {}
    for group in groups:
        own = scenario.find_hypervisor(group, counts)
        for entry in scenario.stack if own else ():
            brings = finding.token in entry.scheme.provides and group in entry.groups
            if brings and finding.token not in scenario.list_brought(entry, group, counts):
                key = (scheme_words(entry.scheme), scheme_words(own.scheme))
                on_others.setdefault(key, []).append(given.question.fleet[group].name)
    for (bringing, running), names in on_others.items():
        yield (
            f"{bringing} brings it to hosts that run it; those of {formats.listed(names)} run "
            f"{running}."
        )


def tell_later(findings: list[Finding], scenario: Scenario) -> str:
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
    able = chain.from_iterable(find_menders(finding, then) for finding in findings)
    return any(scheme.id == name for scheme in able)
