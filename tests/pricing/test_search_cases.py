"""Searches whose cheapest stack was found by hand, or by going through all that can be typed."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

from pricing.analyses.search import search_document, search_whole
from pricing.analyses.search_text import OUTSIDE
from pricing.bodies import read_search
from pricing.comparison import compare
from pricing.engine.analysis.search.space import EACH
from pricing.presets import preset

CASES = sorted((Path(__file__).parent.parent / "cases" / "search").glob("*.json"))


def first_found(body):
    question, asked = read_search(body)
    return search_document(question, asked, search_whole(question, asked))["stacks"][0]


def totals(document, scenarios):
    """Cents of those that are compliant."""
    named = [{**scenario, "name": f"{place}"} for place, scenario in enumerate(scenarios)]
    return [
        each.figures.tco
        for each in compare({**document, "scenarios": named}).scenarios
        if each.compliant
    ]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_search_finds_what_was_found_by_hand(path):
    case = json.loads(path.read_text(encoding="utf-8"))
    hand, cheapest = case.pop("hand", None), case.pop("cheapest")
    first = first_found(case)
    assert first["tco"] == cheapest
    cents = [int(cheapest.replace(".", ""))]
    assert totals(case["document"], [first["scenario"]]) == cents
    if hand is not None:
        assert totals(case["document"], [hand]) == cents


@pytest.mark.usefixtures("shipped_catalogue")
def test_no_other_way_to_share_out_access_licences_is_cheaper():
    """User and device licences of today, group by group, beside the first stack on sessions."""
    document = preset("today")
    names = [group["name"] for group in document["fleet"]]
    first = first_found(
        {"document": document, "deliveries": {name: ["session"] for name in names}, "best": 1}
    )
    cals = ("ms-rds2025-cal-user", "ms-rds2025-cal-device")

    def is_cal(entry):
        return (entry if isinstance(entry, str) else entry["scheme"]) in cals

    rest = [entry for entry in first["scenario"]["stack"] if not is_cal(entry)]
    assert len(rest) < len(first["scenario"]["stack"])
    others = []
    for row in list(product(cals, repeat=len(names))):
        served = [
            {
                "scheme": cal,
                "groups": [name for name, own in zip(names, row, strict=True) if own == cal],
            }
            for cal in dict.fromkeys(row)
        ]
        others.append({**first["scenario"], "stack": [*rest, *served]})
    assert min(totals(document, others)) == int(first["tco"].replace(".", ""))


@pytest.mark.usefixtures("shipped_catalogue")
@pytest.mark.parametrize(
    "ways", [("cloud", "cloud", "cloud"), ("cloud", "vdi", "vdi"), ("cloud", "vdi", "session")]
)
def test_groups_of_today_who_own_nothing_are_told_apart_whatever_they_are_delivered(ways):
    fleet = [{**group, "entitlements": []} for group in preset("today")["fleet"]]
    document = {**preset("today"), "fleet": fleet}
    names = [group["name"] for group in fleet]
    deliveries = {name: [way] for name, way in zip(names, ways, strict=True)}
    question, asked = read_search({"document": document, "deliveries": deliveries, "best": 1})
    progress = search_whole(question, asked)
    assert progress.fineness == EACH
    first = search_document(question, asked, progress)["stacks"][0]
    assert totals(document, [first["scenario"]]) == [int(first["tco"].replace(".", ""))]


def test_what_the_search_leaves_out_stands_in_the_methodology():
    text = (Path(__file__).parent.parent.parent / "docs" / "methodology.md").read_text(
        encoding="utf-8"
    )
    section = text.partition("### What stays outside")[2].partition("###")[0]
    assert [
        line.removeprefix("- ") for line in section.splitlines() if line.startswith("- ")
    ] == list(OUTSIDE)
