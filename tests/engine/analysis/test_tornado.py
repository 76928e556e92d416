"""Each input alone, at its ends, the widest first."""

from __future__ import annotations

import pytest

from pricing.engine.analysis.tornado import tornado_of
from tests.engine.analysis.examples import pert, seats

RANGES = {
    "cost_per_call": pert(10, 20, 60),
    "pc.calls_per_user_year": pert(2, 3, 8),
    "admin_salary": pert(0, 0, 1000),
}


def swings(tornado):
    return {swing.input.name: (swing.at_low, swing.at_high) for swing in tornado.swings}


def test_each_input_goes_to_its_ends_and_the_others_stay():
    tornado = tornado_of(seats(assumptions=RANGES), 0)
    assert tornado.typical == 10 + 20 * 3
    assert swings(tornado) == {
        "cost_per_call": (10 + 10 * 3, 10 + 60 * 3),
        "pc.calls_per_user_year": (10 + 20 * 2, 10 + 20 * 8),
        "admin_salary": (70, 80),
    }


def test_the_widest_stands_first_whichever_way_it_goes():
    tornado = tornado_of(
        seats(
            assumptions=RANGES | {"pc.desktops_per_admin": pert(1, 100, 200), "admin_salary": 1000}
        ),
        0,
    )
    assert tornado.swings[0].input.name == "pc.desktops_per_admin"
    assert tornado.swings[0].at_low > tornado.swings[0].at_high
    widths = [swing.width for swing in tornado.swings]
    assert widths == sorted(widths, reverse=True)


def test_what_two_scenarios_share_cancels_in_their_difference():
    question = seats(
        prices=("10", "7"), assumptions=RANGES, scenario_prices=[pert("0.9", 1, "1.5")]
    )
    tornado = tornado_of(question, 1, against=0)
    assert tornado.typical == pytest.approx(-3)
    found = swings(tornado)
    assert found["price:fee-0"] == pytest.approx((-2, -8))
    assert found["cost_per_call"] == pytest.approx((-3, -3))


def test_a_scenario_s_own_range_is_a_bar_at_its_own_field():
    question = seats(prices=("10", "10"))
    own = seats(
        scenarios=[
            {"name": "A", "delivery": "pc", "stack": ["fee-0"]},
            {
                "name": "B",
                "delivery": "pc",
                "stack": ["fee-0"],
                "assumptions": {"admin_salary": pert(0, 100, 300)},
            },
        ]
    )
    assert tornado_of(question, 0).swings == []
    swing = tornado_of(own, 1, against=0).swings[0]
    assert swing.input.path == "scenarios.1.assumptions.admin_salary"
    assert (swing.at_low, swing.at_high) == (0, 3)
