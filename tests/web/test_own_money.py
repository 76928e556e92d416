"""A comparison's own money follows the currency of the list that it is priced from."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from calculator.question.state import state_of
from pricing.market import catalogue, price_lists
from pricing.presets import preset, presets

pytestmark = pytest.mark.usefixtures("shipped_catalogue")

TODAY = "preset=today&price_list=eu-list"


def line(client, address: str, scenario: str, key: str) -> list[str]:
    found = client.get(f"/comparison.json?{address}").json()
    [lines] = [s["lines"] for s in found["scenarios"] if s["name"] == scenario]
    return next(each["cash_flow"] for each in lines if each["key"] == key)


def test_a_quoted_price_of_a_preset_is_converted(client):
    assert (
        line(client, TODAY, "Citrix on XenServer, at your quote", "ctx-platform-user")[1]
        == "267976.80"
    )


def test_an_assumption_of_a_preset_is_converted(client):
    assert (
        line(client, "preset=branch-office-50&price_list=eu-list", "PCs", "deployment")[0]
        == "5359.54"
    )


def test_a_price_that_an_address_gives_is_in_the_list_s_currency_already(client):
    place = [s["name"] for s in preset("today")["scenarios"]].index(
        "Citrix on XenServer, at your quote"
    )
    quoted = f"{TODAY}&scenarios.{place}.prices.ctx-platform-user.net=280"
    assert (
        line(client, quoted, "Citrix on XenServer, at your quote", "ctx-platform-user")[1]
        == "280000.00"
    )


def test_what_was_typed_before_another_list_was_chosen_is_converted_with_it():
    state = state_of(
        QueryDict("address=preset%3Dtoday%26assumptions.admin_salary%3D100000&price_list=eu-list")
    )
    assert state.document["assumptions"]["admin_salary"] == "89325.6000"


def test_a_form_that_sends_all_its_fields_sends_money_of_the_list_before(client):
    """Without script a form sends what it shows, in dollars, beside the list that is chosen."""
    place = [s["name"] for s in preset("today")["scenarios"]].index(
        "Citrix on XenServer, at your quote"
    )
    shown = f"scenarios.{place}.prices.ctx-platform-user.net"
    sent = QueryDict(mutable=True)
    sent.update({"address": "preset=today", "price_list": "eu-list", shown: "300.00"})
    assert [path for path, _ in state_of(sent).leaves] == ["price_list"]


@pytest.mark.parametrize("typed", ["60,000", "sixty", "9" * 60, "10 .. 30 with puee2", "1e5", ""])
def test_what_is_no_amount_stays_as_it_was_typed(typed):
    state = state_of(QueryDict("preset=today&price_list=us-list"))
    sent = QueryDict(mutable=True)
    sent.update(
        {"address": state.query, "price_list": "eu-list", "assumptions.admin_salary": typed}
    )
    assert state_of(sent).typed["assumptions.admin_salary"] == typed


@pytest.mark.parametrize("name", [name for name in presets() if "catalogue" not in presets()[name]])
def test_another_list_alone_is_all_that_its_address_says(name):
    for row in price_lists():
        state = state_of(QueryDict(f"preset={name}&price_list={row.id}"))
        assert [path for path, _ in state.leaves] in ([], ["price_list"])


def test_without_a_rate_nothing_is_taken_for_another_currency():
    state = state_of(QueryDict("preset=today&price_list=eu-list&price_date=1998-01-01"))
    assert (
        "USD"
        not in catalogue("eu-list")
        .on(state_of(QueryDict("")).answer.question.price_date.replace(1998))
        .rates
    )
    assert [
        (fault.path, fault.message) for fault in state.faults if fault.path == "price_list"
    ] == [
        (
            "price_list",
            "no rate USD to EUR for 1998-01-01; nearest 2005-12-30; amounts of this "
            "comparison need one",
        )
    ]
