"""Discounts on what a scenario does not buy: kept from another stack, or a slip of the pen."""

from __future__ import annotations

from typing import Any, NamedTuple

from .engine.document import Question, Scenario
from .engine.prices import MAINTENANCE


class IdleDiscounts(NamedTuple):
    """Whose discounts take nothing off in a scenario."""

    scenario: str
    names: list[str]

    def tell(self) -> str:
        """In a sentence.

        >>> IdleDiscounts("Sessions", ["Citrix", "VMware"]).tell()
        'The discounts of Sessions on Citrix, VMware take nothing off: its stack has none of them.'
        """
        named = ", ".join(self.names)
        if len(self.names) == 1:
            return (
                f"The discount of {self.scenario} on {named} takes nothing off: "
                "its stack has nothing of that name."
            )
        return (
            f"The discounts of {self.scenario} on {named} take nothing off: "
            "its stack has none of them."
        )


def find_idle_discounts(question: Question) -> list[IdleDiscounts]:
    """Of the scenarios that have any."""
    found = [IdleDiscounts(each.name, _list_idle(each)) for each in question.scenarios]
    return [each for each in found if each.names]


def _list_idle(scenario: Scenario) -> list[str]:
    bought = {"*"}
    for entry in scenario.stack:
        scheme = entry.scheme
        bought |= {scheme.vendor, scheme.id, scheme.id + MAINTENANCE}
    return [name for name in scenario.discounts if name not in bought]


def write_idle_discounts(question: Question) -> dict[str, Any]:
    """As an answer says it; nothing of a comparison that has none."""
    found = find_idle_discounts(question)
    if not found:
        return {}
    return {"idle_discounts": [each._asdict() | {"message": each.tell()} for each in found]}
