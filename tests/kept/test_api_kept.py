"""The API of kept comparisons: kept, listed, read as they were kept, and told apart."""

from __future__ import annotations

import json

import pytest

from calculator.openapi import DESCRIPTION
from quotes.models import Comparison, ComparisonVersion
from tests.quotes.conftest import write_document

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

ALL = "/api/comparisons"


@pytest.fixture
def made(ask_as):
    """Bob's private comparison."""
    return ask_as("bob").post(ALL, {"name": "Desks", "document": json.loads(write_document())})


def write_body(document: str, **more: object) -> str:
    """A body with a document as that text."""
    return json.dumps({"name": "Desks", **more})[:-1] + f', "document": {document}}}'


def list_faults(response) -> list[tuple[str, str]]:
    return [(each["path"], each["message"]) for each in response.json()["faults"]]


def test_a_comparison_is_kept_and_its_place_is_told(ask_as):
    response = ask_as("bob").ask("POST", ALL, write_body(write_document(), note="First"))
    number = Comparison.objects.get().pk
    assert (response.status_code, response["Location"]) == (201, f"{ALL}/{number}/v1")
    assert response.json()["note"] == "First"


def test_a_comparison_that_comes_twice_is_kept_once(ask_as):
    body = write_body(write_document(), note="First")
    first, second = (ask_as("bob").post(ALL, body) for _ in range(2))
    assert (second, Comparison.objects.count()) == (first, 1)


def test_its_list_says_name_owner_visibility_and_versions(ask_as, made):
    [told] = ask_as("bob").get(ALL)["comparisons"]
    assert told | {"id": 0, "versions": len(told["versions"])} == {
        "id": 0,
        "name": "Desks",
        "owner": "bob",
        "visibility": "private",
        "archived": False,
        "versions": 1,
    }


def test_what_is_private_to_another_is_in_no_list(ask_as, made):
    assert ask_as("bea").get(ALL) == {"comparisons": []}


def test_a_document_is_kept_to_the_last_digit_and_blank(ask_as):
    text = write_document().replace('"desktops": 100', '"desktops" :  100')
    text = text.replace('"labour_inflation": "0"', '"labour_inflation": 0.0500')
    response = ask_as("bob").ask("POST", ALL, write_body(text))
    assert ComparisonVersion.objects.get().document == text
    told = ask_as("bob").ask("GET", response["Location"]).content.decode()
    assert f'"document": {text}, "answer": ' in told


def test_a_versions_answer_is_that_which_was_kept(ask_as, made):
    version = ComparisonVersion.objects.get()
    told = ask_as("bob").ask("GET", f"{ALL}/{version.comparison_id}/v1").content.decode()
    assert told.endswith(f'"answer": {version.answer}}}')


def test_a_new_version_begins_from_the_latest(ask_as, made):
    address = f"{ALL}/{made['comparison']['id']}/versions"
    body = {"base": 1, "document": json.loads(write_document()), "note": "Again"}
    assert ask_as("bob").post(address, body)["version"] == 2


def test_where_somebody_saved_in_between_both_numbers_are_told(ask_as, made):
    address = f"{ALL}/{made['comparison']['id']}/versions"
    body = {"base": 1, "document": json.loads(write_document())}
    ask_as("bob").post(address, body)
    response = ask_as("bob").ask("POST", address, body)
    told = response.json()
    assert (response.status_code, told["base"], told["latest"]) == (409, 1, 2)
    assert ComparisonVersion.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({"document": {}}, [("name", "may hold a text")]),
        ({"name": "x" * 201, "document": {}}, [("name", "Up to 200 characters.")]),
        (
            {"name": "x", "visibility": "all", "document": {}},
            [("visibility", "Choose one of private, organisation.")],
        ),
        ({"name": "x"}, [("document", "may hold a comparison document")]),
        ({"name": "x", "document": {}, "nam": 1}, [("nam", "is not known; did you mean name?")]),
        ({"name": "a\x00", "document": {}}, [("name", "may hold a text")]),
        ({"name": "a\ud800", "document": {}}, [("name", "may hold a text")]),
        ({"name": 5, "document": {}}, [("name", "may hold a text")]),
        ([], [("", "may hold an object")]),
    ],
)
def test_what_a_body_may_not_hold_is_a_fault_at_its_member(ask_as, body, faults):
    response = ask_as("bob").ask("POST", ALL, body)
    assert response.status_code == 422
    assert list_faults(response) == faults
    assert not Comparison.objects.exists()


