"""What real purchases need, in the engine.

Each rule by a number worked out by hand, each fault at its field.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pricing.engine.faults import Faults
from pricing.engine.read_question import parse
from tests.small_purchases import NOTHING, asked, kinds, line, on_hosts, paid, priced, scheme

Record = dict[str, Any]


def faults(document: Record) -> list[str]:
    """The paths of the faults of a document."""
    with pytest.raises(Faults) as found:
        parse(document, lambda _: None)
    return [fault.path for fault in found.value.faults]


# Counting


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
        ("socket", {"attributes": {"instances_per_licence": 1}}, {}, (6, "count")),
        (
            "socket",
            {"per_host": True, "pack": 3, "attributes": {"instances_per_licence": 1}},
            {"instances": 2},
            (18, "pack"),
        ),
    ],
)
def test_licences_of_three_hosts_with_two_sockets_of_six_cores(metric, fields, entry, expected):
    counted = line(on_hosts(scheme(metric, "perpetual", **fields), entry))
    assert (counted["quantity"][0], counted["binding"][0]) == expected


def test_packs_of_no_host_change_nothing():
    counted = line(
        on_hosts(scheme("core", "perpetual", per_host=True, pack=16), {"extra": 16}, hosts=0)
    )
    assert (counted["quantity"][0], counted["binding"][0]) == (16, "count")


@pytest.mark.parametrize(
    ("users", "devices", "expected"), [(120, 180, 120), (120, 90, 90), (0, 50, 0)]
)
def test_user_or_device_is_whichever_are_fewer(users, devices, expected):
    document = asked(scheme("user_or_device"), group={"users": users, "devices": devices})
    assert line(document)["quantity"][0] == expected


def test_user_or_device_is_mixed_group_by_group():
    document = asked(scheme("user_or_device"), group={"users": 300, "devices": 100})
    document["fleet"].append({"name": "Mobile", "desktops": 100, "users": 100, "devices": 250})
    assert line(document)["quantity"][0] == 200


@pytest.mark.parametrize(("role", "expected"), [("service", 250), ("endpoint", 100)])
def test_what_is_bought_for_the_desk_is_counted_by_desktops(role, expected):
    assert (
        line(asked(scheme("device", role=role), group={"devices": 250}))["quantity"][0] == expected
    )


def test_devices_grow_as_desktops_do():
    document = asked(scheme("device"), group={"devices": 150}, annual_growth="0.1")
    assert line(document)["quantity"] == [150, 165, 182, 200]


# Sizing


def test_a_desktop_does_not_lie_across_two_hosts():
    document = on_hosts(scheme("host", "perpetual"), hosts=10)
    document["assumptions"]["knowledge.ram_gb"] = "24"
    assert priced(document)["sizing"]["hosts"][0] == 5


@pytest.mark.parametrize(("pooled", "expected"), [(False, 8), (True, 5)])
def test_personal_desktops_that_nobody_uses_may_keep_their_memory(pooled, expected):
    document = on_hosts(scheme("host", "perpetual"), hosts=10)
    document["fleet"][0] |= {"pooled": pooled, "peak_concurrency": "0.5"}
    document["assumptions"]["vdi.idle_running_share"] = "0.6"
    assert priced(document)["sizing"]["hosts"][0] == expected


@pytest.mark.parametrize(("desktops", "expected"), [(10, [("too_large", "All", "ram")]), (0, [])])
def test_a_desktop_larger_than_a_host_is_found_where_there_is_one(desktops, expected):
    document = on_hosts(scheme("host", "perpetual"), hosts=desktops)
    document["assumptions"]["knowledge.ram_gb"] = "65"
    found = [
        (f["kind"], f["group"], f["token"])
        for f in priced(document)["findings"]
        if f["kind"] == "too_large"
    ]
    assert found == expected


def test_a_kept_desktop_that_nobody_uses_may_be_larger_than_a_host_too():
    """Half are in use, and all others keep their memory."""
    document = on_hosts(scheme("host", "perpetual"), hosts=10)
    document["fleet"][0] |= {"peak_concurrency": "0.5"}
    document["assumptions"] |= {"knowledge.ram_gb": "65", "vdi.idle_running_share": "1"}
    assert "too_large" in kinds(document)


def test_a_number_of_none_buys_none():
    assert line(asked(scheme("user"), entry={"quantity": 0}))["quantity"][0] == 0


# Prices


def test_a_payment_takes_the_row_of_the_day_on_which_it_falls_due_and_inflation_begins_anew():
    prices = [("2007-01-01", "100.00"), ("2009-02-28", "120.00"), ("2010-03-01", "150.00")]
    document = asked(
        scheme(),
        prices=prices,
        price_changes="known",
        price_date="2008-02-29",
        assumptions={"price_inflation": "0.1"},
    )
    assert paid(document) == [0, 10_000, 12_000, 13_200, 15_000]


def test_what_the_list_knows_is_left_alone_unless_it_is_asked_for():
    document = asked(scheme(), prices=[("2007-01-01", "100.00"), ("2009-01-01", "120.00")])
    assert paid(document) == [0, 10_000, 10_000, 10_000, 10_000]


def test_a_later_row_without_an_amount_changes_nothing():
    document = asked(
        scheme(), prices=[("2007-01-01", "100.00"), ("2009-01-01", None)], price_changes="known"
    )
    assert paid(document) == [0, 10_000, 10_000, 10_000, 10_000]


def test_a_purchase_falls_due_in_its_column():
    document = asked(
        scheme("device", "perpetual", life_years=1),
        prices=[("2007-01-01", "100.00"), ("2010-01-31", "150.00")],
        price_changes="known",
    )
    assert paid(document) == [10_000, 10_000, 15_000, 15_000, 0]


def test_what_is_not_on_sale_on_the_price_date_stays_so_though_the_list_knows_better():
    document = asked(
        scheme(), prices=[("2007-01-01", None), ("2009-01-01", "100.00")], price_changes="known"
    )
    assert priced(document)["tco"] is None


def test_a_price_as_quoted_holds_whatever_tier_is_reached():
    document = asked(scheme(tier_mode="graduated"), scenario={"prices": {"it": {"net": "7.005"}}})
    document["catalogue"]["prices"][0]["tiers"] = [[10, "1.00"]]
    assert paid(document) == [0, 700.5, 700.5, 700.5, 700.5]


def test_prices_quoted_by_year_rise_only_after_the_last_of_them():
    document = asked(
        scheme(),
        scenario={"prices": {"it": {"net": ["10", "20"]}}},
        assumptions={"price_inflation": "0.1"},
    )
    assert paid(document) == [0, 1_000, 2_000, 2_200, 2_420]


def test_what_is_not_on_sale_but_quoted_is_priced():
    document = asked(
        scheme(), prices=[("2007-01-01", None)], scenario={"prices": {"it": {"net": "5"}}}
    )
    assert "not_on_sale" not in kinds(document)
    assert paid(document) == [0, 500, 500, 500, 500]


def test_maintenance_of_what_is_no_longer_sold_is_a_share_of_what_was_quoted():
    document = asked(
        scheme("user", "perpetual", maintenance_rate="0.2"),
        prices=[("2007-01-01", None)],
        scenario={"prices": {"it": {"net": "50"}}, "discounts": {"it.maintenance": "0.5"}},
    )
    assert paid(document, "it/maintenance") == [0, 1_000, 1_000, 1_000, 1_000]


def test_maintenance_with_a_discount_of_its_own_is_a_share_of_the_list_price_beside_a_quoted_one():
    document = asked(
        scheme("user", "perpetual", maintenance_rate="0.2"),
        scenario={"prices": {"it": {"net": "50"}}, "discounts": {"it.maintenance": "0.5"}},
    )
    assert paid(document) == [5_000, 0, 0, 0, 0]
    assert paid(document, "it/maintenance") == [0, 1_000, 1_000, 1_000, 1_000]


def test_maintenance_with_a_discount_of_its_own_keeps_the_factor_on_the_price():
    document = asked(
        scheme("user", "perpetual", maintenance_rate="0.2"),
        scenario={"prices": {"it": "0.5"}, "discounts": {"it.maintenance": "0.1", "*": "0.3"}},
    )
    assert paid(document) == [3_500, 0, 0, 0, 0]
    assert paid(document, "it/maintenance") == [0, 900, 900, 900, 900]


def test_a_term_is_rounded_to_the_decimals_of_the_list_price_before_the_discount():
    document = asked(
        scheme(terms={"yearly": "1", "monthly": "1.05"}),
        prices="0.305",
        entry={"term": "monthly"},
        scenario={"discounts": {"*": "0.1"}},
    )
    assert line(document)["net_unit_price"] == "0.288"


def test_the_first_term_is_the_default():
    assert paid(asked(scheme(terms={"long": "0.9", "short": "1"})))[1] == 9_000


# What is owned


def test_a_subscription_that_is_owned_beyond_the_need_costs_nothing():
    document = asked(scheme(), entry={"owned": 150, "owned_years": 2})
    assert paid(document) == [0, 0, 0, 10_000, 10_000]
    assert line(document)["owned"] == [100, 100, 0, 0]


def test_graduated_tiers_of_a_subscription_count_on_from_what_is_owned():
    document = asked(scheme(tier_mode="graduated"), entry={"owned": 60})
    document["catalogue"]["prices"][0]["tiers"] = [[51, "10.00"]]
    assert paid(document)[1] == 400


def test_less_is_bought_where_some_are_owned():
    document = asked(scheme("user", "perpetual"), entry={"owned": 40})
    assert paid(document) == [6_000, 0, 0, 0, 0]


def test_what_is_owned_whole_needs_no_price():
    document = asked(
        scheme("user", "perpetual"), prices=[("2007-01-01", None)], entry={"owned": 100}
    )
    assert sum(paid(document)) == 0
    assert priced(document)["compliant"]
    assert line(document)["net_unit_price"] is None


@pytest.mark.parametrize(
    ("fields", "entry"),
    [({"maintenance_rate": "0.2"}, {"owned": 100}), ({}, {"owned": 99}), ({}, {"owned": 0})],
)
def test_what_must_be_paid_for_needs_a_price(fields, entry):
    document = asked(
        scheme("user", "perpetual", **fields), prices=[("2007-01-01", None)], entry=entry
    )
    assert kinds(document) == ["not_on_sale"]


def test_owned_packs_count_as_maintained_ones():
    document = asked(
        scheme("user", "perpetual", maintenance_rate="0.2", maintenance_included_years=2),
        entry={"owned": 40},
    )
    assert paid(document, "it/maintenance") == [0, 800, 800, 2_000, 2_000]


def test_what_is_owned_and_ends_is_work_to_replace():
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


# When it is paid, and what is left


@pytest.mark.parametrize(("life", "expected"), [(4, 0), (5, -2_000), (8, -5_000)])
def test_what_outlasts_the_comparison_is_left_in_a_straight_line(life, expected):
    document = asked(scheme("device", "perpetual", life_years=life), residual_value="straight_line")
    assert paid(document, "it:residual") == [0, 0, 0, 0, expected]


def test_what_wears_out_within_the_comparison_is_half_left():
    document = asked(scheme("device", "perpetual", life_years=3), residual_value="straight_line")
    assert paid(document, "it:residual")[4] == pytest.approx(-6_666.67)


def test_owned_packs_leave_nothing():
    document = asked(
        scheme("device", "perpetual", life_years=8),
        entry={"owned": 100},
        residual_value="straight_line",
    )
    assert paid(document, "it:residual") == [0, 0, 0, 0, 0]


def test_what_is_paid_at_the_start_of_a_year_stands_a_column_before():
    document = asked(scheme(), yearly_payments="start", assumptions={"price_inflation": "0.1"})
    assert paid(document) == [10_000, 11_000, 12_100, 13_310, 0]


def own_line(**fields: Any) -> Record:
    return {"name": "Project", "category": "roll_out", "amount": "10", **fields}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, [10, 0, 0, 0, 0]),
        ({"first": 1, "last": 3}, [0, 10, 10, 10, 0]),
        ({"first": 2}, [0, 0, 10, 0, 0]),
        ({"of": "user"}, [1_200, 0, 0, 0, 0]),
        ({"of": "device"}, [1_500, 0, 0, 0, 0]),
        ({"first": 0, "last": 2, "inflation": "price"}, [10, 10, 11, 0, 0]),
        ({"amount": "-2.5", "of": "desktop"}, [-250, 0, 0, 0, 0]),
    ],
)
def test_a_line_of_ones_own_stands_in_its_columns(fields, expected):
    document = asked(
        scheme(),
        group={"users": 120, "devices": 150},
        scenario={"own_lines": [own_line(**fields)]},
        assumptions={"price_inflation": "0.1"},
    )
    assert paid(document, "own:Project") == expected


def test_own_lines_stand_last_in_their_order():
    lines = [own_line(name="Second", amount="0"), own_line(name="First")]
    keys = [line["key"] for line in priced(asked(scheme(), scenario={"own_lines": lines}))["lines"]]
    assert keys[-2:] == ["own:Second", "own:First"]


def test_an_assumption_in_another_currency_is_multiplied_by_the_rate():
    document = asked(scheme(), exchange_rates={"USD": "0.92"})
    rows = [row for row in NOTHING if row["name"] != "admin_salary"]
    salary = {"name": "admin_salary", "typical": "1000", "currency": "USD"}
    document["catalogue"] |= {"currency": "EUR", "assumptions": [*rows, salary]}
    assert paid(document, "administration")[1] == 920


# Faults at their fields

ENTRY = "scenarios[0].stack[0]"
OF_SCHEME = "catalogue.schemes[0]"
OWN = "scenarios[0].own_lines"
FAULTY = {
    "instances on a scheme without the attribute": (
        asked(scheme(), entry={"instances": 2}),
        f"{ENTRY}.instances",
    ),
    "even one instance there": (asked(scheme(), entry={"instances": 1}), f"{ENTRY}.instances"),
    "instances of none": (
        on_hosts(scheme("host", attributes={"instances_per_licence": 2}), {"instances": 0}),
        "scenarios[0].stack[1].instances",
    ),
    "more instances than a host has": (
        on_hosts(scheme("host", attributes={"instances_per_licence": 2}), {"instances": 10_001}),
        "scenarios[0].stack[1].instances",
    ),
    "a term of a scheme without terms": (
        asked(scheme(), entry={"term": "yearly"}),
        f"{ENTRY}.term",
    ),
    "an unknown term": (
        asked(scheme(terms={"yearly": "1"}), entry={"term": "monthly"}),
        f"{ENTRY}.term",
    ),
    "a term at no price": (asked(scheme(terms={"yearly": "0"})), f"{OF_SCHEME}.terms.yearly"),
    "packs by host of seats": (asked(scheme(per_host=True)), f"{OF_SCHEME}.per_host"),
    "cores of seats": (
        asked(scheme(attributes={"cores_per_licence": 8})),
        f"{OF_SCHEME}.attributes.cores_per_licence",
    ),
    "cores of cores": (
        asked(scheme("core", attributes={"cores_per_licence": 8})),
        f"{OF_SCHEME}.attributes.cores_per_licence",
    ),
    "sockets of sockets": (
        asked(scheme("socket", attributes={"sockets_per_licence": 2})),
        f"{OF_SCHEME}.attributes.sockets_per_licence",
    ),
    "machines of seats": (
        asked(scheme(attributes={"instances_per_licence": 2})),
        f"{OF_SCHEME}.attributes.instances_per_licence",
    ),
    "years of maintenance in a subscription": (
        asked(scheme(maintenance_included_years=1)),
        f"{OF_SCHEME}.maintenance_included_years",
    ),
    "a last column before the first": (
        asked(scheme(), scenario={"own_lines": [own_line(first=3, last=1)]}),
        f"{OWN}[0].last",
    ),
    "a first column beyond the years": (
        asked(scheme(), scenario={"own_lines": [own_line(first=5)]}),
        f"{OWN}[0].first",
    ),
    "a last column beyond the years": (
        asked(scheme(), scenario={"own_lines": [own_line(last=5)]}),
        f"{OWN}[0].last",
    ),
    "two lines of one name": (
        asked(scheme(), scenario={"own_lines": [own_line(), own_line(amount="5")]}),
        f"{OWN}[1].name",
    ),
    "more hours than a year has": (
        asked(scheme(), assumptions={"endpoint_hours_per_year": "8760.5"}),
        "assumptions.endpoint_hours_per_year",
    ),
    "more hours of hosts than a month has": (
        asked(scheme(), assumptions={"host_hours_per_month": "731"}),
        "assumptions.host_hours_per_month",
    ),
    "more hours of people than a month has": (
        asked(scheme(), assumptions={"power.hours_per_month": "730.01"}),
        "assumptions.power.hours_per_month",
    ),
    "more hours in one scenario": (
        asked(scheme(), scenario={"assumptions": {"endpoint_hours_per_year": "8761"}}),
        "scenarios[0].assumptions.endpoint_hours_per_year",
    ),
    "a range that ends beyond a year": (
        asked(
            scheme(), assumptions={"endpoint_hours_per_year": {"low": 1, "mode": 2, "high": 9000}}
        ),
        "assumptions.endpoint_hours_per_year",
    ),
    "a share above one": (
        asked(scheme(), assumptions={"vdi.idle_running_share": "1.1"}),
        "assumptions.vdi.idle_running_share",
    ),
    "a net price below nothing": (
        asked(scheme(), scenario={"prices": {"it": {"net": "-1"}}}),
        "scenarios[0].prices.it.net",
    ),
    "one of the net prices below nothing": (
        asked(scheme(), scenario={"prices": {"it": {"net": ["1", "-1"]}}}),
        "scenarios[0].prices.it.net[1]",
    ),
    "no net price at all": (
        asked(scheme(), scenario={"prices": {"it": {"net": []}}}),
        "scenarios[0].prices.it.net",
    ),
    "a net price of eleven decimals": (
        asked(scheme(), scenario={"prices": {"it": {"net": "0.00000000001"}}}),
        "scenarios[0].prices.it.net",
    ),
    "owned less than nothing": (asked(scheme(), entry={"owned": -1}), f"{ENTRY}.owned"),
    "owned for no year": (
        asked(scheme(), entry={"owned": 1, "owned_years": 0}),
        f"{ENTRY}.owned_years",
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_it_is_a_fault_at_its_field(name):
    document, path = FAULTY[name]
    assert faults(copy.deepcopy(document)) == [path]


@pytest.mark.parametrize("hours", ["8760", "0"])
def test_all_hours_of_a_year_and_none_are_no_fault(hours):
    assert priced(asked(scheme(), assumptions={"endpoint_hours_per_year": hours}))["tco"]


def test_a_first_and_last_column_at_the_ends_are_no_fault():
    document = asked(scheme(), scenario={"own_lines": [own_line(first=0, last=4)]})
    assert paid(document, "own:Project") == [10, 10, 10, 10, 10]


def test_a_group_is_named_in_up_to_200_characters():
    document = asked(scheme(), entry={"groups": ["x" * 201]})
    assert faults(document) == ["scenarios[0].stack[0].groups[0]"]


def test_a_fleet_that_outgrows_the_limit_in_the_last_year_is_a_fault():
    document = asked(scheme(), group={"desktops": 9_600_000}, annual_growth="0.05", horizon_years=2)
    assert faults(document) == ["annual_growth"]


def test_what_a_fleet_would_be_behind_the_last_year_is_no_fault():
    document = asked(scheme(), group={"desktops": 9_600_000}, annual_growth="0.05", horizon_years=1)
    assert parse(document, lambda _: None).horizon_years == 1
