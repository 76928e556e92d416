"""The decisions where the contract is silent (methodology, section 14), one small test each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pricing.engine.answer import Answer, ScenarioAnswer, answer
from pricing.engine.answer_document import answer_document
from pricing.engine.knobs import KNOBS
from pricing.engine.read_question import parse

# Everything that may be 0 is 0, so that nothing but what a test says costs anything.
NOTHING = [
    {"name": name, "typical": "0" if knob.admits(Decimal(0)) else "1"}
    for name, knob in KNOBS.items()
]
SERVER = {
    "role": "server",
    "metric": "host",
    "attributes": {"sockets": 2, "cores_per_socket": 4, "ram_gb": 32},
}


def scheme(
    name: str, role: str = "broker", metric: str = "device", charge: str = "perpetual", **more: Any
) -> dict[str, Any]:
    return {"id": name, "role": role, "metric": metric, "charge": charge, **more}


def asked(
    stack: list[Any],
    *schemes: dict[str, Any],
    group: dict[str, Any] | None = None,
    prices: dict[str, dict[str, Any]] | None = None,
    document: dict[str, Any] | None = None,
    factors: dict[str, Any] | None = None,
    **scenario: Any,
) -> Answer:
    """One scenario over three years; every scheme costs 10.00 where `prices` says nothing."""
    own = prices or {}
    question = {
        "price_date": "2008-01-31",
        "horizon_years": 3,
        "fleet": [{"name": "All", "desktops": 100, **(group or {})}],
        "scenarios": [
            {"name": "One", "delivery": "pc", "stack": stack, "prices": factors or {}, **scenario}
        ],
        "catalogue": {
            "schemes": list(schemes),
            "prices": [
                {
                    "scheme": s["id"],
                    "valid_from": "2007-01-01",
                    "amount": "10.00",
                    **own.get(s["id"], {}),
                }
                for s in schemes
            ],
            "assumptions": NOTHING,
        },
        **(document or {}),
    }
    return answer(parse(question, lambda _: None))


def only(found: Answer) -> ScenarioAnswer:
    return found.scenarios[0]


def line(found: Answer, key: str) -> dict[str, Any]:
    return next(
        line for line in answer_document(found)["scenarios"][0]["lines"] if line["key"] == key
    )


def kinds(found: Answer) -> list[str]:
    return [finding.kind for finding, _ in only(found).findings]


def test_findings_stand_in_the_order_of_their_kinds():
    found = asked(
        ["rules-out", "brings", "few", "needs", "idle"],
        scheme("rules-out", metric="site", excludes=["x"]),
        scheme("brings", metric="site", provides=["x"]),
        scheme("few", role="graphics", maximum=1),
        scheme("needs", metric="site", requires=["y"]),
        scheme("idle", requires=["z"]),
        group={"endpoint": "thin_client"},
    )
    assert kinds(found) == ["uncovered", "unmet", "unused", "over_maximum", "conflict"]


def test_a_goal_is_met_by_what_a_group_owns():
    owned = ["windows_vdi_right", "hypervisor", "broker"]
    server = {"id": "server", "charge": "perpetual", **SERVER}
    assert kinds(asked(["server"], server, group={"entitlements": owned}, delivery="vdi")) == []


def test_what_a_group_owns_does_not_meet_a_site_scheme_nor_does_the_scheme_itself():
    needs = scheme("needs", metric="site", requires=["x"], provides=["x"])
    assert kinds(asked(["needs"], needs, group={"entitlements": ["x"]})) == ["unmet"]


def test_a_seat_scheme_that_covers_nobody_conflicts_all_the_same():
    found = asked(
        ["idle", "rules-out"],
        scheme("idle", provides=["x"], requires=["y"]),
        scheme("rules-out", metric="site", excludes=["x"]),
    )
    assert kinds(found) == ["unused", "conflict"]


def test_a_seat_scheme_that_covers_nobody_brings_a_site_scheme_nothing():
    found = asked(
        ["idle", "needs"],
        scheme("idle", provides=["x"], requires=["y"]),
        scheme("needs", metric="site", requires=["x"]),
    )
    assert kinds(found) == ["unmet", "unused"]


def test_the_maximum_is_held_against_what_remains_raised_to_the_minimum():
    giver = scheme("giver", role="server_os", includes={"server_cal": 1})
    assert kinds(asked(["giver", "cal"], giver, scheme("cal", role="server_cal", maximum=0))) == []
    assert kinds(asked(["few"], scheme("few", minimum=200, maximum=150))) == ["over_maximum"]


def test_a_discount_under_an_unknown_name_does_nothing():
    found = asked(["a"], scheme("a"), discounts={"nobody": "0.5"})
    assert line(found, "a")["net_unit_price"] == "10.00"


def test_a_scheme_that_counts_nothing_includes_nothing_whatever_its_minimum():
    found = asked(
        ["giver", "cal"],
        scheme("giver", role="server_os", metric="host", minimum=5, includes={"server_cal": 10}),
        scheme("cal", role="server_cal"),
    )
    assert line(found, "cal")["quantity"] == [100, 100, 100]


def test_included_binds_where_nothing_remains_and_nothing_binds_where_nothing_was_counted():
    found = asked(
        ["giver", "cal", "idle"],
        scheme("giver", role="server_os", includes={"server_cal": 1}),
        scheme("cal", role="server_cal"),
        scheme("idle", role="graphics", metric="host"),
    )
    assert line(found, "cal")["binding"] == ["included"] * 3
    assert line(found, "idle")["binding"] == [None] * 3


def test_the_first_scheme_that_brings_a_hypervisor_sizes_the_hosts_whoever_it_covers():
    found = asked(
        ["server", "idle", "used"],
        {"id": "server", "charge": "perpetual", **SERVER},
        scheme(
            "idle", provides=["hypervisor"], requires=["y"], attributes={"memory_overcommit": "0.5"}
        ),
        scheme("used", metric="site", provides=["hypervisor"]),
        delivery="vdi",
        assumptions={"knowledge.ram_gb": 1},
    )
    assert only(found).hosts == [7, 7, 7]  # 100 GB on hosts of 16, not of 32


def test_missing_watts_are_nothing():
    found = asked(
        ["pc"],
        scheme("pc", role="endpoint"),
        group={"endpoint": "pc"},
        assumptions={"endpoint_hours_per_year": 1000, "energy_price": 1},
    )
    assert only(found).figures.kwh == [0, 0, 0]


def test_a_maintenance_line_of_zeros_is_left_out_and_a_scheme_s_own_line_never():
    found = asked(
        ["free"], scheme("free", maintenance_rate="0.2"), prices={"free": {"amount": "0"}}
    )
    assert [line.key for line in only(found).figures.lines] == ["free"]


def test_a_line_with_tiers_shows_the_tier_reached_or_the_first():
    tiers = {"t": {"tiers": [[50, "8.00"]]}}
    assert line(asked(["t"], scheme("t"), prices=tiers), "t")["net_unit_price"] == "8.00"
    graduated = scheme("t", tier_mode="graduated")
    assert line(asked(["t"], graduated, prices=tiers), "t")["net_unit_price"] == "10.00"


def test_discount_and_factor_reach_maintenance():
    found = asked(["a"], scheme("a", maintenance_rate="0.2"), discounts={"a": "0.1"})
    assert line(found, "a/maintenance")["cash_flow"] == ["0.00", "180.00", "180.00", "180.00"]
    halved = asked(["a"], scheme("a", maintenance_rate="0.2"), factors={"a": "0.5"})
    assert line(halved, "a/maintenance")["cash_flow"] == ["0.00", "100.00", "100.00", "100.00"]


def test_a_price_list_beside_an_own_catalogue_names_nothing():
    found = asked(["a"], scheme("a"), document={"price_list": "nowhere"})
    assert found.question.price_list == ""


def test_a_group_without_desktops_still_pays_its_project():
    found = asked([], scheme("none"), group={"desktops": 0}, assumptions={"pc.project_cost": 1000})
    assert only(found).figures.tco == 100_000
    assert only(found).figures.tco_per_desktop is None


def test_users_time_is_told_apart_from_the_total():
    found = asked(
        [], scheme("none"), assumptions={"pc.downtime_hours_year": 1, "user_hour_cost": 10}
    )
    assert only(found).figures.tco == 0
    assert only(found).figures.categories["users_time"].all_horizon == 300_000


def test_what_is_paid_for_a_scheme_is_direct():
    it = scheme("it", maintenance_rate="0.2", life_years=4)
    found = asked(["it"], it, document={"residual_value": "straight_line"})
    keys = ("it", "it/maintenance", "it:residual")
    assert [line(found, key)["indirect"] for key in keys] == [False] * 3


def test_a_range_counts_at_its_mode_and_cases_are_another_matter():
    found = asked(
        [],
        scheme("none"),
        assumptions={"pc.project_cost": {"low": 1, "mode": 20, "high": 3000}},
        document={"uncertainty": {"draws": 100, "seed": 7}},
    )
    assert only(found).figures.tco == 2000
    assert "uncertainty" not in answer_document(found)["scenarios"][0]
