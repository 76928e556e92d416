"""The API of quotes: a draft to its issue and beyond, and every refusal on the way."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from accounts.tokens import make_token
from calculator.kept.day import find_day
from calculator.openapi import DESCRIPTION
from calculator.views.api_quotes import ACTIONS, TERMS
from quotes.models import IssuedQuote, Organisation, Quote
from quotes.pdf.making import NotMade
from quotes.verifying_files import verify_file
from tests.quotes.conftest import write_document

from .api import Program

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

ALL = "/api/quotes"


@pytest.fixture
def bob(ask_as):
    return ask_as("bob")


@pytest.fixture
def asked(keep):
    """What makes a draft of Bob's comparison."""
    return {"comparison": keep().comparison_id, "version": 1, "scenario": 1}


@pytest.fixture
def number(bob, asked):
    """The draft that was made of it."""
    return bob.post(ALL, asked)["id"]


@pytest.fixture
def issued_number(ask_as, bob, number):
    bob.take(number, "submit")
    ask_as("anna").take(number, "approve", "Agreed by phone.")
    return bob.take(number, "issue")["issued"]["number"]


def list_faults(response) -> list[tuple[str, str]]:
    return [(each["path"], each["message"]) for each in response.json()["faults"]]


def test_a_draft_is_made_and_its_place_is_told(bob, asked):
    response = bob.ask("POST", ALL, asked)
    assert (response.status_code, response["Location"]) == (201, f"{ALL}/{Quote.objects.get().pk}")
    assert response.json()["state"] == "draft"


def test_a_scenario_is_known_by_its_name_too(bob, asked):
    bob.post(ALL, asked | {"scenario": "One"})
    assert Quote.objects.get().scenario_place == 0


@pytest.mark.parametrize("scenario", [0, 2, "Two", "1", None, [], 1.0, -1, 10**20])
def test_any_other_scenario_is_a_fault(bob, asked, scenario):
    response = bob.ask("POST", ALL, asked | {"scenario": scenario})
    assert list_faults(response) == [
        ("scenario", "may hold a number from 1 to 1, or the name of a scenario")
    ]


def test_a_term_that_is_given_twice_is_a_fault(bob, asked):
    terms = '"terms": {"tax_percent": "1", "tax_percent": "2"}'
    response = bob.ask("POST", ALL, f"{json.dumps(asked)[:-1]}, {terms}}}")
    assert list_faults(response) == [("terms.tax_percent", "is given twice")]
    assert not Quote.objects.exists()


def test_terms_are_given_with_a_draft_and_what_is_not_given_is_usual(bob, asked):
    Organisation.objects.create(id=1, tax_label="VAT", tax_rate="0.19")
    day = f"{timezone.now().year + 2}-12-31"
    terms = {"customer": "Ada\r\nLondon", "tax_percent": 7.5, "valid_until": day}
    number = bob.post(ALL, asked | {"terms": terms})["id"]
    assert bob.get(f"{ALL}/{number}")["terms"] == {
        "supplier": "",
        "customer": "Ada\nLondon",
        "tax_label": "VAT",
        "valid_until": day,
        "notes": "",
        "tax_percent": "7.5",
    }


@pytest.mark.parametrize(
    ("terms", "faults"),
    [
        ({"tax_percent": "101"}, {"terms.tax_percent"}),
        ({"tax_percent": "1e400"}, {"terms.tax_percent"}),
        ({"tax_percent": None}, {"terms.tax_percent"}),
        ({"valid_until": "31/12/2099"}, {"terms.valid_until"}),
        ({"valid_until": "2099-12-31"}, {"valid_until"}),
        ({"valid_until": "2099-02-29"}, {"terms.valid_until"}),
        ({"valid_until": "20991231"}, {"terms.valid_until"}),
        ({"notes": 5}, {"terms.notes"}),
        ({"notes": "\ud800"}, {"terms.notes"}),
        ({"notes": "x" * 5001, "customer": "\x00"}, {"terms.notes", "terms.customer"}),
        ({"price": "1"}, {"terms.price"}),
        ({"as_it_stands": ""}, {"terms.as_it_stands"}),
        ([], {"terms"}),
    ],
)
def test_a_wrong_term_is_a_fault_at_its_path_and_nothing_is_made(bob, asked, terms, faults):
    response = bob.ask("POST", ALL, asked | {"terms": terms})
    assert response.status_code == 422
    assert {path for path, _ in list_faults(response)} == faults
    assert not Quote.objects.exists()


