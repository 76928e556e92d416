"""Files that programs have verified: strangers hear the verdict alone."""

from __future__ import annotations

import pytest

from quotes.tables import MOST_BYTES

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

DOOR = "/api/verify"
FILE = "application/octet-stream"


@pytest.fixture
def csv(issued, as_) -> bytes:
    return as_("vera").get(f"/quotes/{issued.number}/v1.csv").content


def send(program, data: bytes, content_type: str = FILE, **headers: str):
    return program.ask("POST", DOOR, data, content_type=content_type, headers=headers)


def test_what_was_issued_is_told_to_be_that(issued, ask_as, csv):
    told = send(ask_as(""), csv).json()
    assert (told["verdict"], told["number"], told["version"]) == ("identical", issued.number, 1)


@pytest.mark.parametrize("ending", ["json", "pdf"])
def test_every_file_of_a_quote_is_known(issued, as_, ask_as, ending):
    file = as_("vera").get(f"/quotes/{issued.number}/v1.{ending}").content
    assert send(ask_as(""), file).json()["verdict"] == "identical"


def test_a_stranger_hears_no_difference_and_who_has_a_role_each(ask_as, csv):
    changed = csv.replace(b"10000.00", b"10000.01", 1)
    assert changed != csv
    stranger, viewer = (send(ask_as(name), changed).json() for name in ("", "vera"))
    assert (stranger["verdict"], stranger["details"]) == ("different", None)
    assert b"10000.01".decode() in str(viewer["details"]["differences"])


def test_who_has_no_role_hears_no_more_than_a_stranger(ask_as, csv):
    assert send(ask_as("nobody"), csv).json()["details"] is None


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (b"\x00\xff", "cannot be read"),
        (b"a,b\n1,2\n", "no quote of ours"),
    ],
)
def test_any_other_file_is_told_to_be_none(ask_as, data, verdict):
    assert send(ask_as(""), data).json()["verdict"] == verdict


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "multipart/form-data; boundary=x", "application/json"]
)
def test_no_form_of_another_site_can_send_a_file(ask_as, csv, kind):
    assert send(ask_as("vera"), csv, kind).status_code == 415


def test_a_compressed_body_is_415(ask_as, csv):
    assert send(ask_as("vera"), csv, **{"Content-Encoding": "gzip"}).status_code == 415


def test_a_file_above_the_limit_is_413(ask_as):
    assert send(ask_as(""), b"x" * (MOST_BYTES + 1)).status_code == 413


def test_a_wrong_token_makes_nobody_a_stranger(ask_as, csv):
    assert send(ask_as(""), csv, Authorization="Bearer x").status_code == 401
