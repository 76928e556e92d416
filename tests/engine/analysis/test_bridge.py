"""The bridge: effects that sum to the difference, whatever the order, and whose they are."""

from __future__ import annotations

import copy
from fractions import Fraction
from itertools import pairwise, permutations

import pytest

from pricing.engine.analysis.bridge import Effect, bridge
from pricing.engine.analysis.effects import KINDS, Side
from pricing.engine.analysis.shapley import average_over_orders, in_whole_numbers
from pricing.engine.answer import answer
from pricing.engine.read_question import parse
from tests.engine.test_decisions import NOTHING, SERVER, asked, scheme
from tests.purchase_strategies import random_purchase
from tests.strategies import PRICE_DATES, random_document


def answered(document):
    return answer(parse(document, lambda _: None))


def pairs(seed, make=random_document):
    """Every two priced scenarios of a random document."""
    found = answered(make(seed))
    priced = [place for place, scenario in enumerate(found.scenarios) if scenario.figures]
    return [(Side(found, a), Side(found, b)) for a in priced for b in priced if a < b]


def by_key(effects):
    return {effect.key: effect.cents for effect in effects}


def of_line(effects, line):
    return sum(effect.cents for effect in effects if effect.key.split("/")[0] == line)


def whose(line):
    """The key of what a line is of: its maintenance and what is left of it are its own."""
    return line.key.removesuffix("/maintenance").removesuffix(":residual")


def costs(side, key):
    """All lines of one thing, in cents; the project apart from the hours of deployment is none of
    it.
    """
    return sum(each.total for each in side.figures.lines if whose(each) == key)


@pytest.mark.parametrize("make", [random_document, random_purchase])
@pytest.mark.parametrize("block", range(8))
def test_effects_sum_to_the_difference_to_the_cent(make, block):
    compared = 0
    for seed in range(block * 30, block * 30 + 30):
        for start, end in pairs(seed, make):
            found = bridge(start, end)
            assert (
                sum(effect.cents for effect in found.effects) == end.figures.tco - start.figures.tco
            ), seed
            if found.month_difference is not None:
                assert (
                    sum(effect.month_cents for effect in found.effects) == found.month_difference
                ), seed
            assert {effect.kind for effect in found.effects} <= set(KINDS)
            compared += 1
    assert compared > 30


@pytest.mark.parametrize("make", [random_document, random_purchase])
@pytest.mark.parametrize("block", range(5))
def test_the_effects_of_a_line_are_what_the_line_differs_by(make, block):
    compared = 0
    for seed in range(block * 20, block * 20 + 20):
        for start, end in pairs(seed, make):
            effects = bridge(start, end).effects
            lines = [line for side in (start, end) for line in side.figures.lines]
            left_out = {
                whose(line)
                for line in lines
                if line.indirect and not start.answer.question.include_indirect
            }
            for line in {whose(line) for line in lines} - left_out - {"deployment"}:
                difference = costs(end, line) - costs(start, line)
                # Each of at most seven effects and six lines was rounded by itself.
                assert abs(of_line(effects, line) - difference) <= 7, (seed, line)
                compared += difference != 0
    assert compared > 60


@pytest.mark.parametrize("seed", range(40))
def test_swapping_the_scenarios_negates_every_effect(seed):
    for start, end in pairs(seed):
        there, back = by_key(bridge(start, end).effects), by_key(bridge(end, start).effects)
        assert back == {key: -cents for key, cents in there.items()}


def test_the_order_of_lines_in_the_stack_changes_no_effect():
    """Where the order decides nothing else: nobody's cover, nothing included, no hypervisor."""
    compared = 0
    for seed in range(120):
        document = random_document(seed)
        turned = copy.deepcopy(document)
        for scenario in turned["scenarios"]:
            scenario["stack"].reverse()
        first, second = answered(document), answered(turned)
        if any(a.figures is None for a in first.scenarios) or len(first.scenarios) < 2:
            continue
        counts = [
            [
                sorted((line.key, line.cash_flow, line.quantity) for line in s.figures.lines)
                for s in found.scenarios
            ]
            for found in (first, second)
        ]
        if counts[0] != counts[1]:
            continue
        assert (
            bridge(Side(first, 0), Side(first, 1)).effects
            == bridge(Side(second, 0), Side(second, 1)).effects
        )
        compared += 1
    assert compared > 20


