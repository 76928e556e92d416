"""What the exact evaluation says of single rules of real purchases, each worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle import Record, answer, quote_rows, years_after
from tests.small_purchases import NOTHING, asked, on_hosts, scheme


def priced(document: Record) -> Record:
    scenario: Record = answer(document)["scenarios"][0]
    return scenario


def paid(document: Record, key: str = "it") -> list[float]:
    return [float(money) for money in priced(document)["lines"][key]]


def first_quantity(document: Record) -> tuple[int, str]:
    scenario = priced(document)
    return scenario["quantity"]["it"][0], scenario["binding"]["it"][0]


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        ("2008-02-29", 1, "2009-02-28"),
        ("2008-02-29", 4, "2012-02-29"),
        ("2008-01-31", 2, "2010-01-31"),
    ],
)
def test_a_29_february_falls_on_the_28th_in_years_without_one(
    day: str, years: int, expected: str
) -> None:
    assert years_after(day, years) == expected


def test_a_payment_takes_the_row_of_the_day_on_which_it_falls_due_and_inflation_begins_anew() -> (
    None
):
    prices = [("2007-01-01", "100.00"), ("2009-02-28", "120.00"), ("2010-03-01", "150.00")]
    document = asked(
        scheme(),
        prices=prices,
        price_changes="known",
        price_date="2008-02-29",
        assumptions={"price_inflation": "0.1"},
    )
    assert paid(document) == [0, 10_000, 12_000, 13_200, 15_000]


def test_a_purchase_falls_due_in_its_column() -> None:
    document = asked(
        scheme("device", "perpetual", life_years=1),
        prices=[("2007-01-01", "100.00"), ("2010-01-31", "150.00")],
        price_changes="known",
    )
    assert paid(document) == [10_000, 10_000, 15_000, 15_000, 0]


def test_what_is_not_on_sale_on_the_price_date_stays_so_though_the_list_knows_better() -> None:
    prices = [("2007-01-01", None), ("2009-01-01", "100.00")]
    assert priced(asked(scheme(), prices=prices, price_changes="known"))["tco"] is None


def test_a_price_as_quoted_holds_whatever_tier_is_reached() -> None:
    document = asked(scheme(tier_mode="graduated"), scenario={"prices": {"it": {"net": "7.005"}}})
    document["catalogue"]["prices"][0]["tiers"] = [[10, "1.00"]]
    assert paid(document) == [0, 700.5, 700.5, 700.5, 700.5]


def test_maintenance_of_what_is_no_longer_sold_is_a_share_of_what_was_quoted() -> None:
    document = asked(
        scheme("user", "perpetual", maintenance_rate="0.2"),
        prices=[("2007-01-01", None)],
        scenario={"prices": {"it": {"net": "50"}}, "discounts": {"it.maintenance": "0.5"}},
    )
    assert paid(document, "it/maintenance") == [0, 1_000, 1_000, 1_000, 1_000]


def test_maintenance_with_a_discount_of_its_own_keeps_the_factor_on_the_price() -> None:
    document = asked(
        scheme("user", "perpetual", maintenance_rate="0.2"),
        scenario={"prices": {"it": "0.5"}, "discounts": {"it.maintenance": "0.1", "*": "0.3"}},
    )
    assert paid(document) == [3_500, 0, 0, 0, 0]
    assert paid(document, "it/maintenance") == [0, 900, 900, 900, 900]


def test_a_term_is_rounded_to_the_decimals_of_the_list_price_before_the_discount() -> None:
    document = asked(
        scheme(terms={"yearly": "1", "monthly": "1.05"}),
        prices="0.305",
        entry={"term": "monthly"},
        scenario={"discounts": {"*": "0.1"}},
    )
    assert priced(document)["net_unit_price"]["it"] == "0.288"


def test_the_first_term_is_the_default() -> None:
    assert paid(asked(scheme(terms={"long": "0.9", "short": "1"})))[1] == 9_000


def test_a_subscription_that_is_owned_beyond_the_need_costs_nothing() -> None:
    document = asked(scheme(), entry={"owned": 150, "owned_years": 2})
    assert paid(document) == [0, 0, 0, 10_000, 10_000]
    assert priced(document)["owned"]["it"] == [100, 100, 0, 0]


def test_graduated_tiers_of_a_subscription_count_on_from_what_is_owned() -> None:
    document = asked(scheme(tier_mode="graduated"), entry={"owned": 60})
    document["catalogue"]["prices"][0]["tiers"] = [[51, "10.00"]]
    assert paid(document)[1] == 400


def test_what_is_owned_whole_needs_no_price() -> None:
    document = asked(
        scheme("user", "perpetual"), prices=[("2007-01-01", None)], entry={"owned": 100}
    )
    assert paid(document) == [0, 0, 0, 0, 0]
    assert priced(document)["compliant"]
    assert priced(document)["net_unit_price"]["it"] is None
    assert quote_rows(document, 0) == []


@pytest.mark.parametrize(
    ("fields", "entry"),
    [({"maintenance_rate": "0.2"}, {"owned": 100}), ({}, {"owned": 99}), ({}, {"owned": 0})],
)
def test_what_must_be_paid_for_needs_a_price(fields: Record, entry: Record) -> None:
    document = asked(
        scheme("user", "perpetual", **fields), prices=[("2007-01-01", None)], entry=entry
    )
    assert [found["kind"] for found in priced(document)["findings"]] == ["not_on_sale"]


def test_owned_packs_count_as_maintained_ones() -> None:
    document = asked(
        scheme("user", "perpetual", maintenance_rate="0.2", maintenance_included_years=2),
        entry={"owned": 40},
    )
    assert paid(document, "it/maintenance") == [0, 800, 800, 2_000, 2_000]


@pytest.mark.parametrize(
    ("metric", "fields", "entry", "expected"),
    [
        ("core", {"per_host": True, "pack": 16}, {}, (48, "pack")),
        ("core", {"pack": 16}, {}, (36, "pack")),
        ("core", {"per_host": True, "pack": 6}, {}, (36, "count")),
        ("core", {"per_host": True, "pack": 16}, {"quantity": 36}, (36, "pack")),
        ("core", {"per_host": True, "pack": 16, "minimum": 100}, {}, (100, "pack")),
        ("host", {"per_host": True, "pack": 2}, {"extra": 2}, (8, "pack")),
        ("host", {"attributes": {"cores_per_licence": 5}}, {}, (9, "count")),
        (
            "host",
            {"attributes": {"cores_per_licence": 12, "sockets_per_licence": 1}},
            {},
            (6, "count"),
        ),
        ("socket", {"attributes": {"cores_per_licence": 5}}, {}, (12, "count")),
        ("socket", {"attributes": {"instances_per_licence": 4}}, {"instances": 9}, (18, "count")),
        (
            "socket",
            {"per_host": True, "pack": 3, "attributes": {"instances_per_licence": 1}},
            {"instances": 2},
            (18, "pack"),
        ),
    ],
)
def test_licences_of_three_hosts_with_two_sockets_of_six_cores(
    metric: str, fields: Record, entry: Record, expected: tuple[int, str]
) -> None:
    assert first_quantity(on_hosts(scheme(metric, "perpetual", **fields), entry)) == expected


def test_packs_of_no_host_change_nothing() -> None:
    document = on_hosts(scheme("core", "perpetual", per_host=True, pack=16), {"extra": 16}, hosts=0)
    assert first_quantity(document) == (16, "count")


@pytest.mark.parametrize(
    ("users", "devices", "expected"), [(120, 180, 120), (120, 90, 90), (0, 50, 0)]
)
def test_user_or_device_is_whichever_are_fewer(users: int, devices: int, expected: int) -> None:
    document = asked(scheme("user_or_device"), group={"users": users, "devices": devices})
    assert priced(document)["quantity"]["it"][0] == expected


@pytest.mark.parametrize(("role", "expected"), [("service", 250), ("endpoint", 100)])
def test_what_is_bought_for_the_desk_is_counted_by_desktops(role: str, expected: int) -> None:
    assert (
        priced(asked(scheme("device", role=role), group={"devices": 250}))["quantity"]["it"][0]
        == expected
    )


def test_a_desktop_does_not_lie_across_two_hosts() -> None:
    document = on_hosts(scheme("host", "perpetual"), hosts=10)
    document["assumptions"]["knowledge.ram_gb"] = "24"
    assert priced(document)["sizing"]["hosts"][0] == 5


@pytest.mark.parametrize(("pooled", "expected"), [(False, 8), (True, 5)])
def test_personal_desktops_that_nobody_uses_may_keep_their_memory(
    pooled: bool, expected: int
) -> None:
    document = on_hosts(scheme("host", "perpetual"), hosts=10)
    document["fleet"][0] |= {"pooled": pooled, "peak_concurrency": "0.5"}
    document["assumptions"]["vdi.idle_running_share"] = "0.6"
    assert priced(document)["sizing"]["hosts"][0] == expected


@pytest.mark.parametrize(("desktops", "expected"), [(10, [("too_large", "All", "ram")]), (0, [])])
def test_a_desktop_larger_than_a_host_is_found_where_there_is_one(
    desktops: int, expected: list[Any]
) -> None:
    document = on_hosts(scheme("host", "perpetual"), hosts=desktops)
    document["assumptions"]["knowledge.ram_gb"] = "65"
    found = [
        (f["kind"], f["group"], f["token"])
        for f in priced(document)["findings"]
        if f["kind"] == "too_large"
    ]
    assert found == expected


def test_what_wears_out_with_the_comparison_leaves_nothing() -> None:
    document = asked(scheme("device", "perpetual", life_years=4), residual_value="straight_line")
    assert paid(document, "it:residual") == [0, 0, 0, 0, 0]


def test_what_is_owned_and_ends_is_work_to_replace() -> None:
    document = asked(
        scheme("device", "perpetual", role="endpoint", life_years=10),
        entry={"owned": 30, "owned_years": 2},
        assumptions={
            "pc.deployment_hours": "2",
            "deployment_hour_rate": "10",
            "labour_inflation": "0.1",
        },
    )
    assert paid(document, "deployment") == [2_000, 0, 726, 0, 0]


def test_what_is_paid_at_the_start_of_a_year_is_due_a_column_before() -> None:
    document = asked(scheme(), yearly_payments="start", assumptions={"price_inflation": "0.1"})
    assert paid(document) == [10_000, 11_000, 12_100, 13_310, 0]
    assert [row["due_year"] for row in quote_rows(document, 0)] == ["0", "1", "2", "3"]


def test_an_assumption_in_another_currency_is_multiplied_by_the_rate() -> None:
    document = asked(scheme(), exchange_rates={"USD": "0.92"})
    rows = [row for row in NOTHING if row["name"] != "admin_salary"]
    salary = {"name": "admin_salary", "typical": "1000", "currency": "USD"}
    document["catalogue"] |= {"currency": "EUR", "assumptions": [*rows, salary]}
    assert paid(document, "administration")[1] == 920


def test_a_line_of_ones_own_is_a_row_of_the_quote_that_multiplies_out() -> None:
    own = {
        "name": "Credit",
        "category": "licences",
        "amount": "-2.505",
        "of": "desktop",
        "first": 2,
        "inflation": "price",
    }
    document = asked(
        scheme(), scenario={"own_lines": [own]}, assumptions={"price_inflation": "0.1"}
    )
    row = quote_rows(document, 0)[-1]
    shown = {
        key: row[key]
        for key in ("description", "packs", "net_unit_price", "price_factor", "due_year", "amount")
    }
    assert list(shown.values()) == ["Credit", "100", "-2.505", "1.1", "2", "-275.55"]
