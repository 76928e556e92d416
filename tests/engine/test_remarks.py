"""Which floor holds a count up, and where a larger order costs less."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pricing.engine.bill import Bill
from pricing.engine.read_question import parse
from pricing.engine.remarks import Floor, cheaper_above, floor_of
from tests.engine.test_decisions import NOTHING, scheme

LICENCE = "licence"


def document(entry=LICENCE, desktops=99, tiers=(), cores=8, delivery="vdi", **fields):
    """Desktops on hosts of two processors, and one scheme beside them."""
    attributes = {"sockets": 2, "cores_per_socket": cores, "ram_gb": 64}
    own = [
        scheme("host", role="server", metric="host", attributes=attributes),
        scheme(LICENCE, **fields),
    ]
    prices = [{"scheme": each["id"], "valid_from": "2007-01-01", "amount": "10.00"} for each in own]
    prices[1]["tiers"] = list(tiers)
    return {
        "price_date": "2008-01-31",
        "horizon_years": 1,
        "fleet": [{"name": "Office", "desktops": desktops}],
        "assumptions": {"knowledge.vcpu": 1},
        "scenarios": [{"name": "Here", "delivery": delivery, "stack": ["host", entry]}],
        "catalogue": {"schemes": own, "prices": prices, "assumptions": NOTHING},
    }


def row_of(given):
    return Bill(parse(given, lambda _: None)).rows_of[0][1]


@pytest.mark.parametrize(
    ("metric", "attributes", "floor"),
    [
        ("core", {}, None),
        ("core", {"min_cores_per_socket": 8}, None),
        ("core", {"min_cores_per_socket": 16}, Floor("min_cores_per_socket", 16)),
        ("core", {"min_cores_per_host": 32}, Floor("min_cores_per_host", 32)),
        (
            "core",
            {"min_cores_per_host": 16, "min_cores_per_socket": 16},
            Floor("min_cores_per_socket", 16),
        ),
        (
            "core",
            {"min_cores_per_host": 64, "min_cores_per_socket": 16},
            Floor("min_cores_per_host", 64),
        ),
        ("socket", {"cores_per_licence": 6}, Floor("cores_per_licence", 6)),
        ("socket", {"cores_per_licence": 32}, None),
        ("host", {}, None),
    ],
)
def test_the_floor_that_makes_a_count_larger_than_the_hardware_is_named(metric, attributes, floor):
    assert (
        floor_of(row_of(document(role="server_os", metric=metric, attributes=attributes))) == floor
    )


def test_a_fixed_number_has_no_floor():
    entry = {"scheme": LICENCE, "quantity": 4}
    attributes = {"min_cores_per_host": 32}
    assert (
        floor_of(row_of(document(entry, role="server_os", metric="core", attributes=attributes)))
        is None
    )


TIERS = [[100, "9.50"], [500, "9.40"]]


@pytest.mark.parametrize(
    ("quantity", "cheaper"),
    [(94, None), (95, None), (96, 100), (99, 100), (100, None), (494, None), (496, 500)],
)
def test_a_volume_tier_that_makes_more_cost_less_is_named(quantity, cheaper):
    found = cheaper_above(row_of(document(role="software_assurance", tiers=TIERS)), quantity)
    assert (found and found.quantity) == cheaper


def test_what_the_larger_order_costs_is_that_of_whole_packs():
    found = cheaper_above(
        row_of(document(role="software_assurance", tiers=[[100, "5.00"]], pack=10)), 60
    )
    assert found is None or found.amount < found.instead_of
    found = cheaper_above(
        row_of(document(role="software_assurance", tiers=[[100, "5.00"]], pack=10)), 91
    )
    assert found == (100, Decimal("50.00"), Decimal("100.00"))


def test_graduated_tiers_never_make_more_cost_less():
    row = row_of(document(role="software_assurance", tiers=TIERS, tier_mode="graduated"))
    assert cheaper_above(row, 99) is None
