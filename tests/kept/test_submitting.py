"""What is asked before a draft is submitted, and how its terms are read."""

from __future__ import annotations

import pytest
from django.utils import timezone

from quotes.models import Quote
from tests.web.markup import parsed, text_of

from .conftest import read_fields

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


def read(response):
    return parsed(response.content.decode())


@pytest.fixture
def address(draft):
    return f"/quotes/drafts/{draft.pk}/"


# What may have been forgotten


def list_asked(response) -> list[str]:
    """What the page of a draft asks at its fields."""
    fields = read(response).iter("div")
    found = [each.find("p[@class='note']") for each in fields if each.get("class") == "field"]
    return [text_of(each) for each in found if each is not None]


def test_what_may_have_been_forgotten_is_asked_before_it_is_submitted(address, press, draft):
    response = press("bob", address, "submit", as_it_stands="", notes="By courier")
    assert response.status_code == 422
    assert list_asked(response) == [
        "Nobody is named who sells.",
        "Nobody is named who buys.",
        "No tax is added.",
    ]
    assert text_of(read(response).find(".//textarea[@name='notes']")) == "By courier"
    draft.refresh_from_db()
    assert (draft.state, draft.notes) == ("draft", "")


def test_a_second_press_submits_what_is_meant_so(address, press, as_, draft):
    shown = read_fields(press("bob", address, "submit", as_it_stands="").content.decode())
    assert as_("bob").post(address, shown | {"action": "submit"}).status_code == 303
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_who_cannot_be_seen_is_named_by_nothing(address, press):
    unseen = {"supplier": "\u200b", "customer": " \u3164"}
    response = press("bob", address, "submit", as_it_stands="tax_percent", **unseen)
    assert list_asked(response)[:2] == ["Nobody is named who sells.", "Nobody is named who buys."]


def test_what_was_emptied_since_is_asked_too(address, press):
    response = press("bob", address, "submit", as_it_stands="supplier", supplier="", customer="")
    assert len(list_asked(response)) == 3


def test_nothing_is_asked_where_all_is_said(address, press, draft):
    said = {"supplier": "Deskfare", "customer": "ACME", "tax_percent": "20"}
    assert press("bob", address, "submit", as_it_stands="", **said).status_code == 303


def test_a_draft_is_saved_unasked(address, press):
    assert press("bob", address, "save", as_it_stands="").status_code == 303


@pytest.mark.parametrize(
    ("typed", "rate"),
    [
        ("20%", "0.2000"),
        ("20 %", "0.2000"),
        ("20\u00a0%", "0.2000"),
        ("7,5", "0.0750"),
        ("7,75 %", "0.0775"),
    ],
)
def test_a_tax_is_read_as_people_write_it(address, press, draft, typed, rate):
    press("bob", address, "save", tax_percent=typed)
    draft.refresh_from_db()
    assert f"{draft.tax_rate:.4f}" == rate


@pytest.mark.parametrize("typed", ["1,2,3", "1.2,3", "%", "20 % %", "1,234.5"])
def test_a_tax_that_is_no_number_is_a_fault_at_its_field(address, press, typed):
    response = press("bob", address, "save", tax_percent=typed)
    assert response.status_code == 422
    assert read(response).find(".//input[@name='tax_percent']").get("value") == typed


def test_a_submitted_quote_says_until_when_it_holds(address, press, as_):
    year = timezone.now().year + 2
    press("bob", address, "submit", valid_until=f"{year}-12-29")
    assert f"Valid until 29 December {year}." in text_of(read(as_("anna").get(address)))


# What changed since it was submitted


def list_terms(response) -> list[list[str]]:
    """The rows of the table of terms that differ."""
    table = read(response).find(".//div[@aria-label='Terms that differ']")
    return [[text_of(cell) for cell in row] for row in table.find(".//tbody")]


@pytest.mark.parametrize(("who", "back"), [("anna", "send back"), ("bob", "take back")])
def test_a_quote_that_comes_again_says_which_terms_changed_since(address, press, as_, who, back):
    press("bob", address, "submit", customer="ACME")
    press(who, address, back, reason="Another customer.")
    press("bob", address, "submit", customer="Evil Corp")
    assert list_terms(as_("anna").get(address)) == [["customer", "ACME", "Evil Corp"]]


def test_a_quote_that_comes_again_as_it_was_says_so(address, press, as_):
    press("bob", address, "submit")
    press("bob", address, "take back")
    press("bob", address, "submit")
    words = text_of(read(as_("anna").get(address)))
    assert "Its rows and terms are those of what was submitted before." in words


def test_a_revision_says_which_terms_changed(issued, press, as_):
    press("bob", f"/quotes/{issued.number}/v1/", "revise")
    address = f"/quotes/drafts/{Quote.objects.latest('id').pk}/"
    press("bob", address, "submit", customer="Evil Corp", tax_percent="20")
    assert list_terms(as_("anna").get(address)) == [
        ["customer", "nothing", "Evil Corp"],
        ["tax", "VAT 0 %", "VAT 20 %"],
        ["tax in all", "0.00", "8,000.00"],
        ["due in all", "40,000.00", "48,000.00"],
    ]
