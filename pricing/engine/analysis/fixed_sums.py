"""What does not follow the fleet where its numbers are moved.

Projects, sums and quantities that were given.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ..document import Question, Scenario
from ..draws import Knobs, at_mode
from ..vocabulary import DELIVERIES

MONEY = ("project", "own_line")


class Fixed(NamedTuple):
    """One thing that stays: `project`, `own_line`, `quantity`, `owned` or `site`; money or a
    number, as the kind is.
    """

    kind: str
    label: str
    number: Decimal


def fixed_of(question: Question) -> list[Fixed]:
    """What stays as it is in any scenario, each once: money first, then in the order of the
    scenarios.
    """
    knobs = Knobs(question, at_mode)
    found: dict[Fixed, None] = {}
    for place, scenario in enumerate(question.scenarios):
        for delivery in DELIVERIES:
            cost = Decimal(repr(float(knobs[f"{delivery}.project_cost"][place, 0])))
            if delivery in scenario.deliveries and cost:
                found[
                    Fixed(
                        "project",
                        "PCs" if delivery == "pc" else DELIVERIES[delivery],
                        cost.normalize(),
                    )
                ] = None
        found |= dict.fromkeys(_of_scenario(scenario))
    return sorted(found, key=lambda fixed: fixed.kind not in MONEY)


def _of_scenario(scenario: Scenario) -> Iterator[Fixed]:
    for entry in scenario.stack:
        scheme = entry.scheme
        if entry.quantity is not None:
            yield Fixed("quantity", scheme.name, Decimal(entry.quantity))
        elif scheme.metric == "site":
            yield Fixed("site", scheme.name, Decimal(1))
        if entry.owned:
            yield Fixed("owned", scheme.name, Decimal(entry.owned))
    for line in scenario.own_lines:
        if line.of == "all" and line.amount:
            yield Fixed("own_line", line.name, line.amount)
