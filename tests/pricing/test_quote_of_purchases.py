"""The quote's rows of what real purchases need.

Each rule by rows worked out by hand, all by exact arithmetic.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pricing.comparison import compare
from pricing.sheets.quote import NUMBERS, rows_of
from tests.oracle import QUOTE_COLUMNS, quote_rows
from tests.purchase_strategies import random_purchase
from tests.small_purchases import asked, scheme

Record = dict[str, Any]
BLOCK = 50
PRICE = ("list_unit_price", "discount", "list_factor", "net_unit_price")
ORIGIN = ("price_valid_from", "source", "confidence")
READ = {
    "source": "Price page",
    "source_url": "https://example.test/prices",
    "confidence": "verified",
}


def rows(document: Record) -> list[dict[str, str]]:
    """The rows of the first scenario; what its prices say of themselves is known."""
    for price in document["catalogue"]["prices"]:
        price |= READ
    return [dict(row) for row in rows_of(compare(document), 0)]


def shown(document: Record, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row[column] for column in columns) for row in rows(document)]


def comparable(row: Record) -> Record:
    """A row with its numbers as numbers; a document's own prices stand in no price list, whatever
    name it gives.
    """
    values = {column: row[column] for column in QUOTE_COLUMNS if column != "price_list"}
    return {
        column: Decimal(text) if column in NUMBERS and text else text
        for column, text in values.items()
    }


@pytest.mark.parametrize("block", range(4))
def test_the_rows_of_random_purchases_are_those_of_exact_arithmetic(block):
    count = 0
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        document = random_purchase(seed)
        answer = compare(document)
        for place in range(len(document["scenarios"])):
            given = [comparable(row) for row in rows_of(answer, place)]
            assert given == [comparable(row) for row in quote_rows(document, place)], (
                f"{seed}, scenario {place}"
            )
            count += len(given)
    assert count > 1_000


# Prices as quoted


def test_a_quoted_price_stands_beside_that_of_the_list_and_is_nobody_elses():
    document = asked(
        scheme(),
        horizon_years=1,
        scenario={"prices": {"it": {"net": "94.125"}}, "discounts": {"*": "0.5"}},
    )
    assert shown(document, *PRICE) == [("100.00", "", "", "94.125")]
    assert shown(document, *ORIGIN, "source_url") == [("", "quoted", "", "")]
    assert shown(document, "unit_amount", "amount") == [("94.125", "9412.50")]


def test_what_no_list_has_is_quoted_without_a_list_price():
    document = asked(
        scheme(),
        prices=[("2007-01-01", None)],
        horizon_years=1,
        scenario={"prices": {"it": {"net": "5"}}},
    )
    assert shown(document, *PRICE, "source") == [("", "", "", "5.00", "quoted")]


def test_prices_quoted_by_year_rise_only_after_the_last_of_them():
    document = asked(
        scheme(),
        scenario={"prices": {"it": {"net": ["10", "20"]}}},
        assumptions={"price_inflation": "0.1"},
    )
    assert shown(document, "due_year", "net_unit_price", "price_factor", "amount") == [
        ("1", "10.00", "1", "1000.00"),
        ("2", "20.00", "1", "2000.00"),
        ("3", "20.00", "1.1", "2200.00"),
        ("4", "20.00", "1.21", "2420.00"),
    ]


def test_the_list_price_beside_a_quoted_one_is_that_of_the_tier_and_term():
    document = asked(
        scheme(terms={"yearly": "1", "monthly": "1.05"}),
        entry={"term": "monthly"},
        horizon_years=1,
        scenario={"prices": {"it": {"net": "70"}}},
    )
    document["catalogue"]["prices"][0]["tiers"] = [[100, "80.00"]]
    assert shown(document, *PRICE) == [("84.00", "", "", "70.00")]


def test_a_factor_on_the_price_is_still_shown_as_one():
    document = asked(
        scheme(), horizon_years=1, scenario={"prices": {"it": "0.9"}, "discounts": {"it": "0.1"}}
    )
    assert shown(document, *PRICE, "source") == [("100.00", "0.1", "0.9", "81.00", "Price page")]


# Maintenance


def test_maintenance_in_the_price_makes_no_row_in_its_years():
    document = asked(
        scheme("user", "perpetual", maintenance_rate="0.2", maintenance_included_years=2)
    )
    assert shown(document, "due_year", "rate", "packs", "amount") == [
        ("0", "1", "100", "10000.00"),
        ("3", "0.2", "100", "2000.00"),
        ("4", "0.2", "100", "2000.00"),
    ]


def test_of_more_seats_those_that_are_new_carry_no_maintenance_yet():
    document = asked(
        scheme("user", "perpetual", maintenance_rate="0.2", maintenance_included_years=1),
        horizon_years=2,
        annual_growth="0.5",
    )
    assert shown(document, "due_year", "rate", "packs") == [
        ("0", "1", "100"),
        ("1", "1", "50"),
        ("2", "0.2", "100"),
    ]


def test_maintenance_with_a_discount_of_its_own_shows_that_one():
    document = asked(
        scheme("user", "perpetual", maintenance_rate="0.2"),
        horizon_years=1,
        scenario={"discounts": {"it": "0.3", "it.maintenance": "0.1"}},
    )
    assert shown(document, "rate", *PRICE) == [
        ("1", "100.00", "0.3", "1", "70.00"),
        ("0.2", "100.00", "0.1", "1", "90.00"),
    ]


def test_beside_a_quoted_price_maintenance_with_a_discount_of_its_own_is_of_the_list():
    document = asked(
        scheme("user", "perpetual", maintenance_rate="0.2"),
        horizon_years=1,
        scenario={"prices": {"it": {"net": "50"}}, "discounts": {"it.maintenance": "0.1"}},
    )
    assert shown(document, *PRICE, "source") == [
        ("100.00", "", "", "50.00", "quoted"),
        ("100.00", "0.1", "1", "90.00", "Price page"),
    ]


def test_without_one_it_is_a_share_of_what_was_quoted():
    document = asked(
        scheme("user", "perpetual", maintenance_rate="0.2"),
        horizon_years=1,
        scenario={"prices": {"it": {"net": "50"}}},
    )
    assert shown(document, "rate", "net_unit_price", "source") == [
        ("1", "50.00", "quoted"),
        ("0.2", "50.00", "quoted"),
    ]


# Terms and changes that the list knows


def test_a_term_stands_in_the_list_price_before_the_discount():
    document = asked(
        scheme(terms={"yearly": "1", "monthly": "1.05"}),
        prices="0.305",
        horizon_years=1,
        entry={"term": "monthly"},
        scenario={"discounts": {"*": "0.1"}},
    )
    assert shown(document, *PRICE) == [("0.320", "0.1", "1", "0.288")]


def test_a_payment_names_the_row_in_force_on_the_day_it_falls_due():
    prices = [("2007-01-01", "100.00"), ("2009-02-28", "120.00")]
    document = asked(
        scheme(),
        prices=prices,
        price_changes="known",
        price_date="2008-02-29",
        assumptions={"price_inflation": "0.1"},
    )
    assert shown(document, "due_year", "price_valid_from", "list_unit_price", "price_factor") == [
        ("1", "2007-01-01", "100.00", "1"),
        ("2", "2009-02-28", "120.00", "1"),
        ("3", "2009-02-28", "120.00", "1.1"),
        ("4", "2009-02-28", "120.00", "1.21"),
    ]


def test_where_changes_are_not_asked_for_all_rows_name_the_first():
    document = asked(scheme(), prices=[("2007-01-01", "100.00"), ("2009-01-01", "120.00")])
    assert set(shown(document, "price_valid_from", "net_unit_price")) == {("2007-01-01", "100.00")}


# What is owned, and when it is paid


def test_packs_in_hand_are_no_row_of_a_purchase():
    document = asked(scheme("user", "perpetual"), entry={"owned": 40})
    assert shown(document, "quantity", "packs", "amount") == [("100", "60", "6000.00")]


def test_a_subscription_is_paid_for_what_is_not_in_hand():
    document = asked(scheme(), entry={"owned": 40, "owned_years": 3})
    assert shown(document, "due_year", "packs") == [
        ("1", "60"),
        ("2", "60"),
        ("3", "60"),
        ("4", "100"),
    ]


def test_graduated_tiers_count_on_from_what_is_in_hand():
    document = asked(scheme(tier_mode="graduated"), entry={"owned": 30}, horizon_years=1)
    document["catalogue"]["prices"][0]["tiers"] = [[51, "10.00"]]
    assert shown(document, "packs", "net_unit_price", "amount") == [
        ("20", "100.00", "2000.00"),
        ("50", "10.00", "500.00"),
    ]


def test_what_is_owned_whole_is_no_row_though_nobody_sells_it():
    document = asked(
        scheme("user", "perpetual"), prices=[("2007-01-01", None)], entry={"owned": 100}
    )
    assert rows(document) == []


def test_what_is_paid_at_the_start_of_a_year_is_due_a_year_before_at_the_same_price():
    document = asked(
        scheme("user", "perpetual", maintenance_rate="0.2"),
        horizon_years=2,
        yearly_payments="start",
        assumptions={"price_inflation": "0.1"},
    )
    assert shown(document, "due_year", "rate", "price_factor", "amount") == [
        ("0", "1", "1", "10000.00"),
        ("0", "0.2", "1", "2000.00"),
        ("1", "0.2", "1.1", "2200.00"),
    ]


def test_what_is_left_at_the_end_is_no_row():
    document = asked(scheme("device", "perpetual", life_years=8), residual_value="straight_line")
    assert shown(document, "due_year", "amount") == [("0", "10000.00")]


# Lines of one's own


def own_rows(**fields: Any) -> list[tuple[str, ...]]:
    line = {"name": "Credit", "category": "licences", "amount": "-2.505", "of": "desktop", **fields}
    document = asked(
        scheme(),
        assumptions={"price_inflation": "0.1"},
        scenario={"own_lines": [line], "stack": []},
    )
    columns = (
        "description",
        "quantity",
        "pack",
        "packs",
        "net_unit_price",
        "price_factor",
        "due_year",
        "amount",
    )
    return shown(document, *columns)


def test_a_line_of_ones_own_is_a_row_that_multiplies_out():
    assert own_rows(first=2, inflation="price") == [
        ("Credit", "100", "1", "100", "-2.505", "1.1", "2", "-275.55")
    ]


def test_a_line_of_several_years_is_a_row_a_year():
    assert [row[-2] for row in own_rows(first=1, last=3)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("category", "count"),
    [
        *(("licences", 1), ("devices", 1), ("servers_storage", 1), ("cloud", 1), ("roll_out", 1)),
        *(("people", 0), ("power_space_network", 0), ("users_time", 0)),
    ],
)
def test_only_lines_of_what_is_bought_are_rows(category, count):
    assert len(own_rows(category=category)) == count


def test_a_line_of_ones_own_says_its_source_and_names_no_scheme():
    line = {"name": "Move", "category": "roll_out", "amount": "5000", "source": "Offer of 3 May"}
    document = asked(scheme(), scenario={"own_lines": [line], "stack": []})
    assert shown(document, "scheme", "metric", "list_unit_price", "source", "confidence") == [
        ("", "", "", "Offer of 3 May", "")
    ]


def test_lines_of_ones_own_stand_behind_what_is_bought():
    line = {"name": "Move", "category": "roll_out", "amount": "5000"}
    document = asked(scheme(), horizon_years=1, scenario={"own_lines": [line]})
    assert shown(document, "line", "scheme", "description") == [
        ("1", "it", "it"),
        ("2", "", "Move"),
    ]
