"""Keeping, listing and sharing what was kept."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db.models import F
from django.utils import timezone

from calculator.log_formats import Line
from pricing.models import CatalogueVersion, Price
from pricing.presets import preset
from quotes.models import Comparison, ComparisonVersion, ShareLink
from quotes.versions import make_comparison, save_version
from tests.quotes.conftest import write_document
from tests.web.markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


def read(response):
    return parsed(response.content.decode())


def address_of(version: ComparisonVersion) -> str:
    return f"/comparisons/{version.comparison_id}/v{version.number}/"


# Keeping


def test_a_stranger_who_keeps_logs_in_and_comes_back_to_the_same_comparison(as_, catalogue_db):
    response = as_("").get("/comparisons/keep?preset=today&fleet.0.desktops=7")
    assert response["Location"] == (
        "/accounts/login/?next=/comparisons/keep%3Fpreset%3Dtoday%26fleet.0.desktops%3D7"
    )


def test_a_stranger_loses_no_document_of_his_own(as_, catalogue_db):
    page = read(as_("").post("/comparisons/keep", {"document": write_document()}))
    kept = page.find(".//input[@name='document']").get("value")
    form = read(as_("bob").post("/comparisons/keep", {"document": kept}))
    assert kept == write_document()
    assert '"amount":"100.00"' in form.find(".//input[@name='document']").get("value")


def test_who_is_logged_out_while_typing_loses_nothing(as_, people):
    client = as_("")
    typed = {"name": "Desks", "visibility": "private", "target": "new", "note": "As agreed"}
    asked = read(client.post("/comparisons/", typed | {"document": write_document()}))
    form = asked.find(".//form[@action='/comparisons/']")
    sent = {each.get("name"): each.get("value") for each in form.iter("input")}
    client.force_login(people["bob"])
    client.handler.enforce_csrf_checks = True
    page = read(client.post("/comparisons/", sent))
    assert "Nothing was saved, because this form is older than your log-in." in text_of(page)
    assert text_of(page.find(".//textarea[@name='note']")) == "As agreed"
    assert page.find(".//input[@name='document']").get("value") == write_document()
    assert not Comparison.objects.exists()


def test_what_is_kept_without_a_name_is_asked_for_one_and_all_that_was_typed_stands(as_):
    form = {"name": " ", "visibility": "organisation", "target": "new", "note": "As agreed"}
    response = as_("bob").post("/comparisons/", form | {"document": write_document()})
    page = read(response)
    assert response.status_code == 422
    assert text_of(page.find(".//div[@class='wrong']")) == "Give it a name."
    assert text_of(page.find(".//textarea[@name='note']")) == "As agreed"
    assert page.find(".//input[@name='document']").get("value") == write_document()
    assert not Comparison.objects.exists()


def test_a_document_that_cannot_be_priced_is_not_kept(as_):
    form = {"name": "Desks", "visibility": "private", "target": "new", "document": "{}"}
    response = as_("bob").post("/comparisons/", form)
    assert response.status_code == 422
    assert read(response).find(".//div[@role='alert']") is not None


def test_of_two_who_keep_the_same_version_the_second_is_told_and_loses_nothing(as_, keep):
    first = keep("bob", visibility="organisation")
    target = f"{first.comparison_id}.1"
    keep("bea", target=target, note="Of Bea")
    form = {"name": "", "visibility": "private", "target": target, "note": "Of Bob"}
    response = as_("bob").post("/comparisons/", form | {"document": write_document()})
    page = read(response)
    assert response.status_code == 409
    assert text_of(page.find(".//textarea[@name='note']")) == "Of Bob"
    assert page.find(".//p[@role='alert']/a").get("href") == f"/comparisons/{target[:-2]}/v2/"
    chosen = [each.get("value") for each in page.iter("option") if "selected" in each.attrib]
    assert f"{first.comparison_id}.2" in chosen
    assert first.comparison.versions.count() == 2


def test_a_second_press_of_save_keeps_no_second_comparison(keep):
    first, second = keep(note="As agreed"), keep(note="As agreed")
    assert (first, Comparison.objects.count()) == (second, 1)


@pytest.mark.parametrize(
    "typed", [{"name": "Other"}, {"visibility": "organisation"}, {"note": "x"}, {"who": "bea"}]
)
def test_what_is_typed_otherwise_is_no_second_press(keep, typed):
    keep()
    keep(**typed)
    assert Comparison.objects.count() == 2


def test_what_costs_something_else_by_now_is_no_second_press(keep, catalogue_db):
    document = json.dumps(preset("today"))
    keep(document=document)
    Price.objects.filter(amount__gt=1).update(amount=F("amount") + 1)
    CatalogueVersion.change()
    keep(document=document)
    assert Comparison.objects.count() == 2


def test_a_second_press_of_a_next_version_leads_to_the_first_s(keep):
    target = f"{keep().comparison_id}.1"
    first, second = keep(target=target, note="As agreed"), keep(target=target, note="As agreed")
    assert (first.number, second, ComparisonVersion.objects.count()) == (2, first, 2)


def test_a_viewer_keeps_nothing(as_, catalogue_db):
    assert as_("vera").get("/comparisons/keep?preset=today").status_code == 403


def list_chosen(response) -> list[str]:
    """What is chosen in the form that keeps a comparison."""
    options = read(response).findall(".//select[@name='target']/option")
    chosen = [text_of(each) for each in options if "selected" in each.attrib]
    return [words.partition(", after")[0] for words in chosen]


@pytest.fixture
def four(people):
    """Bob's four comparisons of one name, two of them kept on one day."""
    for day, hour in ((28, 9), (29, 9), (30, 9), (30, 14)):
        at = datetime(2025, 11, day, hour, 5, tzinfo=UTC)
        made = make_comparison("Desks", write_document(), people["bob"], at=at)
    return made.comparison_id


