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

from .conftest import SURE, read_fields

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


# A revision of what stands no more


@pytest.fixture
def revision(issued, press):
    press("bob", f"/quotes/{issued.number}/v1/", "revise")
    return f"/quotes/drafts/{Quote.objects.latest('id').pk}/"


def withdraw(press, issued) -> None:
    press("anna", f"/quotes/{issued.number}/v1/", "withdraw", reason="Too dear.")


def list_buttons(client, address: str) -> list[str]:
    """The steps that the page of a draft offers."""
    buttons = parsed(client.get(address).content.decode()).iter("button")
    return [each.get("value") for each in buttons if each.get("name") == "action"]


@pytest.mark.parametrize(
    ("done", "left"),
    [
        ((), ["delete"]),
        ((("bob", "submit"),), ["take back"]),
        ((("bob", "submit"), ("anna", "approve")), ["take back"]),
    ],
)
def test_a_revision_of_what_was_withdrawn_can_only_go(issued, revision, press, as_, done, left):
    for name, action in done:
        press(name, revision, action, reason="Agreed by phone.")
    withdraw(press, issued)
    assert list_buttons(as_("bob"), revision) == left
    assert [read_head(as_(name)) for name in ("bob", "anna")] == ["Quotes", "Quotes"]
    words = text_of(parsed(as_("bob").get(revision).content.decode()))
    assert f"It can't be issued any more: {issued.number}, version 1 was withdrawn." in words


@pytest.mark.parametrize(("name", "action"), [("bob", "submit"), ("anna", "approve")])
def test_a_revision_of_what_was_withdrawn_goes_no_further(
    issued, revision, press, as_, name, action
):
    if action == "approve":
        press("bob", revision, "submit")
    shown = read_fields(as_(name).get(revision).content.decode()) | SURE
    withdraw(press, issued)
    response = as_(name).post(revision, shown | {"action": action, "reason": "Agreed."})
    assert response.status_code == 409


def test_the_other_revision_of_what_was_superseded_waits_for_nobody(issued, revision, press, as_):
    press("bob", f"/quotes/{issued.number}/v1/", "revise")
    other = f"/quotes/drafts/{Quote.objects.latest('id').pk}/"
    for name, address in (("bob", revision), ("bob", other)):
        press(name, address, "submit")
    press("anna", other, "approve", reason="Agreed by phone.")
    press("bob", other, "issue")
    assert read_head(as_("anna")) == "Quotes"
