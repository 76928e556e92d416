"""The stack as the form shows it: by role, with what counts, costs and is on sale."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from calculator.forms import Form
from calculator.state import state_of
from pricing.market import catalogue

from .markup import parsed

pytestmark = pytest.mark.usefixtures("catalogue_db")


def stack(query: str, place: int) -> dict[str, Any]:
    return list(Form(state_of(QueryDict(query)), catalogue("us-list")).stacks())[place]


def test_roles_come_in_the_order_of_need_then_hardware_then_the_desk():
    titles = [role.title for role in stack("", 1)["roles"]]
    assert titles == ["Windows right", "Hypervisor", "Broker", "Servers", "Storage", "On the desk"]


def test_a_role_that_another_scheme_fills_says_which():
    roles = {role.title: role for role in stack("", 3)["roles"]}
    assert roles["Hypervisor"].words == "Brought by Citrix XenDesktop 2 / 3 Enterprise."


def test_a_role_that_nothing_fills_says_who_lacks_it_and_what_is_on_sale():
    roles = {role.title: role for role in stack("scenarios.2.stack.2.scheme=", 2)["roles"]}
    assert roles["Broker"].lacking == "Office, Call centre and Engineering: nothing yet"
    assert roles["Broker"].words.startswith("Nothing chosen; ")


def test_an_entry_says_whom_it_counts_for_and_what_it_costs():
    rows = {row.scheme.value: row for role in stack("", 2)["roles"] for row in role.entries}
    assert (rows["ms-vecd-sa"].count, rows["ms-vecd-sa"].whom) == ("700 of 1,000 desktops", "Office and Engineering")
    assert (rows["ms-vecd-sa"].price, rows["ms-vecd-sa"].per) == ("23.00", "a device a year")
    assert (rows["ms-vecd-sa"].amount, rows["ctx-xendesktop-standard"].amount) == ("1.39", "1.70")
    assert rows["ctx-xendesktop-standard"].count == "900 users at the peak"
    assert rows["server-2s-qc-32"].recalled
    assert rows["ms-vecd"].link == "/prices/ms-vecd/?price_date=2008-10-31"


def test_alternatives_have_their_price_the_lowest_first():
    rows = {row.scheme.value: row for role in stack("", 2)["roles"] for row in role.entries}
    labels = [option.label for option in rows["server-2s-qc-32"].scheme.options]
    assert labels[:2] == [
        "Rack server 2 x quad core, 32 GB",
        "Rack server 2 x quad core, 16 GB, 5,500.00 a server, once",
    ]


def test_what_is_not_on_sale_says_until_when_it_was():
    rows = {row.scheme.value: row for role in stack("price_date=2011-01-01", 1)["roles"] for row in role.entries}
    assert rows["ms-vecd"].when == "ended on 2010-07-01"


def test_roles_that_are_not_needed_are_counted_with_their_prices():
    unneeded = {title: (number, link) for title, number, link in stack("", 2)["unneeded"]}
    assert unneeded["Database"] == (4, "/prices/?role=database&price_date=2008-10-31")


def test_the_discount_of_a_scheme_stands_in_its_stack_and_nowhere_twice(client):
    path = "scenarios.2.discounts.ctx-xendesktop-standard"
    root = parsed(client.get(f"/?{path}=0.1").content.decode())
    [field] = [e for e in root.iter() if e.get("name") == path]
    assert field.get("value") == "0.1"


@pytest.mark.parametrize("query", ["scenarios.1.stack=", "price_date=x", "scenarios.1.stack.0.scheme=abacus"])
def test_a_stack_that_is_none_is_shown_as_far_as_it_goes(client, query):
    assert client.get(f"/?{query}").status_code == 200
