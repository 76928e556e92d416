"""What a scheme costs from year to year."""

from __future__ import annotations

import pytest

from pricing.engine.prices import tariff_of
from pricing.engine.read_question import parse
from tests.small_purchases import asked, scheme


@pytest.mark.parametrize(
    ("more", "is_steady"),
    [
        ({}, True),
        ({"scenario": {"discounts": {"it": "0.1"}}}, True),
        ({"scenario": {"discounts": {"it.maintenance": "0.1"}}}, False),
        ({"scenario": {"prices": {"it": {"net": "90"}}}}, False),
        ({"prices": [("2007-01-01", "100.00"), ("2009-01-01", "120.00")]}, False),
        ({"prices": [("2007-01-01", "100.00"), ("2011-01-31", "120.00")]}, False),
        ({"prices": [("2007-01-01", "100.00"), ("2011-02-01", "120.00")]}, True),
    ],
)
def test_a_tariff_is_steady_where_one_price_rises_with_inflation_alone(more, is_steady):
    it = scheme("device", "perpetual", maintenance_rate="0.2")
    question = parse(asked(it, **more), lambda _: None)
    [scenario] = question.scenarios
    tariff = tariff_of(scenario, scenario.stack[0], question.horizon_years, "known")
    assert tariff.is_steady is is_steady
