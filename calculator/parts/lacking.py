"""What a scheme requires and neither fleet nor stack brings, to anybody or to one group."""

from __future__ import annotations

from pricing.engine.document import Counts, Scenario
from pricing.engine.market import Scheme
from pricing.engine.vocabulary import desk_tokens


def find_lacking(scheme: Scheme, scenario: Scenario) -> list[str]:
    """What a scheme requires and neither fleet nor stack can bring to anybody."""
    there = {f"delivery:{delivery}" for delivery in scenario.deliveries}
    there.update(*scenario.entitlements, *map(desk_tokens, scenario.endpoints))
    beside = (entry for entry in scenario.stack if entry.scheme is not scheme)
    there.update(*(scenario.list_brought_to_any(entry, entry.groups) for entry in beside))
    return [
        token
        for token in scheme.requires
        if token not in there and not token.startswith("profile:")
    ]


def find_lacking_of_group(
    scheme: Scheme, scenario: Scenario, group: int, counts: Counts
) -> set[str]:
    """What a scheme requires and one group does not have."""
    there = {
        *scenario.entitlements[group],
        *desk_tokens(scenario.endpoints[group]),
        f"delivery:{scenario.deliveries[group]}",
    }
    for entry, groups in zip(scenario.stack, counts, strict=True):
        if group in groups:
            there.update(scenario.list_brought(entry, group, counts))
    return {
        token
        for token in scheme.requires
        if token not in there and not token.startswith("profile:")
    }
