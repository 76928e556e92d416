"""How a line of the log is written, for people and for programs."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from calculator.log_formats import JsonLine, Line
from calculator.log_lines import FORMATTERS
from tests.accounts.people import make_person

SECRET = "4kq2-of-a-link"
PATHS = [f"/shared/{SECRET}/", f"/accounts/password/reset/key/1-{SECRET}/", f"/x/shared/{SECRET}"]


@pytest.fixture(params=["line", "json"])
def formatter(request):
    """As the settings make it, by the name that LOG_FORMAT has for it."""
    if request.param == "json":
        return JsonLine()
    return Line(FORMATTERS["line"]["fmt"], style="{")


def make_record(words: str, **more: object) -> logging.LogRecord:
    said = {"name": "deskfare", "levelname": "INFO", "msg": words, "created": 0.5}
    return logging.makeLogRecord(said | more)


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b", "\x00", "\x85", "\x9b", "\u2028"])
def test_no_text_makes_a_second_line_or_steers_a_terminal(formatter, sign):
    line = formatter.format(make_record(f"asked{sign}INFO forged"))
    assert "INFO forged" in line
    assert line.isprintable()


def test_a_method_of_thousands_of_letters_is_cut(client, caplog):
    with caplog.at_level(logging.INFO, logger="deskfare.request"):
        client.generic("G" * 9000, "/healthz")
    [said] = [each for each in caplog.records if each.name == "deskfare.request"]
    assert len(said.method) == 80


def test_its_time_is_in_utc(formatter):
    assert "1970-01-01T00:00:00.500Z" in formatter.format(make_record("asked"))


@pytest.mark.parametrize("path", PATHS)
def test_the_secret_of_a_link_is_in_no_line_and_no_traceback(formatter, path):
    try:
        raise ValueError(path)
    except ValueError:
        fallen = sys.exc_info()
    line = formatter.format(make_record(f"GET {path}", exc_info=fallen, path=path))
    assert "ValueError" in line
    assert SECRET not in line


@pytest.mark.django_db
def test_a_line_for_programs_says_when_what_who_and_of_which_request(client, caplog):
    caplog.set_level(logging.INFO, "deskfare.request")
    caplog.handler.setFormatter(JsonLine())
    ada = make_person("ada")
    client.force_login(ada)
    answer = client.get("/accounts/")
    said = json.loads(caplog.text.splitlines()[-1])
    assert (said["user"], said["request_id"]) == (ada.pk, answer["X-Request-ID"])
    assert (said["method"], said["path"], said["status"]) == ("GET", "/accounts/", 200)
    assert said.keys() >= {"time", "level", "logger", "message", "milliseconds"}
