"""The price at which two scenarios tie, and that it does so when put back into a plain document."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pricing.engine.analysis.target_price import (
    ALREADY_CHEAPER,
    CANNOT_TIE,
    MOVES_NOTHING,
    NOT_ON_SALE,
    TIES,
    targets_of,
)
from pricing.engine.read_question import parse
from tests.engine.analysis.putting_back import cents_of, with_values
from tests.engine.analysis.test_flips import two
from tests.purchase_strategies import random_purchase
from tests.strategies import random_document

BLOCK = 20


def question_of(document):
    return parse(document, lambda _: None)


def hold_put_back(document, target, find_catalogue=lambda _: None):
    """The factor, or what takes a quote's place, ties to the cent or leaves what it says."""
    path = f"scenarios[{target.here}].prices.{target.scheme}"
    values = (
        {path: f"{target.factor:f}"} if target.net is None else {f"{path}.net": f"{target.net:f}"}
    )
    cents, _ = cents_of(with_values(document, values), find_catalogue)
    off = cents[target.here] - cents[target.there]
    assert abs(off - target.residual_cents) <= 1, path
    return off


def hold_discount_put_back(document, target, find_catalogue=lambda _: None):
    """The discount, in place of the scenario's own and of its factor, leaves what it says."""
    copy = with_values(
        document, {f"scenarios[{target.here}].discounts.{target.scheme}": f"{target.discount:f}"}
    )
    copy["scenarios"][target.here].get("prices", {}).pop(target.scheme, None)
    cents, _ = cents_of(copy, find_catalogue)
    assert abs(cents[target.here] - cents[target.there] - target.rounded_cents) <= 1, target


def test_a_dearer_scenario_ties_at_a_lower_price():
    [target] = targets_of(question_of(two("10.00", "12.00")), 1, ["other"], [0])
    assert (target.kind, target.list_price, target.now, target.price) == (
        TIES,
        Decimal("12.00"),
        Decimal("12.00"),
        Decimal("10.00"),
    )
    assert (target.discount, target.factor) == (Decimal("0.1666666667"), Decimal("0.8333333333"))
    assert target.residual_cents == pytest.approx(0, abs=0.001)
    assert target.rounded_cents == pytest.approx(0)


def test_a_cheaper_scenario_says_up_to_which_price_it_stays_so():
    [target] = targets_of(question_of(two("10.00", "12.00")), 0, ["one"], [1])
    assert (target.kind, target.price, target.factor) == (
        ALREADY_CHEAPER,
        Decimal("12.00"),
        Decimal("1.2"),
    )
    assert target.discount is None


def test_even_for_nothing_it_is_dearer_by_what_the_rest_costs():
    document = two("10.00", "12.00")
    document["catalogue"]["schemes"][0]["role"] = "service"
    document["scenarios"][1]["stack"] = ["other", "one"]
    [target] = targets_of(question_of(document), 1, ["other"], [0])
    assert (target.kind, target.price, target.discount) == (TIES, 0, 1)
    document["catalogue"]["prices"][0]["amount"] = "15.00"
    document["scenarios"][0]["prices"] = {"one": "0.5"}
    [target] = targets_of(question_of(document), 1, ["other"], [0])
    assert (target.kind, target.dearer_cents, target.price) == (CANNOT_TIE, 75_000, None)


def test_only_the_price_of_that_one_scenario_moves():
    document = two("10.00", "12.00")
    document["catalogue"]["schemes"][0]["role"] = "service"
    document["scenarios"][1]["stack"] = ["other", "one"]
    target, _ = targets_of(question_of(document), 1, ["one", "other"], [0])
    assert (target.kind, target.dearer_cents) == (CANNOT_TIE, 20_000)


def test_a_range_in_another_scenario_stays_at_its_mode():
    document = two("10.00", "12.00")
    document["scenarios"][1]["stack"] = ["one"]
    document["scenarios"][0]["prices"] = {"one": {"low": "0.5", "mode": "0.8", "high": "1"}}
    [target] = targets_of(question_of(document), 1, ["one"], [0])
    assert (target.kind, target.factor) == (TIES, Decimal("0.8"))


def test_a_scheme_that_nobody_needs_moves_nothing():
    document = two("10.00", "12.00")
    document["fleet"][0]["desktops"] = 0
    [target] = targets_of(question_of(document), 1, ["other"], [0])
    assert target.kind == MOVES_NOTHING


def test_a_quoted_price_has_a_target_that_takes_its_place():
    document = two("10.00", "12.00")
    document["scenarios"][1]["prices"] = {"other": {"net": ["11", "12"]}}
    document["horizon_years"] = 2
    document["catalogue"]["schemes"][1] |= {"charge": "subscription"}
    [target] = targets_of(question_of(document), 1, ["other"], [0])
    assert (target.kind, target.list_price, target.now, target.price) == (TIES, 12, 11, 5)
    assert (target.net, target.factor, target.discount) == (5, None, None)
    cents, _ = cents_of(with_values(document, {"scenarios[1].prices.other.net": f"{target.net:f}"}))
    assert cents == [100_000, 100_000]


