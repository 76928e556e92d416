"""No dead inputs: every assumption, price and field of a group moves some figure.

Shown by plain documents alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pricing.comparison import compare
from pricing.engine.answer_document import answer_document
from pricing.engine.faults import Faults
from pricing.engine.fields import SHAPES
from pricing.engine.knobs import KNOBS
from pricing.engine.vocabulary import PROFILES
from pricing.presets import OPPOSED_STUDIES, PRESETS, preset
from tests.engine.test_decisions import NOTHING, scheme

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parent / "cases" / "spec"
# The published studies set to 0 what they do not tell.
NAMES = sorted(path.stem for path in PRESETS.glob("*.json") if path.stem not in OPPOSED_STUDIES)
# What no preset has: a cloud desktop whose bandwidth is not known, and users who are paid for by
# the hour.
BY_THE_HOUR = {
    "price_date": "2008-01-31",
    "fleet": [{"name": profile, "desktops": 10, "profile": profile} for profile in PROFILES],
    "scenarios": [{"name": "Cloud", "delivery": "cloud", "stack": ["desk"]}],
    "catalogue": {
        "schemes": [scheme("desk", "cloud_desktop", "user_hour", "subscription", period="hour")],
        "prices": [{"scheme": "desk", "valid_from": "2007-01-01", "amount": "0.50"}],
        "assumptions": [row for row in NOTHING if row["name"] not in ("mbps_price_month",)]
        + [{"name": "mbps_price_month", "typical": "50"}],
    },
}


@cache
def documents() -> dict[str, Any]:
    """The presets first, then what holds what they do not."""
    plain = {name: json.loads(json.dumps(preset(name), default=str)) for name in NAMES}
    return {**plain, "by-the-hour": BY_THE_HOUR}


@cache
def figures(name: str) -> str:
    return _figures(documents()[name])


def _figures(document: Any) -> str:
    return json.dumps(answer_document(compare(document)))


def moves(name: str, changed: Any) -> bool:
    """Whether a changed document gives another answer; one that cannot be priced gives none."""
    try:
        return _figures(changed) != figures(name)
    except Faults:
        return False


def with_group(name: str, place: int, **fields: Any) -> Any:
    document = documents()[name]
    fleet = [dict(group) for group in document["fleet"]]
    fleet[place] |= fields
    return {**document, "fleet": fleet}


def other_values(name: str, knob: str) -> Iterator[str]:
    """Values beside the one that counts: one and a half times, half, one more, a little more."""
    value = _typical(name, knob)
    for other in (value * Decimal("1.5"), value / 2, value + 1, value + Decimal("0.05")):
        whole = (
            other.to_integral_value() if KNOBS[knob].whole else other.quantize(Decimal("0.0001"))
        )
        if whole != value and KNOBS[knob].admits(whole):
            yield f"{whole:f}"


def _typical(name: str, knob: str) -> Decimal:
    question = compare(documents()[name]).question
    number = question.assumptions.get(knob, question.market.assumptions[knob].typical)
    assert isinstance(number, Decimal)
    return number


@pytest.mark.parametrize("knob", KNOBS)
def test_every_assumption_moves_some_figure(knob, shipped_catalogue):
    assert any(
        moves(name, {**document, "assumptions": {**document.get("assumptions", {}), knob: value}})
        for name, document in documents().items()
        for value in other_values(name, knob)
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_price_of_a_stack_moves_its_scenario(name, shipped_catalogue):
    document = documents()[name]
    dead = []
    for place, scenario in enumerate(compare(document).scenarios):
        for line in scenario.figures.lines:
            if line.scheme is None or line.key != line.scheme or not line.net_unit_price:
                continue  # what is free stays so whatever its factor
            scenarios = [dict(each) for each in document["scenarios"]]
            scenarios[place]["prices"] = {**scenarios[place].get("prices", {}), line.scheme: "1.5"}
            if not moves(name, {**document, "scenarios": scenarios}):
                dead.append((scenario.scenario.name, line.scheme))
    assert dead == []


def has_virtual_desktops(name: str) -> bool:
    """Only these are pooled or not."""
    return any(
        "vdi" in (s["delivery"], *s.get("deliveries", {}).values())
        for s in preset(name)["scenarios"]
    )


@pytest.mark.parametrize(
    ("name", "field"),
    [
        (name, field)
        for name in NAMES
        for field in ("desktops", "users", "peak_concurrency", "pooled", "profile", "endpoint")
        if field != "pooled" or has_virtual_desktops(name)
    ],
)
def test_every_field_of_a_group_moves_a_figure_of_every_preset(name, field, shipped_catalogue):
    def others(group: Any) -> list[Any]:
        return {
            "desktops": [int(group["desktops"]) + 7],
            "users": [int(group.get("users", group["desktops"])) + 50],
            "peak_concurrency": ["0.3"],
            "pooled": [not group.get("pooled", False)],
            "profile": [
                profile for profile in PROFILES if profile != group.get("profile", "knowledge")
            ],
            "endpoint": [
                e
                for e in ("existing_pc", "thin_client", "pc")
                if e != group.get("endpoint", "existing_pc")
            ],
        }[field]

    groups = documents()[name]["fleet"]
    assert any(
        moves(name, with_group(name, place, **{field: value}))
        for place, group in enumerate(groups)
        for value in others(group)
    )


def test_what_a_group_owns_moves_some_figure(shipped_catalogue):
    owned = [
        (name, place, token)
        for name in NAMES
        for place, group in enumerate(documents()[name]["fleet"])
        for token in group.get("entitlements", ())
    ]
    tokens = {token for _, _, token in owned}
    alive = {
        token
        for name, place, token in owned
        if moves(
            name,
            with_group(
                name,
                place,
                entitlements=[
                    t for t in documents()[name]["fleet"][place]["entitlements"] if t != token
                ],
            ),
        )
    }
    assert tokens - alive == set()


def test_no_field_of_a_group_is_left_out_here():
    told = {
        "name",
        "desktops",
        "users",
        "devices",
        "peak_concurrency",
        "pooled",
        "profile",
        "endpoint",
        "entitlements",
    }
    assert set(SHAPES["group"]) == told


@pytest.mark.parametrize("name", NAMES)
def test_devices_move_a_figure_where_something_counts_them_and_nowhere_else(
    name, shipped_catalogue
):
    stacks = [
        entry.scheme for s in compare(documents()[name]).question.scenarios for entry in s.stack
    ]
    is_counted = any(
        s.metric in ("device", "user_or_device") and s.role != "endpoint" for s in stacks
    )
    more = [
        with_group(name, place, devices=5_000) for place in range(len(documents()[name]["fleet"]))
    ]
    assert any(moves(name, document) for document in more) == is_counted


HOST = {"sockets": 2, "cores_per_socket": 12, "ram_gb": 64}
# What real purchases need, each field once.
PURCHASE: dict[str, Any] = {
    "price_date": "2008-01-31",
    "horizon_years": 3,
    "annual_growth": "0.1",
    "price_changes": "known",
    "residual_value": "straight_line",
    "yearly_payments": "start",
    "exchange_rates": {"USD": "0.5"},
    "fleet": [{"name": "All", "desktops": 100, "endpoint": "pc"}],
    "assumptions": {"price_inflation": "0.05", "knowledge.ram_gb": "4"},
    "scenarios": [
        {
            "name": "One",
            "delivery": "vdi",
            "stack": [
                "pc",
                "host",
                {"scheme": "by-host", "instances": 3},
                {"scheme": "owned", "owned": 60, "owned_years": 2},
                {"scheme": "rented", "term": "monthly"},
                "quoted",
            ],
            "discounts": {"owned.maintenance": "0.1"},
            "prices": {"quoted": {"net": ["8", "9"]}},
            "own_lines": [
                {"name": "Project", "category": "roll_out", "amount": "5", "of": "desktop",
                 "first": 1, "last": 2, "inflation": "price"}
            ],
        }
    ],
    "catalogue": {
        "currency": "EUR",
        "schemes": [
            scheme("pc", "endpoint", life_years=2, requires=["endpoint:pc"]),
            scheme("host", "server", "host", life_years=5, attributes=HOST),
            scheme("by-host", "server_os", "socket", pack=8, per_host=True,
                   attributes={"cores_per_licence": 4, "instances_per_licence": 2}),
            scheme("owned", maintenance_rate="0.2", maintenance_included_years=1),
            scheme("rented", "service", charge="subscription",
                   terms={"yearly": "1", "monthly": "1.2"}),
            scheme("quoted", "protocol"),
        ],
        "prices": [
            *({"scheme": name, "valid_from": "2007-01-01", "amount": "10.00"}
              for name in ("pc", "host", "by-host", "owned", "rented", "quoted")),
            {"scheme": "rented", "valid_from": "2009-01-01", "amount": "12.00"},
        ],
        "assumptions": [
            row for row in NOTHING if row["name"] not in ("admin_salary", "vdi.project_cost")
        ]
        + [{"name": "admin_salary", "typical": "100"}]
        + [{"name": "vdi.project_cost", "typical": "7000", "currency": "USD"}],
    },
}  # fmt: skip


def purchase_with(path: str, value: Any) -> Any:
    """The document with one value of it changed."""
    changed = json.loads(json.dumps(PURCHASE))
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    holder = changed
    for step in steps:
        holder = holder[step]
    holder[last] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("price_changes", "none"),
        ("residual_value", "none"),
        ("yearly_payments", "end"),
        ("exchange_rates/USD", "0.6"),
        ("scenarios/0/stack/2/instances", 1),
        ("scenarios/0/stack/3/owned", 59),
        ("scenarios/0/stack/3/owned_years", 1),
        ("scenarios/0/stack/4/term", "yearly"),
        ("scenarios/0/discounts/owned.maintenance", "0.2"),
        ("scenarios/0/prices/quoted/net", ["8", "10"]),
        ("scenarios/0/own_lines/0/category", "people"),
        ("scenarios/0/own_lines/0/amount", "6"),
        ("scenarios/0/own_lines/0/of", "all"),
        ("scenarios/0/own_lines/0/first", 0),
        ("scenarios/0/own_lines/0/last", 3),
        ("scenarios/0/own_lines/0/inflation", "none"),
        ("catalogue/schemes/2/per_host", False),
        ("catalogue/schemes/2/attributes/cores_per_licence", 3),
        ("catalogue/schemes/2/attributes/instances_per_licence", 1),
        ("catalogue/schemes/3/maintenance_included_years", 0),
        ("catalogue/schemes/4/terms/monthly", "1.3"),
    ],
)
def test_every_field_of_a_purchase_moves_a_figure(path, value):
    assert _figures(purchase_with(path, value)) != _figures(PURCHASE)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("horizon_years", 3),
        ("discount_rate", "0.2"),
        ("annual_growth", "0.1"),
        ("include_indirect", True),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_the_question_moves_a_figure_of_every_preset(
    name, field, value, shipped_catalogue
):
    assert moves(name, {**documents()[name], field: value})


def test_sites_move_what_is_counted_by_site(shipped_catalogue):
    document = json.loads((CASES / "whole-life-cost.json").read_text(encoding="utf-8"))
    counted = [s for s in document["catalogue"]["schemes"] if s["metric"] == "site"]
    assert counted
    assert _figures({**document, "sites": 9}) != _figures(document)
