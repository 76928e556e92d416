"""A dearer right than is needed is said where it stands."""

import pytest

from pricing.comparison import compare
from pricing.engine.cheaper import cheaper_of

SCHEMES = [
    {
        "id": "dear",
        "role": "desktop_right",
        "metric": "device",
        "charge": "subscription",
        "provides": ["right"],
    },
    {
        "id": "cheap",
        "role": "desktop_right",
        "metric": "device",
        "charge": "subscription",
        "provides": ["right"],
        "requires": ["software_assurance"],
    },
    {
        "id": "other",
        "role": "desktop_right",
        "metric": "device",
        "charge": "subscription",
        "provides": ["else"],
    },
]
PRICES = [("dear", "110"), ("cheap", "23"), ("other", "1")]


def found(entitlements, stack=("dear",), schemes=SCHEMES, prices=PRICES, **more):
    question = {
        "price_date": "2008-01-31",
        "fleet": [
            {"name": "Office", "desktops": 700, "entitlements": entitlements},
            {"name": "Thin", "desktops": 300, "devices": 310},
        ],
        "scenarios": [{"name": "A", "delivery": "pc", "stack": list(stack)}],
        "catalogue": {
            "schemes": schemes,
            "prices": [
                {"scheme": name, "valid_from": "2008-01-01", "amount": amount}
                for name, amount in prices
            ],
            "assumptions": ASSUMPTIONS,
        },
        **more,
    }
    run = compare(question).evaluation
    return cheaper_of(run, run.bill.rows_of[0][0])


NAMES = """
price_inflation labour_inflation energy_inflation energy_price endpoint_hours_per_year
grid_co2_kg_per_kwh existing_pc_watts admin_salary cost_per_call deployment_hour_rate user_hour_cost
mbps_price_month
pc.desktops_per_admin pc.calls_per_user_year pc.deployment_hours pc.project_cost pc.training_hours
pc.downtime_hours_year pc.kbps_per_session
"""
ASSUMPTIONS = dict.fromkeys(NAMES.split(), "1")


def test_a_cheaper_licence_fits_those_who_have_what_it_needs():
    cheaper = found(["software_assurance"])
    assert (cheaper.scheme.id, str(cheaper.amount), cheaper.units) == ("cheap", "23", 700)


def test_packs_are_compared_by_the_unit():
    """230 for a pack of ten is 23 for one, which is less than 110."""
    dear, cheap, other = SCHEMES
    cheaper = found(
        ["software_assurance"],
        schemes=[dear, {**cheap, "pack": 10}, other],
        prices=[("dear", "110"), ("cheap", "230"), ("other", "1")],
    )
    assert str(cheaper.amount) == "230"


def test_what_is_free_is_cheaper_by_all_of_it():
    prices = [("dear", "110"), ("cheap", "0"), ("other", "1")]
    assert str(found(["software_assurance"], prices=prices).amount) == "0"


def test_what_costs_as_much_is_no_cheaper_licence():
    prices = [("dear", "110"), ("cheap", "110"), ("other", "1")]
    assert found(["software_assurance"], prices=prices) is None


def test_where_nobody_has_what_the_cheaper_needs_nothing_is_said():
    assert found([]) is None


def test_a_right_to_something_else_is_no_cheaper_licence():
    assert found([], ("cheap",)) is None


def test_units_are_those_of_the_first_year():
    assert found(["software_assurance"], annual_growth="0.1").units == 700


@pytest.mark.parametrize(("amount", "name"), [("22", "cheapest"), ("23", "cheap"), ("24", "cheap")])
def test_of_several_the_cheapest_is_named_and_of_those_that_cost_the_same_the_first(amount, name):
    cheapest = {**SCHEMES[1], "id": "cheapest"}
    prices = [("cheapest", amount), *PRICES]
    cheaper = found(["software_assurance"], schemes=[cheapest, *SCHEMES], prices=prices)
    assert cheaper.scheme.id == name
