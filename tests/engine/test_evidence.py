"""How much of a total was read, how much worked out from that, and what the rest rests on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.engine.answer import Answer, answer
from pricing.engine.evaluate import Evaluation, evaluate
from pricing.engine.evidence import Evidence, evidence_of
from pricing.engine.faults import Faults
from pricing.engine.grounds import Grounds
from pricing.engine.knobs import KNOBS
from pricing.engine.read_question import parse
from tests.strategies import random_document

NOTHING = {name: (1 if knob.above_low else 0) for name, knob in KNOBS.items()}
PRICES = {"pc": "100", "server": "500", "fee": "50"}


def weighed(
    stack: tuple[Any, ...] = ("fee",),
    values: dict[str, float] | None = None,
    sure: dict[str, str] | None = None,
    dates: dict[str, dict[str, str]] | None = None,
    prices: tuple[dict[str, str], ...] = (),
    stated: dict[str, dict[str, Any]] | None = None,
    **fields: Any,
) -> Evidence:
    """What a scenario of ten desktops rests on: some schemes, and assumptions that are not 0.

    All is verified, unless `sure` says how sure a price (by its scheme) or an assumption is.
    `dates` says from when it holds, and when it was confirmed again; `prices` are more rows, and
    `stated` is what a scheme states of itself.
    """
    sure, values, dates = sure or {}, values or {}, dates or {}
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
            "schemes": [
                {"vendor": "Example", **scheme, **(stated or {}).get(scheme["id"], {})}
                for scheme in schemes
            ],
            "prices": [
                {"scheme": scheme, "valid_from": "2007-01-01", "amount": amount, "source": "x",
                 "confidence": sure.get(scheme, "verified"), **dates.get(scheme, {})}
                for scheme, amount in PRICES.items()
            ] + [{"source": "x", **price} for price in prices],
            "assumptions": [
                {"name": name, "typical": values.get(name, least), "valid_from": "2007-06-01",
                 "confidence": sure.get(name, "verified"), **dates.get(name, {})}
                for name, least in NOTHING.items()
            ],
        },
    } | fields  # fmt: skip
    return evidence_of(answer(parse(document, lambda _: None)), 0)


def shares(evidence: Evidence) -> tuple[int, int]:
    """Whole per cent of the total that were read, and that are worked out from what was."""
    return evidence.verified, evidence.derived


def weak(evidence: Evidence) -> list[str]:
    """What the lines rest on that nobody has read, in order."""
    return [ground.label for each in evidence.rest for ground in each.grounds]


def test_what_was_read_is_verified_throughout():
    assert (shares(weighed()), weighed().rest) == ((100, 0), [])


def test_a_price_that_was_worked_out_is_derived():
    found = weighed(sure={"fee": "derived"})
    assert shares(found) == (0, 100)
    assert [(each.share, each.sureness) for each in found.rest] == [(1.0, "derived")]


def test_a_recalled_price_is_neither_and_its_line_says_so():
    found = weighed(sure={"fee": "recalled"})
    assert shares(found) == (0, 0)
    assert weak(found) == ["its price"]


def test_half_of_the_money_is_half():
    half = {"cost_per_call": 50, "vdi.calls_per_user_year": 1}
    assert shares(weighed(values=half, sure={"cost_per_call": "derived"})) == (50, 50)


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
    assert shares(weighed(stack, values)) == (100, 0)
    found = weighed(stack, values, {what: "recalled"})
    assert set(weak(found)) == {KNOBS[what].label}


def test_energy_rests_on_the_watts_of_what_stands_on_the_desk():
    desks = {"fleet": [{"name": "All", "desktops": 10, "endpoint": "thin_client"}]}
    found = weighed(("fee", "pc"), POWERED, {"watts": "recalled"}, **desks)
    assert weak(found) == ["watts of PC"]


def test_a_rise_of_nothing_is_no_ground():
    assert shares(weighed(sure={"price_inflation": "recalled"})) == (100, 0)


def test_what_is_paid_before_any_rise_does_not_rest_on_it():
    desks = {"fleet": [{"name": "All", "desktops": 10, "endpoint": "thin_client"}]}
    rise = {"price_inflation": 0.1}
    found = weighed(("fee", "pc"), rise, {"price_inflation": "recalled"}, **desks)
    assert [each.line.row.entry.scheme.id for each in found.rest] == ["fee"]


def test_a_number_of_hosts_that_the_reader_gives_does_not_rest_on_what_sizes_them():
    sized = {"vdi.vcpu_per_core": 1, "knowledge.vcpu": 1}
    fixed = ("fee", {"scheme": "server", "quantity": 3})
    assert shares(weighed(fixed, sized, {"knowledge.vcpu": "recalled"})) == (100, 0)


def test_users_time_is_weighed_only_where_it_counts():
    lost = {"user_hour_cost": 10, "vdi.downtime_hours_year": 1}
    sure = {"user_hour_cost": "recalled"}
    assert shares(weighed(values=lost, sure=sure)) == (100, 0)
    assert weak(weighed(values=lost, sure=sure, include_indirect=True)) == ["Cost of a user's time"]


def test_nothing_rests_on_nothing():
    assert weighed(fleet=[{"name": "All", "desktops": 0}]) == ([], [])


# By kind and age of the sources


def kinds(evidence: Evidence) -> list[tuple[str, str, int]]:
    return [(part.kind, part.age, part.share) for part in evidence.parts]


@pytest.mark.parametrize(
    ("valid_from", "age"),
    [
        ("2007-01-31", "up_to_1_year"),
        ("2007-01-30", "up_to_3_years"),
        ("2005-01-31", "up_to_3_years"),
        ("2005-01-30", "over_3_years"),
    ],
)
def test_a_source_is_as_old_as_the_years_from_its_day_to_the_price_date(valid_from, age):
    assert kinds(weighed(dates={"fee": {"valid_from": valid_from}})) == [("verified", age, 10_000)]


@pytest.mark.parametrize(
    ("confirmed_on", "age"),
    [
        ("2008-01-31", "up_to_1_year"),
        ("2005-06-01", "up_to_3_years"),
        ("2008-02-01", "over_3_years"),
    ],
)
def test_a_price_confirmed_again_by_the_price_date_is_as_old_as_that(confirmed_on, age):
    seen = {"valid_from": "2003-01-01", "confirmed_on": confirmed_on}
    assert kinds(weighed(dates={"fee": seen})) == [("verified", age, 10_000)]


def test_a_confirmation_before_the_first_day_makes_nothing_older():
    seen = {"valid_from": "2007-12-01", "confirmed_on": "2003-01-01"}
    assert kinds(weighed(dates={"fee": seen})) == [("verified", "up_to_1_year", 10_000)]


def test_an_assumption_that_always_holds_has_no_date_until_it_is_confirmed():
    rise = {"price_inflation": 0.1}
    always = {"price_inflation": {"valid_from": None}, "fee": {"valid_from": "2007-06-01"}}
    assert kinds(weighed(values=rise, dates=always)) == [("verified", "undated", 10_000)]
    always["price_inflation"] |= {"confirmed_on": "2008-01-01"}
    assert kinds(weighed(values=rise, dates=always)) == [("verified", "up_to_1_year", 10_000)]


def test_a_line_is_as_old_as_the_oldest_of_what_it_rests_on():
    rise = {"price_inflation": 0.1}
    dates = {"price_inflation": {"valid_from": "2001-01-01"}, "fee": {"valid_from": "2008-01-01"}}
    assert kinds(weighed(values=rise, dates=dates)) == [("verified", "over_3_years", 10_000)]


def test_what_the_reader_typed_has_no_date():
    assert kinds(weighed(scenario={"prices": {"fee": {"net": "40"}}})) == [
        ("typed", "undated", 10_000)
    ]


def test_what_a_scheme_states_of_itself_does_not_age():
    desks = {"fleet": [{"name": "All", "desktops": 10, "endpoint": "thin_client"}]}
    found = weighed(("fee", "pc"), POWERED, **desks)
    assert {age for _, age, _ in kinds(found)} == {"up_to_1_year", "up_to_3_years"}


def test_a_change_that_the_list_knows_is_as_recalled_as_its_row():
    coming = {"scheme": "fee", "valid_from": "2008-06-01", "amount": "90", "confidence": "recalled"}
    found = weighed(prices=(coming,), price_changes="known")
    assert kinds(found) == [("recalled", "up_to_3_years", 10_000)]
    assert kinds(weighed(prices=(coming,))) == [("verified", "up_to_3_years", 10_000)]


def test_money_of_another_currency_is_converted_whatever_it_was_before():
    calls = {"cost_per_call": 50, "vdi.calls_per_user_year": 1}
    rates = {"exchange_rates": {"EUR": "1.5"}}
    told = {"cost_per_call": {"currency": "EUR"}}
    found = weighed(values=calls, sure={"cost_per_call": "recalled"}, dates=told, **rates)
    shares_of = [(part.kind, part.before) for part in found.parts]
    assert shares_of == [("verified", ""), ("converted", "recalled")]
    assert found.converted == 0
    found = weighed(values=calls, dates=told, **rates)
    assert (found.verified, found.derived, found.converted) == (40, 0, 60)


def test_a_third_each_adds_up_to_the_whole():
    calls = {"cost_per_call": 50, "vdi.calls_per_user_year": 1}
    own = [{"name": "Moving", "category": "roll_out", "amount": "1000"}]
    found = weighed(values=calls, sure={"cost_per_call": "recalled"}, scenario={"own_lines": own})
    assert [part.share for part in found.parts] == [3334, 3333, 3333]


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_the_parts_of_any_total_add_up_to_all_of_it(seed):
    found = answer(parse(random_document(seed), lambda _: None))
    for place, scenario in enumerate(found.scenarios):
        parts = evidence_of(found, place).parts
        assert sum(part.share for part in parts) == (10_000 if parts else 0)
        assert parts or not scenario.figures or not scenario.figures.tco


# 17 has units that come with what is counted by hosts.
@pytest.mark.parametrize("seed", [0, 3, 11, 17])
def test_whatever_assumption_moves_a_line_the_line_rests_on_it(seed):
    document = random_document(seed)
    found = answer(parse(document, lambda _: None))
    rows = document["catalogue"]["assumptions"]
    unnamed = []
    for name in sorted({row["name"] for row in rows if Decimal(str(row["typical"]))}):
        given = [with_more(row) if row["name"] == name else row for row in rows]
        moved = {**document, "catalogue": {**document["catalogue"], "assumptions": given}}
        try:
            other = evaluate(parse(moved, lambda _: None))
        except Faults:  # beyond what it may be
            continue
        unnamed += [
            (name, line) for line in list_moved(found, other) if not names(found, line, name)
        ]
    assert unnamed == []


def with_more(row: dict[str, Any]) -> dict[str, Any]:
    """The row without its range, of a typical value that is a third above."""
    return {"name": row["name"], "typical": str(Decimal(str(row["typical"])) * Decimal("1.31"))} | {
        column: cell for column, cell in row.items() if column == "valid_from"
    }


def list_moved(found: Answer, other: Evaluation) -> list[int]:
    """The lines with money in scenarios with figures that another evaluation prices otherwise."""
    run = found.evaluation
    money = run.money[:, :, 0]
    differs = np.abs(other.money[:, :, 0] - money).sum(axis=1) > 1e-6 * np.abs(money).sum(axis=1)
    priced = [found.scenarios[line.scenario_place].figures is not None for line in run.lines]
    return np.flatnonzero(differs & money.any(axis=1) & priced).tolist()


def names(found: Answer, line: int, knob: str) -> bool:
    """Whether a line says that it rests on an assumption."""
    run = found.evaluation
    grounds = Grounds(run, run.lines[line].scenario_place).of_line(line)
    return knob in {ground.knob for ground in grounds}


@pytest.mark.parametrize(
    ("attribute", "words"),
    [("memory_overcommit", "memory overcommit of"), ("hypervisor_ram_gb", "memory kept by")],
)
def test_hosts_rest_on_what_their_hypervisor_states(attribute, words):
    sized = {"knowledge.ram_gb": 1}
    stated = {"fee": {"attributes": {attribute: "2"}, "rule_confidence": "recalled"}}
    found = weighed(("fee", "server"), sized, stated=stated)
    assert weak(found) == [f"{words} Fee"]
