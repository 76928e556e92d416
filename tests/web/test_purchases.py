"""What real purchases need, on the page.

Offers, what is owned, terms, own lines, what differs in one scenario.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.http import QueryDict

from calculator.looks.cost.panel import Panel, panel_of
from calculator.looks.cost.paper import paper_of
from calculator.question.address import query
from calculator.question.entry_rows import EntryRow
from calculator.question.form import Form
from calculator.question.help import help_for
from calculator.question.purchase_fields import Purchase
from calculator.question.state import State, state_of
from pricing.engine.fields import SHAPES
from pricing.engine.vocabulary import CATEGORIES
from pricing.market import catalogue

from .markup import parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")

QUOTED = "scenarios.1.prices.ms-vecd-sa.net"
FROM = {"address": "preset=autumn-2008"}


def state(*leaves: tuple[str, str]) -> State:
    return state_of(QueryDict(query(leaves)))


def stack(*leaves: tuple[str, str], place: int = 1) -> dict[str, Any]:
    shown = state(*leaves, ("stack", f"{place + 1}"))
    return list(Form(shown, catalogue("us-list")).stacks())[place]


def purchase(scheme: str, *leaves: tuple[str, str]) -> Purchase:
    rows = {row.scheme.value: row for role in stack(*leaves)["roles"] for row in role.entries}
    return rows[scheme].purchase


def panel(row: str, *leaves: tuple[str, str]) -> Panel:
    answer = state(*leaves).answer
    assert answer is not None
    found = panel_of(answer, 1, row)
    assert found is not None
    return found


def named(root: Element, name: str) -> Element:
    [field] = [element for element in root.iter() if element.get("name") == name]
    return field


# Offers


@pytest.mark.parametrize(
    ("offer", "words"),
    [
        ("20", "13\xa0% below the list"),
        ("23", "as the list"),
        ("46.00", "100\xa0% above the list"),
        ("20; 30", "13\xa0% below the list, in year 1"),
    ],
)
def test_an_offer_says_how_it_stands_to_the_list_price(offer, words):
    assert purchase("ms-vecd-sa", (QUOTED, offer)).against_list == words


def test_an_entry_without_an_offer_has_an_empty_field_for_one():
    assert (purchase("ms-vecd-sa").quoted.value, purchase("ms-vecd-sa").quoted.placeholder) == (
        "",
        "as listed",
    )
    assert purchase("ms-vecd-sa").against_list == ""


def test_what_is_not_on_sale_takes_an_offer_and_is_priced():
    leaves = (("price_date", "2011-01-01"), (QUOTED, "20"))
    found = purchase("ms-vecd-sa", *leaves)
    assert (found.quoted.value, found.against_list) == ("20", "no list price to set it against")


def test_amounts_by_year_come_back_as_they_were_typed():
    assert purchase("ms-vecd-sa", (QUOTED, "20.50; 21")).quoted.value == "20.50; 21"


def test_an_offer_that_is_none_has_its_fault_at_its_field(client):
    root = parsed(client.get("/", {QUOTED: "20; x"}).content.decode())
    field = named(root, QUOTED)
    assert (field.get("aria-invalid"), field.get("value")) == ("true", "20; x")
    assert "in year 2 may hold" in text_of(root)


def test_an_offer_may_be_above_ten_and_is_not_asked_back():
    assert state((QUOTED, "940")).faults == []


def test_a_form_without_a_script_takes_an_offer_beside_its_empty_factor(client):
    form = {**FROM, "scenarios.1.prices.ms-vecd-sa": "", QUOTED: "1,020"}
    response = client.post("/", form)
    assert response.url == f"/?preset=autumn-2008&{QUOTED}=1020"


def sent(root: Element) -> dict[str, str]:
    """What a browser without a script sends of the form, but for its buttons."""
    fields: dict[str, str] = {}
    [form] = [element for element in root.iter("form") if element.get("id") == "question"]
    for element in form.iter():
        name = element.get("name", "")
        if element.tag == "input" and name:
            fields[name] = element.get("value", "")
        elif element.tag == "select" and name:
            chosen = [option for option in element.iter("option") if option.get("selected") == ""]
            fields[name] = (chosen or [*element.iter("option")])[0].get("value", "")
    return fields


def test_a_form_without_a_script_that_changes_nothing_comes_back_as_it_was(client):
    leaves = [
        (QUOTED, "20;21"),
        ("scenarios.1.assumptions.pue", "2"),
        ("scenarios.1.prices.ms-vecd", "0.5"),
    ]
    address = query(
        [("scenarios.1.stack.0.owned", "2"), *leaves, (LINES, LINE)], preset="autumn-2008"
    )
    root = parsed(client.get(f"/?{address}&stack=2").content.decode())
    again = QueryDict(client.post("/", sent(root)).url[2:])
    assert {key: again[key] for key in again if key != "stack"} == QueryDict(address).dict()


def test_the_factor_stands_out_of_sight_unless_it_is_given(client):
    def fold(address: str) -> Element:
        root = parsed(client.get(address).content.decode())
        return next(
            e
            for e in root.iter("details")
            if e.get("data-fold") == "price VECD on VMware VI3, ms-vecd-sa"
        )

    assert fold("/?stack=2").get("open") is None
    assert fold("/?stack=2&scenarios.1.prices.ms-vecd-sa=0.5").get("open") == ""


def test_maintenance_has_a_discount_of_its_own_where_a_scheme_has_any():
    assert [field.path for field in purchase("vmw-vdi-enterprise").seldom] == [
        "scenarios.1.prices.vmw-vdi-enterprise",
        "scenarios.1.discounts.vmw-vdi-enterprise.maintenance",
    ]
    assert len(purchase("ms-vecd-sa").seldom) == 1


def test_the_panel_marks_what_was_quoted():
    [part] = [
        part
        for part in panel("licences", (QUOTED, "20")).parts
        if part.label.endswith("Software Assurance")
    ]
    assert {row.is_quoted for row in part.payments} == {True}
    assert (part.sources[0].value, part.sources[0].words) == (
        "$20.00",
        "quoted, as typed in this comparison",
    )


def test_what_was_quoted_rests_on_no_recalled_price(client):
    offer = {"scenarios.1.prices.server-2s-qc-32.net": "9000", "by": "line"}

    def marks(**more: str) -> int:
        return (
            client.get("/", {"by": "line", **more})
            .content.decode()
            .count("rests on a recalled price")
        )

    assert marks(**offer) < marks()


# Owned, terms, devices


def test_how_long_what_is_owned_serves_is_asked_once_something_is():
    assert [field.label.split(": ")[1] for field in purchase("ms-vecd-sa").owned] == [
        "owned already"
    ]
    owned = purchase("server-2s-qc-32", ("scenarios.1.stack.0.owned", "5")).owned
    assert [field.label.split(": ")[1] for field in owned] == ["owned already", "they serve, years"]


def test_machines_on_a_host_are_asked_only_where_a_licence_counts_them():
    assert purchase("ms-vecd-sa").instances is None
    found = purchase("ms-ws2008-std")
    assert found.instances is not None
    assert found.instances.placeholder == "1 a host"


def test_the_panel_says_what_is_owned():
    servers = panel("servers_storage", ("scenarios.1.stack.0.owned", "2"))
    assert servers.parts[1].steps or servers.parts[1].sentence.startswith("Nothing: ")
    assert "Owned already, " in servers.parts[0].sentence


def entry_with_terms(**more: str) -> EntryRow:
    """The entry of a worked example whose scheme has terms."""
    document = json.loads(
        (Path(__file__).parents[1] / "cases" / "spec" / "prices-as-quoted.json").read_bytes()
    )
    [scheme] = [each for each in document["catalogue"]["schemes"] if each.get("terms")]
    for scenario in document["scenarios"]:
        scenario["stack"] = [{"scheme": scheme["id"], **more}]
    shown = state_of(QueryDict(query([("document", json.dumps(document)), ("stack", "1")])))
    assert shown.answer is not None
    first = next(Form(shown, shown.answer.question.market.catalogue).stacks())
    return next(row for role in first["roles"] for row in role.entries)


def test_a_term_is_chosen_from_those_of_the_scheme_and_moves_the_list_price():
    row = entry_with_terms()
    assert row.purchase.term is not None
    options = [
        (o.value, o.label.replace("\xa0", " "))
        for o in row.purchase.term.options
        if o.value != "flexible"
    ]
    assert options == [("", "yearly"), ("monthly", "monthly, +5 %")]
    assert (row.price, entry_with_terms(term="monthly").price) == ("100.00", "105.00")


def test_devices_follow_the_desktops_until_they_are_said(client):
    root = parsed(client.get("/").content.decode())
    assert named(root, "fleet.0.devices").get("placeholder") == "as desktops"


@pytest.mark.parametrize(
    ("name", "other"),
    [("price_changes", "known"), ("residual_value", "straight_line"), ("yearly_payments", "start")],
)
def test_how_money_counts_is_chosen_in_the_form(client, name, other):
    root = parsed(client.get("/", {name: other}).content.decode())
    assert [
        option.get("value") for option in named(root, name) if option.get("selected") == ""
    ] == [other]


# Lines of one's own

LINE = '[{"name":"Credit","category":"licences","amount":-50000,"source":"Offer 12"}]'
LINES = "scenarios.1.own_lines"


def test_a_line_is_added_and_removed_by_a_press(client):
    added = client.post("/", {**FROM, "do": "add_line.2"}).url
    assert (
        state_of(QueryDict(added[2:])).document["scenarios"][1]["own_lines"][-1]["name"]
        == "New line"
    )
    back = client.post(
        "/", {"address": added[2:], "do": f"remove_line.2.{len(lines_of(added))}"}
    ).url
    assert back == "/?preset=autumn-2008"


def lines_of(address: str) -> list[Any]:
    return list(state_of(QueryDict(address[2:])).document["scenarios"][1]["own_lines"])


def test_a_second_new_line_has_a_name_of_its_own(client):
    once = client.post("/", {**FROM, "do": "add_line.2"}).url
    twice = client.post("/", {"address": once[2:], "do": "add_line.2"}).url
    assert [line["name"] for line in lines_of(twice)][-2:] == ["New line", "New line 2"]


def test_a_line_has_a_field_for_each_of_its_keys():
    [line] = stack((LINES, LINE))["own_lines"]
    assert [field.path.rpartition(".")[2] for field in line["fields"]] == [*SHAPES["own_line"]]
    assert [field.value for field in line["fields"]][:3] == ["Credit", "licences", "-50000"]


def test_a_wrong_amount_of_a_line_has_its_fault_at_its_field(client):
    root = parsed(
        client.post(
            "/", {"address": query([(LINES, LINE)]), f"{LINES}.0.amount": "lots"}
        ).content.decode()
    )
    assert named(root, f"{LINES}.0.amount").get("aria-invalid") == "true"
    assert "VECD on VMware VI3, own line 1, amount" in text_of(root)


@pytest.mark.parametrize("row", CATEGORIES)
def test_every_category_opens_with_all_that_real_purchases_need(client, row):
    """What is left at the end of servers, an own line in each category, owned packs and offers."""
    lines = json.dumps([{"name": f"Own {key}", "category": key, "amount": 5} for key in CATEGORIES])
    offers = {
        QUOTED: "20; 21",
        "scenarios.1.stack.0.owned": "2",
        LINES: lines,
        "residual_value": "straight_line",
    }
    root = parsed(client.get("/", {**offers, "open": f"{row}.2"}).content.decode())
    assert f"Own {row}" in text_of(next(e for e in root.iter() if e.get("id") == "explanation"))


def test_own_lines_stand_in_their_category_and_say_who_said_so():
    part = panel("licences", (LINES, LINE)).parts[-1]
    assert (part.label, part.total, part.sources[0].words) == ("Credit", "−$50,000.00", "Offer 12")


def test_what_is_left_at_the_end_stands_in_the_table(client):
    root = parsed(
        client.get("/", {"residual_value": "straight_line", "by": "line"}).content.decode()
    )
    assert "what is left at the end" in text_of(root)


def test_paper_lists_what_is_the_buyer_s_own():
    paper = paper_of(state((QUOTED, "20; 21"), (LINES, LINE)))
    own = [
        (each.scheme.rpartition(" ")[2], each.amount, each.words)
        for each in paper.own
        if each.day.endswith("VI3")
    ]
    assert own == [
        ("Assurance", "20.00; 21.00", "quoted, as typed in this comparison"),
        ("Credit", "−50,000.00", "Offer 12"),
    ]


# What differs in one scenario


def test_a_scenario_shows_its_project_roll_out_and_staffing_with_what_holds_for_all():
    fields = {
        field.path.removeprefix("scenarios.1.assumptions."): field for field in stack()["differing"]
    }
    assert fields["vdi.project_cost"].label == "Project for virtual desktops"
    assert fields["vdi.desktops_per_admin"].placeholder == "230"


def test_any_other_assumption_is_taken_into_a_scenario_with_the_value_of_all(client):
    options = [option.value for _, part in stack()["other_assumptions"] for option in part]
    [choice] = [value for value in options if "assumptions.pue=" in value]
    assert choice == "scenarios.1.assumptions.pue=2.5"
    response = client.post("/", {**FROM, "use": ["", choice]})
    assert response.url == "/?preset=autumn-2008&scenarios.1.assumptions.pue=2.5"


def test_an_assumption_of_a_scenario_that_is_wrong_has_its_fault_at_its_field(client):
    path = "scenarios.1.assumptions.pue"
    root = parsed(client.get("/", {path: "cold"}).content.decode())
    assert (named(root, path).get("aria-invalid"), named(root, path).get("value")) == (
        "true",
        "cold",
    )


# Help


@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        (QUOTED, "prices-as-quoted"),
        (f"{LINES}.0.amount", "lines-of-ones-own"),
        ("scenarios.1.stack.0.owned", "what-is-owned-already"),
        ("fleet.0.devices", "devices-and-users"),
        ("scenarios.1.assumptions.vdi.desktops_per_admin", "administration"),
    ],
)
def test_help_leads_to_the_paragraph_of_the_rule(path, anchor):
    assert help_for(path).method == f"/method/#{anchor}"
