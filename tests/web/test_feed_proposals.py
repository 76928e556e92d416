"""Feeds at the page of proposals: seen by their shape, looked at, applied as every other file."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pricing.models import CatalogueChange, Price, Proposal
from tests.accounts.people import give_second_factor
from tests.pricing.feeds import (
    AWS_RULES,
    AZURE_RULES,
    LIST,
    make_item,
    make_items,
    make_offer,
    make_own_list,
    make_page,
)
from tests.pricing.own_lists import change, list_row
from tests.pricing.proposals import HEADS

from .markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

DOOR = "/catalogue/proposals/"
HOURS = "0.384 USD a 1 Hour"


@pytest.fixture
def editor(client) -> Client:
    make_own_list()
    person = User.objects.create_user("paula")
    person.groups.add(Group.objects.get(name="price editor"))
    give_second_factor(person)
    client.force_login(person)
    return client


def send(client, content, rules: str = AZURE_RULES, **more):
    """The answer to a feed with rules of its own; without where they are empty."""
    file = SimpleUploadedFile("feed.json", json.dumps(content).encode())
    form = {"price_list": LIST, "file": file, **more}
    if rules:
        form["rules"] = SimpleUploadedFile("own.toml", rules.encode())
    return client.post(DOOR, form)


def read(answer) -> str:
    return text_of(parsed(answer.content.decode()))


def propose(client, content, rules: str = AZURE_RULES, **more) -> Proposal:
    answer = send(client, content, rules, **more)
    assert answer.status_code == 303, read(answer)
    return Proposal.objects.latest("id")


def apply(client, proposal: Proposal) -> CatalogueChange:
    client.post(f"{DOOR}{proposal.pk}/", {"action": "apply", "reason": "prices of December"})
    return CatalogueChange.objects.latest("number")


def look(client, proposal: Proposal) -> str:
    return read(client.get(f"{DOOR}{proposal.pk}/"))


@pytest.mark.parametrize(
    ("content", "rules", "taken"),
    [(make_page(make_items()), AZURE_RULES, 5), (make_offer(), AWS_RULES, 3)],
    ids=["azure", "aws"],
)
def test_a_feed_is_known_by_its_shape_and_applied_with_a_reason_and_a_name(
    editor, content, rules, taken
):
    proposal = propose(editor, content, rules)
    assert f"{taken} prices were taken, 0 stand already" in look(editor, proposal)
    made = apply(editor, proposal)
    assert (made.kind, made.by.username, made.reason) == ("feed", "paula", "prices of December")
    assert Price.objects.filter(price_list=LIST, feed_rule__gt="").count() == taken


def test_the_page_of_a_feed_says_by_which_rule_and_of_what_each_price_is_made(editor):
    assert f"D8s v5, hours: {HOURS}" in look(editor, propose(editor, make_page(make_items())))


def test_what_stands_already_is_counted_and_is_no_difference(editor):
    apply(editor, propose(editor, make_page(make_items())))
    page = look(editor, propose(editor, make_page(make_items())))
    assert "5 prices were taken, 5 stand already" in page
    assert "Nothing: the list says all of it already." in page


def test_what_a_feed_no_longer_has_is_listed_and_stays(editor):
    apply(editor, propose(editor, make_page(make_items())))
    proposal = propose(editor, make_page(make_items()[:2]))
    assert "Gone from the feed; each stays until somebody ends it: 2" in look(editor, proposal)
    apply(editor, proposal)
    assert Price.objects.filter(price_list=LIST, amount=None).count() == 0


def test_a_feed_without_what_a_rule_takes_is_refused_with_the_rule(editor):
    answer = send(editor, make_page(make_items()[:2]))
    assert answer.status_code == 422
    assert "rule 4 (P10): takes no price of this feed" in read(answer)
    assert not Proposal.objects.exists()


def test_of_a_part_of_a_feed_the_rules_that_find_nothing_are_named(editor):
    page = look(editor, propose(editor, make_page(make_items()[:2]), is_part="on"))
    assert "Rules that took nothing: 1" in page
    assert "P10" in page


def test_a_feed_of_which_no_rule_takes_anything_is_refused_as_a_part_too(editor):
    answer = send(editor, make_page([make_item(meterName="D2 v2", type="Dev")]), is_part="on")
    assert answer.status_code == 422


def test_the_rules_that_ship_are_taken_where_none_come(editor):
    proposal = propose(editor, make_page(make_items()), "", is_part="on")
    assert "by azure.toml" in look(editor, proposal)
    assert Price.objects.filter(price_list=LIST).count() == 0


def test_a_fault_of_a_feed_names_its_item_and_nothing_is_kept(editor):
    items = [make_item(unitOfMeasure="10 Hours"), *make_items()[1:]]
    answer = send(editor, make_page(items))
    assert "may hold '1 Hour'" in read(answer)
    assert not Proposal.objects.exists()


def test_json_that_is_no_feed_is_refused_in_words(editor):
    answer = send(editor, {"prices": []})
    assert answer.status_code == 422
    assert "neither a page of Azure Retail Prices" in read(answer)


def test_a_feed_ends_no_price_so_a_day_is_refused_at_its_field(editor):
    answer = send(editor, make_page(make_items()), complete_on="2027-01-01")
    assert answer.status_code == 422
    assert "A feed ends no price by itself" in read(answer)


def test_a_feed_for_a_list_in_other_money_is_refused(editor):
    change(list_row("euros", base="eu-list", currency="EUR"))
    answer = send(editor, make_page(make_items()), price_list="euros")
    assert answer.status_code == 422
    assert "may be in USD, in which feeds price; it is in EUR" in read(answer)


def test_a_new_list_is_made_with_the_prices_of_a_feed(editor):
    new = {"price_list": "new", "name": "Our cloud", "base": "us-list"}
    apply(editor, propose(editor, make_page(make_items()), **new))
    assert Price.objects.filter(price_list="our-cloud").count() == 5


def test_a_feed_that_moved_is_looked_at_anew_with_all_that_it_said(editor):
    proposal = propose(editor, make_page(make_items()))
    apply(editor, propose(editor, make_page(make_items()[:3])))
    answer = editor.post(f"{DOOR}{proposal.pk}/", {"action": "apply", "reason": "again"})
    assert answer.status_code == 409
    editor.post(f"{DOOR}{proposal.pk}/", {"action": "anew"})
    assert "5 prices were taken" in look(editor, Proposal.objects.latest("id"))


def test_a_feed_takes_no_file_s_place_and_no_file_a_feed_s(editor):
    form = {"price_list": LIST, "file": SimpleUploadedFile("a.csv", (HEADS + "x,,,,,,,").encode())}
    assert editor.post(DOOR, form).status_code == 422
    table = b"SKU,Product,Price\nX,Vista,2.00\n"
    editor.post(DOOR, {"price_list": LIST, "file": SimpleUploadedFile("a.csv", table)})
    of_file = Proposal.objects.latest("id")
    page = json.dumps(make_page(make_items())).encode()
    answer = editor.post(
        f"{DOOR}{of_file.pk}/",
        {"action": "replace", "file": SimpleUploadedFile("f.json", page)},
    )
    assert "A feed has a proposal of its own" in read(answer)
    of_feed = propose(editor, make_page(make_items()))
    answer = editor.post(
        f"{DOOR}{of_feed.pk}/",
        {"action": "replace", "file": SimpleUploadedFile("a.csv", table)},
    )
    assert "There is no such step." in read(answer)


def test_a_list_with_prices_of_a_feed_is_priced_as_it_was_known_at_a_change(editor):
    made = apply(editor, propose(editor, make_page(make_items())))
    address = (
        f"/prices/az-disk-p10-d8s/?price_list={LIST}&price_date=2026-12-01&known={made.number}"
    )
    answer = editor.get(address)
    assert answer.status_code == 200
    assert "19.71" in read(answer)
    assert "fetched on" in read(answer)