DAYS = [
    "28 November 2025",
    "29 November 2025",
    "30 November 2025, 09:05 UTC",
    "30 November 2025, 14:05 UTC",
]


def test_comparisons_of_one_name_are_told_apart_by_when_they_were_kept(as_, four):
    rows = read(as_("bob").get("/comparisons/")).find(".//tbody").iter("tr")
    assert [text_of(row[2]) for row in rows] == DAYS


def test_what_may_be_kept_on_is_told_apart_likewise(as_, four, catalogue_db):
    form = read(as_("bob").get("/comparisons/keep?preset=today"))
    options = form.findall(".//select[@name='target']/option")
    assert [text_of(each) for each in options[1:]] == [
        f"version 2 of Desks, after that of {day}" for day in DAYS
    ]


def test_what_may_stand_beside_a_version_is_told_apart_likewise(as_, people, four):
    latest = Comparison.objects.get(pk=four)
    at = datetime(2025, 12, 1, tzinfo=UTC)
    save_version(latest, write_document(), people["bob"], base=1, at=at)
    page = read(as_("bob").get(f"/comparisons/{four}/v1/"))
    options = page.findall(".//select[@name='other']/option")
    assert [text_of(each) for each in options] == [
        "version 2 of 1 December 2025",
        "Desks, version 1 of 28 November 2025",
        "Desks, version 1 of 29 November 2025",
        "Desks, version 1 of 30 November 2025",
    ]


def test_what_began_from_a_version_is_kept_as_the_next_one(as_, keep, catalogue_db):
    version = keep(document=json.dumps(preset("today")))
    keep(target=f"{version.comparison_id}.1", document=json.dumps(preset("today")))
    for number in (1, 2):
        address = f"/comparisons/keep?preset=today&kept={version.comparison_id}.{number}"
        assert list_chosen(as_("bob").get(address)) == ["version 3 of Desks"]


def test_what_began_from_an_older_version_is_told_of_the_newer(as_, keep, catalogue_db):
    version = keep(document=json.dumps(preset("today")))
    keep(target=f"{version.comparison_id}.1", document=json.dumps(preset("today")))
    page = read(as_("bob").get(f"/comparisons/keep?preset=today&kept={version.comparison_id}.1"))
    [chosen] = [
        each.get("value")
        for each in page.findall(".//select[@name='target']/option")
        if "selected" in each.attrib
    ]
    form = {"name": "", "visibility": "private", "target": chosen, "note": ""}
    response = as_("bob").post("/comparisons/", form | {"document": write_document()})
    assert response.status_code == 409
    assert list_chosen(response) == ["version 3 of Desks"]


def test_what_began_from_what_is_private_to_another_is_kept_anew(as_, keep, catalogue_db):
    version = keep("bea", visibility="private")
    keep("bob", name="Of Bob")
    page = as_("bob").get(f"/comparisons/keep?preset=today&kept={version.comparison_id}.1")
    assert list_chosen(page) == ["a new comparison"]


# The list


def list_names(response) -> list[str]:
    return [text_of(each) for each in read(response).findall(".//tbody/tr/th")]


