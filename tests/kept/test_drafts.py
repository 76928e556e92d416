"""A draft's page: what it says, what is typed, what is refused."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db.models import F

from pricing.models import CatalogueVersion, Price, PriceList
from pricing.presets import preset
from quotes.drafting import make_content
from quotes.models import IssuedQuote, Quote
from tests.accounts.people import give_second_factor
from tests.quotes.conftest import write_document
from tests.web.markup import parsed, text_of

from .conftest import check_leads_to_the_reason, read_fields

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


def read(response):
    return parsed(response.content.decode())


@pytest.fixture
def address(draft):
    return f"/quotes/drafts/{draft.pk}/"


def list_buttons(response) -> list[str]:
    return [each.get("value") for each in read(response).iter("button")]


@pytest.mark.parametrize(
    ("who", "buttons"),
    [("bob", ["save", "submit", "delete"]), ("anna", []), ("bea", [])],
)
def test_a_draft_offers_its_steps_to_its_maker_alone(keep, as_, who, buttons):
    version = keep(visibility="organisation")
    form = {"comparison": version.comparison_id, "version": 1, "scenario": 1}
    address = as_("bob").post("/quotes/", form)["Location"]
    assert list_buttons(as_(who).get(address)) == buttons


def test_what_was_submitted_is_approved_or_sent_back_by_another(address, press, as_):
    press("bob", address, "submit")
    assert list_buttons(as_("anna").get(address)) == ["approve", "send back"]
    assert list_buttons(as_("bob").get(address)) == ["take back"]


def test_a_buyer_who_approves_too_is_not_offered_to_approve_his_own(address, press, as_, people):
    people["bob"].groups.add(Group.objects.get(name="approver"))
    give_second_factor(people["bob"])
    press("bob", address, "submit")
    assert list_buttons(as_("bob").get(address)) == ["take back"]
    response = press("bob", address, "approve", reason="So be it.")
    assert response.status_code == 403


def test_the_page_says_whose_step_is_next(address, press, as_):
    assert "Next: submit it" in text_of(read(as_("bob").get(address)))
    press("bob", address, "submit")
    assert "Next: you approve it" in text_of(read(as_("anna").get(address)))
    press("anna", address, "approve", reason="Agreed.")
    assert "Next: you issue it" in text_of(read(as_("bob").get(address)))


def test_terms_are_saved_as_typed(address, press, draft):
    day = (date.today() + timedelta(days=9)).isoformat()
    press("bob", address, "save", customer="ACME\r\nLeeds", tax_percent="7.75", valid_until=day)
    draft.refresh_from_db()
    assert (draft.customer, f"{draft.tax_rate:.4f}", draft.valid_until.isoformat()) == (
        "ACME\nLeeds",
        "0.0775",
        day,
    )


@pytest.fixture
def second(keep, as_, press, draft):
    """The address of Bob's second draft, after one from ACME to Leeds."""
    address = f"/quotes/drafts/{draft.pk}/"
    press("bob", address, "save", supplier="ACME\nYork", customer="Leeds", tax_percent="19")
    version = keep()
    form = {"comparison": version.comparison_id, "version": 1, "scenario": 1}
    return as_("bob").post("/quotes/", form)["Location"]


def test_the_parties_and_the_tax_of_the_last_quote_are_taken_over_by_one_press(second, as_, press):
    assert "(ACME, Leeds)" in text_of(read(as_("bob").get(second)))
    press("bob", second, "as last")
    taken = Quote.objects.latest("pk")
    assert (taken.supplier, taken.customer, f"{taken.tax_rate:.2f}") == (
        "ACME\nYork",
        "Leeds",
        "0.19",
    )


def test_they_are_offered_where_no_party_was_typed_alone(second, as_, press):
    press("bob", second, "save", customer="Hull")
    assert "as last" not in list_buttons(as_("bob").get(second))


def test_the_last_quote_of_somebody_else_is_not_offered(second, keep, as_):
    version = keep("bea")
    form = {"comparison": version.comparison_id, "version": 1, "scenario": 1}
    address = as_("bea").post("/quotes/", form)["Location"]
    assert "as last" not in list_buttons(as_("bea").get(address))


def test_a_draft_leads_to_the_comparison_that_sets_its_quantities(draft, address, as_):
    [note] = read(as_("bob").get(address)).findall(".//p[@class='note on-screen']")
    assert text_of(note).startswith("Other quantities or prices: change them in its comparison,")
    links = [each.get("href") for each in note.iter("a")]
    assert links == [f"/comparisons/{draft.version.comparison_id}/v1/"]