@pytest.mark.parametrize("seed", range(40))
def test_a_scenario_at_two_dates_differs_by_its_effects(seed):
    document = random_document(seed)
    for scenario in document["scenarios"]:
        scenario.pop("price_date", None)
    for before, after in pairwise(PRICE_DATES):
        sides = [Side(answered({**document, "price_date": day}), 0) for day in (before, after)]
        if all(side.answer.scenarios[0].figures for side in sides):
            found = bridge(*sides)
            assert sum(effect.cents for effect in found.effects) == found.difference


def test_a_bridge_from_a_scenario_to_itself_has_no_effects():
    found = asked(["it"], scheme("it"))
    assert bridge(Side(found, 0), Side(found, 0)).effects == []


def between(first, second, *schemes, prices=None, document=None):
    """The bridge between two scenarios of 100 desktops over three years, in which nothing else
    costs anything.
    """
    scenarios = [
        {"name": name, "delivery": "pc", **own} for name, own in (("One", first), ("Two", second))
    ]
    everything = schemes or (scheme("unused"),)
    found = asked(
        [], *everything, prices=prices, document={**(document or {}), "scenarios": scenarios}
    )
    return bridge(Side(found, 0), Side(found, 1))


def effects(found):
    return [(effect.kind, effect.cents) for effect in found.effects]


def test_a_scheme_that_one_scenario_has_is_bought_in_full():
    found = between({"stack": []}, {"stack": ["it"]}, scheme("it", product="Broker"))
    assert effects(found) == [("scheme", 100_000)]
    assert found.effects[0].label == "Broker: 100 devices"


def test_a_scheme_that_is_left_out_is_not_bought():
    found = between({"stack": ["it"]}, {"stack": []}, scheme("it", product="Broker"))
    assert effects(found) == [("scheme", -100_000)]
    assert found.effects[0].label == "Broker: 100 devices not bought"


def test_maintenance_goes_with_its_scheme():
    found = between({"stack": []}, {"stack": ["it"]}, scheme("it", maintenance_rate="0.2"))
    assert effects(found) == [("scheme", 160_000)]


def test_what_quantity_and_discount_make_together_is_shared_evenly():
    """100 x 10 becomes 200 x 5: 1,000 more by quantity at 10, 500 at 5, so 750; the discount takes
    750.
    """
    found = between(
        {"stack": ["it"]},
        {"stack": [{"scheme": "it", "quantity": 200}], "discounts": {"it": "0.5"}},
        scheme("it", product="Broker"),
    )
    assert effects(found) == [("discount", -75_000), ("quantity", 75_000)]
    assert [effect.label for effect in found.effects] == [
        "Broker: discount 50 %, not 0 %",
        "Broker: 200 devices, not 100",
    ]


def test_a_quote_in_the_place_of_list_price_and_discount_is_one_cause():
    """100 x 8 by the list less a fifth becomes 100 x 9 as quoted."""
    found = between(
        {"stack": ["it"], "discounts": {"it": "0.2"}},
        {"stack": ["it"], "prices": {"it": {"net": "9"}}},
        scheme("it", product="Broker"),
    )
    assert effects(found) == [("price", 10_000)]
    assert found.effects[0].label == "Broker: price 9 as quoted, not 8"


def test_two_quotes_differ_by_their_prices_whatever_the_discounts():
    found = between(
        {"stack": ["it"], "prices": {"it": {"net": "8"}}, "discounts": {"it": "0.2"}},
        {"stack": ["it"], "prices": {"it": {"net": ["9", "7"]}}},
        scheme("it", "service", charge="subscription", period="year"),
    )
    assert effects(found) == [("price", -10_000)]  # 900 + 700 + 700 against 3 x 800


