"""Which schemes are worth a trial for a finding, and which action tries each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from calculator.parts.lacking import Counts, find_lacking, find_lacking_of_group
from pricing.engine.answer import Answer, ScenarioAnswer
from pricing.engine.coverage import Finding
from pricing.engine.document import Scenario
from pricing.engine.findings import find_menders
from pricing.engine.market import Scheme

MOST_TRIED = 72  # of one finding
ENDED = "not_on_sale"


def find_successors(scenario: ScenarioAnswer) -> list[Scheme]:
    """The successors of a scenario's schemes that are not on sale, those that are."""
    market = scenario.scenario.market
    found = [market.follower(f.scheme or "") for f, _ in scenario.findings if f.kind == ENDED]
    return list({scheme.id: scheme for scheme in found if scheme is not None}.values())


def is_gone(finding: Finding, schemes: list[Scheme], given: Answer, place: int) -> bool:
    """Whether a scheme is not on sale and was followed by one scheme, or nothing takes its
    place.
    """
    market = given.scenarios[place].scenario.market
    return finding.kind == ENDED and (
        not schemes or market.follower(finding.scheme or "") is not None
    )


def group_alike(scenario: ScenarioAnswer) -> Iterator[list[Finding]]:
    """A scenario's findings, those together that lack the same."""
    together: dict[tuple[str, ...], list[Finding]] = {}
    for finding, _ in scenario.findings:
        own = ""
        if finding.kind not in ("uncovered", "unmet"):
            own = finding.scheme or ""
        together.setdefault((finding.kind, finding.token or "", own), []).append(finding)
    yield from together.values()


def find_candidates(findings: list[Finding], scenario: Scenario, counts: Counts) -> list[Scheme]:
    """What is worth a trial, likeliest first where there is more than may be tried."""
    if findings[0].kind == ENDED:
        return _find_replacements(
            scenario.market.catalogue.schemes[findings[0].scheme or ""], scenario
        )
    bringing = sorted(
        chain.from_iterable(find_menders(finding, scenario) for finding in findings),
        key=lambda scheme: len(find_lacking(scheme, scenario)),
    )
    helping = [scheme for scheme, _ in find_helpers(findings, scenario, counts)]
    return list({scheme.id: scheme for scheme in (*helping, *bringing)}.values())[:MOST_TRIED]


def find_helpers(
    findings: list[Finding], scenario: Scenario, counts: Counts
) -> Iterator[tuple[Scheme, Scheme]]:
    """What brings a scheme of the stack one thing that it needs, so that it may bring what is
    lacking; and that one.
    """
    for finding in findings:
        group = finding.place
        if group is None:
            continue
        held_up = [
            e.scheme
            for e in scenario.stack
            if finding.token in e.scheme.provides and group in e.groups
        ]
        for scheme in held_up:
            for token in sorted(find_lacking_of_group(scheme, scenario, group, counts)):
                needed = Finding("unmet", token=token, scheme=scheme.id, place=group)
                yield from ((helper, scheme) for helper in find_menders(needed, scenario))


def _find_replacements(scheme: Scheme, scenario: Scenario) -> list[Scheme]:
    """The successor that is on sale that day, else what is on sale in the same role and does as
    much.
    """
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


def name_action(place: int, finding: Finding, scheme: Scheme) -> str:
    """The press that tries a scheme: in place of what is not on sale, else added to the stack."""
    if finding.kind == ENDED:
        return f"replace.{place + 1}.{finding.scheme}.{scheme.id}"
    return f"add.{place + 1}.{scheme.id}"
