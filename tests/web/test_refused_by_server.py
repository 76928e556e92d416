"""What the server took no whole request of is refused in the words of the site."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from calculator.told import REFUSED

from .markup import parsed
from .test_own_lists_private import list_routes

pytestmark = pytest.mark.usefixtures("catalogue_db")
TOLD = {REFUSED: (400, "It broke off.")}


def test_a_page_says_it_as_a_page():
    answer = Client().post("/inventory", **TOLD)
    assert answer.status_code == 400
    assert b"<html" in answer.content
    assert b"It broke off." in answer.content


def test_a_part_of_a_page_says_it_as_a_part():
    answer = Client().post("/inventory", headers={"HX-Request": "true"}, **TOLD)
    assert b"<html" not in answer.content
    assert b"It broke off." in answer.content


def test_the_api_says_it_as_json():
    answer = Client().post("/api/compare", **TOLD)
    assert answer.json()["faults"][0]["message"] == "It broke off."


def test_it_has_a_line_in_the_log(caplog):
    with caplog.at_level(logging.INFO, "deskfare.request"):
        Client().post("/inventory", **TOLD)
    assert "POST /inventory 400" in caplog.text


@pytest.mark.parametrize("address", [*list_routes()])
def test_a_method_that_is_refused_is_refused_in_words(address):
    answer = Client().put(address)
    assert answer.status_code != 405 or answer.content


def test_the_words_name_what_may_be_used():
    answer = Client().put("/")
    assert "GET or HEAD or POST" in answer.content.decode()
    assert answer["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("path", ["/inventory", "/portfolio/", "/verify", "/supplier"])
def test_ten_thousand_files_are_one_sentence_and_no_traceback(capsys, path):
    files = [SimpleUploadedFile(f"{n}.csv", b"a") for n in range(10_000)]
    answer = Client().post(path, {"file": files})
    assert answer.status_code == 400
    assert f"more than {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files" in answer.content.decode()
    assert "Traceback" not in capsys.readouterr().err


def test_ten_thousand_fields_are_one_sentence():
    answer = Client().post("/inventory", {"field": ["a"] * 10_000})
    assert answer.status_code == 400
    assert "more than 4,000 fields" in answer.content.decode()


@pytest.mark.parametrize("kind", ["RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent"])
def test_what_is_too_much_has_no_line_beside_that_of_the_request(kind):
    assert not logging.getLogger(f"django.security.{kind}").propagate


@pytest.mark.parametrize("path", ["/inventory", "/portfolio/", "/supplier"])
def test_a_form_for_a_file_that_comes_without_one_says_so_at_the_field(path):
    root = parsed(Client().post(path, {}).content.decode())
    [field] = [each for each in root.iter("input") if each.get("type") == "file"]
    assert field.get("aria-invalid") == "true"
    assert "faults" in field.get("aria-describedby", "")
