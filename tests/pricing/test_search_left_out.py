"""A group without desktops is left out of the search: no way to deliver more, no row more."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from pricing.analyses.search import search_document, search_whole, write_scenario
from pricing.bodies import read_search
from pricing.comparison import compare
from pricing.engine.analysis.search.run import search
from pricing.presets import preset

pytestmark = pytest.mark.usefixtures("shipped_catalogue")
OFFICE, CALL_CENTRE, ENGINEERING = range(3)


def without_desktops(*places: int) -> dict[str, Any]:
    document = deepcopy(preset("autumn-2008"))
    for place in places:
        document["fleet"][place] |= {"desktops": 0, "users": 0}
    return document


@pytest.mark.parametrize(
    ("place", "ways"),
    [
        (OFFICE, [("pc", "pc", "vdi"), ("vdi", "vdi", "vdi"), ("session", "session", "vdi")]),
        (CALL_CENTRE, [("vdi", "vdi", "vdi")]),
        (ENGINEERING, [("vdi", way, "vdi") for way in ("pc", "vdi", "session")]),
    ],
)
def test_a_group_without_desktops_is_given_what_the_first_of_the_others_is(place, ways):
    assert read_search({"document": without_desktops(place)})[1].ways == ways


def test_what_is_said_of_a_group_without_desktops_adds_no_way():
    deliveries = {"Call centre": ["pc", "vdi", "session"]}
    value = {"document": without_desktops(CALL_CENTRE), "deliveries": deliveries}
    assert len(read_search(value)[1].ways) == 1


@pytest.mark.parametrize("place", [OFFICE, CALL_CENTRE, ENGINEERING])
def test_no_two_ranks_differ_only_in_what_a_group_without_desktops_gets(place):
    question, asked = read_search({"document": without_desktops(place), "best": 5, "fold": True})
    rows, _ = search(question, asked)
    told = [
        {
            (entry.scheme.id, frozenset(entry.groups) - {place})
            for entry in row.scenario.stack
            if {*entry.groups} - {place}
        }
        for row in rows
    ]
    assert len(rows) == 5
    assert [each for each in told if told.count(each) > 1] == []


@pytest.mark.parametrize("place", [OFFICE, CALL_CENTRE, ENGINEERING])
def test_a_stack_costs_in_the_comparison_what_it_cost_without_that_group(place):
    document = without_desktops(place)
    question, asked = read_search({"document": document, "best": 1})
    [row], _ = search(question, asked)
    [scenario] = compare(document | {"scenarios": [write_scenario(question, row)]}).scenarios
    assert scenario.findings == []
    assert scenario.figures is not None
    assert scenario.figures.tco == row.total


def test_a_fleet_without_any_desktop_is_searched_as_it_stands():
    document = without_desktops(OFFICE, CALL_CENTRE, ENGINEERING)
    question, asked = read_search({"document": document, "best": 1})
    assert len(search_document(question, asked, search_whole(question, asked))["stacks"]) == 1
