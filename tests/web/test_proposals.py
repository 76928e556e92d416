"""The pages of proposals: a file, what it would change, and the way to apply it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pricing.models import (
    CatalogueChange,
    ColumnMapping,
    Price,
    PriceList,
    Proposal,
)
from tests.accounts.people import give_second_factor
from tests.pricing.own_lists import change, term_row
from tests.pricing.proposals import HEADS, make_own_list, make_row, write

from .markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

DOOR = "/catalogue/proposals/"
ROW = "ms-vecd-sa,2009-01-01,25.00,,Offer 8,,verified,\n"
NAME = "Vista Enterprise Centralized Desktop for Software Assurance"
RESELLER = f"SKU;Product;Your price\nX-1;{NAME};21,50\nX-2;Mouse mat;3,00\n"


@pytest.fixture
def editor(client) -> Client:
    make_own_list()
    person = User.objects.create_user("paula")
    person.groups.add(Group.objects.get(name="price editor"))
    give_second_factor(person)
    client.force_login(person)
    return client


def send(client, content: str | bytes, file_name: str = "acme.csv", **more):
    if isinstance(content, str):
        content = content.encode()
    file = SimpleUploadedFile(file_name, content)
    form = {"price_list": "acme", "file": file, **more}
    return client.post(DOOR, form)


def read(answer):
    return parsed(answer.content.decode())


def make_proposal(client, content: str = HEADS + ROW, **more) -> Proposal:
    answer = send(client, content, **more)
    assert answer.status_code == 303, text_of(read(answer))
    return Proposal.objects.latest("id")


def press(client, proposal: Proposal, action: str, **typed):
    return client.post(f"{DOOR}{proposal.pk}/", {"action": action, **typed})


def test_a_file_becomes_a_proposal_and_then_a_change(editor):
    proposal = make_proposal(editor)
    page = text_of(read(editor.get(f"{DOOR}{proposal.pk}/")))
    assert "Changed from a day on: 1" in page
    assert press(editor, proposal, "apply", reason="the offer of May").status_code == 303
    change = CatalogueChange.objects.latest("number")
    assert (change.by.username, change.reason) == ("paula", "the offer of May")
    assert f"applied as change {change.number}" in text_of(
        read(editor.get(f"{DOOR}{proposal.pk}/"))
    )


def test_a_proposal_without_a_reason_is_not_applied_and_says_so_at_its_field(editor):
    proposal = make_proposal(editor)
    answer = press(editor, proposal, "apply", reason="  ")
    assert answer.status_code == 422
    assert "Say why, in a sentence" in text_of(read(answer))
    assert Proposal.objects.get().applied_at is None


def test_what_moved_is_said_with_both_and_what_was_typed_stays(editor):
    proposal = make_proposal(editor)
    write(make_row(day="2009-01-01", amount="24.00"))
    answer = press(editor, proposal, "apply", reason="the offer of May")
    assert answer.status_code == 409
    page = text_of(read(answer))
    assert "The catalogue has changed since you looked" in page
    assert "the offer of May" in page
    assert Proposal.objects.get().applied_at is None
    assert str(Price.objects.get(price_list="acme", valid_from="2009-01-01").amount) == "24.00"


def test_all_faults_of_a_file_are_said_at_once_and_nothing_is_kept(editor):
    answer = send(editor, HEADS + "ms-vecd-saa,2009-01-01,$23,,,,verified,\n")
    assert answer.status_code == 422
    faults = [text_of(each) for each in read(answer).iter("li")]
    assert any("line 2, column amount: holds '$23'" in each for each in faults)
    assert any("line 2, column source: holds nothing" in each for each in faults)
    assert not Proposal.objects.exists()


def test_a_resellers_columns_are_named_once_and_remembered(editor):
    proposal = make_proposal(editor, RESELLER, file_name="reseller.csv")
    typed = {
        "column.part": "SKU",
        "column.name": "Product",
        "column.amount": "Your price",
        "day": "2009-01-01",
        "source": "Reseller X, May 2009",
        "confidence": "verified",
    }
    answer = press(editor, proposal, "map", **typed)
    assert answer.status_code == 422
    assert "“Mouse mat” is no scheme's name" in text_of(read(answer))
    answer = press(editor, proposal, "map", **typed, leaves_out="on")
    assert answer.status_code == 303, text_of(read(answer))
    press(editor, proposal, "apply", reason="the offer of May")
    price = Price.objects.get(price_list="acme", valid_from="2009-01-01")
    assert (str(price.amount), price.source) == ("21.50", "Reseller X, May 2009")
    assert ColumnMapping.objects.get().columns["amount"] == "Your price"
    again = make_proposal(editor, RESELLER, file_name="reseller.csv")
    assert again.asked["columns"] == ColumnMapping.objects.get().columns


def test_a_new_list_is_made_with_its_first_prices(editor):
    more = {"price_list": "new", "name": "Reseller X 2027", "base": "us-list"}
    proposal = make_proposal(editor, **more)
    assert not PriceList.objects.filter(id="reseller-x-2027").exists()
    press(editor, proposal, "apply", reason="the offer of May")
    made = PriceList.objects.get(id="reseller-x-2027")
    assert (made.base_id, made.currency, made.prices.count()) == ("us-list", "USD", 1)


def test_a_new_list_may_be_in_another_currency_than_its_base(editor):
    more = {"price_list": "new", "name": "Euros", "base": "us-list", "currency": "EUR"}
    press(editor, make_proposal(editor, **more), "apply", reason="the offer of May")
    assert PriceList.objects.get(id="euros").currency == "EUR"


@pytest.mark.parametrize("source", ["", "\u200b", "\u3164 "], ids=ascii)
def test_who_said_the_prices_of_a_reseller_is_to_be_seen(editor, source):
    proposal = make_proposal(editor, RESELLER, file_name="reseller.csv")
    columns = {"column.name": "Product", "column.amount": "Your price", "day": "2009-01-01"}
    answer = press(editor, proposal, "map", **columns, source=source, confidence="verified")
    assert answer.status_code == 422
    assert "Say who said these prices, and when." in text_of(read(answer))


@pytest.mark.parametrize("sign", ["€", "euro", "eur"])
def test_a_sign_is_no_currency(editor, sign):
    more = {"price_list": "new", "name": "Euros", "base": "us-list", "currency": sign}
    answer = send(editor, HEADS + ROW, **more)
    assert answer.status_code == 422
    assert "Write a currency as EUR." in text_of(read(answer))


def test_a_shipped_list_is_not_offered_and_refused(editor):
    page = read(editor.get(DOOR))
    (select,) = (each for each in page.iter("select") if each.get("name") == "price_list")
    assert [each.get("value") for each in select.iter("option")] == ["acme", "new"]
    assert send(editor, HEADS + ROW, price_list="us-list").status_code == 422


@pytest.mark.parametrize("role", ["viewer", "buyer", ""])
def test_who_is_no_price_editor_is_refused(client, editor, role):
    proposal = make_proposal(editor)
    person = User.objects.create_user("bob")
    person.groups.add(*Group.objects.filter(name=role))
    client.force_login(person)
    assert client.get(DOOR).status_code == 403
    assert client.get(f"{DOOR}{proposal.pk}/").status_code == 403
    assert press(client, proposal, "apply", reason="x").status_code == 403
    assert send(client, HEADS + ROW).status_code == 403


def test_a_stranger_is_asked_to_log_in():
    assert Client().get(DOOR)["Location"] == f"/accounts/login/?next={DOOR}"


def test_no_file_is_said_at_its_field(editor):
    answer = editor.post(DOOR, {"price_list": "acme"})
    assert answer.status_code == 422
    assert "Choose a file first." in text_of(read(answer))


def test_what_is_no_number_of_a_proposal_is_absent(editor):
    assert editor.get(f"{DOOR}999/").status_code == 404


def test_a_new_list_is_asked_on_top_of_which_it_stands(editor):
    answer = send(editor, HEADS + ROW, price_list="new", name="Reseller X")
    assert answer.status_code == 422
    assert "Choose the list on top of which it stands." in text_of(read(answer))


NEAR = "SKU;Product;Your price\nX-1;Vista Enterprise Centralised Desktop Software Assurance;21,50\n"


def choose(page) -> dict[str, str]:
    """What each field of a row has chosen."""
    found = {}
    for select in page.iter("select"):
        if (select.get("name") or "").startswith("row."):
            chosen = [
                o.get("value") for o in select.iter("option") if o.get("selected") is not None
            ]
            found[select.get("name")] = (chosen or [""])[0]
    return found


def test_a_row_is_offered_the_schemes_that_it_is_near_and_the_choice_is_remembered(editor):
    proposal = make_proposal(editor, NEAR, file_name="reseller.csv")
    assert choose(read(editor.get(f"{DOOR}{proposal.pk}/"))) == {"row.2": "ms-vecd-sa"}
    typed = {"column.name": "Product", "column.amount": "Your price", "day": "01.12.2026"}
    typed |= {"source": "Reseller X", "confidence": "verified"}
    assert press(editor, proposal, "map", **typed).status_code == 422
    answer = press(editor, proposal, "map", **typed, **{"row.2": "ms-vecd"})
    assert answer.status_code == 303, text_of(read(answer))
    again = make_proposal(editor, NEAR, file_name="reseller.csv")
    page = read(editor.get(f"{DOOR}{again.pk}/"))
    assert choose(page) == {"row.2": "ms-vecd"}


def test_three_values_of_a_column_stand_beside_its_head(editor):
    proposal = make_proposal(editor, RESELLER + "X-3;Cable;2,00\nX-4;Bag;9,00\n")
    page = read(editor.get(f"{DOOR}{proposal.pk}/"))
    assert "Your price: 21,50 · 3,00 · 2,00" in [text_of(each) for each in page.iter("option")]


def test_a_head_over_two_columns_is_said(editor):
    proposal = make_proposal(editor, "SKU;Product;Price;Price\nX-1;Cable;21,50;22,50\n")
    page = text_of(read(editor.get(f"{DOOR}{proposal.pk}/")))
    assert "More than one column is called “Price”;" in page


@pytest.mark.parametrize(("content", "status"), [(RESELLER, 303), ("", 422), (None, 422)])
def test_another_file_is_read_in_the_place_of_one(editor, content, status):
    proposal = make_proposal(editor, NEAR, file_name="reseller.csv")
    more = {} if content is None else {"file": SimpleUploadedFile("y.csv", content.encode())}
    assert press(editor, proposal, "replace", **more).status_code == status
    expected = "y.csv" if status == 303 else "reseller.csv"
    assert Proposal.objects.get().file_name == expected


def test_the_preview_names_products_and_what_is_paid_now_with_the_change(editor):
    proposal = make_proposal(
        editor, HEADS + "ms-ws2025-std,2026-12-01,132.30,,Offer 8,,verified,\n"
    )
    page = text_of(read(editor.get(f"{DOOR}{proposal.pk}/")))
    assert (
        "Microsoft Windows Server 2025 Standard (2-core pack) 1 December 2026 147.00 132.30 −10 %"
    ) in page.replace("\u202f", " ")


def test_what_is_paid_now_is_less_what_the_list_takes_off(editor):
    change(term_row("acme", "Microsoft", "0.5", "2026-01-01"))
    proposal = make_proposal(
        editor, HEADS + "ms-ws2025-std,2026-12-01,132.30,,Offer 8,,verified,\n"
    )
    assert "73.50 132.30 +80 %" in text_of(read(editor.get(f"{DOOR}{proposal.pk}/")))


def test_a_new_list_is_no_price_and_stands_on_its_base(editor):
    more = {"price_list": "new", "name": "Reseller X 2027", "base": "us-list"}
    proposal = make_proposal(editor, **more)
    page = text_of(read(editor.get(f"{DOOR}{proposal.pk}/")))
    assert "New list: Reseller X 2027, on top of US list" in page
    assert "Added: 1 " in page
    assert "nothing" not in page


def test_a_name_for_a_new_list_beside_one_that_is_there_is_refused_at_its_field(editor):
    answer = send(editor, HEADS + ROW, name="Reseller X")
    assert answer.status_code == 422
    assert "Choose “A new list” above" in text_of(read(answer))


def test_the_price_before_is_in_the_currency_of_a_new_list(editor):
    row = "ms-vecd-sa,2008-10-31,20.00,,Offer 8,,verified,\n"
    more = {"price_list": "new", "name": "Euros", "base": "us-list", "currency": "EUR"}
    page = text_of(read(editor.get(f"{DOOR}{make_proposal(editor, HEADS + row, **more).pk}/")))
    assert "31 October 2008 18.03 20.00 +11 %" in page


def test_the_price_before_names_its_currency_where_no_rate_of_the_day_converts_it(editor):
    row = "ms-m365-e3-noteams,2098-01-01,20.00,,Offer 8,,verified,\n"
    more = {"price_list": "new", "name": "Euros", "base": "us-list", "currency": "EUR"}
    page = text_of(read(editor.get(f"{DOOR}{make_proposal(editor, HEADS + row, **more).pk}/")))
    assert "1 January 2098 33.75 USD 20.00 What that does" in page


@pytest.mark.parametrize(("amount", "is_far"), [("230.00", True), ("30.00", False)])
def test_a_price_far_from_what_is_paid_is_asked_about(editor, amount, is_far):
    proposal = make_proposal(
        editor, HEADS + f"ms-vecd-sa,2009-01-01,{amount},,Offer 8,,verified,\n"
    )
    page = text_of(read(editor.get(f"{DOOR}{proposal.pk}/")))
    assert ("Far from what is paid without it: 1." in page) is is_far


def test_price_editors_find_the_way_to_their_files_on_the_page_of_prices(editor):
    assert "Prices from a file" in text_of(read(editor.get("/prices/")))
    assert "Prices from a file" not in text_of(read(Client().get("/prices/")))
