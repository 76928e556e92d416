"""The HTTP API and the files of the page's state."""

from __future__ import annotations

import io
import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.test import Client

from pricing.comparison import answer_json, compare_json
from pricing.presets import DEFAULT_PRESET, PRESETS, presets
from pricing.sheets.csv import write_csv
from pricing.sheets.quote import quote_sheet

CASES = Path(__file__).parents[1] / "cases" / "spec"
GOOD = (CASES / "who-gets-what.json").read_bytes()
MIB = 1024 * 1024


def post(client, body=GOOD, content_type="application/json", **headers):
    return client.generic("POST", "/api/compare", body, CONTENT_TYPE=content_type, headers=headers)


def fault(response) -> dict[str, str]:
    """The only fault of a refusal, at the document as a whole."""
    [only] = response.json()["faults"]
    assert only["path"] == ""
    return only


def test_a_document_is_answered_without_any_database(client):
    """No `db` fixture: a query would fail the test."""
    response = post(client)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    assert response.content.decode() == answer_json(compare_json(GOOD))


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"],
)
def test_json_in_utf_8_is_taken(client, content_type):
    assert post(client, content_type=content_type).status_code == 200


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        "application/json; charset=utf-16",
    ],
)
def test_any_other_content_is_415(client, content_type):
    response = post(client, content_type=content_type)
    assert response.status_code == 415
    assert (
        "application/json" in json.dumps(fault(response)) or "UTF-8" in fault(response)["message"]
    )


def test_a_compressed_body_is_415(client):
    response = post(client, **{"Content-Encoding": "gzip"})
    assert (response.status_code, fault(response)["message"]) == (
        415,
        "may be application/json, sent as it is",
    )


@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "FOO"]
)
def test_any_other_method_is_405(client, method):
    response = client.generic(method, "/api/compare", GOOD, content_type="application/json")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    if method != "HEAD":
        assert fault(response)["message"] == "may be POST"


def test_a_method_in_a_header_is_not_heard(client):
    response = client.get("/api/compare", headers={"X-HTTP-Method-Override": "POST"})
    assert response.status_code == 405


def test_no_json_is_400(client):
    response = post(client, b"{}}")
    assert (response.status_code, fault(response)["message"]) == (
        400,
        "line 1, column 3: expected the end of the document",
    )


def test_a_mebibyte_is_read_and_more_is_413(client):
    assert post(client, GOOD.ljust(MIB)).status_code == 200
    response = post(client, GOOD.ljust(MIB + 2))
    assert (response.status_code, fault(response)["holds"]) == (413, "more than 1,048,576 bytes")


class Counting(io.BytesIO):
    """A body in chunks, as a server hands it over: it ends where it ends."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.most = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.most = max(self.most, self.tell())
        return data


def post_in_chunks(client, body: Counting):
    extra = {
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": "",
        "HTTP_TRANSFER_ENCODING": "chunked",
    }
    return client.generic(
        "POST", "/api/compare", **extra, **{"wsgi.input": body, "wsgi.input_terminated": True}
    )


def test_a_body_in_chunks_is_read_whole(client):
    assert post_in_chunks(client, Counting(GOOD)).status_code == 200


def test_an_endless_body_in_chunks_is_read_to_the_limit_only(client):
    body = Counting(b" " * (3 * MIB))
    assert post_in_chunks(client, body).status_code == 413
    assert body.most == MIB + 1


class Broken(Counting):
    """Chunks that are none, of which every server says so by an exception of its own."""

    def read(self, size: int | None = -1) -> bytes:
        raise LookupError(size)


def test_chunks_that_are_none_are_told_as_a_body_that_broke_off(client):
    response = post_in_chunks(client, Broken(GOOD))
    assert response.status_code == 400
    assert fault(response)["message"] == "the body broke off: only a part of it came"


def test_the_api_needs_no_token_and_sets_no_cookie():
    response = post(Client(enforce_csrf_checks=True))
    assert (response.status_code, len(response.cookies)) == (200, 0)


@pytest.mark.parametrize("accept", ["text/xml", "*/*", "a" * 10_000])
def test_the_answer_is_json_whatever_is_asked_for(client, accept):
    assert post(client, Accept=accept)["Content-Type"] == "application/json"


def test_all_faults_come_at_once(client):
    response = post(
        client, b'{"horizon_years": 99, "fleet": [{"name": "a", "desktops": "x"}], "titel": "a"}'
    )
    assert response.status_code == 422
    assert [f["path"] for f in response.json()["faults"]][:4] == [
        "horizon_years",
        "fleet[0].desktops",
        "titel",
        "price_date",
    ]


def test_a_post_changes_nothing_in_the_catalogue(client, catalogue_db):
    from pricing.models import CatalogueVersion

    before = CatalogueVersion.current()
    assert post(client, (PRESETS / "today.json").read_bytes()).status_code == 200
    assert CatalogueVersion.current() == before


@pytest.mark.parametrize(
    "name", sorted(path.name for path in CASES.glob("*.json") if "expected" not in path.name)
)
def test_page_command_and_api_give_the_same_bytes(client, capsys, catalogue_db, name):
    """The page's door takes an own document in its form."""
    body = (CASES / name).read_bytes()
    call_command("compare", str(CASES / name), "--json")
    from_command = capsys.readouterr().out
    from_api = post(client, body).content.decode()
    from_page = client.post("/comparison.json", {"document": body.decode()}).content.decode()
    assert from_command == f"{from_api}\n"
    assert from_page == from_api


