"""Numbers as people type them: what can be read two ways is asked back, per cent are shares."""

from __future__ import annotations

import random
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.utils.html import escape

from calculator.question.address import bracketed
from calculator.question.asked_back import usual_range
from calculator.question.state import state_of
from pricing.engine.knobs import KNOBS

pytestmark = pytest.mark.usefixtures("catalogue_db")

SALARY = "assumptions.admin_salary"


def faults_of(**leaves: str) -> dict[str, str]:
    """The faults of an address by their paths."""
    query = QueryDict(mutable=True)
    query.update({"preset": "today"} | leaves)
    return {fault.path: fault.message for fault in state_of(query).faults}


def total(**leaves: str) -> int:
    query = QueryDict(mutable=True)
    query.update({"preset": "today"} | leaves)
    answer = state_of(query).answer
    assert answer is not None
    figures = answer.scenarios[0].figures
    assert figures is not None
    return figures.tco


def test_a_point_before_three_digits_is_asked_back_where_thousands_lie_nearer_to_the_usual():
    said = faults_of(**{SALARY: "85.000"})
    assert said == {SALARY: "may be 85 or 85,000: for the first write 85.0000, else write 85000"}


@pytest.mark.parametrize("text", ["85.000 .. 120000", "60.000 .. 85.000 .. 120.000"])
def test_an_end_of_a_range_is_asked_back_likewise(text):
    assert "000, in a range" in faults_of(**{SALARY: text})[SALARY]


def test_what_was_asked_back_is_taken_as_it_is_then_written():
    assert total(**{SALARY: "85000"}) > total(**{SALARY: "85.0000"})


@pytest.mark.parametrize("name", KNOBS)
def test_of_every_assumption_the_reading_is_taken_that_alone_lies_in_its_usual_range(name):
    state = state_of(QueryDict("preset=today"))
    assert state.answer is not None
    low, _, high = usual_range(f"assumptions.{name}", state.answer.question) or (0, 0, 0)
    small, large = low <= Decimal("1.234") <= high, low <= 1234 <= high
    if small != large:
        said = faults_of(**{f"assumptions.{name}": "1.234"}).get(f"assumptions.{name}", "")
        assert said.startswith("may be 1.234 or 1,234") == large


@pytest.mark.parametrize("name", ["pue", "vdi.vcpu_per_core"])
def test_three_decimals_stay_what_they_are_where_such_numbers_are_usual(name):
    assert faults_of(**{f"assumptions.{name}": "1.800"}) == {}


@pytest.mark.parametrize("text", ["18%", "18 %", "18\u00a0%"])
@pytest.mark.parametrize(
    "path",
    [
        "discount_rate",
        "annual_growth",
        "scenarios.0.discounts.*",
        "fleet.0.peak_concurrency",
        "assumptions.price_inflation",
    ],
)
def test_per_cent_are_taken_at_every_share(path, text):
    assert total(**{path: text}) == total(**{path: "0.18"})


def test_per_cent_are_taken_in_a_range_too():
    assert faults_of(annual_growth="1% .. 5%") == {}
    tied = {
        "assumptions.price_inflation": "1% .. 3%",
        "assumptions.labour_inflation": "1% .. 5% with price_inflation",
    }
    assert faults_of(**tied) == {}


def test_per_cent_are_no_share_of_a_desktop():
    assert faults_of(**{"fleet.0.desktops": "18%"})["fleet[0].desktops"].startswith(
        "may hold a whole number"
    )


def test_a_price_in_the_field_of_a_factor_is_asked_back(client):
    path, there = "scenarios.0.prices.pc-business", "scenarios[0].prices.pc-business"
    [(where, said)] = faults_of(preset="january-2008", **{path: "940"}).items()
    assert (where, "write 940.0 if it is one" in said) == (there, True)
    assert f"{path}=940.0" not in client.get(f"/?preset=january-2008&{path}=940").content.decode()
    assert faults_of(preset="january-2008", **{path: "940.0"}) == {}
    assert faults_of(preset="january-2008", **{path: "1.5"}) == {}


def test_a_discount_above_one_is_asked_back():
    path, there = "scenarios.0.discounts.*", "scenarios[0].discounts.*"
    assert "for 15 % write 0.15" in faults_of(**{path: "15"})[there]
    assert "for 15.5 % write 0.155" in faults_of(**{path: "15,5"})[there]
    assert "may hold a number from 0 to 1" in faults_of(**{path: "940"})[there]


def test_one_press_uses_the_number_that_was_meant(client):
    page = client.get(f"/?preset=today&{SALARY}=85.000").content.decode()
    assert escape(f"{SALARY}=85000") in page


def suggested(path: str, text: str) -> dict[str, str]:
    return state_of(QueryDict(urlencode({"preset": "today", path: text}))).suggestions