@pytest.mark.parametrize("path", [ALL, f"{ALL}/{{comparison}}/versions"])
def test_what_is_kept_besides_is_no_member_of_a_body(ask_as, made, path):
    body = DESCRIPTION["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    kept = {*made, *made["comparison"]}
    for model in (Comparison, ComparisonVersion):
        kept |= {name for each in model._meta.fields for name in (each.name, each.attname)}
    others = kept - body["schema"]["properties"].keys()
    address = path.format(comparison=made["comparison"]["id"])
    found = list_faults(ask_as("bob").ask("POST", address, dict.fromkeys(others, "1")))
    assert {member for member, words in found if "is not known" in words} == others


def test_an_answer_holds_what_its_description_names_and_no_more(ask_as, made):
    [listed] = ask_as("bob").get(ALL)["comparisons"]
    kept = ask_as("bob").get(f"{ALL}/{made['comparison']['id']}/v1")
    of_it = {"id", "name", "owner", "visibility", "archived"}
    save = {"version", "note", "by", "at"}
    assert listed.keys() == {*of_it, "versions"}
    assert [each.keys() for each in listed["versions"]] == [save]
    assert made.keys() == {"comparison", *save}
    more = {"catalogue", "catalogue_change", "document", "answer"}
    assert kept.keys() == {"comparison", *save, *more}
    assert made["comparison"].keys() == kept["comparison"].keys() == of_it


def test_no_answer_is_kept_by_a_cache(ask_as, made):
    bob, address = ask_as("bob"), f"{ALL}/{made['comparison']['id']}"
    answers = [
        bob.ask("GET", ALL),
        bob.ask("GET", f"{address}/v1"),
        bob.ask("POST", ALL, write_body(write_document(), note="Again")),
        bob.ask("POST", f"{address}/versions", f'{{"base": 1, "document": {write_document()}}}'),
        bob.ask("POST", ALL, {}),
        bob.ask("GET", f"{address}/v9"),
        ask_as("").ask("GET", ALL),
    ]
    assert [each.status_code for each in answers] == [200, 200, 201, 201, 422, 404, 401]
    assert {each["Cache-Control"] for each in answers} == {"no-store"}


def test_a_member_that_is_given_twice_is_a_fault(ask_as):
    response = ask_as("bob").ask("POST", ALL, '{"name": "x", "name": "y", "document": {}}')
    assert list_faults(response) == [("name", "is given twice")]


def test_faults_of_a_document_are_told_by_their_path_within_the_body(ask_as):
    broken = json.loads(write_document()) | {"horizon_years": 0}
    response = ask_as("bob").ask("POST", ALL, {"name": "x", "document": broken})
    assert {path for path, _ in list_faults(response)} == {"document.horizon_years"}


def test_a_name_of_blanks_is_asked_for(ask_as):
    response = ask_as("bob").ask("POST", ALL, write_body(write_document(), name=" "))
    assert list_faults(response) == [("name", "Give it a name.")]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", None])
def test_no_form_of_another_site_can_send_a_body_that_is_read(ask_as, kind):
    more = {"content_type": kind or "multipart/form-data; boundary=x"}
    response = ask_as("bob").ask("POST", ALL, write_body(write_document()), **more)
    assert (response.status_code, Comparison.objects.count()) == (415, 0)


def test_a_body_that_is_too_large_is_413(ask_as):
    assert ask_as("bob").ask("POST", ALL, " " * (1024**2 + 1)).status_code == 413


def test_no_json_is_400(ask_as):
    assert ask_as("bob").ask("POST", ALL, "{").status_code == 400


@pytest.mark.parametrize(("name", "status"), [("vera", 403), ("nobody", 403), ("", 401)])
def test_who_may_not_keep_is_refused(ask_as, name, status):
    response = ask_as(name).ask("POST", ALL, write_body(write_document()))
    assert (response.status_code, Comparison.objects.count()) == (status, 0)


def test_another_method_is_told_which_there_are(ask_as):
    response = ask_as("bob").ask("PUT", ALL, {})
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")


def test_a_stranger_is_asked_for_a_token(ask_as, made):
    response = ask_as("").ask("GET", ALL)
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