def test_the_description_names_the_terms_and_the_steps_that_there_are():
    schemas = DESCRIPTION["components"]["schemas"]
    assert schemas["terms"]["properties"].keys() == TERMS.keys()
    assert set(ACTIONS) < set(schemas["quote"]["properties"]["steps"]["items"]["enum"])


def test_a_draft_tells_what_may_be_done_by_whom(ask_as, bob, number):
    assert bob.get(f"{ALL}/{number}")["steps"] == ["edit", "submit", "delete"]
    bob.take(number, "submit")
    assert bob.get(f"{ALL}/{number}")["steps"] == ["take-back"]
    assert ask_as("anna").get(f"{ALL}/{number}")["steps"] == ["approve", "send-back"]


def test_a_draft_tells_what_rests_on_typed_prices(bob, keep):
    version = keep(document=write_document(scenario={"prices": {"it": {"net": "85"}}}))
    asked = {"comparison": version.comparison_id, "version": 1, "scenario": 1}
    made = bob.ask("POST", ALL, asked).json()
    told = bob.get(f"{ALL}/{made['id']}")
    assert told["doubts"] == []
    assert told["typed_prices"].startswith("4 of 4 rows (100 % of the net) rest on prices")


def test_terms_of_a_draft_are_changed_and_the_others_stay(bob, number):
    bob.ask("PATCH", f"{ALL}/{number}", {"revision": 0, "terms": {"notes": "By hand."}})
    told = bob.get(f"{ALL}/{number}")
    assert (told["revision"], told["terms"]["notes"]) == (1, "By hand.")


def test_who_edits_an_older_revision_is_told_of_the_newer(bob, number):
    body = {"revision": 0, "terms": {"notes": "By hand."}}
    bob.ask("PATCH", f"{ALL}/{number}", body)
    response = bob.ask("PATCH", f"{ALL}/{number}", body | {"terms": {"notes": "Otherwise."}})
    told = response.json()
    assert (response.status_code, told["state"], told["revision"]) == (409, "draft", 1)
    assert Quote.objects.get().notes == "By hand."


@pytest.mark.parametrize("body", [{"revision": 0}, {"revision": 0, "terms": {}}])
def test_a_change_of_nothing_is_a_fault(bob, number, body):
    response = bob.ask("PATCH", f"{ALL}/{number}", body)
    assert list_faults(response) == [("terms", "may hold what is to be changed")]


def test_a_quote_is_taken_to_its_issue(bob, issued_number):
    assert issued_number == IssuedQuote.objects.get().number


def test_the_list_tells_drafts_and_what_was_issued(ask_as, bob, issued_number, asked):
    draft = bob.post(ALL, asked)["id"]
    told = ask_as("vera").get(ALL)
    assert (told["drafts"], len(told["issued"])) == ([], 1)
    assert [each["id"] for each in bob.get(ALL)["drafts"]] == [draft]
    [issued] = told["issued"]
    assert (issued["number"], issued["due"], issued["state"]) == (
        issued_number,
        "40000.00",
        "issued",
    )


def test_its_figures_are_those_of_its_file_and_of_its_page(bob, issued_number):
    told = bob.get(f"{ALL}/{issued_number}/v1")
    file = json.loads(bob.client.get(f"/quotes/{issued_number}/v1.json").content)
    assert {name: told[name] for name in file} == file
    page = bob.client.get(f"/quotes/{issued_number}/v1/").content.decode()
    assert f"{float(told['totals']['due']):,.2f}" in page


def test_what_the_api_gave_of_an_issued_quote_is_verified_as_identical(bob, issued_number):
    given = bob.ask("GET", f"{ALL}/{issued_number}/v1").content
    assert verify_file(given).kind == "identical"


def test_a_draft_has_the_figures_of_its_files(bob, number):
    content = bob.get(f"{ALL}/{number}")["content"]
    file = json.loads(bob.client.get(f"/quotes/drafts/{number}.json").content)
    assert content == {name: file[name] for name in content}


def test_an_issued_quote_is_found_by_its_id_and_says_its_number(bob, number, issued_number):
    told = bob.get(f"{ALL}/{number}")
    assert (told["state"], told["issued"], told["steps"]) == (
        "issued",
        {"number": issued_number, "version": 1},
        ["revise"],
    )


def test_a_revision_is_a_new_draft_that_says_what_it_revises(bob, number, issued_number):
    made = bob.take(number, "revise")
    assert made["id"] != number
    assert bob.get(f"{ALL}/{made['id']}")["revises"] == {"number": issued_number, "version": 1}


def test_what_is_withdrawn_says_so_and_has_no_steps(ask_as, number, issued_number):
    ask_as("anna").take(number, "withdraw", "A wrong price.")
    told = ask_as("anna").get(f"{ALL}/{issued_number}/v1")
    assert (told["state"], told["steps"]) == ("withdrawn", [])


