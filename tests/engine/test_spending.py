"""What is bought when, and what it costs, each rule by a number worked out by hand.

Methodology, Spending.
"""

from __future__ import annotations

from tests.small_purchases import asked, line, paid, scheme


def test_what_a_year_needs_is_bought_at_the_end_of_the_year_before():
    assert paid(asked(scheme("device", "perpetual"), annual_growth="0.1")) == [
        10_000,
        1_000,
        1_100,
        1_200,
        0,
    ]


def test_what_is_in_hand_is_not_bought_again_when_the_fleet_shrinks_and_grows():
    document = asked(scheme("device", "perpetual"), annual_growth="-0.1")
    assert line(document)["bought"] == [100, 0, 0, 0, 0]


def test_what_has_a_life_is_bought_again_behind_it():
    assert line(asked(scheme("device", "perpetual", life_years=3)))["bought"] == [100, 0, 0, 100, 0]


def test_a_subscription_is_paid_at_the_end_of_each_year():
    assert paid(asked(scheme())) == [0, 10_000, 10_000, 10_000, 10_000]


def test_a_price_by_the_month_is_paid_twelve_times_a_year():
    assert paid(asked(scheme(period="month"), prices="1.00")) == [0, 1_200, 1_200, 1_200, 1_200]


def test_maintenance_is_its_rate_of_what_is_in_use_each_year():
    document = asked(scheme("device", "perpetual", maintenance_rate="0.2"), annual_growth="0.1")
    assert paid(document, "it/maintenance") == [0, 2_000, 2_200, 2_420, 2_660]


def test_prices_rise_with_inflation_from_the_second_year_on():
    assert paid(asked(scheme(), assumptions={"price_inflation": "0.1"})) == [
        0,
        10_000,
        11_000,
        12_100,
        13_310,
    ]


def test_volume_tiers_price_all_units_at_the_tier_that_they_reach():
    it = scheme("device", "perpetual", tier_mode="volume")
    document = asked(it)
    document["catalogue"]["prices"][0]["tiers"] = [[100, "90.00"]]
    assert paid(document)[0] == 9_000


def test_graduated_tiers_price_each_unit_at_its_own():
    it = scheme("device", "perpetual", tier_mode="graduated")
    document = asked(it)
    document["catalogue"]["prices"][0]["tiers"] = [[61, "90.00"]]
    assert paid(document)[0] == 60 * 100 + 40 * 90