def test_a_quote_without_a_list_price_has_a_target_too():
    document = two("10.00", "12.00")
    document["catalogue"]["prices"].pop()
    document["scenarios"][1]["prices"] = {"other": {"net": "8.125"}}
    [target] = targets_of(question_of(document), 1, ["other"], [0])
    assert (target.kind, target.list_price, target.now, target.price) == (
        ALREADY_CHEAPER,
        None,
        Decimal("8.125"),
        Decimal("10.000"),
    )


def test_what_is_free_today_and_dear_later_has_a_factor_and_no_price_to_speak_of():
    document = two("10.00", "0.00", horizon_years=2, price_changes="known")
    document["catalogue"]["schemes"][1]["charge"] = "subscription"
    document["catalogue"]["prices"].append(
        {"scheme": "other", "valid_from": "2008-06-01", "amount": "20.00"}
    )
    [target] = targets_of(question_of(document), 1, ["other"], [0])
    assert (target.kind, target.factor, target.price) == (TIES, Decimal("0.5"), 0)
    assert (target.discount, target.rounded_cents) == (None, None)


def test_what_is_not_on_sale_has_no_target():
    document = two("10.00", "12.00")
    document["catalogue"]["prices"].pop()
    targets = [
        *targets_of(question_of(document), 0, ["one"], [1]),
        *targets_of(question_of(document), 1, ["other"], [0]),
    ]
    assert [target.kind for target in targets] == [NOT_ON_SALE, NOT_ON_SALE]


def test_a_price_above_what_a_document_may_hold_is_none():
    [target] = targets_of(question_of(two("0.01", "12.00")), 0, ["one"], [1])
    assert (target.kind, target.price, target.factor) == (ALREADY_CHEAPER, None, None)


def test_what_the_last_decimal_of_the_factor_leaves_is_said_in_cents():
    """A third of 300,000,000,000 lacks a third of its tenth decimal: 10.00."""
    fleet = [{"name": "All", "desktops": 100_000}]
    document = two("1000000.00", "3000000.00", fleet=fleet)
    [target] = targets_of(question_of(document), 1, ["other"], [0])
    assert target.residual_cents == pytest.approx(-1_000, abs=1)


def test_the_rounded_price_says_what_it_leaves():
    document = two("10.00", "12.00", fleet=[{"name": "All", "desktops": 103}])
    document["catalogue"]["schemes"][1]["pack"] = 10
    document["catalogue"]["prices"][1]["amount"] = "120.00"
    [target] = targets_of(question_of(document), 1, ["other"], [0])
    assert target.price == Decimal("93.64")  # 1,030.00 for 11 packs: 93.6363...
    assert target.rounded_cents == pytest.approx(4)
    paths = {"scenarios[1].discounts.other": f"{target.discount:f}"}
    assert cents_of(with_values(document, paths))[0] == [103_000, 103_004]


def test_a_discount_on_tiers_says_what_it_leaves_where_each_tier_is_rounded_by_itself():
    document = two("10.00", "0.13", annual_growth="0.5", horizon_years=3)
    document["catalogue"]["schemes"][1]["tier_mode"] = "graduated"
    document["catalogue"]["prices"][0]["amount"] = "0.09"
    document["catalogue"]["prices"][1]["tiers"] = [[50, "0.11"], [120, "0.10"]]
    [target] = targets_of(question_of(document), 1, ["other"], [0])
    hold_discount_put_back(document, target)


@pytest.mark.parametrize("block", range(10))
def test_discounts_of_random_documents_put_back_leave_what_is_said(block):
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        document = random_document(seed)
        question = question_of(document)
        for here, scenario in enumerate(question.scenarios[1:], start=1):
            for target in targets_of(
                question, here, [entry.scheme.id for entry in scenario.stack], [0]
            ):
                if target.discount is not None:
                    hold_discount_put_back(document, target)


@pytest.mark.parametrize("make", [random_document, random_purchase])
@pytest.mark.parametrize("block", range(5))
def test_target_prices_of_random_documents_put_back_tie(make, block):
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        document = make(seed)
        question = question_of(document)
        others = range(len(question.scenarios))
        for here, scenario in enumerate(question.scenarios):
            schemes = [entry.scheme.id for entry in scenario.stack][:3]
            for target in targets_of(
                question, here, schemes, [place for place in others if place != here]
            ):
                if target.price is not None:
                    hold_put_back(document, target)


@pytest.mark.parametrize("name", ["autumn-2008", "today", "call-centre-20000"])
def test_target_prices_of_the_presets_put_back_tie_to_the_cent(name, shipped_catalogue):
    from pricing.market import catalogue
    from pricing.presets import preset

    document = preset(name)
    question = parse(document, catalogue)
    places = range(len(question.scenarios))
    for here, scenario in enumerate(question.scenarios):
        schemes = [entry.scheme.id for entry in scenario.stack]
        for target in targets_of(
            question, here, schemes, [place for place in places if place != here]
        ):
            if target.factor is not None:
                assert abs(hold_put_back(document, target, catalogue)) <= 1


def test_xendesktop_enterprise_ties_with_free_hyper_v_at_215_61(shipped_catalogue):
    from pricing.market import catalogue
    from pricing.presets import preset

    [target] = targets_of(
        parse(preset("autumn-2008"), catalogue), 3, ["ctx-xendesktop-enterprise"], [2]
    )
    assert (target.list_price, target.price) == (Decimal("295.00"), Decimal("215.61"))
