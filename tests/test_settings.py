"""Headers on every answer, refused hosts, and what the log keeps."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from calculator.log_formats import Console

ADDRESS = "/no-such-page/?discount=confidential"
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def answer(client, db):
    return client.get(ADDRESS)


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(answer):
    assert sorted(answer["Content-Security-Policy"].split("; ")) == [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "script-src 'self'",
        "style-src 'self'",
    ]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ],
)
def test_headers_stand_on_errors_too(answer, header, value):
    assert (answer.status_code, answer[header]) == (404, value)


def test_a_page_without_log_in_sets_no_cookie(answer):
    assert not answer.cookies


@pytest.mark.parametrize("path", ["/", "/static/anything.css", "/admin/"])
def test_a_host_that_is_not_ours_is_refused_on_every_route(client, path):
    assert client.get(path, headers={"host": "evil.example"}).status_code == 400


def test_the_log_has_one_line_a_request_without_the_query(client, db, caplog):
    with caplog.at_level(logging.INFO, "deskfare.request"):
        client.get(ADDRESS)
    (line,) = [
        record.getMessage() for record in caplog.records if record.name == "deskfare.request"
    ]
    assert line.startswith("GET /no-such-page/ 404 ")
    assert "confidential" not in caplog.text


@pytest.fixture
def written():
    """What the settings' own handler writes."""
    stream = io.StringIO()
    (handler,) = [found for found in logging.getLogger().handlers if type(found) is Console]
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


def test_a_refused_host_is_one_line_too(client, written):
    client.get("/", headers={"host": "evil.example"})
    (line,) = written.getvalue().splitlines()
    assert " GET / 400 " in line


def test_no_request_writes_a_second_line_or_a_long_one(client, db, caplog):
    with caplog.at_level(logging.INFO, "deskfare.request"):
        client.get("/a%0d%0aGET%20/forged" + "x" * 200)
    (line,) = [
        record.getMessage() for record in caplog.records if record.name == "deskfare.request"
    ]
    assert "/a%0D%0AGET%20/forged" in line
    assert len(line) < 130


def test_the_deployment_checks_are_silent_under_https():
    environment = {
        name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**environment, "HTTPS": "1", "HSTS_PRELOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
