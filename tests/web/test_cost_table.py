"""What is cheapest, not priced or against the rules, and which columns a narrow page shows."""

from __future__ import annotations

import json
from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from calculator.question.address import query
from pricing.presets import preset

from .markup import parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")

LEFT_OUT = "/?price_date=2011-01-01"
WITHOUT_ACCESS = "/?scenarios.1.stack.3.scheme="


def page(client: Client, address: str) -> Element:
    return parsed(client.get(address).content.decode())


def column(tree: Element, number: int) -> list[Element]:
    return [cell for cell in tree.iter("td") if f"c{number}" in cell.get("class", "").split()]


def tile(tree: Element, number: int) -> Element:
    return next(
        label
        for label in tree.iter("label")
        if label.find(f"input[@id='show{number}']") is not None
    )


def shown(tree: Element) -> list[str]:
    return [
        e.get("value", "")
        for e in tree.iter("input")
        if e.get("name") == "shown" and "checked" in e.attrib
    ]


def tied() -> str:
    scenarios = preset("autumn-2008")["scenarios"]
    again = {key: value for key, value in scenarios[4].items() if key != "name"}
    names = json.dumps([*(s["name"] for s in scenarios), "XenApp again"])
    return "/?" + query([("scenarios", names), ("scenarios.7", json.dumps(again, default=str))])


def test_all_that_tie_are_tinted_and_say_so(client: Client):
    tree = page(client, tied())
    heads = [
        text_of(th.find("small")) for th in tree.iter("th") if "best" in th.get("class", "").split()
    ]
    assert heads == ["sessions, cheapest, tied", "sessions, cheapest, tied"]


def test_a_scenario_that_is_not_priced_has_no_amounts_and_no_quote(client: Client):
    texts = [text_of(cell).strip() for cell in column(page(client, LEFT_OUT), 2)]
    assert [text for text in texts if text] == ["not priced", "5 findings", "Remove"]


def test_nothing_bought_is_a_soft_dash(client: Client):
    tree = page(client, "/")
    assert [
        text_of(cell) for cell in column(tree, 1) if "none" in cell.get("class", "").split()
    ] == ["–", "–", "–"]


def test_what_breaks_a_rule_is_soft_and_its_tile_says_so(client: Client):
    tree = page(client, WITHOUT_ACCESS)
    assert {cell.get("class") for cell in column(tree, 2)} == {"c2 s2 flawed"}
    assert text_of(tile(tree, 2)).endswith("80.59 1 finding")


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("/", "5"),
        ("/?open=licences.2", "2"),
        ("/?open=licences.1", "5"),
        ("/?open=licences.99", "5"),
        (LEFT_OUT, "2"),
    ],
)
def test_beside_the_baseline_stands_what_is_opened_else_the_cheapest(
    client: Client, address: str, number: str
):
    assert shown(page(client, address)) == [number]


def test_where_the_baseline_is_cheapest_the_next_column_stands_beside_it(client: Client):
    scenarios = preset("autumn-2008")["scenarios"]
    names = json.dumps([scenarios[4]["name"], scenarios[0]["name"]])
    assert shown(page(client, "/?" + query([("scenarios", names)]))) == ["2"]