def test_packs_in_hand_are_an_effect_of_quantity():
    found = between(
        {"stack": ["it"]},
        {"stack": [{"scheme": "it", "owned": 40}]},
        scheme("it", product="Broker"),
    )
    assert effects(found) == [("quantity", -40_000)]


def test_a_term_is_an_effect_of_price():
    it = scheme("it", "service", charge="subscription", terms={"yearly": "1", "monthly": "1.05"})
    found = between({"stack": ["it"]}, {"stack": [{"scheme": "it", "term": "monthly"}]}, it)
    assert effects(found) == [("price", 15_000)]


def test_a_known_change_is_an_effect_of_price_though_both_begin_alike():
    """Both pay 10.00 today; from 2009 the one whose term is dearer pays more for the new row
    alone.
    """
    it = scheme("it", "service", charge="subscription")
    prices = [
        {"scheme": "it", "valid_from": "2007-01-01", "amount": "10.00"},
        {"scheme": "it", "valid_from": "2008-06-01", "amount": "11.00"},
    ]
    found = between(
        {"stack": ["it"]},
        {"stack": ["it"], "price_date": "2007-02-01"},
        document={
            "catalogue": {"schemes": [it], "prices": prices, "assumptions": NOTHING},
            "price_changes": "known",
        },
    )
    # 10 + 11 + 11 against 10 + 10 + 11
    assert effects(found) == [("price", -10_000)]


def test_an_own_line_is_one_effect_by_its_name():
    def line(amount):
        return {
            "name": "Migration",
            "category": "roll_out",
            "amount": amount,
            "of": "desktop",
            "first": 1,
            "last": 2,
        }

    found = between(
        {"stack": [], "own_lines": [line("5")]}, {"stack": [], "own_lines": [line("-2")]}
    )
    assert effects(found) == [("own_line", -140_000)]
    assert found.effects[0].label == "Migration: USD -400, not USD 1,000"


def test_what_is_left_at_the_end_goes_with_its_scheme():
    device = scheme("it", "endpoint", life_years=5, requires=["endpoint:pc"], product="PC")
    found = between(
        {"stack": []},
        {"stack": ["it"]},
        device,
        document={
            "residual_value": "straight_line",
            "fleet": [{"name": "All", "desktops": 100, "endpoint": "pc"}],
        },
    )
    assert effects(found) == [("scheme", 60_000)]  # 1,000 less two fifths


def test_devices_that_are_replaced_are_an_effect_of_deployment():
    """One hour for each of 100 desktops today; a life of two years rolls out 100 more in column
    2.
    """
    kinds = [
        scheme(f"life-{years}", "endpoint", life_years=years, requires=["endpoint:pc"])
        for years in (2, 3)
    ]
    found = between(
        {"stack": ["life-3"]},
        {"stack": ["life-2"]},
        *kinds,
        prices={"life-2": {"amount": "0"}, "life-3": {"amount": "0"}},
        document={
            "assumptions": {"pc.deployment_hours": 1, "deployment_hour_rate": 40},
            "fleet": [{"name": "All", "desktops": 100, "endpoint": "pc"}],
        },
    )
    assert effects(found) == [("quantity", 400_000)]


def test_as_many_in_other_years_are_not_told_as_a_number_and_the_same_number():
    desktops = "9 desktops"
    effect = Effect("deployment/quantity", "quantity", "Deployment", "", desktops, desktops, -1, -1)
    assert effect.label == "Deployment: 9 desktops, but not in the same years"


def test_prices_of_two_days_are_an_effect_of_price():
    later = {"scheme": "it", "valid_from": "2009-01-01", "amount": "12.50"}
    it = scheme("it", product="Broker")
    prices = [{"scheme": "it", "valid_from": "2007-01-01", "amount": "10.00"}, later]
    found = between(
        {"stack": ["it"]},
        {"stack": ["it"], "price_date": "2009-06-01"},
        document={"catalogue": {"schemes": [it], "prices": prices, "assumptions": NOTHING}},
    )
    assert effects(found) == [("price", 25_000)]
    assert found.effects[0].label == "Broker: price 12.5, not 10"


