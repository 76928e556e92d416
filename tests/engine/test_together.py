"""Ranges that move together take the same quantile in every draw."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from pricing.engine.analysis.opened import take_catalogue_ranges
from pricing.engine.analysis.sampling import block_draws, dimensions_of, leaders_in
from pricing.engine.document import Question
from pricing.engine.faults import Faults
from pricing.engine.knobs import KNOBS
from pricing.engine.numbers import Range
from pricing.engine.read_question import parse

NOTHING = [
    {"name": name, "typical": "0" if knob.admits(Decimal(0)) else "1"}
    for name, knob in KNOBS.items()
]
FREE = {"id": "free", "role": "broker", "metric": "device", "charge": "perpetual"}


def between(low: int, high: int, leader: str = "") -> dict[str, Any]:
    return {
        "low": low,
        "mode": (low + high) / 2,
        "high": high,
        **({"with": leader} if leader else {}),
    }


def asked(
    shared: dict[str, Any], own: list[dict[str, Any]] | None = None, **scenario: Any
) -> Question:
    held = own or []
    names = {each["name"] for each in held}
    question = {
        "price_date": "2008-01-31",
        "fleet": [{"name": "All", "desktops": 10}],
        "assumptions": shared,
        "scenarios": [{"name": "One", "delivery": "pc", "stack": [], **scenario}],
        "catalogue": {
            "schemes": [FREE],
            "assumptions": [*held, *(n for n in NOTHING if n["name"] not in names)],
        },
    }
    return parse(question, lambda _: None)


def drawn(question: Question, *names: str) -> list[np.ndarray]:
    draws = block_draws(dimensions_of(question), 1, [0], 1024, leaders_in(question))
    ranges = {**question.assumptions, **question.scenarios[0].assumptions}
    return [draws(name, ranges[name]) for name in names]


def test_a_range_with_another_takes_its_quantile_in_every_case():
    question = asked({"pue": between(1, 3), "admin_salary": between(10, 30, "pue")})
    pue, salary = drawn(question, "pue", "admin_salary")
    assert np.allclose(salary, pue * 10)


def test_without_it_the_two_move_apart():
    pue, salary = drawn(
        asked({"pue": between(1, 3), "admin_salary": between(10, 30)}), "pue", "admin_salary"
    )
    assert abs(np.corrcoef(pue, salary)[0, 1]) < 0.1


def test_a_chain_ends_at_the_one_that_follows_nobody():
    chain = {
        "pue": between(1, 3),
        "admin_salary": between(10, 30, "pue"),
        "cost_per_call": between(2, 6, "admin_salary"),
    }
    pue, call = drawn(asked(chain), "pue", "cost_per_call")
    assert np.allclose(call, pue * 2)


def test_the_one_that_leads_draws_as_if_nobody_followed():
    alone = drawn(asked({"pue": between(1, 3)}), "pue")
    assert np.array_equal(
        alone, drawn(asked({"pue": between(1, 3), "admin_salary": between(1, 2, "pue")}), "pue")
    )


@pytest.mark.parametrize(
    ("assumptions", "path", "words"),
    [
        ({"pue": between(1, 3, "pue")}, "assumptions.pue.with", "leads back to itself"),
        (
            {"pue": between(1, 3, "admin_salary"), "admin_salary": between(1, 3, "pue")},
            "assumptions.pue.with",
            "leads back to itself",
        ),
        (
            {"pue": between(1, 3, "cost_per_call")},
            "assumptions.pue.with",
            "is no range of this comparison",
        ),
        (
            {"pue": between(1, 3, "pu")},
            "assumptions.pue.with",
            "is no range of this comparison; did you mean pue?",
        ),
    ],
)
def test_a_circle_and_what_is_no_range_are_faults(assumptions, path, words):
    with pytest.raises(Faults) as found:
        asked(assumptions)
    assert found.value.faults[0].path == path
    assert words in found.value.faults[0].message


def test_a_scenarios_own_range_may_follow_the_comparisons():
    question = asked({"pue": between(1, 3)}, assumptions={"admin_salary": between(10, 30, "pue")})
    pue, salary = drawn(question, "pue", "admin_salary")
    assert np.allclose(salary, pue * 10)


HELD = [
    {"name": "admin_salary", "typical": 20, "low": 10, "high": 30},
    {
        "name": "deployment_hour_rate",
        "typical": 2,
        "low": 1,
        "high": 3,
        "moves_with": "admin_salary",
    },
]


def test_the_catalogues_ranges_move_together_as_it_says():
    question = take_catalogue_ranges(asked({}, HELD))
    salary, rate = drawn(question, "admin_salary", "deployment_hour_rate")
    assert np.allclose(salary, rate * 10)


def test_a_circle_in_a_catalogue_of_ones_own_is_a_fault_of_each_row():
    held = [
        {**row, "moves_with": leader}
        for row, leader in zip(HELD, ("deployment_hour_rate", "admin_salary"), strict=True)
    ]
    with pytest.raises(Faults) as found:
        asked({}, held)
    assert [fault.path for fault in found.value.faults] == [
        f"catalogue.assumptions[{place}].moves_with" for place in (0, 1)
    ]


def test_a_range_of_ones_own_that_follows_the_follower_makes_no_circle():
    question = take_catalogue_ranges(
        asked({"admin_salary": between(10, 30, "pue"), "pue": between(1, 3)}, HELD)
    )
    held = question.assumptions["deployment_hour_rate"]
    assert isinstance(held, Range)
    assert held.moves_with == "pue"


def test_a_range_of_a_scenario_too_may_follow_none_that_is_not_there():
    with pytest.raises(Faults) as found:
        asked({}, assumptions={"pue": between(1, 3, "admin_salary")})
    assert [fault.path for fault in found.value.faults] == ["scenarios[0].assumptions.pue.with"]
