"""A discount on what a scenario does not buy takes nothing off, and it is said."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest

from pricing.comparison import compare
from pricing.presets import preset, presets
from pricing.table import table_of

from .markup import parsed, text_of
from .test_openapi import conforms

pytestmark = pytest.mark.usefixtures("catalogue_db")

SAID = "The discount of {} on Novell takes nothing off: its stack has nothing of that name."


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


def test_it_moves_no_amount(client):
    assert ask(client, give(Novell="0.9"))["scenarios"] == ask(client, give())["scenarios"]


def bought_by(document: dict) -> str:
    first = document["scenarios"][0]["stack"][0]
    return first if isinstance(first, str) else first["scheme"]


@pytest.mark.parametrize("suffix", ["", ".maintenance"])
def test_a_discount_on_a_scheme_of_the_stack_is_none_of_them(client, suffix):
    scheme = bought_by(preset("autumn-2008"))
    assert "idle_discounts" not in ask(client, give(**{scheme + suffix: "0.1", "*": "0.2"}))


@pytest.mark.parametrize("name", presets())
def test_no_preset_has_one(client, name):
    assert "idle_discounts" not in ask(client, preset(name))


def test_the_command_says_so_too():
    document = give(Novell="0.1")
    told = " ".join(table_of(compare(document)).split())
    assert SAID.format(document["scenarios"][0]["name"]) in told


def test_the_page_says_so_too(client):
    page = client.get("/?preset=autumn-2008&scenarios.0.discounts.Novell=0.1").content.decode()
    name = preset("autumn-2008")["scenarios"][0]["name"]
    notes = [text_of(each) for each in parsed(page).iter("p") if each.get("class") == "note"]
    assert SAID.format(name) in notes
