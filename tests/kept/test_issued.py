"""An issued quote's page, its files, its ends; and files that come back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from calculator.kept.day import find_day
from quotes.models import Comparison, Quote
from quotes.models.comparisons import ORGANISATION
from quotes.sharing import share
from tests.web.markup import parsed, text_of

from .conftest import age, check_leads_to_the_reason

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


def read(response):
    return parsed(response.content.decode())


@pytest.fixture
def address(issued):
    return f"/quotes/{issued.number}/v1/"


def test_the_page_says_what_is_due_and_until_when_it_holds(issued, address, as_):
    words = text_of(read(as_("vera").get(address)))
    assert "$40,000.00 due in all." in words
    assert "valid until" in words


def test_the_page_says_what_is_presumed_to_be_owned(address, as_):
    terms = list(read(as_("vera").get(address)).find(".//dl"))
    place = [text_of(each) for each in terms].index("Presumed to be owned already")
    assert text_of(terms[place + 1]) == "Existing PC: 100 for All, to the end of year 4"


def test_who_has_no_role_finds_no_issued_quote(address, as_):
    for each in (address, f"{address[:-1]}.csv"):
        assert as_("nobody").get(each).content == as_("nobody").get("/nonesuch/").content


def test_another_version_of_the_number_is_absent(issued, as_):
    assert as_("bob").get(f"/quotes/{issued.number}/v2/").status_code == 404


def test_an_expired_quote_is_said_to_be_so(issued, address, as_):
    age(valid_until=timezone.now().date() - timedelta(days=1))
    assert "Expired" in text_of(read(as_("bob").get(address)))
    assert "expired" in text_of(read(as_("bob").get("/quotes/")))


# Ends


def test_an_approver_withdraws_with_a_reason_alone(address, press, as_):
    assert press("anna", address, "withdraw").status_code == 422
    assert press("anna", address, "withdraw", reason="Wrong prices.").status_code == 303
    words = text_of(read(as_("vera").get(address)))
    assert "Withdrawn by anna" in words
    assert "Wrong prices." in words


def test_why_it_is_withdrawn_is_asked_beside_withdraw_alone_and_says_who_reads_it(address, as_):
    asking = {
        form.find(".//button").get("value"): form.find(".//textarea[@name='reason']")
        for form in read(as_("anna").get(address)).iter("form")
        if form.find(".//button[@name='action']") is not None
    }
    assert asking["revise"] is None
    words = text_of(read(as_("anna").get(address)))
    assert asking["withdraw"] is not None
    assert "Whoever opens this quote reads it, by a link too: customers, suppliers." in words


def test_a_withdrawal_without_a_reason_leads_to_the_field(address, press):
    check_leads_to_the_reason(read(press("anna", address, "withdraw")))


def test_withdrawing_is_said_to_be_final_and_a_buyer_hears_who_may(address, as_):
    assert "Withdrawing is final" in text_of(read(as_("anna").get(address)))
    words = text_of(read(as_("bob").get(address)))
    assert "Only an approver can withdraw it: anna, axel." in words
    assert "Withdrawing is final" not in words


def test_what_was_withdrawn_says_so_heavily_at_the_top_and_in_the_list(issued, address, press, as_):
    press("anna", address, "withdraw", reason="Wrong prices.")
    state = read(as_("bob").get(address)).find(".//p[@role='status']")
    assert state.get("class") == "note ended"
    assert "it holds no more" in text_of(state)
    rows = [text_of(row) for row in read(as_("bob").get("/quotes/")).iter("tr")]
    assert ["withdrawn" in row for row in rows if issued.number in row] == [True]


@pytest.fixture
def issue_next(press):
    """Revises and issues the next version; gives its page."""

    def take(address):
        draft = press("bob", address, "revise")["Location"]
        press("bob", draft, "submit")
        press("anna", draft, "approve", reason="Agreed.")
        return press("bob", draft, "issue")["Location"]

    return take


def test_of_a_number_whose_last_version_was_withdrawn_nothing_holds(
    issued, address, press, as_, issue_next
):
    second = issue_next(address)
    press("anna", second, "withdraw", reason="Wrong prices.")
    words = text_of(read(as_("bob").get(address)))
    assert "Version 2 was withdrawn: no version of this quote holds." in words
    files = [as_("bob").get(f"{each[:-1]}.csv").content for each in (address, second)]
    for file in files:
        upload = {"file": SimpleUploadedFile("it.csv", file)}
        words = text_of(read(as_("bob").post("/quotes/load", upload)))
        assert "Make a new quote from the comparison" in words


def test_the_next_version_leads_to_the_one_that_it_replaces(address, as_, issue_next):
    page = read(as_("bob").get(issue_next(address)))
    assert "It takes the place of version 1." in text_of(page)
    assert address in [each.get("href") for each in page.iter("a")]


def test_a_next_version_that_is_begun_is_said_on_the_version_and_on_its_other_drafts(
    address, press, as_
):
    first = press("bob", address, "revise")["Location"]
    press("bob", first, "save", notes="By courier")
    second = press("bob", address, "revise")["Location"]
    assert first != second
    for page, others in ((address, [first, second]), (first, [second]), (second, [first])):
        [note] = [
            each
            for each in read(as_("bob").get(page)).iter("p")
            if "next version is" in text_of(each)
        ]
        assert [each.get("href") for each in note.iter("a")] == others


def test_a_second_press_of_revise_leads_to_the_draft_of_the_first(address, press):
    places = [press("bob", address, "revise")["Location"] for _ in range(2)]
    assert places[0] == places[1]


@pytest.mark.parametrize(("days", "is_kept"), [(200, True), (0, True), (-1, False)])
def test_the_day_until_which_it_holds_is_kept_where_it_lies_ahead(
    issued, address, press, days, is_kept
):
    day = find_day() + timedelta(days=days)
    age(valid_until=day)
    press("bob", address, "revise")
    assert (Quote.objects.get(revises=issued).valid_until == day) == is_kept


def test_a_buyer_does_not_withdraw(address, press):
    assert press("bob", address, "withdraw", reason="Wrong prices.").status_code == 403


def test_a_superseded_quote_says_by_which_version(issued, address, press, as_):
    draft = press("bob", address, "revise")["Location"]
    press("bob", draft, "submit")
    press("anna", draft, "approve", reason="Agreed.")
    press("bob", draft, "issue")
    page = read(as_("bob").get(address))
    assert "Superseded by version 2." in text_of(page)
    assert f"/quotes/{issued.number}/v2/" in [each.get("href") for each in page.iter("a")]
    assert press("bob", address, "revise").status_code == 409


# Files


FILES = {
    ".csv": "v1.csv",
    ".csv?dialect=semicolon": "v1-semicolon.csv",
    ".xlsx": "v1.xlsx",
    ".json": "v1.json",
    ".csv?for=erp&decimals=4": "v1-erp-4.csv",
    ".xlsx?for=erp": "v1-erp-2.xlsx",
}


@pytest.mark.parametrize("ending", FILES)
def test_a_file_is_a_download_that_its_reader_s_cache_may_ask_about(address, as_, ending):
    response = as_("vera").get(address[:-1] + ending)
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["Content-Disposition"].rstrip('"').endswith(FILES[ending])
    assert response["Cache-Control"] == "private, no-cache"


def test_each_file_has_a_tag_of_its_own_with_the_checksum(issued, address, as_):
    tags = [as_("vera").get(address[:-1] + ending)["ETag"] for ending in FILES]
    assert len(set(tags)) == len(FILES)
    assert all(issued.checksum in tag for tag in tags)


def test_who_has_the_file_is_told_that_it_is_the_same_after_the_rights_were_asked(address, as_):
    file = f"{address[:-1]}.csv"
    tag = {"HTTP_IF_NONE_MATCH": as_("vera").get(file)["ETag"]}
    assert as_("vera").get(file, **tag).status_code == 304
    assert as_("nobody").get(file, **tag).status_code == 404
    assert as_("").get(file, **tag).status_code == 302


@pytest.mark.parametrize(
    "query", ["dialect=tab", "for=sap", "for=erp&decimals=3", "decimals=2", "dialect=x&dialect=y"]
)
def test_what_no_file_is_had_in_is_a_fault_by_its_name(address, as_, query):
    response = as_("vera").get(f"{address[:-1]}.csv?{query}")
    assert response.status_code == 422
    assert response.content.decode().startswith(("dialect", "for", "decimals"))


KNOWN_NAMES = ("dialect", "for", "decimals", "with")
FILES_AND_WHAT_THEY_SAY = [*FILES, ".pdf", ".xml", ".xlsx?with=costs"]


def misspell(name: str) -> Iterator[str]:
    """The name a letter short, with two exchanged, and in capitals."""
    yield from (name[:-1], name[0] + name[2:], name[:-2] + name[-1] + name[-2], name.upper())


@pytest.mark.parametrize("file", FILES_AND_WHAT_THEY_SAY)
def test_a_misspelt_name_is_a_fault_of_every_file(draft, as_, file):
    ending, _, said = file.partition("?")
    answered = [
        wrong
        for name in KNOWN_NAMES
        for wrong in misspell(name)
        if as_("bob")
        .get(f"/quotes/drafts/{draft.pk}{ending}?{'&'.join(filter(None, (said, wrong + '=2')))}")
        .status_code
        != 422
    ]
    assert answered == []


@pytest.mark.parametrize("file", [".json", ".pdf", ".xml", ".xlsx?with=costs"])
def test_a_file_of_one_form_takes_no_decimals(draft, as_, file):
    mark = "&" if "?" in file else "?"
    answer = as_("bob").get(f"/quotes/drafts/{draft.pk}{file}{mark}decimals=4")
    assert answer.status_code == 422


def test_a_misspelt_name_is_a_fault_of_the_files_of_a_link_and_of_what_is_kept(
    issued, address, as_, people
):
    _, token = share(issued, people["bob"], at=timezone.now())
    for page in (f"/shared/{token}/", address):
        for ending in (".pdf", ".csv"):
            assert as_("vera").get(f"{page[:-1]}{ending}?fro=erp").status_code == 422


def test_what_nobody_reads_in_an_address_is_a_fault_of_a_quote_s_file(address, as_):
    assert as_("vera").get(f"{address[:-1]}.csv?utm_source=letter").status_code == 422


def test_an_address_with_a_line_feed_is_none(address, as_):
    for odd in ("%0A", "%20", "%09"):
        assert as_("vera").get(address.replace("/v1", f"{odd}/v1")).status_code == 404


def test_an_ending_that_there_is_not_is_absent(address, as_):
    assert as_("vera").get(f"{address[:-1]}.exe").status_code == 404


# The workbook with the cost of ownership


COSTS = ".xlsx?with=costs"


def list_sheet_names(content: bytes) -> list[str]:
    book = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("xl/workbook.xml"))
    return [each.get("name") for each in book.iter() if each.tag.endswith("}sheet")]


def list_offered(page) -> list[str]:
    return [each.get("href", "") for each in page.iter("a")]


def test_the_workbook_of_a_quote_gives_away_nothing_of_the_comparison(address, as_):
    content = as_("bob").get(f"{address[:-1]}.xlsx").content
    assert list_sheet_names(content) == ["Quote", "Rows", "Sources"]


def test_who_may_read_the_comparison_has_its_costs_in_a_second_workbook(address, as_):
    response = as_("bob").get(address[:-1] + COSTS)
    assert list_sheet_names(response.content) == ["Quote", "Rows", "Cost of ownership", "Sources"]
    assert response["Content-Disposition"].endswith('-v1-with-costs.xlsx"')


@pytest.mark.parametrize("who", ["vera", "anna", "bea", "nobody"])
def test_the_costs_of_a_private_comparison_are_absent_for_all_others(address, as_, who):
    response = as_(who).get(address[:-1] + COSTS)
    assert response.content == as_(who).get("/nonesuch/").content
    assert address[:-1] + COSTS not in list_offered(read(as_("vera").get(address)))


def test_the_costs_of_a_shared_comparison_are_offered_to_all(issued, address, as_):
    Comparison.objects.update(visibility=ORGANISATION)
    assert address[:-1] + COSTS in list_offered(read(as_("vera").get(address)))
    assert as_("vera").get(address[:-1] + COSTS).status_code == 200


def test_an_approver_of_a_private_draft_has_no_costs_of_it(draft, press, as_):
    page = f"/quotes/drafts/{draft.pk}/"
    press("bob", page, "submit")
    assert as_("anna").get(page[:-1] + COSTS).status_code == 404
    assert page[:-1] + COSTS in list_offered(read(as_("bob").get(page)))


@pytest.mark.parametrize(
    "query",
    [
        *(".xlsx?with=wages", ".xlsx?with=", ".xlsx?with=costs&for=erp", ".csv?with=costs"),
        *(".json?with=costs", ".pdf?with=costs", ".xlsx?with=costs&with=costs"),
    ],
)
def test_what_a_file_is_not_had_with_is_a_fault_by_its_name(address, as_, query):
    response = as_("bob").get(address[:-1] + query)
    assert response.status_code == 422
    assert response.content.decode().startswith("with: holds ")


def test_the_two_workbooks_have_tags_of_their_own(address, as_):
    tags = [as_("bob").get(address[:-1] + ending)["ETag"] for ending in (".xlsx", COSTS)]
    assert len(set(tags)) == 2


def test_a_stranger_with_a_link_has_no_costs(issued, people, as_):
    _, token = share(issued, people["bob"], at=timezone.now())
    assert as_("").get(f"/shared/{token}{COSTS}").status_code == 404


# Verifying


def verify(client, content: bytes, name: str = "a.csv"):
    return read(client.post("/verify", {"file": SimpleUploadedFile(name, content)}))


def test_a_stranger_hears_the_verdict_and_no_figure(address, as_):
    content = as_("bob").get(f"{address[:-1]}.csv").content.replace(b"10000.00", b"10000.01", 1)
    words = text_of(verify(as_(""), content))
    assert "It is not what was issued." in words
    assert "10000.00" not in words
    words = text_of(verify(as_("vera"), content))
    assert "1 amount 10000.00 10000.01" in words


def test_what_differs_is_promised_to_nobody_whose_file_is_what_was_issued(address, as_):
    content = as_("bob").get(f"{address[:-1]}.csv").content
    words = text_of(verify(as_(""), content))
    assert "It is what was issued." in words
    assert "what differs" not in words


def test_a_file_of_nobody_s_is_said_to_be_no_quote(as_):
    words = text_of(verify(as_(""), b"a,b\n1,2\n"))
    assert "No quote was issued under a number that stands in this file." in words


@pytest.mark.parametrize("content", [b"", b"\x00", b"PK\x03\x04", b"{", b"\xff\xfe\x00"])
def test_a_file_that_is_none_is_no_fault_of_ours(as_, content):
    response = as_("").post("/verify", {"file": SimpleUploadedFile("a.csv", content)})
    assert response.status_code == 200


def test_without_a_file_one_is_asked_for(as_):
    response = as_("").post("/verify", {})
    assert response.status_code == 400
    assert text_of(read(response).find(".//*[@id='fault']")) == "Choose a file first."


def test_a_file_of_three_mebibytes_is_read_and_one_of_thirty_is_not(as_):
    large = SimpleUploadedFile("a.csv", b"a,b\n" + (b"x" * 1023 + b"\n") * 3072)
    assert as_("").post("/verify", {"file": large}).status_code == 200
    larger = SimpleUploadedFile("a.csv", b" " * (30 * 1024 * 1024))
    assert as_("").post("/verify", {"file": larger}).status_code == 413