def test_users_that_their_desktops_do_not_hold_are_told_to_maker_and_approver(keep, as_, press):
    groups = [
        {"name": "All", "desktops": 9},
        {"name": "Gone", "desktops": 0, "users": 450, "peak_concurrency": "0.6"},
    ]
    version = keep(document=write_document(fleet=groups))
    form = {"comparison": version.comparison_id, "version": 1, "scenario": 1}
    address = as_("bob").post("/quotes/", form)["Location"]
    press("bob", address, "submit")
    for name in ("bob", "anna"):
        told = [each for each in list_notes(as_(name), address) if each.startswith("Gone: ")]
        assert told[0].startswith("Gone: 270 of 450 users are at work at once, on 0 desktops.")


def test_a_quote_is_called_by_its_scenario(address, as_):
    assert text_of(read(as_("bob").get(address)).find(".//h1")) == "A quote of One"


def test_what_was_not_changed_is_no_edit(address, press, draft):
    press("bob", address, "save")
    draft.refresh_from_db()
    assert draft.revision == 0


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("tax_percent", "101"),
        ("tax_percent", "-1"),
        ("tax_percent", "x"),
        ("tax_percent", "٣"),
        ("tax_percent", "1e1"),
        ("tax_percent", "1.234"),
        ("valid_until", "2027-02-29"),
        ("valid_until", ""),
        ("valid_until", "٢٠٢٧-١٢-٣١"),
        ("valid_until", "12/31/2027"),
    ],
)
def test_a_fault_stands_at_its_field_and_all_that_was_typed_stands(
    address, press, draft, field, typed
):
    response = press("bob", address, "submit", **{field: typed, "notes": "By courier"})
    page = read(response)
    assert response.status_code == 422
    assert page.find(f".//input[@name='{field}']").get("value", "") == typed
    assert page.find(f".//input[@name='{field}']").get("aria-invalid") == "true"
    assert text_of(page.find(".//textarea[@name='notes']")) == "By courier"
    draft.refresh_from_db()
    assert (draft.state, draft.notes) == ("draft", "")


def test_terms_that_came_with_a_step_that_is_refused_are_not_saved(address, press, draft):
    assert press("bob", address, "approve", customer="ACME", reason="So be it.").status_code == 403
    draft.refresh_from_db()
    assert (draft.customer, draft.revision) == ("", 0)


@pytest.mark.parametrize("action", ["save", "submit"])
def test_a_day_that_is_past_is_a_fault_of_its_field_and_nothing_is_half_done(
    address, press, draft, action
):
    response = press("bob", address, action, valid_until="2020-01-01", notes="By courier")
    page = read(response)
    assert response.status_code == 422
    assert text_of(page.find(".//div[@class='wrong']")) == "This day is past."
    draft.refresh_from_db()
    assert (draft.state, draft.notes, draft.revision) == ("draft", "", 0)


def test_who_saves_what_another_window_saved_is_told_what_is_saved_now(address, as_, press, draft):
    before = read_fields(as_("bob").get(address).content.decode())
    press("bob", address, "save", notes="Of the first window")
    response = as_("bob").post(address, before | {"action": "save", "notes": "Of the second"})
    page = read(response)
    assert response.status_code == 409
    assert "Notes, as it is saved now: Of the first window" in text_of(page)
    assert text_of(page.find(".//textarea[@name='notes']")) == "Of the second"
    again = read_fields(response.content.decode())
    assert as_("bob").post(address, again | {"action": "save"}).status_code == 303
    draft.refresh_from_db()
    assert draft.notes == "Of the second"


def test_who_approves_what_changed_since_is_told(address, as_, press, draft):
    press("bob", address, "submit")
    before = read_fields(as_("anna").get(address).content.decode())
    press("bob", address, "take back")
    press("bob", address, "submit", notes="More")
    form = before | {"action": "approve", "reason": "Agreed by phone."}
    response = as_("anna").post(address, form)
    assert response.status_code == 409
    assert "This has changed since you looked at it." in text_of(read(response))
    assert text_of(read(response).find(".//textarea[@name='reason']")) == "Agreed by phone."
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_what_is_sent_back_needs_a_reason(address, press):
    press("bob", address, "submit")
    response = press("anna", address, "send back")
    assert response.status_code == 422
    assert text_of(read(response).find(".//div[@class='wrong']")) == "Say why, in a sentence."


def test_who_sends_back_what_is_private_to_another_comes_to_the_list(address, press):
    press("bob", address, "submit")
    assert press("anna", address, "send back", reason="No supplier.")["Location"] == "/quotes/"


