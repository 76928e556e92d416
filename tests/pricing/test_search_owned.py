"""Devices that the scenarios own are owned in the search, and in what is taken over from it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from pricing.analyses.search import write_scenario
from pricing.bodies import read_search
from pricing.comparison import compare
from pricing.engine.analysis.search.run import Ranked, search
from pricing.presets import preset

pytestmark = pytest.mark.usefixtures("shipped_catalogue")
CLIENT = "thin-client-2023"


def owning(*packs: int | None) -> dict[str, Any]:
    """Today, with scenarios that own so many thin clients."""
    document = deepcopy(preset("today"))
    document["scenarios"] = document["scenarios"][: len(packs)]
    for scenario, owned in zip(document["scenarios"], packs, strict=True):
        stack = [e for e in scenario["stack"] if not isinstance(e, dict) or e["scheme"] != CLIENT]
        entry = {"scheme": CLIENT} if owned is None else {"scheme": CLIENT, "owned": owned}
        scenario["stack"] = [*stack, entry]
    return document


def first(document: dict[str, Any]) -> tuple[dict[str, Any], Ranked]:
    """The first rank as a scenario of the document, and as it was found."""
    question, asked = read_search({"document": document, "best": 1})
    [row], _ = search(question, asked)
    return write_scenario(question, row), row


@pytest.mark.parametrize("packs", [1000, 400])
def test_a_stack_taken_over_owns_the_devices_that_the_scenarios_own(packs):
    scenario, _ = first(owning(packs, packs))
    [client] = [e for e in scenario["stack"] if isinstance(e, dict) and e["scheme"] == CLIENT]
    assert client["owned"] == packs


@pytest.mark.parametrize("packs", [1000, 400])
def test_a_stack_that_owns_devices_costs_in_the_comparison_what_it_costs_in_the_search(packs):
    document = owning(packs, packs)
    scenario, row = first(document)
    [answer] = compare(document | {"scenarios": [scenario]}).scenarios
    assert answer.figures is not None
    assert answer.figures.tco == row.total


def test_devices_that_only_some_scenarios_own_are_bought():
    scenario, _ = first(owning(1000, None))
    owned = [e for e in scenario["stack"] if isinstance(e, dict) and "owned" in e]
    assert owned == []