def test_a_ratio_of_administrators_is_an_effect_of_an_assumption():
    found = between(
        {"stack": [], "assumptions": {"pc.desktops_per_admin": 200}},
        {"stack": [], "assumptions": {"pc.desktops_per_admin": 400}},
        document={"assumptions": {"admin_salary": 90_000}},
    )
    assert effects(found) == [("assumption", -6_750_000)]
    assert found.effects[0].label == "Administration: 400 desktops per administrator, not 200"


def test_the_power_of_servers_that_one_scenario_lacks_is_an_effect_of_quantity():
    host = scheme("host", **{**SERVER, "attributes": {**SERVER["attributes"], "watts": 300}})
    # 100 desktops of 1 GB on hosts of 32 GB are four hosts.
    found = between(
        {"stack": []},
        {"stack": ["host"], "delivery": "vdi"},
        host,
        document={"assumptions": {"energy_price": "0.1", "pue": 1, "knowledge.ram_gb": 1}},
    )
    assert [(e.key, e.kind, e.cents, e.after) for e in found.effects] == [
        ("server_energy", "quantity", 315_360, "4 hosts"),
        ("host", "scheme", 4_000, "4 servers"),
    ]


def test_watts_of_another_device_are_an_effect_of_the_scheme():
    found = between(
        {"stack": ["thin"]},
        {"stack": ["thick"]},
        scheme("thin", role="endpoint", requires=["endpoint:pc"], attributes={"watts": 20}),
        scheme("thick", role="endpoint", requires=["endpoint:pc"], attributes={"watts": 70}),
        prices={"thin": {"amount": "0"}, "thick": {"amount": "0"}},
        document={
            "assumptions": {"energy_price": "0.1", "endpoint_hours_per_year": 2000},
            "fleet": [{"name": "All", "desktops": 100, "endpoint": "pc"}],
        },
    )
    assert effects(found) == [("scheme", 300_000)]


def test_users_time_is_no_effect_where_it_is_not_in_the_total():
    sides = (
        {"stack": [], "assumptions": {"pc.downtime_hours_year": 1}},
        {"stack": [], "assumptions": {"pc.downtime_hours_year": 2}},
    )
    document = {"assumptions": {"user_hour_cost": 25}}
    assert effects(between(*sides, document=document)) == []
    assert effects(between(*sides, document={**document, "include_indirect": True})) == [
        ("assumption", 750_000)
    ]


def test_savings_come_first_and_the_largest_first():
    found = between(
        {"stack": ["a", "b"]},
        {"stack": ["c", "d"]},
        *(scheme(name, role="service") for name in "abcd"),
        prices={"b": {"amount": "30.00"}, "d": {"amount": "40.00"}},
    )
    assert [(e.key, e.cents) for e in found.effects] == [
        ("b", -300_000),
        ("a", -100_000),
        ("d", 400_000),
        ("c", 100_000),
    ]


def test_shares_are_the_average_of_all_orders():
    numbers = ((3, 7), (5, 2), (11, 13))

    def worth(come):
        product = Fraction(1)
        for (before, after), has_come in zip(numbers, come, strict=True):
            product *= after if has_come else before
        return product

    totals = [Fraction(0)] * 3
    for order in permutations(range(3)):
        come = [False] * 3
        for place in order:
            before = worth(tuple(come))
            come[place] = True
            totals[place] += worth(tuple(come)) - before
    assert average_over_orders(worth, 3) == [total / 6 for total in totals]


def test_the_largest_remainder_takes_the_cent_that_is_left():
    amounts = {"a": Fraction(14, 10), "b": Fraction(13, 10), "c": Fraction(13, 10)}
    assert in_whole_numbers(amounts, 4) == {"a": 2, "b": 1, "c": 1}


def test_of_equal_remainders_the_name_decides_and_the_sign_does_not():
    amounts = {"b": Fraction(1, 3), "a": Fraction(1, 3), "c": Fraction(1, 3)}
    assert in_whole_numbers(amounts, 1) == {"b": 0, "a": 1, "c": 0}
    assert in_whole_numbers({name: -amount for name, amount in amounts.items()}, -1) == {
        "b": 0,
        "a": -1,
        "c": 0,
    }
