"""The stack as the form shows it: by role, with what counts, costs and is on sale."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.http import QueryDict

from calculator.question.form import Form
from calculator.question.state import state_of
from pricing.market import catalogue

from .markup import parsed

pytestmark = pytest.mark.usefixtures("catalogue_db")


def stack(query: str, place: int) -> dict[str, Any]:
    shown = f"{query}&stack={place + 1}"
    return list(Form(state_of(QueryDict(shown)), catalogue("us-list")).stacks())[place]


def test_roles_come_in_the_order_of_need_then_hardware_then_the_desk():
    titles = [role.title for role in stack("", 1)["roles"]]
    needed, chosen = (
        ["Windows right", "Hypervisor", "Broker"],
        ["Server operating system", "Server access licence", "Database"],
    )
    assert titles == [*needed, *chosen, "Servers", "Storage", "On the desk"]


def test_a_role_that_another_scheme_fills_says_which():
    roles = {role.title: role for role in stack("", 3)["roles"]}
    assert roles["Hypervisor"].words == "Brought by Citrix XenDesktop 2 / 3 Enterprise."


def test_a_role_that_nothing_fills_says_who_lacks_it_and_what_is_on_sale():
    roles = {role.title: role for role in stack("scenarios.2.stack.2.scheme=", 2)["roles"]}
    assert roles["Broker"].lacking == "Office, Call centre and Engineering: nothing yet"
    assert roles["Broker"].words.startswith("Nothing chosen; ")


def test_an_entry_says_whom_it_counts_for_and_what_it_costs():
    rows = {row.scheme.value: row for role in stack("", 2)["roles"] for row in role.entries}
    assert (rows["ms-vecd-sa"].count, rows["ms-vecd-sa"].whom) == (
        "700 of 1,000 desktops",
        "Office and Engineering",
    )
    assert (rows["ms-vecd-sa"].price, rows["ms-vecd-sa"].per) == ("23.00", "a device a year")
    assert (rows["ms-vecd-sa"].amount, rows["ctx-xendesktop-standard"].amount) == ("1.39", "1.63")
    assert rows["ctx-xendesktop-standard"].count == "900\xa0users at the peak"
    assert rows["server-2s-qc-32"].recalled
    assert rows["ms-vecd"].link == "/prices/ms-vecd/?price_date=2008-10-31"


def rivals(query: str, place: int) -> dict[str, str]:
    """What each entry counts after."""
    return {
        row.scheme.value: row.rival for role in stack(query, place)["roles"] for row in role.entries
    }


def test_an_entry_that_counts_after_another_of_its_role_says_after_which():
    name = "Microsoft Vista Enterprise Centralized Desktop for Software Assurance"
    assert rivals("", 1) == dict.fromkeys(rivals("", 1), "") | {"ms-vecd": name}


def test_devices_for_different_desks_count_after_nothing():
    assert (rivals("", 5)["thin-client"], rivals("", 5)["pc-business"]) == ("", "")


def test_a_second_hypervisor_counts_after_the_one_that_sizes_the_hosts():
    assert (
        rivals("", 5)["ctx-xendesktop-standard"]
        == "Microsoft Hyper-V Server 2008 managed by Virtual Machine Manager"
    )


def test_what_is_not_on_sale_says_until_when_it_was():
    rows = {
        row.scheme.value: row
        for role in stack("price_date=2011-01-01", 1)["roles"]
        for row in role.entries
    }
    assert rows["ms-vecd"].when == "ended on 1\xa0July 2010"


def test_roles_that_are_not_needed_are_counted_with_their_prices():
    unneeded = {title: (number, link) for title, number, link in stack("", 4)["unneeded"]}
    assert unneeded["Database"] == (4, "/prices/?role=database&price_date=2008-10-31")


def test_the_discount_of_a_scheme_stands_in_its_stack_and_nowhere_twice(client):
    path = "scenarios.2.discounts.ctx-xendesktop-standard"
    root = parsed(client.get(f"/?{path}=0.1&stack=3").content.decode())
    [field] = [e for e in root.iter() if e.get("name") == path]
    assert field.get("value") == "0.1"


def test_the_factor_on_a_price_may_be_a_range_and_comes_back_as_it_is_typed(client):
    path = "scenarios.2.prices.ctx-xendesktop-standard"
    root = parsed(client.get(f"/?{path}=0.9..1..1.3&stack=3").content.decode())
    [field] = [e for e in root.iter() if e.get("name") == path]
    assert field.get("value") == "0.9 .. 1 .. 1.3"
    assert stack("", 2)["roles"][0].entries[0].purchase.seldom[0].placeholder == "1"


def test_a_factor_that_is_none_has_its_fault_at_its_field(client):
    path = "scenarios.2.prices.ctx-xendesktop-standard"
    root = parsed(client.get(f"/?{path}=1.3..0.9").content.decode())
    [field] = [e for e in root.iter() if e.get("name") == path]
    assert field.get("aria-invalid") == "true"


@pytest.mark.parametrize(
    "query", ["scenarios.1.stack=", "price_date=x", "scenarios.1.stack.0.scheme=abacus"]
)
def test_a_stack_that_is_none_is_shown_as_far_as_it_goes(client, query):
    assert client.get(f"/?{query}").status_code == 200


ONLY_OFFICE = "scenarios.5.stack.1.groups"  # each desk its own: its hypervisor serves the office


def entry(query: str) -> Any:
    """The hypervisor of the last scenario after a change, as the document holds it."""
    return state_of(QueryDict(f"address=preset%3Dautumn-2008&{query}")).document["scenarios"][5][
        "stack"
    ][1]


def test_an_entry_says_which_groups_it_serves_and_offers_each():
    rows = {row.scheme.value: row for role in stack("", 5)["roles"] for row in role.entries}
    chosen = {group: field.value for group, field in rows["ms-hyper-v-server-2008-vmm"].groups}
    assert chosen == {"Office": "yes", "Call centre": "no", "Engineering": "no"}
    assert rows["ms-hyper-v-server-2008-vmm"].serves == "Serves Office only"
    assert {field.value for _, field in rows["thin-client"].groups} == {"yes"}
    assert rows["thin-client"].serves == "Serves all groups"


def test_the_server_serves_all_and_offers_no_choice():
    rows = {row.scheme.value: row for role in stack("", 5)["roles"] for row in role.entries}
    assert rows["server-2s-qc-32"].groups == []


def test_a_group_is_served_and_served_no_more_by_a_yes_or_no():
    assert entry(f"{ONLY_OFFICE}.Engineering=yes")["groups"] == ["Office", "Engineering"]
    assert entry(f"{ONLY_OFFICE}.Engineering=yes&{ONLY_OFFICE}.Office=no")["groups"] == [
        "Engineering"
    ]
    after = state_of(QueryDict(f"address=preset%3Dautumn-2008&{ONLY_OFFICE}.Engineering=yes"))
    assert after.leaves == [(ONLY_OFFICE, '["Engineering","Office"]')]


def test_all_groups_served_are_what_is_not_said():
    every = "&".join(f"{ONLY_OFFICE}.{group}=yes" for group in ("Call centre", "Engineering"))
    assert entry(every) == "ms-hyper-v-server-2008-vmm"


def test_a_group_renamed_in_the_same_form_is_still_meant():
    assert entry(f"fleet.2.name=Labs&{ONLY_OFFICE}.Engineering=yes")["groups"] == ["Office", "Labs"]


def test_an_entry_that_serves_nobody_is_a_fault_at_its_choice(client):
    response = client.post("/", {"address": "preset=autumn-2008", f"{ONLY_OFFICE}.Office": "no"})
    root = parsed(response.content.decode())
    [field] = [e for e in root.iter() if e.get("name") == f"{ONLY_OFFICE}.Office"]
    assert field.get("aria-invalid") == "true"
    assert "may name at least one group" in response.content.decode()
    assert "Each desk its own, entry 2 of the stack, serves" in response.content.decode()


def test_a_dearer_right_says_how_many_a_cheaper_licence_fits():
    chosen = quote('["server-2s-qc-32", "vmw-vdi-enterprise", "ms-vecd", "thin-client"]')
    roles = stack(f"scenarios.1.stack={chosen}", 1)["roles"]
    rows = {row.scheme.value: row for role in roles for row in role.entries}
    assert "a cheaper licence fits 700 of these" in rows["ms-vecd"].cheaper


def offered(query: str) -> dict[str, str]:
    """What may be added to the first scenario of a day, by id."""
    groups = stack(query, 0)["add"]
    return {choice.value: choice.label for _, choices in groups for choice in choices}


def test_what_is_sold_by_quotation_may_be_added_by_its_old_name_too():
    words = offered("price_date=2026-10-14")["dizzion-user"]
    assert words.startswith("Dizzion Managed DaaS by user (Frame, Xi Frame, ")
    assert words.endswith("), by quotation")
    assert "dizzion-user" not in offered("price_date=2008-10-31")


def test_a_quoted_scheme_waits_for_its_price_and_costs_what_is_typed():
    chosen = "address=preset%3Dtoday&scenarios.5.stack.add=controlup-user"
    rows = {}
    for query in (chosen, f"{chosen}&scenarios.5.prices.controlup-user.net=24"):
        entries = [row for role in stack(query, 5)["roles"] for row in role.entries]
        [rows[query]] = [row for row in entries if row.scheme.value == "controlup-user"]
    waits, typed = rows.values()
    assert (waits.when, waits.amount) == ("sold by quotation", "–")
    assert typed.amount == "2.44"


@pytest.mark.parametrize(
    ("words", "scheme"),
    [("Frontline", "ms-w365f-2-8-128"), ("Flex", "ms-w365f-2-8-128"), ("WVD", "ms-avd-access")],
)
def test_a_renamed_scheme_is_offered_by_both_names(words, scheme):
    assert words in offered("price_date=2026-10-14")[scheme]
