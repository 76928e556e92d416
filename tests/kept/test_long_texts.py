"""A form that is shown again grows by what was typed once, whatever door shows it."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.kept.conftest import read_fields
from tests.quotes.conftest import write_document

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

TYPED = "x" * 90_000
BESIDE = 20_000
DRAFT = "/quotes/drafts/{}/"
# Where a form stands, where it is sent, and what else is sent along.
FORMS = {
    "keep": ("/comparisons/", {"visibility": "private", "target": "new", "note": "", "name": ""}),
    "draft": (DRAFT, {"action": "save"}),
    "tokens": ("/accounts/tokens/", {"action": "make", "name": "", "ends_on": ""}),
}
# Tokens are made by who has just logged in; after an older log-in the form is shown all the same.
DOORS = [("keep", True), ("keep", False), ("draft", True), ("draft", False), ("tokens", False)]


def list_sizes(client: Client, address: str, sent: dict[str, str]) -> dict[str, int]:
    """By how much the page grows beyond what is typed, by the field in which that is."""
    plain = len(client.post(address, sent | {"valid_until": "x"}).content)
    return {
        name: len(client.post(address, sent | {"valid_until": "x"} | {name: TYPED}).content) - plain
        for name in sent
    }


@pytest.mark.parametrize(("form", "is_trusted"), DOORS)
def test_a_form_shown_again_grows_by_what_was_typed_once(draft, as_, form, is_trusted):
    address, sent = FORMS[form]
    address, client = address.format(draft.pk), as_("bob")
    shown = read_fields(client.get(address).content.decode())
    if form == "keep":
        sent = sent | {"document": write_document()}
    client.handler.enforce_csrf_checks = not is_trusted
    grown = list_sizes(client, address, shown | sent)
    assert len(grown) > 2
    assert {name: size for name, size in grown.items() if size > len(TYPED) + BESIDE} == {}


@pytest.mark.parametrize("address", ["/comparisons/", "/quotes/drafts/1/", "/lists/acme/"])
def test_the_page_that_asks_to_log_in_first_holds_what_was_typed_once(db, address):
    client = Client(enforce_csrf_checks=True)
    plain = len(client.post(address, {"name": ""}).content)
    assert len(client.post(address, {"name": TYPED}).content) < plain + len(TYPED) + 100