def test_the_list_shows_ones_own_and_what_is_shared(as_, keep):
    keep("bob", name="Private of Bob")
    keep("bob", name="Shared of Bob", visibility="organisation")
    assert list_names(as_("bob").get("/comparisons/")) == ["Private of Bob", "Shared of Bob"]
    assert list_names(as_("vera").get("/comparisons/")) == ["Shared of Bob"]


def test_an_owner_archives_and_brings_back(as_, keep):
    version = keep("bob")
    as_("bob").post(address_of(version), {"action": "archive"})
    assert list_names(as_("bob").get("/comparisons/")) == []
    assert list_names(as_("bob").get("/comparisons/?archived")) == ["Desks"]
    as_("bob").post(address_of(version), {"action": "take out of the archive"})
    assert list_names(as_("bob").get("/comparisons/")) == ["Desks"]


def test_another_archives_nothing(as_, keep):
    version = keep("bob", visibility="organisation")
    assert as_("bea").post(address_of(version), {"action": "archive"}).status_code == 403


def test_an_owner_who_may_only_read_by_now_archives_nothing(as_, keep, people):
    version = keep("bob")
    people["bob"].groups.set(Group.objects.filter(name="viewer"))
    assert as_("bob").post(address_of(version), {"action": "archive"}).status_code == 403


# Links


@pytest.fixture
def link(as_, keep):
    """A link to a version of Bob's, as its page shows it once."""
    version = keep(note="As agreed")
    page = as_("bob").post(address_of(version), {"action": "share", "days": "30"})
    [found] = re.findall(r"http://testserver(/shared/[\w-]+/)", page.content.decode())
    return found


def test_a_link_shows_a_stranger_the_version_alone(link, as_):
    page = read(as_("").get(link))
    assert "40,000.00" in text_of(page)
    assert [each.get("action") for each in page.iter("form")] == []


def test_a_link_has_160_bits_of_which_nothing_is_kept(link):
    token = link.split("/")[2]
    kept = ShareLink.objects.get()
    assert len(token) == 27
    assert token not in str(vars(kept))


def test_a_link_holds_for_30_days(link, as_):
    assert ShareLink.objects.get().expires_on == timezone.now().date() + timedelta(days=30)
    ShareLink.objects.update(expires_on=timezone.now().date() - timedelta(days=1))
    assert as_("").get(link).status_code == 404


def test_a_link_that_was_ended_is_absent_byte_for_byte(link, as_):
    kept = ShareLink.objects.get()
    response = as_("bob").post(address_of(kept.version), {"action": "revoke", "link": kept.pk})
    assert response.status_code == 303
    assert as_("").get(link).content == as_("").get("/shared/nonesuch/").content


def test_a_link_that_opens_nothing_says_what_may_have_become_of_it(as_):
    page = as_("").get("/shared/nonesuch/")
    assert page.status_code == 404
    assert "may have been withdrawn or have expired. Ask who sent it." in text_of(read(page))


def test_whom_a_comparison_is_private_to_ends_its_links_and_nobody_else(link, as_):
    kept = ShareLink.objects.get()
    form = {"action": "revoke", "link": kept.pk}
    assert as_("bea").post(address_of(kept.version), form).status_code == 404
    assert as_("").get(link).status_code == 200


def test_a_link_to_another_thing_is_not_ended_here(link, as_, keep):
    other = keep("bea")
    form = {"action": "revoke", "link": ShareLink.objects.get().pk}
    assert as_("bea").post(address_of(other), form).status_code == 404
    assert as_("").get(link).status_code == 200


def test_no_log_holds_the_secret_of_a_link(link, as_, caplog):
    with caplog.at_level("DEBUG"):
        as_("").get(link)
        as_("").get(link[:-2] + "x/")
    assert "/shared/... 200" in caplog.text
    assert link.split("/")[2][:20] not in caplog.text


@pytest.mark.parametrize(
    "spell",
    [
        lambda link: link[:-1],
        lambda link: f"{link}x",
        lambda link: link.replace("shared", "Shared"),
        lambda link: f"/nonesuch{link}",
        lambda link: link.replace("/shared/", "/shared//"),
    ],
)
@pytest.mark.parametrize("is_secure", [False, True])
def test_no_log_holds_the_secret_of_a_link_that_is_misspelt_or_led_on(
    link, as_, caplog, settings, spell, is_secure
):
    settings.SECURE_SSL_REDIRECT = is_secure
    with caplog.at_level("DEBUG"):
        as_("").get(spell(link))
    assert link.split("/")[2][:20] not in caplog.text