@pytest.mark.parametrize("name", list(presets()))
def test_a_preset_gives_the_same_bytes_at_all_doors(client, capsys, catalogue_db, name):
    file = PRESETS / f"{name}.json"
    call_command("compare", str(file), "--json")
    from_command = capsys.readouterr().out
    from_api = post(client, file.read_bytes()).content.decode()
    from_page = client.get(f"/comparison.json?preset={name}").content.decode()
    assert from_command == f"{from_api}\n"
    assert from_page == from_api


# The files of the page's state


def test_the_quote_of_a_state_is_that_of_its_document(client, catalogue_db):
    response = client.get("/quote.csv?scenario=3&fleet.0.desktops=700")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert (
        response["Content-Disposition"]
        == 'attachment; filename="deskfare-vecd-on-free-hyper-v-2008-10-31.csv"'
    )
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    document = json.loads((PRESETS / f"{DEFAULT_PRESET}.json").read_text())
    document["fleet"][0]["desktops"] = 700
    assert response.content.decode() == write_csv(
        quote_sheet(compare_json(json.dumps(document).encode()), 2)
    )


def test_without_a_scenario_all_of_them_stand_in_the_table(client, catalogue_db):
    text = client.get("/quote.csv").content.decode()
    assert text == write_csv(
        quote_sheet(compare_json((PRESETS / f"{DEFAULT_PRESET}.json").read_bytes()), None)
    )


def test_the_dialect_is_chosen_by_the_address(client, catalogue_db):
    assert client.get("/quote.csv?dialect=semicolon").content.startswith(
        b"\xef\xbb\xbfquote;version;"
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("scenario=0", "scenario: holds '0'; may hold a whole number from 1 to 7\n"),
        ("scenario=8", "scenario: holds '8'; may hold a whole number from 1 to 7\n"),
        ("scenario=x", "scenario: holds 'x'; may hold a whole number from 1 to 7\n"),
        ("scenario=1&scenario=2", "scenario: holds '2'; given twice\n"),
        ("dialect=tab", "dialect: holds 'tab'; may hold comma or semicolon\n"),
        ("horizon_years=31", "horizon_years: holds '31'; may hold a whole number from 1 to 30\n"),
    ],
)
def test_a_quote_that_cannot_be_made_says_why(client, catalogue_db, query, said):
    response = client.get(f"/quote.csv?{query}")
    assert (response.status_code, response.content.decode()) == (422, said)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Content-Disposition" not in response


def test_a_state_with_a_fault_has_no_answer_document(client, catalogue_db):
    response = client.get("/comparison.json?horizon_years=31")
    assert response.status_code == 422
    assert response.json()["faults"] == [
        {
            "path": "horizon_years",
            "holds": "'31'",
            "message": "may hold a whole number from 1 to 30",
        }
    ]


def test_a_state_too_long_for_an_address_is_posted(client, catalogue_db):
    parameters = {"scenario": "3", "title": "x" * 200}
    posted = client.post("/quote.csv", parameters)
    assert posted.content == client.get(f"/quote.csv?{urlencode(parameters)}").content


def test_a_post_of_the_form_needs_its_token(catalogue_db):
    assert Client(enforce_csrf_checks=True).post("/quote.csv", {"scenario": "3"}).status_code == 403


@pytest.mark.parametrize("address", ["/quote.csv", "/comparison.json"])
def test_the_files_of_a_state_know_three_methods(client, address):
    response = client.delete(address)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")
