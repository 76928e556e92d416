"""One way to mend a finding.

A scheme on sale, with its figure after the press, or with why it does not fit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from calculator import formats
from calculator.parts.lacking import find_lacking
from calculator.question.fields import price_words
from pricing.engine.answer import ScenarioAnswer
from pricing.engine.coverage import Finding
from pricing.engine.document import Scenario
from pricing.engine.findings import fact, scheme_words, token_words
from pricing.engine.market import Scheme
from pricing.engine.vocabulary import UNITS

NEW_COST = "new cost, a desktop a month"


@dataclass(frozen=True)
class Way:
    """One way to mend a finding.

    One that does not fit says why, and has no figure and no button.
    """

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
    wants_desk: bool = False  # does not fit for want of what stands on a desk, or of its delivery

    @property
    def fits(self) -> bool:
        """Whether one press mends the finding and breaks nothing else."""
        return not self.why_not


def make_offer(scenario: Scenario, scheme: Scheme, action: str, button: str) -> Way:
    """A scheme that is on sale, before anybody knows whether it fits."""
    price = scenario.market.prices[scheme.id]
    return Way(
        action=action,
        button=button,
        name=scheme_words(scheme),
        price=price_words(price.amount, scheme),
        recalled=price.confidence == "recalled",
    )


def rank_way(way: Way) -> tuple[bool, int, bool, int]:
    """Of those that mend most the cheapest first; what has no figure behind them, and what does not
    fit last.
    """
    return not way.fits, way.left, way.more is None, way.more or 0


def price_way(
    way: Way,
    scenario: ScenarioAnswer,
    trial: ScenarioAnswer | str,
    why: Callable[[ScenarioAnswer], str],
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


def wants_desk(scheme: Scheme, scenario: Scenario) -> bool:
    """Whether a scheme lacks what is set where desks are: what stands there, or a delivery."""
    of_desks = ("endpoint:", "desk:", "delivery:")
    return any(token.startswith(of_desks) for token in find_lacking(scheme, scenario))


def explain_misfit(
    scenario: ScenarioAnswer, findings: list[Finding], scheme: Scheme, trial: ScenarioAnswer
) -> str:
    """Why a scheme does not mend what was found, or what else it would break; nothing where it
    fits.
    """
    after = [finding for finding, _ in trial.findings if finding.kind != "unused"]
    here = trial.scenario.market.catalogue.schemes
    for finding in after:
        if finding in findings:
            lacking = find_lacking(scheme, trial.scenario)
            if lacking:
                needs = formats.listed([token_words(token) for token in lacking])
                return f"does not fit: it needs {needs}"
            whose = ""
            if finding.group:
                whose = f" for {finding.group}"
            return (
                f"does not fit{whose}: another scheme does its part already, or not everybody may "
                "have it"
            )
    before = {finding for finding, _ in scenario.findings}
    for finding in after:
        if finding not in before:
            own = here.get(finding.scheme or "")
            if finding.kind == "over_maximum" and own is not None:
                return (
                    f"does not fit: up to {formats.count(own.maximum or 0, *UNITS[own.metric])}; "
                    "more are needed"
                )
            words = fact(finding, trial.scenario)
            return f"does not fit: {words[:1].upper()}{words[1:]}".rstrip(".")
    return ""
