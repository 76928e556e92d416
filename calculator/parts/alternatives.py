"""What else could stand in an entry's place.

Schemes of its role, each tried there; then those not on sale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from calculator import formats
from calculator.parts.lacking import find_lacking
from calculator.parts.trials import try_actions
from calculator.parts.ways import Way, explain_misfit, make_offer, price_way, rank_way
from calculator.question.fields import per_words
from pricing.engine.answer import Answer, ScenarioAnswer
from pricing.engine.document import Scenario
from pricing.engine.findings import scheme_words, token_words
from pricing.engine.market import Scheme

MOST_ALTERNATIVES = 72
MOST_UNSOLD = 5


@dataclass(frozen=True)
class Alternatives:
    """What else could stand in an entry's place: on sale and tried, then the nearest that is not on
    sale.
    """

    name: str
    scenario: str
    role: str
    day: str
    ways: list[Way]
    tried: int
    untried: int


def find_alternatives(
    document: Mapping[str, Any], given: Answer, place: int, position: int
) -> Alternatives:
    """What else could stand in an entry's place, by what the whole scenario would then cost."""
    answered = given.scenarios[place]
    scenario = answered.scenario
    there = [entry.scheme for entry in scenario.stack]
    chosen, market = there[position], scenario.market
    others = [
        s for s in market.catalogue.schemes.values() if s.role == chosen.role and s not in there
    ]
    on_sale = {
        f"replace.{place + 1}.{chosen.id}.{s.id}": s for s in others if s.id in market.prices
    }
    trials = try_actions(document, given, list(on_sale)[:MOST_ALTERNATIVES])
    ways = sorted(
        (_make_alternative(answered, chosen, on_sale[a], a, trials[a]) for a in trials),
        key=rank_way,
    )
    return Alternatives(
        name=scheme_words(chosen),
        scenario=scenario.name,
        role=chosen.role,
        day=market.day.isoformat(),
        ways=[*ways, *_list_unsold([s for s in others if s.id not in market.prices], scenario)],
        tried=len(ways),
        untried=len(on_sale) - len(trials),
    )


def _make_alternative(
    scenario: ScenarioAnswer,
    chosen: Scheme,
    scheme: Scheme,
    action: str,
    trial: ScenarioAnswer | str,
) -> Way:
    """A scheme in the place of another: what the two do not both bring, and the scenario's
    difference.
    """
    more = [token_words(token) for token in scheme.provides if token not in chosen.provides]
    less = [token_words(token) for token in chosen.provides if token not in scheme.provides]
    words = [f"also brings {formats.listed(more)}"] * bool(more) + [
        f"without {formats.listed(less)}"
    ] * bool(less)
    way = replace(make_offer(scenario.scenario, scheme, action, "Use"), differs="; ".join(words))
    judged = price_way(
        way, scenario, trial, lambda after: _explain_misfit_instead(scenario, scheme, after)
    )
    return replace(judged, left=0)  # what it would mend beside is no reason to stand first


def _explain_misfit_instead(scenario: ScenarioAnswer, scheme: Scheme, trial: ScenarioAnswer) -> str:
    """Why a scheme cannot stand in another's place; nothing where it fits."""
    if any(
        finding.kind == "unused" and finding.scheme == scheme.id for finding, _ in trial.findings
    ):
        lacking = formats.listed(
            [token_words(token) for token in find_lacking(scheme, trial.scenario)]
        )
        if lacking:
            return f"does not fit: it needs {lacking}"
        return "does not fit: it would serve nobody here"
    return explain_misfit(scenario, [], scheme, trial)


def _list_unsold(schemes: list[Scheme], scenario: Scenario) -> list[Way]:
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