@pytest.mark.parametrize(
    ("path", "text", "taken"),
    [
        ("fleet.0.desktops", "8o0", "800"),
        ("fleet.0.profile", "knowlege", "knowledge"),
        ("discount_rate", "0.123456789012", "0.1234567890"),
        ("annual_growth", "-0.123456789012", "-0.1234567890"),
        ("scenarios.0.discounts.*", "15", "0.15"),
    ],
)
def test_what_would_do_is_offered_with_its_sign(path, text, taken):
    assert list(suggested(path, text).values()) == [taken]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (SALARY, "50000 .. 60000 .. $70000"),
        (SALARY, "$50000 .. 70000"),
        (SALARY, "50000 .. 70000 with admin_salarry"),
        ("scenarios.0.prices.ms-vecd.net", "20; $23"),
    ],
)
def test_what_would_do_for_a_part_is_not_offered_for_the_whole(path, text):
    assert suggested(path, text) == {}


def test_bounds_of_an_assumption_have_their_thousands_apart(client):
    page = client.get("/", {"preset": "today", SALARY: "1000000000"}).content.decode()
    assert "1000000000 is more than 10,000,000; it may be from 0 to 10,000,000." in page


@pytest.mark.parametrize("text", ["1,5", "2.5", "1.234,56"])
def test_a_suggestion_for_a_whole_number_is_whole(text):
    message = faults_of(**{"fleet.0.desktops": text})["fleet[0].desktops"]
    suggested = message.rpartition("(write ")[2].rstrip(")") if "(write" in message else "0"
    assert suggested.isdecimal()


@pytest.mark.parametrize(
    ("axis", "typed", "taken"),
    [
        ("price_inflation", "5%", "0.05"),
        ("discount_rate", "5%", "0.05"),
        (SALARY.removeprefix("assumptions."), "85000", "85000"),
    ],
)
def test_the_ends_of_an_axis_take_what_fields_take(axis, typed, taken, client):
    page = client.get("/where", {"preset": "today", "along": axis, "along_to": typed})
    assert page.status_code == 200
    same = client.get("/where", {"preset": "today", "along": axis, "along_to": taken})
    assert ("cannot be used" in page.content.decode()) == (
        "cannot be used" in same.content.decode()
    )


def test_an_end_of_an_axis_that_can_be_read_two_ways_is_asked_back(client):
    page = client.get("/where?preset=today&along=admin_salary&along_from=85.000").content.decode()
    assert "may be 85 or 85,000" in page


def test_an_end_of_an_axis_with_several_points_is_told_what_to_write(client):
    answer = client.get("/where?preset=today&along=admin_salary&along_from=1.234.567")
    assert answer.status_code == 200
    assert "write 1234567" in answer.content.decode()


def type_in(path: str, text: str):
    """The state that a form makes of a text in one field."""
    query = QueryDict(mutable=True)
    query.update({"address": "preset=today", path: text})
    return state_of(query)


def test_no_comma_after_a_zero_parts_thousands():
    rng = random.Random(1)
    for _ in range(50):
        text = rng.choice(("0,", "00,", "000,")) + f"{rng.randrange(1, 1000):03}"
        state = type_in("assumptions.energy_price", text)
        assert [fault.path for fault in state.faults] == ["assumptions.energy_price"]
        assert state.suggestions["assumptions.energy_price"] == f"{Decimal(text.replace(',', '.'))}"


@pytest.mark.parametrize(
    ("path", "text", "offered"),
    [
        ("discount_rate", "0,080", "0.080"),
        ("discount_rate", "8", "0.08"),
        ("discount_rate", "110%", ""),
        ("discount_rate", "5-", ""),
        ("discount_rate", "1,234.56", ""),
        ("assumptions.storage_saving", "110 %", ""),
        ("fleet.0.desktops", "2.000", "2000"),
        ("fleet.0.desktops", "110%", ""),
        ("fleet.0.desktops", "1,5", ""),
        ("fleet.0.desktops", "1.234,56", ""),
        ("fleet.0.desktops", "1.234,00", "1234.00"),
        ("scenarios.0.stack.0.extra", "2.000", "2000"),
    ],
)
def test_what_is_offered_in_the_place_of_a_number_is_held_by_its_field_and_is_the_same_number(
    path, text, offered
):
    state = type_in(path, text)
    where = bracketed(path)
    assert [fault.path for fault in state.faults] == [where]
    assert state.suggestions.get(where, "") == offered


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("fleet.0.desktops", "1,500"),
        ("fleet.0.name", "85.000"),
        ("title", "2.000"),
        ("horizon_years", "4.000"),  # of which there are no thousands
    ],
)
def test_what_is_sure_and_names_that_look_like_thousands_are_taken_as_they_are(path, text):
    assert type_in(path, text).faults == []


@pytest.mark.parametrize("path", ["title", "fleet.0.name", "scenarios.0.name"])
def test_a_name_of_digits_and_points_is_a_name(path):
    rng = random.Random(2)
    for _ in range(20):
        parts = [str(rng.randrange(1, 1000)), *(f"{rng.randrange(1000):03}" for _ in range(3))]
        text = ".".join(parts[: rng.randrange(2, 5)])
        assert type_in(path, text).faults == []
