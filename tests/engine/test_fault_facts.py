"""What a fault's message says is there as facts too, so that nobody reads it back.

Bounds, and what would do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from pricing.engine.faults import Bounds, Fault, Faults
from pricing.engine.fields import SHAPES
from pricing.engine.needs import check_needed
from pricing.engine.read_question import parse
from tests.broken import PLACES, Break, breaks, broken

NUMBERS = ("count", "number", "range", "price", "amounts")
TYPED = (
    "1,5",
    "15",
    "8 000",
    "85.000",
    "5 %",
    "-.5",
    "0.12345678901",
    "-0.12345678901",
    "99999999999",
)
SAID_BOUNDS = re.compile(
    r"may hold a (?:whole )?number (from|above) ([-\d.,]+) (to|to below|and up to) ([-\d.,]+)"
)
SAID_INSTEAD = re.compile(r"(?:did you mean (.+)\?|\bwrite ([-\d.]+)\)?|; ([-\d.]+) would do\))$")
MISSPELT = (
    (("horizon_yaers",), 4),
    (("fleet", 0, "profile"), "knowlege"),
    (("fleet", 0, "desktopps"), 4),
    (("scenarios", 1, "delivery"), "vdii"),
    (("scenarios", 1, "stack", 1), "hypr"),
    (("scenarios", 1, "assumptions"), {"puee": 1}),
    (("catalogue", "schemes", 0, "attributes"), {"socketts": 2}),
    (("catalogue", "schemes", 0, "includes"), {"brokr": 2}),
    (("catalogue", "assumptions", 2, "name"), "puee"),
    (("catalogue", "prices", 0, "scheme"), "serverr"),
    (("assumptions", "pue"), {"low": 1, "mode": 2, "high": 3, "with": "puee"}),
)


def faults_of(each: Break) -> list[Fault]:
    try:
        parse(broken(each), lambda price_list: None)
    except Faults as found:
        return found.faults
    return []


def every_break() -> Iterator[Break]:
    """Those of the table of fields, each number as people mistype one, and misspelt names."""
    yield from breaks()
    for shape, places in PLACES.items():
        names = [name for name, field in SHAPES[shape].items() if field.kind in NUMBERS]
        yield from (Break((*places[0], name), text) for name in names for text in TYPED)
    yield from (Break(path, value) for path, value in MISSPELT)


@pytest.fixture(scope="module")
def every_fault() -> list[Fault]:
    return [fault for each in every_break() for fault in faults_of(each)]


def said_bounds(message: str) -> Bounds | None:
    found = SAID_BOUNDS.match(message)
    if found is None:
        return None
    low, high = (Decimal(end.strip(",").replace(",", "")) for end in (found[2], found[4]))
    return Bounds(low, high, above_low=found[1] == "above", below_high=found[3] == "to below")


def test_bounds_that_a_message_names_are_facts_and_no_others(every_fault):
    assert {fault.message: fault.bounds for fault in every_fault} == {
        fault.message: said_bounds(fault.message) for fault in every_fault
    }
    assert len({fault.bounds for fault in every_fault}) > 12


def test_what_a_message_says_to_write_is_a_fact_and_nothing_else_is(every_fault):
    said = {fault.message: SAID_INSTEAD.search(fault.message) for fault in every_fault}
    assert {fault.message: fault.instead for fault in every_fault} == {
        message: next(filter(None, found.groups())) if found else ""
        for message, found in said.items()
    }
    assert len({fault.instead for fault in every_fault}) > 15


@pytest.mark.parametrize(
    ("path", "value", "instead"),
    [
        (("discount_rate",), "-0.12345678901", "-0.1234567890"),
        (("discount_rate",), "5 %", "0.05"),
        (("discount_rate",), "8", "0.08"),
        (("horizon_years",), "2,5", ""),
        (("horizon_years",), "0,4", ""),
        (("horizon_years",), "many", ""),
        (("fleet", 0, "profile"), "knowlege", "knowledge"),
        (("scenarios", 1, "stack", 1), "hypr", "hyper"),
        (("fleet", 0, "name"), "", ""),
    ],
)
def test_what_would_do_in_the_place_of_what_was_typed(path, value, instead):
    assert [fault.instead for fault in faults_of(Break(path, value))][:1] == [instead]


@pytest.mark.parametrize(
    ("path", "value", "bounds"),
    [
        (("horizon_years",), 99, Bounds(Decimal(1), Decimal(30))),
        (("horizon_years",), "many", Bounds(Decimal(1), Decimal(30))),
        (("assumptions",), {"price_inflation": 9}, Bounds(Decimal("-0.99"), Decimal(1))),
        (("exchange_rates",), {"EUR": 0}, Bounds(Decimal(0), Decimal(10_000_000), above_low=True)),
        (("fleet",), [], None),
    ],
)
def test_the_bounds_of_a_number(path, value, bounds):
    assert [fault.bounds for fault in faults_of(Break(path, value))][:1] == [bounds]


def test_an_assumption_that_is_known_in_another_currency_names_the_rate_that_is_lacking():
    document = broken()
    [salary] = [
        row for row in document["catalogue"]["assumptions"] if row["name"] == "admin_salary"
    ]
    salary["currency"] = "EUR"
    with pytest.raises(Faults) as found:
        check_needed(parse(document, lambda price_list: None))
    assert [(fault.path, fault.lacks_rate_of) for fault in found.value.faults] == [
        ("assumptions.admin_salary", "EUR")
    ]


def test_a_fault_is_one_of_json_but_where_it_is_said_to_be_of_none():
    assert Faults([]).is_json
