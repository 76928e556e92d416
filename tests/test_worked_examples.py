"""What vendors, distributors and the press count in their own examples, by the rules that ship.

They stand in tests/cases/counting/.

An example names schemes of the shipped catalogue, or brings its own; its hosts cost nothing and
hold one desktop each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pricing.comparison import compare
from pricing.engine.answer_document import answer_document
from pricing.engine.json_text import read_json
from pricing.engine.market import Scheme
from tests.pricing.shipped import catalogue

CASES = Path(__file__).parent / "cases"
EXAMPLES: list[dict[str, Any]] = json.loads(
    (CASES / "counting" / "published.json").read_text(encoding="utf-8")
)
NOTHING = read_json((CASES / "spec" / "lines-of-ones-own.json").read_bytes())["catalogue"][
    "assumptions"
]
PAGE = Path(__file__).parents[1] / "docs" / "plausibility.md"
SHIPPED = catalogue("us-list")
HOST_RAM_GB = 1000
A_DESKTOP_A_HOST = {"knowledge.ram_gb": "700", "knowledge.vcpu": "0"}
NOT_PRINTED = {"successor", "rule_source_url", "rule_confidence"}

Record = dict[str, Any]


def as_written(value: Any) -> Any:
    """A value of a scheme as a document writes it."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Decimal | date):
        return str(value)
    return (
        {key: as_written(each) for key, each in value.items()} if hasattr(value, "items") else value
    )


def shipped(name: str) -> Record:
    """A scheme of the catalogue as a document of its own writes it."""
    scheme = SHIPPED.schemes[name]
    given = {field.name: as_written(getattr(scheme, field.name)) for field in fields(Scheme)}
    return {
        key: value for key, value in given.items() if value is not None and key not in NOT_PRINTED
    }


def shipped_prices(name: str) -> Iterator[Record]:
    for price in SHIPPED.prices.get(name, []):
        yield {
            "scheme": name,
            "valid_from": price.valid_from.isoformat(),
            "amount": as_written(price.amount),
        }


def server(sockets: int, cores: int) -> Record:
    attributes = {"sockets": sockets, "cores_per_socket": cores, "ram_gb": HOST_RAM_GB}
    return {
        "id": "host",
        "role": "server",
        "metric": "host",
        "charge": "perpetual",
        "attributes": attributes,
    }


def own_schemes(case: Record) -> Iterator[tuple[Record, str]]:
    """What a case brings of its own, with its price."""
    shape = case["hosts"][1:] if "hosts" in case else case.get("host")
    if shape:
        yield server(*shape), "0"
    for given in case.get("schemes", []):
        yield {key: value for key, value in given.items() if key != "amount"}, given["amount"]


def catalogue_of(case: Record) -> Record:
    """What a case brings, with the shipped schemes that its stacks name."""
    own = list(own_schemes(case))
    known = {scheme["id"] for scheme, _ in own}
    stacks = [entry for scenario in case["scenarios"] for entry in scenario["stack"]]
    named = dict.fromkeys(entry if isinstance(entry, str) else entry["scheme"] for entry in stacks)
    taken = [name for name in named if name not in known]
    prices = [
        {"scheme": scheme["id"], "valid_from": "1990-01-01", "amount": amount}
        for scheme, amount in own
    ]
    return {
        "currency": case.get("currency", "USD"),
        "schemes": [scheme for scheme, _ in own] + [shipped(name) for name in taken],
        "prices": prices + [price for name in taken for price in shipped_prices(name)],
        "assumptions": NOTHING,
    }


def document_of(case: Record) -> Record:
    """A case as a comparison document of its own in which nothing but the schemes costs
    anything.
    """
    hosts = case.get("hosts")
    return {
        "title": "Worked example",
        "price_date": case["price_date"],
        "horizon_years": case.get("horizon_years", 1),
        "fleet": case.get("fleet") or [{"name": "All", "desktops": hosts[0]}],
        "assumptions": {**(A_DESKTOP_A_HOST if hosts else {}), **case.get("assumptions", {})},
        "scenarios": [
            {"delivery": "vdi" if hosts else "pc", **scenario} for scenario in case["scenarios"]
        ],
        "catalogue": catalogue_of(case),
    }


def answered(case: Record) -> dict[str, Record]:
    """The scenarios of a case by name."""
    return {
        scenario["name"]: scenario
        for scenario in answer_document(compare(document_of(case)))["scenarios"]
    }


def line_of(scenario: Record, key: str) -> Record:
    [line] = [line for line in scenario["lines"] if line["key"] == key]
    return line


def paid(scenario: Record, key: str) -> str:
    return str(sum(map(Decimal, line_of(scenario, key)["cash_flow"])))


def said(scenario: Record, kind: str, expected: Any) -> Any:
    """What the answer says where the example expects something of that kind."""
    if kind == "paid":
        return {key: paid(scenario, key) for key in expected}
    if kind in ("packs", "quantity", "binding"):
        return {key: line_of(scenario, key)[kind][0] for key in expected}
    if kind == "findings":
        return [finding["kind"] for finding in scenario["findings"]]
    return scenario["energy"]["kwh"] if kind == "kwh" else scenario[kind]


def told(scenarios: dict[str, Record], name: str, expected: Record | list[str]) -> Any:
    """What the answer says of all scenarios together, or of the one that is named."""
    if name == "rising":
        return sorted(expected, key=lambda each: Decimal(scenarios[each]["tco"]))
    if name == "savings":
        return {each: scenarios[each]["saving"] for each in expected}
    if name == "saved_a_seat_and_year":
        most = max(Decimal(scenario["tco"]) for scenario in scenarios.values())
        gaps = {each: most - Decimal(scenarios[each]["tco"]) for each in expected}
        return {
            each: str(round(gap / scenarios[each]["desktop_years"])) for each, gap in gaps.items()
        }
    return {kind: said(scenarios[name], kind, value) for kind, value in expected.items()}


def test_thirty_nine_published_examples_are_stated():
    assert len({example["name"] for example in EXAMPLES}) == 39


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_the_shipped_rules_count_as_the_published_example_does(example):
    for case in example["cases"]:
        scenarios = answered(case)
        assert {
            name: told(scenarios, name, wanted) for name, wanted in case["expected"].items()
        } == case["expected"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_a_published_example_says_where_it_stands(example):
    assert example["source"]
    assert example["source_url"].startswith("http")


def test_those_that_differ_are_named_with_the_reason():
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    differing = {
        example["name"]: example["differs"] for example in EXAMPLES if "differs" in example
    }
    assert [
        name
        for name, reason in differing.items()
        if f"| `{name}` |" not in text or reason not in text
    ] == []
    assert f"{len(EXAMPLES) - len(differing)} come out as printed." in text
