"""What counts otherwise than it may have been meant is said: discounts, devices."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest

from pricing.comparison import compare
from pricing.presets import preset, presets
from pricing.table import table_of
from tests.broken import broken

from .markup import parsed, text_of
from .test_openapi import conforms

pytestmark = pytest.mark.usefixtures("catalogue_db")

SAID = "{}: its discount on Novell takes nothing off, for its stack has nothing of that name."


def give(**discounts: str) -> dict:
    document = deepcopy(preset("autumn-2008"))
    document["scenarios"][0]["discounts"] = discounts
    return document


def ask(client, document: dict) -> dict:
    answer = client.post("/api/compare", json.dumps(document), content_type="application/json")
    return json.loads(answer.content)


def test_the_answer_names_the_scenario_and_whose_discount(client):
    document = give(Novell="0.1")
    name = document["scenarios"][0]["name"]
    answer = ask(client, document)
    assert answer["idle_discounts"] == [
        {"scenario": name, "names": ["Novell"], "message": SAID.format(name)}
    ]
    assert conforms(answer, "answer")


def test_a_discount_on_what_is_not_bought_moves_no_amount(client):
    assert ask(client, give(Novell="0.9"))["scenarios"] == ask(client, give())["scenarios"]


def bought_by(document: dict) -> str:
    first = document["scenarios"][0]["stack"][0]
    return first if isinstance(first, str) else first["scheme"]


@pytest.mark.parametrize("suffix", ["", ".maintenance"])
def test_a_discount_on_a_scheme_of_the_stack_is_none_of_them(client, suffix):
    scheme = bought_by(preset("autumn-2008"))
    assert "idle_discounts" not in ask(client, give(**{scheme + suffix: "0.1", "*": "0.2"}))


@pytest.mark.parametrize("name", presets())
def test_no_preset_has_any(client, name):
    assert not {"idle_discounts", "misspelt_endpoints"} & ask(client, preset(name)).keys()


def stand_on(desk: str, **scheme: list[str]) -> dict:
    """A comparison of its own catalogue with something on the desks of its first group."""
    document = broken()
    document["fleet"][0]["endpoint"] = desk
    document["catalogue"]["schemes"][0].update(scheme)
    return document


@pytest.mark.parametrize(
    ("desk", "meant"),
    [
        ("existing_pcc", "existing_pc"),
        ("existing_p", "existing_pc"),
        ("existing_", "existing_pc"),
        ("exisitng_pc", "existing_pc"),
        ("Existing_PC", "existing_pc"),
        ("thin_clientt", "thin_client"),
        ("thin-client", "thin_client"),
        ("laptpo", "laptop"),
        ("existing-thin_client", "existing_thin_client"),
    ],
)
def test_a_device_that_is_a_slip_of_a_known_one_is_said_once(client, desk, meant):
    answer = ask(client, stand_on(desk))
    [said] = answer["misspelt_endpoints"]
    assert (said["endpoint"], said["meant"]) == (desk, meant)
    assert conforms(answer, "answer")


@pytest.mark.parametrize("desk", ["existing_desk", "existing_tablet", "tablet", "thick_client"])
def test_a_device_of_another_name_is_none(client, desk):
    assert "misspelt_endpoints" not in ask(client, stand_on(desk))


@pytest.mark.parametrize("desk", ["pcc", "existing_pcc"])
def test_what_a_scheme_names_is_known(client, desk):
    answer = ask(client, stand_on(desk, excludes=["endpoint:pcc"]))
    assert "scenarios" in answer
    assert "misspelt_endpoints" not in answer


def test_the_command_says_so_too():
    document = give(Novell="0.1")
    told = " ".join(table_of(compare(document)).split())
    assert SAID.format(document["scenarios"][0]["name"]) in told


def test_the_page_says_so_too(client):
    page = client.get("/?preset=autumn-2008&scenarios.0.discounts.Novell=0.1").content.decode()
    name = preset("autumn-2008")["scenarios"][0]["name"]
    notes = [text_of(each) for each in parsed(page).iter("p") if each.get("class") == "note"]
    assert SAID.format(name) in notes