def test_who_sends_back_is_told_on_the_list_that_it_was_done(address, press, as_):
    press("bob", address, "submit")
    press("anna", address, "send back", reason="No supplier.")
    told = [
        text_of(each)
        for each in read(as_("anna").get("/quotes/")).iter("p")
        if each.get("role") == "status"
    ]
    assert told == ["Sent back to bob, with your reason."]


def list_notes(client, address):
    return [text_of(each) for each in read(client.get(address)).findall(".//p[@class='note']")]


def test_why_it_was_sent_back_is_a_note_to_its_maker_and_at_the_second_look(address, press, as_):
    press("bob", address, "submit")
    press("anna", address, "send back", reason="No supplier.")
    remark = list_notes(as_("bob"), address)[0]
    assert remark.startswith("Sent back by anna on ")
    assert remark.endswith(": No supplier.")
    press("bob", address, "submit", supplier="ACME")
    assert remark in list_notes(as_("anna"), address)
    press("anna", address, "approve", reason="Agreed.")
    assert remark not in list_notes(as_("anna"), address)


def test_who_approves_is_told_at_the_field_that_the_customer_reads_the_reason(address, press, as_):
    press("bob", address, "submit")
    page = read(as_("anna").get(address))
    [field] = page.findall(".//textarea[@name='reason']")
    help_text = page.find(f".//*[@id='{field.get('aria-describedby')}']")
    assert "printed on the quote, which the customer reads" in text_of(help_text)


@pytest.mark.parametrize("action", ["approve", "send back"])
def test_a_reason_that_lacks_is_said_at_the_top_and_has_the_focus(keep, as_, press, action):
    document = json.loads(write_document())
    document["catalogue"]["prices"][0]["confidence"] = "recalled"
    version = keep(document=json.dumps(document))
    form = {"comparison": version.comparison_id, "version": 1, "scenario": 1}
    address = as_("bob").post("/quotes/", form)["Location"]
    press("bob", address, "submit")
    check_leads_to_the_reason(read(press("anna", address, action)))


def test_the_list_names_what_was_sent_back_until_it_is_submitted_again(address, press, as_):
    press("bob", address, "submit")
    press("anna", address, "send back", reason="No supplier.")
    states = [text_of(read(as_("bob").get("/quotes/")).findall(".//tbody/tr/td")[1])]
    press("bob", address, "submit")
    states.append(text_of(read(as_("bob").get("/quotes/")).findall(".//tbody/tr/td")[1]))
    assert states == ["sent back", "submitted"]


def test_an_approver_is_led_to_no_comparison_that_is_private_to_another(draft, address, press, as_):
    press("bob", address, "submit")
    version = f"/comparisons/{draft.version.comparison_id}/v1/"
    links = [
        [each.get("href") for each in read(as_(name).get(address)).iter("a")]
        for name in ("bob", "anna")
    ]
    assert [version in each for each in links] == [True, False]
    words = "That comparison is private to bob, who can share it."
    assert words in text_of(read(as_("anna").get(address)))


def test_a_revision_names_the_quote_whose_place_it_takes(issued, as_, press):
    address = f"/quotes/{issued.number}/v1/"
    page = read(as_("bob").get(press("bob", address, "revise")["Location"]))
    assert f"it takes the place of {issued.number}, version 1." in text_of(page)


def test_a_step_is_not_skipped(address, press):
    assert press("bob", address, "issue").status_code == 409


def test_an_unknown_step_is_refused(address, press):
    assert press("bob", address, "burn").status_code == 422


