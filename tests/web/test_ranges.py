"""Ranges are typed where the number is typed, and come back as they were typed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.http import QueryDict

from calculator.question.address import read, write
from calculator.question.fields import percent, text_of
from calculator.question.state import state_of
from pricing.presets import preset

from .markup import field, parsed


def said(path: str, text: str, *, is_typed: bool = False):
    base = preset("autumn-2008")
    document, faults = read(base, [(path, text)], is_typed=is_typed)
    return base, document, faults


PATHS = [
    "assumptions.admin_salary",
    "annual_growth",
    "scenarios.1.prices.ms-vecd",
    "scenarios.1.assumptions.pue",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("0.1..0.3", "0.1..0.3"),
        (" 0.1 .. 0.30 ", "0.1..0.3"),
        ("0.1…0.15…0.3", "0.1..0.15..0.3"),
        ("0.1..0.2..0.3", "0.1..0.3"),
        ("0.1 .. 0.3  with energy_price", "0.1..0.3 with energy_price"),
    ],
)
def test_a_range_goes_round_by_the_address(path, typed, written):
    base, document, faults = said(path, typed)
    assert faults == []
    leaves = write(base, document)
    assert leaves == [(path, written)]
    assert write(base, read(base, leaves)[0]) == leaves


def test_of_two_numbers_the_likely_one_lies_halfway():
    _, document, _ = said("assumptions.admin_salary", "60000 .. 100000")
    assert document["assumptions"]["admin_salary"] == {
        "low": "60000",
        "mode": "80000",
        "high": "100000",
    }


def test_in_a_form_thousands_may_stand_apart():
    _, document, faults = said(
        "assumptions.admin_salary", "60,000 .. 65,000.5 .. 100,000", is_typed=True
    )
    assert faults == []
    assert document["assumptions"]["admin_salary"] == {
        "low": "60000",
        "mode": "65000.5",
        "high": "100000",
    }


def test_the_field_shows_the_range_as_it_is_typed():
    assert text_of({"low": Decimal("0.10"), "mode": "0.2", "high": 0.4}) == "0.1 .. 0.2 .. 0.4"
    assert text_of({"low": 1, "mode": 2, "high": 3}) == "1 .. 3"
    assert text_of({"low": 1, "mode": 2, "high": 3, "with": "pue"}) == "1 .. 3 with pue"
    assert percent({"low": "0.01", "mode": "0.02", "high": "0.05"}) == "1\xa0% .. 2\xa0% .. 5\xa0%"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1 ..", "write a range as 23 .. 30"),
        ("1 .. 2 .. 3 .. 4", "write a range as 23 .. 30"),
        ("3 .. 2 .. 1", "do not fall"),
        ("1 .. 2 .. x", "the high end may hold"),
        ("1 .. 2 .. 99999999999", "the high end may hold a number from"),
        ("1 .. 1e3", "without an exponent"),
    ],
)
def test_what_is_no_range_is_a_fault_of_its_field(typed, words, catalogue_db):
    parameters = QueryDict(mutable=True)
    parameters["scenarios.1.prices.ms-vecd"] = typed
    state = state_of(parameters)
    [fault] = state.faults
    assert fault.path == "scenarios[1].prices.ms-vecd"
    assert words in fault.message


def test_the_page_shows_a_range_in_its_field_and_a_fault_beside_it(client, catalogue_db):
    page = client.get("/", {"assumptions.admin_salary": "60000..65000..100000"}).content.decode()
    assert (
        field(parsed(page), "assumptions.admin_salary").get("value") == "60000 .. 65000 .. 100000"
    )
    page = client.get("/", {"assumptions.admin_salary": "70000..60000..100000"}).content.decode()
    assert field(parsed(page), "assumptions.admin_salary").get("value") == "70000..60000..100000"
    assert "may hold low, mode and high that do not fall" in page