def test_no_line_of_an_error_holds_the_secret_of_a_link():
    record = logging.makeLogRecord({"msg": "Internal Server Error: %s", "args": ("/shared/4kq2/",)})
    assert Line("{message}", style="{").format(record) == "Internal Server Error: /shared/..."


def test_an_issued_quote_is_shared_too_and_says_when_it_was_withdrawn(issued, as_, press):
    address = f"/quotes/{issued.number}/v1/"
    page = as_("bob").post(address, {"action": "share", "days": "7"}).content.decode()
    [found] = re.findall(r"http://testserver(/shared/[\w-]+/)", page)
    assert "40,000.00" in text_of(read(as_("").get(found)))
    press("anna", address, "withdraw", reason="Wrong prices.")
    assert "Withdrawn by anna" in text_of(read(as_("").get(found)))


@pytest.fixture
def quote_link(issued, as_):
    """A link to Bob's issued quote, as its page shows it once."""
    form = {"action": "share", "days": "7"}
    page = as_("bob").post(f"/quotes/{issued.number}/v1/", form).content.decode()
    [found] = re.findall(r"http://testserver(/shared/[\w-]+/)", page)
    return found


def test_a_link_offers_a_stranger_the_quote_s_files(quote_link, as_, issued):
    links = [each.get("href") for each in read(as_("").get(quote_link)).iter("a")]
    offered = [each for each in links if each.startswith("/shared/")]
    assert offered == [f"{quote_link[:-1]}.pdf", f"{quote_link[:-1]}.csv"]
    for ending in ("pdf", "csv"):
        file = as_("").get(f"{quote_link[:-1]}.{ending}")
        own = as_("vera").get(f"/quotes/{issued.number}/v1.{ending}")
        assert (file.status_code, file.content) == (200, own.content)


def test_the_files_of_a_link_that_was_ended_are_absent_byte_for_byte(quote_link, as_):
    ShareLink.objects.update(revoked_at=timezone.now())
    absent = as_("").get("/shared/nonesuch/").content
    files = [f"{quote_link[:-1]}.pdf", f"{quote_link[:-1]}.csv", "/shared/nonesuch.pdf"]
    assert [as_("").get(each).content for each in files] == [absent] * 3


def test_no_search_engine_keeps_what_a_link_shows(link, quote_link, as_):
    addresses = (link, quote_link, f"{quote_link[:-1]}.pdf", f"{quote_link[:-1]}.csv")
    told = [as_("").get(address)["X-Robots-Tag"] for address in addresses]
    assert told == ["noindex"] * 4


@pytest.mark.parametrize("ending", ["xlsx", "json", "xml", "exe"])
def test_a_link_opens_no_other_file(quote_link, as_, ending):
    assert as_("").get(f"{quote_link[:-1]}.{ending}").status_code == 404


def test_a_link_to_a_version_has_no_files(link, as_):
    assert as_("").get(f"{link[:-1]}.pdf").status_code == 404


def test_no_log_holds_the_secret_of_a_file_s_link(quote_link, as_, caplog):
    with caplog.at_level("DEBUG"):
        as_("").get(f"{quote_link[:-1]}.csv")
    assert "/shared/... 200" in caplog.text
    assert quote_link.split("/")[2][:20] not in caplog.text


def list_actions(response) -> list[str]:
    return [each.get("value", "") for each in read(response).iter("button")]


def test_what_was_withdrawn_is_shared_no_more_and_its_links_are_still_ended(
    quote_link, issued, as_, press
):
    address = f"/quotes/{issued.number}/v1/"
    press("anna", address, "withdraw", reason="Wrong prices.")
    assert list_actions(as_("bob").get(address)) == ["revoke"]
    response = as_("bob").post(address, {"action": "share", "days": "7"})
    assert response.status_code == 409
    assert "This quote is withdrawn." in text_of(read(response))
    as_("bob").post(address, {"action": "revoke", "link": ShareLink.objects.get().pk})
    assert list_actions(as_("bob").get(address)) == []


@pytest.mark.parametrize("days", ["0", "367", "", "x"])
def test_a_link_without_an_end_is_not_made(as_, keep, days):
    response = as_("bob").post(address_of(keep()), {"action": "share", "days": days})
    assert response.status_code == 422
    assert not ShareLink.objects.exists()


@pytest.mark.parametrize("address", ["/comparisons/", "/quotes/"])
def test_who_has_no_role_yet_is_told_who_gives_one(as_, address):
    response = as_("nobody").get(address)
    page = read(response)
    assert response.status_code == 403
    assert "Your account has no role yet: an administrator gives it one." in text_of(page)
    assert "/rights/" in [each.get("href") for each in page.iter("a")]
