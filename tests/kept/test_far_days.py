"""A day that nothing may hold is refused at its field, whatever form asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from calculator.asker import AskerForm
from calculator.kept.confirm_forms import ConfirmForm
from calculator.kept.forms import DraftForm
from calculator.kept.proposal_forms import DayField, MappingForm, UploadForm
from calculator.kept.term_forms import TermForm
from pricing.models import CatalogueChange, Proposal
from pricing.plain_form_fields import PlainDateField
from quotes.models import Quote
from tests.pricing.own_lists import make_list, price_row, term_row
from tests.pricing.proposals import HEADS
from tests.web.markup import field, parsed, text_of

from .conftest import read_fields

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

FAR = ["0001-01-01", "1989-12-31", "2100-01-01", "9999-12-31"]
LIST, PROPOSALS, DRAFTS = "/lists/acme/", "/catalogue/proposals/", "/quotes/drafts/"
FILE = HEADS + "ms-vecd-sa,2009-01-01,25.00,,Offer 8,,verified,\n"
RESELLER = "Product;Your price\nMouse mat;3,00\n"
TERM = {"of": "*", "percent": "10", "source": "contract 8", "confidence": "verified"}
MAP = {"action": "map", "column.amount": "Your price", "source": "x", "confidence": "verified"}
# By form and field: who fills it in where, and with what beside.
DOORS = {
    (TermForm, "valid_from"): ("paula", LIST, TERM),
    (ConfirmForm, "confirmed_on"): ("paula", LIST, {"what": "all"}),
    (UploadForm, "complete_on"): ("paula", PROPOSALS, {"price_list": "acme"}),
    (MappingForm, "day"): ("paula", PROPOSALS, MAP),
    (DraftForm, "valid_until"): ("bob", DRAFTS, {"action": "save"}),
    (AskerForm, "answer_until"): ("bob", "/supplier", {"address": "preset=today", "ask": "1"}),
}


def list_fields_of_days() -> Iterator[tuple[type[forms.Form], str]]:
    for form in forms.Form.__subclasses__():
        for name, each in form.base_fields.items():
            if isinstance(each, DayField | PlainDateField):
                yield form, name


@pytest.fixture
def own(draft, as_):
    make_list(price_row("acme", "ms-vecd-sa", "2008-01-21", "23.00"), term_row("acme", "*", "0.1"))
    file = SimpleUploadedFile("reseller.csv", RESELLER.encode())
    sent = {"price_list": "acme", "file": file}
    assert as_("paula").post(PROPOSALS, sent).status_code == 303


def read_stored() -> list[object]:
    return [*Proposal.objects.values(), CatalogueChange.objects.count(), *Quote.objects.values()]


def test_each_form_that_asks_for_a_day_is_tried():
    assert {*list_fields_of_days()} == DOORS.keys()


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize(
    ("form", "name"), sorted(DOORS, key=str), ids=lambda each: getattr(each, "__name__", each)
)
def test_a_far_day_is_refused_at_its_field_and_nothing_is_kept(own, as_, form, name, day):
    who, address, sent = DOORS[form, name]
    if form is MappingForm:
        address += f"{Proposal.objects.get().pk}/"
    if form is DraftForm:
        address += f"{Quote.objects.get().pk}/"
    shown = read_fields(as_(who).get(address).content.decode())
    if form is UploadForm:
        sent = sent | {"file": SimpleUploadedFile("acme.csv", FILE.encode())}
    before = read_stored()
    sent = {**({"seen": shown["seen"]} if form is TermForm else {}), **sent}
    if form is DraftForm:
        sent = shown | sent
    answer = as_(who).post(address, sent | {name: day})
    page = parsed(answer.content.decode())
    assert answer.status_code == (200 if form is AskerForm else 422)
    assert field(page, name).get("aria-invalid") == "true"
    assert "from 1990-01-01 to 2099-12-31" in text_of(page)
    assert read_stored() == before


@pytest.mark.parametrize("day", FAR)
def test_a_file_names_no_far_day_until_which_an_answer_is_wanted(client, day):
    refused = client.get("/request.csv", {"preset": "today", "answer_until": day})
    assert refused.status_code == 422
    assert "from 1990-01-01 to 2099-12-31" in refused.content.decode()


@pytest.mark.parametrize("day", FAR)
def test_an_own_list_is_shown_on_no_far_day(own, as_, day):
    page = parsed(as_("paula").get(LIST, {"price_date": day}).content.decode())
    assert field(page, "price_date").get("aria-invalid") == "true"
