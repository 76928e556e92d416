"""What paper says beyond the page: what differs from the starting point, in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import QueryDict

from calculator.looks.cost.differences import list_differences
from calculator.question.address import query
from calculator.question.state import State, state_of
from pricing.presets import preset

pytestmark = pytest.mark.usefixtures("catalogue_db")


def state(*leaves: tuple[str, str]) -> State:
    return state_of(QueryDict(query([("preset", "autumn-2008"), *leaves])))


def scenarios() -> list[dict[str, Any]]:
    return preset("autumn-2008")["scenarios"]


def added(scenario: dict[str, Any]) -> State:
    """The preset with a scenario more."""
    names = [each["name"] for each in scenarios()]
    whole = {key: value for key, value in scenario.items() if key != "name"}
    return state(
        ("scenarios", json.dumps([*names, "Ours"])),
        (f"scenarios.{len(names)}", json.dumps(whole, default=str)),
    )


def test_a_copy_is_told_by_what_it_is_a_copy_of():
    assert list_differences(added(scenarios()[1])) == [
        ("Ours", "new, the same as VECD on VMware VI3")
    ]


def test_a_changed_copy_is_told_by_its_change():
    changed = {**scenarios()[1], "price_date": "2009-03-31"}
    assert list_differences(added(changed)) == [
        ("Ours", "new, like VECD on VMware VI3, but signed on: 31\u00a0March 2009")
    ]


def test_what_is_bought_instead_is_told_by_name():
    stack = [*scenarios()[0]["stack"], "thin-client"]
    [(label, words)] = list_differences(
        state(("scenarios.0.stack", json.dumps(stack, default=str)))
    )
    assert (label, words) == (
        "Keep the PCs there are, stack",
        "with Thin client Linux or CE",
    )


def test_scenarios_that_went_are_told_by_name():
    names = [each["name"] for each in scenarios()]
    assert list_differences(state(("scenarios", json.dumps(names[:2])))) == [
        ("Scenarios", f"without {', '.join(names[2:])}")
    ]


def test_a_new_group_is_told_by_its_fields():
    names = [each["name"] for each in preset("autumn-2008")["fleet"]]
    new = json.dumps({"desktops": 40, "profile": "knowledge", "endpoint": "thin-client"})
    told = dict(list_differences(state(("fleet", json.dumps([*names, "Lab"])), ("fleet.3", new))))
    assert told["Lab"] == (
        "new: desktops 40; work knowledge work; on the desk Thin client Linux or CE"
    )


def test_a_new_name_is_told_with_the_old_one():
    assert list_differences(state(("scenarios.0.name", "As it is"))) == [
        ("Keep the PCs there are", "now called As it is")
    ]


def test_a_price_that_was_quoted_is_told_by_its_scheme():
    assert list_differences(state(("scenarios.1.prices.ms-vecd-sa.net", "20"))) == [
        (
            "VECD on VMware VI3, quoted price of Microsoft Vista Enterprise Centralized Desktop "
            "for Software Assurance",
            "20",
        )
    ]


def test_a_range_is_told_from_its_low_end_to_its_high_end():
    assert list_differences(state(("assumptions.admin_salary", "65000..90000..140000"))) == [
        ("An administrator's pay", "65000 to 140000, most likely 90000")
    ]
