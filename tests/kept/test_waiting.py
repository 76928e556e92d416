"""What waits for a person stands in the head of every page, and first in the list."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calculator.kept.waiting import count_waiting
from quotes.models import Quote
from tests.accounts.people import give_second_factor
from tests.web.markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


@pytest.fixture
def address(draft):
    return f"/quotes/drafts/{draft.pk}/"


def read_head(client, page: str = "/quotes/") -> str:
    """The link to the quotes in the head of a page."""
    links = parsed(client.get(page).content.decode()).find(".//nav[@aria-label='Account']")
    return next(text_of(each) for each in links.iter("a") if each.get("href") == "/quotes/")


def test_what_was_submitted_waits_for_each_approver(address, press, as_):
    press("bob", address, "submit")
    heads = {name: read_head(as_(name)) for name in ("bob", "bea", "vera", "anna", "axel")}
    others = {"bob": "Quotes", "bea": "Quotes", "vera": "Quotes"}
    assert heads == others | {"anna": "Quotes (1)", "axel": "Quotes (1)"}


def test_what_was_sent_back_waits_for_its_maker(address, press, as_):
    press("bob", address, "submit")
    press("anna", address, "send back", reason="No supplier.")
    assert [read_head(as_(name)) for name in ("bob", "anna")] == ["Quotes (1)", "Quotes"]
    press("bob", address, "save", supplier="ACME")
    assert read_head(as_("bob")) == "Quotes (1)"


def test_what_was_approved_waits_for_its_issue(address, press, as_):
    press("bob", address, "submit")
    press("anna", address, "approve", reason="Agreed by phone.")
    assert read_head(as_("bob")) == "Quotes (1)"
    press("bob", address, "issue")
    assert read_head(as_("bob")) == "Quotes"


def test_a_draft_that_nobody_sent_back_waits_for_nobody(draft, as_):
    assert read_head(as_("bob")) == "Quotes"


def test_a_quote_of_his_own_waits_for_no_approver(address, press, as_, people):
    people["bob"].groups.add(Group.objects.get(name="approver"))
    give_second_factor(people["bob"])
    press("bob", address, "submit")
    assert read_head(as_("bob")) == "Quotes"


def test_a_quote_waits_for_nobody_whose_role_was_taken_away(address, press, as_, people):
    press("bob", address, "submit")
    people["anna"].groups.clear()
    Quote.objects.update(maker=people["vera"])
    assert (count_waiting(people["anna"]), count_waiting(people["vera"])) == (0, 0)


def test_the_comparison_says_it_too(address, press, as_, catalogue_db):
    press("bob", address, "submit")
    assert read_head(as_("anna"), "/?preset=today") == "Quotes (1)"


def test_one_query_counts_it(people):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        count_waiting(people["anna"])
    assert len(asked) == 1
