"""Every question of a comparison sees what an own list takes off as if it had been typed."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from pricing.analyses import ANALYSES
from pricing.analyses.search import search_json, search_whole
from pricing.bodies import answer_body, read_search
from pricing.comparison import compare
from pricing.engine.analysis.bridge import Side, bridge
from pricing.presets import preset
from tests.pricing.own_lists import make_list, price_row, term_row

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

OF_SCENARIO = ("tornado", "target-price")


def ask(price_list: str, discounts: dict[str, str], **more: Any) -> dict[str, Any]:
    """Two scenarios of January 2008, with Microsoft's licences in both."""
    document = deepcopy(preset("january-2008")) | {"price_list": price_list} | more
    document["scenarios"] = document["scenarios"][:2]
    for scenario in document["scenarios"]:
        scenario["discounts"] = discounts
    return document


@pytest.fixture
def both():
    """The same question of an own list, and of its base with the discount typed."""
    make_list(term_row("acme", "Microsoft", "0.12"))
    return ask("acme", {}), ask("us-list", {"Microsoft": "0.12"})


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda each: each.name)
def test_an_analysis_says_the_same(both, analysis):
    options = {}
    if analysis.name in OF_SCENARIO:
        options = {"scenario": both[0]["scenarios"][1]["name"]}
    if analysis.name == "crossover":
        options = {"input": "fleet[0].desktops"}
    own, typed = (answer_body(analysis, {"document": each, **options}) for each in both)
    for answer in (own, typed):
        # What a list takes off is no scenario's own, as what somebody types for one is.
        answer.pop("in_one_scenario_only", None)
    assert own == typed


def test_the_search_finds_the_same_at_the_same_price(both):
    found = []
    for document in both:
        question, asked = read_search({"document": document})
        answer = json.loads(search_json(question, asked, search_whole(question, asked)))
        found.append([(each["scenario"]["stack"], each["tco"]) for each in answer["stacks"]])
    assert found[0] == found[1]


@pytest.mark.parametrize("changes", ["none", "known"])
def test_the_way_from_the_base_to_an_own_list_sums_to_the_cent(changes):
    make_list(
        term_row("acme", "Microsoft", "0.12"),
        term_row("acme", "Microsoft", "0.2", "2009-06-01"),
        price_row("acme", "vmw-vi3-standard", "2007-12-11", "2500.00"),
    )
    more = {"price_changes": changes, "assumptions": {"price_inflation": "0.05"}}
    start, end = (compare(ask(each, {}, **more)) for each in ("us-list", "acme"))
    for place in range(2):
        found = bridge(Side(start, place), Side(end, place))
        assert sum(effect.cents for effect in found.effects) == found.difference
        assert {effect.kind for effect in found.effects} <= {"discount", "price"}
    assert found.difference < 0
