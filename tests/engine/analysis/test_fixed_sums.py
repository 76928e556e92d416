"""What does not follow the fleet where its numbers are moved."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pricing.engine.analysis.fixed_sums import fixed_of
from pricing.engine.read_question import parse
from tests.engine.test_decisions import scheme

from .test_framings import small


def fixed(**scenario):
    document = small(("One", scenario), schemes=[scheme("it"), scheme("tool", metric="site")])
    return [
        (each.kind, each.label, each.number) for each in fixed_of(parse(document, lambda _: None))
    ]


def test_where_all_follows_the_fleet_nothing_stays():
    assert fixed(stack=["it"]) == []


@pytest.mark.parametrize(
    ("scenario", "kind", "label", "number"),
    [
        ({"assumptions": {"pc.project_cost": 5000}}, "project", "PCs", 5000),
        ({"stack": [{"scheme": "it", "quantity": 12}]}, "quantity", "it", 12),
        ({"stack": [{"scheme": "it", "owned": 40}]}, "owned", "it", 40),
        ({"stack": ["tool"]}, "site", "tool", 1),
        (
            {"own_lines": [{"name": "Notice", "category": "roll_out", "amount": "-7.5"}]},
            "own_line",
            "Notice",
            "-7.5",
        ),
    ],
)
def test_what_was_given_or_counts_by_the_site_stays(scenario, kind, label, number):
    assert fixed(**scenario) == [(kind, label, Decimal(number))]


def test_a_project_of_a_delivery_that_nobody_gets_is_none():
    assert fixed(assumptions={"vdi.project_cost": 5000}) == []


def test_a_line_of_ones_own_for_each_desktop_follows_the_fleet():
    assert (
        fixed(own_lines=[{"name": "Desk", "category": "roll_out", "amount": 7, "of": "desktop"}])
        == []
    )


def test_money_stands_first_and_each_thing_once():
    two = {"stack": [{"scheme": "it", "owned": 40}], "assumptions": {"pc.project_cost": 5000}}
    document = small(("One", two), ("Other", two), schemes=[scheme("it")])
    assert [each.kind for each in fixed_of(parse(document, lambda _: None))] == ["project", "owned"]
