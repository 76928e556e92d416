"""How much of a total was read, how much worked out from that, and what the rest rests on."""

from __future__ import annotations

from typing import Any

import pytest

from pricing.engine.answer import answer
from pricing.engine.evidence import Evidence, evidence_of
from pricing.engine.knobs import KNOBS
from pricing.engine.read_question import parse

NOTHING = {name: (1 if knob.above_low else 0) for name, knob in KNOBS.items()}
PRICES = {"pc": "100", "server": "500", "fee": "50"}


def weighed(
    stack: tuple[Any, ...] = ("fee",),
    values: dict[str, float] | None = None,
    sure: dict[str, str] | None = None,
    **fields: Any,
) -> Evidence:
    """What a scenario of ten desktops rests on: some schemes, and assumptions that are not 0.

    All is verified, unless `sure` says how sure a price (by its scheme) or an assumption is.
    """
    sure, values = sure or {}, values or {}
    rule = {"rule_confidence": sure.get("watts", "verified")}
    schemes = [
        {"id": "pc", "product": "PC", "role": "endpoint", "metric": "device", "charge": "perpetual",
         "attributes": {"watts": 100}, **rule},
        {"id": "server", "product": "Server", "role": "server", "metric": "host",
         "charge": "perpetual",
         "attributes": {"sockets": 1, "cores_per_socket": 10, "ram_gb": 1000}},
        {"id": "fee", "product": "Fee", "role": "service", "metric": "device",
         "charge": "subscription", "period": "year",
         "provides": ["hypervisor", "broker", "windows_vdi_right"]},
    ]  # fmt: skip
    document = {
        "price_date": "2008-01-31",
        "horizon_years": 2,
        "fleet": [{"name": "All", "desktops": 10}],
        "scenarios": [
            {"name": "One", "delivery": "vdi", "stack": list(stack), **fields.pop("scenario", {})}
        ],
        "catalogue": {
            "schemes": [{"vendor": "Example", **scheme} for scheme in schemes],
            "prices": [
                {"scheme": scheme, "valid_from": "2007-01-01", "amount": amount, "source": "x",
                 "confidence": sure.get(scheme, "verified")}
                for scheme, amount in PRICES.items()
            ],
            "assumptions": [
                {"name": name, "typical": values.get(name, least),
                 "confidence": sure.get(name, "verified")}
                for name, least in NOTHING.items()
            ],
        },
    } | fields  # fmt: skip
    return evidence_of(answer(parse(document, lambda _: None)), 0)


def weak(evidence: Evidence) -> list[str]:
    """What the lines rest on that nobody has read, in order."""
    return [ground.label for each in evidence.rest for ground in each.grounds]


def test_what_was_read_is_verified_throughout():
    assert weighed() == (100, 0, [])


def test_a_price_that_was_worked_out_is_derived():
    found = weighed(sure={"fee": "derived"})
    assert found[:2] == (0, 100)
    assert [(each.share, each.sureness) for each in found.rest] == [(1.0, "derived")]


def test_a_recalled_price_is_neither_and_its_line_says_so():
    found = weighed(sure={"fee": "recalled"})
    assert found[:2] == (0, 0)
    assert weak(found) == ["its price"]


def test_half_of_the_money_is_half():
    half = {"cost_per_call": 50, "vdi.calls_per_user_year": 1}
    assert weighed(values=half, sure={"cost_per_call": "derived"})[:2] == (50, 50)


def test_lines_stand_largest_first_with_their_shares():
    calls = {"cost_per_call": 150, "vdi.calls_per_user_year": 1}
    found = weighed(values=calls, sure={"fee": "recalled", "cost_per_call": "recalled"})
    assert [each.share for each in found.rest] == [0.75, 0.25]
    assert weak(found)[0] == "A call to the help desk"


@pytest.mark.parametrize(
    "scenario", [{"prices": {"fee": "0.5"}}, {"prices": {"fee": {"net": "40"}}}]
)
def test_a_price_that_the_reader_gives_is_the_reader_s_own(scenario):
    found = weighed(scenario=scenario)
    [ground] = [ground for each in found.rest for ground in each.grounds]
    assert (ground.label, ground.sureness) == ("its price", "typed")


# What a line rests on beside its price and its factors.

WORKED = {"deployment_hour_rate": 40, "vdi.deployment_hours": 1}
POWERED = {"energy_price": 1, "endpoint_hours_per_year": 100}


@pytest.mark.parametrize(
    ("what", "stack", "values"),
    [
        ("vdi.project_cost", ("fee",), WORKED | {"vdi.project_cost": 900}),
        ("price_inflation", ("fee",), {"price_inflation": 0.1}),
        (
            "labour_inflation",
            ("fee",),
            {"cost_per_call": 9, "vdi.calls_per_user_year": 1, "labour_inflation": 0.1},
        ),
        ("spare_hosts", ("fee", "server"), {"vdi.vcpu_per_core": 1, "knowledge.vcpu": 1}),
        ("vdi.vcpu_per_core", ("fee", "server"), {"vdi.vcpu_per_core": 1, "knowledge.vcpu": 1}),
        ("knowledge.ram_gb", ("fee", "server"), {"knowledge.ram_gb": 1}),
        ("existing_pc_watts", ("fee",), POWERED | {"existing_pc_watts": 100}),
        ("vdi.kbps_per_session", ("fee",), {"vdi.kbps_per_session": 100, "mbps_price_month": 10}),
    ],
)
def test_a_line_rests_on_all_that_makes_its_money(what, stack, values):
    assert weighed(stack, values)[:2] == (100, 0)
    found = weighed(stack, values, {what: "recalled"})
    assert set(weak(found)) == {KNOBS[what].label}


def test_energy_rests_on_the_watts_of_what_stands_on_the_desk():
    desks = {"fleet": [{"name": "All", "desktops": 10, "endpoint": "thin_client"}]}
    found = weighed(("fee", "pc"), POWERED, {"watts": "recalled"}, **desks)
    assert weak(found) == ["watts of PC"]


def test_a_rise_of_nothing_is_no_ground():
    assert weighed(sure={"price_inflation": "recalled"})[:2] == (100, 0)


def test_what_is_paid_before_any_rise_does_not_rest_on_it():
    desks = {"fleet": [{"name": "All", "desktops": 10, "endpoint": "thin_client"}]}
    rise = {"price_inflation": 0.1}
    found = weighed(("fee", "pc"), rise, {"price_inflation": "recalled"}, **desks)
    assert [each.line.row.entry.scheme.id for each in found.rest] == ["fee"]


def test_a_number_of_hosts_that_the_reader_gives_does_not_rest_on_what_sizes_them():
    sized = {"vdi.vcpu_per_core": 1, "knowledge.vcpu": 1}
    fixed = ("fee", {"scheme": "server", "quantity": 3})
    assert weighed(fixed, sized, {"knowledge.vcpu": "recalled"})[:2] == (100, 0)


def test_users_time_is_weighed_only_where_it_counts():
    lost = {"user_hour_cost": 10, "vdi.downtime_hours_year": 1}
    sure = {"user_hour_cost": "recalled"}
    assert weighed(values=lost, sure=sure) == (100, 0, [])
    assert weak(weighed(values=lost, sure=sure, include_indirect=True)) == ["Cost of a user's time"]


def test_nothing_rests_on_nothing():
    assert weighed(fleet=[{"name": "All", "desktops": 0}]) == (0, 0, [])