def test_what_changed_since_it_was_seen_is_refused_with_its_state(bob, number):
    response = bob.ask("POST", f"{ALL}/{number}/submit", {"seen": "sha256:0"})
    assert (response.status_code, response.json()["state"]) == (409, "draft")


def test_a_step_that_leads_nowhere_is_refused_with_the_state(bob, number):
    bob.take(number, "submit")
    response = bob.ask("POST", f"{ALL}/{number}/submit", {"seen": ""})
    assert (response.status_code, response.json()["state"]) == (409, "submitted")


def test_a_reason_that_lacks_is_a_fault_at_its_member(ask_as, bob, number):
    bob.take(number, "submit")
    anna = ask_as("anna")
    seen = anna.get(f"{ALL}/{number}")["seen"]
    response = anna.ask("POST", f"{ALL}/{number}/send-back", {"seen": seen})
    assert (response.status_code, list_faults(response)[0][0]) == (422, "reason")


@pytest.mark.parametrize("body", [{}, {"seen": 1}, {"seen": "", "reason": "x" * 5001}, [], "x"])
def test_a_body_of_a_step_that_is_none_is_a_fault(bob, number, body):
    response = bob.ask("POST", f"{ALL}/{number}/submit", body)
    assert response.status_code in (400, 422)
    assert Quote.objects.get().state == "draft"


def test_a_step_that_there_is_not_is_absent(bob, number):
    assert bob.ask("POST", f"{ALL}/{number}/steal", {"seen": ""}).status_code == 404


def test_what_is_not_on_sale_cannot_be_quoted(bob, keep):
    document = json.loads(write_document()) | {"price_date": "2006-01-31"}
    asked = {"comparison": keep(document=json.dumps(document)).comparison_id}
    response = bob.ask("POST", ALL, asked | {"version": 1, "scenario": 1})
    assert (response.status_code, Quote.objects.exists()) == (409, False)


def test_what_is_not_there_of_a_comparison_is_absent(bob, asked):
    for wrong in ({"version": 2}, {"comparison": 10**8}):
        assert bob.ask("POST", ALL, asked | wrong).status_code == 404


@pytest.mark.parametrize("wrong", [{"comparison": "1"}, {"version": 10**30}, {"comparison": -1}])
def test_what_is_no_number_is_a_fault(bob, asked, wrong):
    assert bob.ask("POST", ALL, asked | wrong).status_code == 422


@pytest.mark.parametrize("ending", ["pdf", "csv", "xlsx", "json", "xml"])
def test_a_file_by_token_is_that_of_the_page_byte_for_byte(issued, people, client, as_, ending):
    today = find_day()
    program = Program(client, make_token(people["vera"], "x", today=today, ends_on=today))
    given = program.ask("GET", f"{ALL}/{issued.number}/v1.{ending}")
    page = as_("vera").get(f"/quotes/{issued.number}/v1.{ending}")
    for each in (given, page):
        assert each.status_code == 200
    assert given.content == page.content
    for header in ("ETag", "Content-Type", "Content-Disposition", "Cache-Control"):
        assert given[header] == page[header]


def test_who_has_the_file_is_told_that_it_is_the_same(issued, ask_as):
    path = f"{ALL}/{issued.number}/v1.pdf"
    tag = ask_as("vera").ask("GET", path)["ETag"]
    again = ask_as("vera").client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("query", "path"), [("?dialect=semicolon", "dialect"), ("?dialec=semicolon", "dialec")]
)
def test_a_parameter_that_is_not_for_the_file_is_a_fault(issued, ask_as, query, path):
    response = ask_as("vera").client.get(f"{ALL}/{issued.number}/v1.pdf{query}")
    [fault] = response.json()["faults"]
    assert (response.status_code, fault["path"]) == (422, path)


def test_a_pdf_that_cannot_be_made_now_says_so(issued, ask_as, monkeypatch):
    def fail(*_: object) -> None:
        raise NotMade("The PDF cannot be made now.")

    monkeypatch.setattr("calculator.kept.files.keep_pdf", fail)
    response = ask_as("vera").ask("GET", f"{ALL}/{issued.number}/v1.pdf")
    assert response.status_code == 503


@pytest.mark.parametrize(("name", "status"), [("bob", 200), ("vera", 404)])
def test_what_desktops_cost_is_for_who_may_read_the_comparison(issued, ask_as, name, status):
    response = ask_as(name).ask("GET", f"{ALL}/{issued.number}/v1.xlsx?with=costs")
    assert response.status_code == status