def test_who_issues_twice_gets_the_same_number(address, press, as_):
    press("bob", address, "submit")
    press("anna", address, "approve", reason="Agreed.")
    form = read_fields(as_("bob").get(address).content.decode()) | {"action": "issue"}
    first, second = (as_("bob").post(address, form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert IssuedQuote.objects.count() == 1


def test_what_was_issued_is_found_at_its_number(issued, as_):
    response = as_("bob").get(f"/quotes/drafts/{issued.quote_id}/")
    assert response["Location"] == f"/quotes/{issued.number}/v1/"


def test_a_draft_is_deleted_by_a_second_press_apart_from_what_saves_it(address, as_):
    page = read(as_("bob").get(address))
    asked = page.find(".//details[summary='Delete this draft']")
    assert [each.get("value") for each in asked.iter("button")] == ["delete"]
    assert "open" not in asked.attrib
    assert [each.get("value") for each in page.iter("button")].count("delete") == 1


def test_a_deleted_draft_is_absent(address, press, as_):
    assert press("bob", address, "delete")["Location"] == "/quotes/"
    assert as_("bob").get(address).status_code == 404


def test_a_scenario_that_is_not_on_sale_is_refused_with_its_reasons(keep, as_):
    version = keep(document=write_document(price_date="2006-06-30"))
    form = {"comparison": version.comparison_id, "version": 1, "scenario": 1}
    response = as_("bob").post("/quotes/", form)
    assert response.status_code == 409
    assert not Quote.objects.exists()


@pytest.mark.parametrize("scenario", ["0", "2", "x", "", "9" * 40])
def test_a_scenario_that_is_not_there_is_absent(keep, as_, scenario):
    version = keep()
    form = {"comparison": version.comparison_id, "version": 1, "scenario": scenario}
    assert as_("bob").post("/quotes/", form).status_code == 404


def test_a_draft_s_file_is_marked_as_a_price_indication(draft, as_):
    response = as_("bob").get(f"/quotes/drafts/{draft.pk}.csv")
    assert "deskfare-price-indication" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response


def test_the_price_list_is_named_as_people_do(keep, as_, catalogue_db):
    version = keep(document=json.dumps(preset("autumn-2008")))
    form = {"comparison": version.comparison_id, "version": 1, "scenario": 1}
    address = as_("bob").post("/quotes/", form)["Location"]
    assert "prices of US list on 31 October 2008" in text_of(read(as_("bob").get(address)))


SINCE = "Today's catalogue makes another total of that"
SAME = "Today's catalogue makes the same of it."


@pytest.fixture
def autumn(keep, as_, catalogue_db):
    """The address of a draft by the catalogue."""
    version = keep(document=json.dumps(preset("autumn-2008")))
    form = {"comparison": version.comparison_id, "version": 1, "scenario": 1}
    return as_("bob").post("/quotes/", form)["Location"]


def list_bought() -> set[str]:
    return {row["scheme"] for row in make_content(Quote.objects.get()).records}


def test_a_later_price_changes_nothing_and_is_said(autumn, as_):
    before = text_of(read(as_("bob").get(autumn)))
    Price.objects.filter(scheme__in=list_bought(), amount__gt=1).update(amount=F("amount") + 1)
    CatalogueVersion.change()
    after = text_of(read(as_("bob").get(autumn)))
    assert SINCE not in before
    assert SINCE in after


def test_a_change_of_what_a_quote_does_not_use_is_not_said(autumn, as_):
    others = Price.objects.exclude(scheme__in=list_bought()).filter(amount__gt=1)
    assert others.update(amount=F("amount") + 1)
    CatalogueVersion.change()
    assert SINCE not in text_of(read(as_("bob").get(autumn)))


def change_sources():
    Price.objects.filter(scheme__in=list_bought()).update(source="Read at last")


def add_own_list():
    PriceList.objects.create(
        id="own-list", name="Own", currency="USD", base=PriceList.objects.get(pk="us-list")
    )


def change_prices():
    Price.objects.filter(scheme__in=list_bought(), amount__gt=1).update(amount=F("amount") + 1)


@pytest.mark.parametrize("change", [change_sources, add_own_list, change_prices])
def test_the_draft_and_its_version_say_alike_whether_figures_differ(autumn, as_, change):
    change()
    CatalogueVersion.change()
    version = Quote.objects.get().version
    page = as_("bob").get(f"/comparisons/{version.comparison_id}/v{version.number}/")
    is_same = SAME in text_of(read(page))
    assert is_same == (SINCE not in text_of(read(as_("bob").get(autumn))))
    assert is_same == (change is not change_prices)


def test_who_was_logged_out_while_typing_finds_it_on_the_draft_again(draft, address, as_, people):
    client = as_("bob")
    typed = read_fields(client.get(address).content.decode())
    client.handler.enforce_csrf_checks = True
    response = client.post(address, typed | {"action": "submit", "notes": "By courier"})
    assert response.status_code == 403
    assert text_of(read(response).find(".//textarea[@name='notes']")) == "By courier"
    draft.refresh_from_db()
    assert (draft.state, draft.notes) == ("draft", "")


def test_a_form_of_another_site_takes_no_step(draft, address, as_, press):
    press("bob", address, "submit")
    client = as_("bob")
    form = read_fields(client.get(address).content.decode()) | {"action": "take back"}
    client.handler.enforce_csrf_checks = True
    assert client.post(address, form).status_code == 403
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_a_second_press_leads_to_the_draft_of_the_first_until_that_is_changed(keep, as_, press):
    version = keep()
    form = {"comparison": version.comparison_id, "version": 1, "scenario": 1}
    places = [as_("bob").post("/quotes/", form)["Location"] for _ in range(2)]
    assert places[0] == places[1]
    press("bob", places[0], "save", notes="By courier")
    assert as_("bob").post("/quotes/", form)["Location"] != places[0]
