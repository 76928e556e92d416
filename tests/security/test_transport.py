"""HTTPS, cookies and exports, under the settings of production."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from calculator.static_files import WholeFiles
from tests.accounts.people import PASSWORD, make_person
from tests.conftest import ROOT

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]


NAMES = (
    "SECURE_SSL_REDIRECT",
    "SECURE_REDIRECT_EXEMPT",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_NAME",
    "HERE_COOKIE_NAME",
)
READ = (
    "import json, calculator.settings as s; "
    f"print(json.dumps({{name: getattr(s, name) for name in {NAMES!r}}}))"
)


@pytest.fixture(scope="module")
def production():
    """What the settings are with HTTPS=1."""
    done = subprocess.run(
        [sys.executable, "-c", READ],
        cwd=ROOT,
        env={**os.environ, "HTTPS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.fixture
def over_https(settings, production):
    """The settings of production."""
    for name, value in production.items():
        setattr(settings, name, value)


@pytest.mark.parametrize("path", ["/api/compare", "/api/prices", "/api/quotes", "/api/nonesuch"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_program_that_asks_without_https_is_refused_and_not_led_on(
    client, over_https, path, method
):
    answer = client.generic(method, path, headers={"authorization": "Bearer deskfare_x"})
    assert (answer.status_code, answer.get("Location")) == (403, None)
    [fault] = answer.json()["faults"]
    assert fault["message"].startswith("Ask over https")


def test_a_program_that_asks_over_https_is_answered(client, over_https):
    assert client.get("/api/openapi.json", secure=True).status_code == 200


def test_a_page_without_https_leads_to_the_same_page_with_it(client, over_https):
    answer = client.get("/prices/?q=windows")
    assert (answer.status_code, answer["Location"]) == (
        301,
        "https://testserver/prices/?q=windows",
    )


@pytest.mark.parametrize(
    "path", ["/", "/api/openapi.json", "/accounts/login/", "/no-such-page", "/static/page.css"]
)
def test_browsers_are_told_to_keep_to_https_for_a_year(client, over_https, path):
    answer = client.get(path, secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize(
    ("method", "host"), [("FOO", "testserver"), ("TRACE", "testserver"), ("GET", "evil.example")]
)
def test_who_is_refused_is_told_so_too(client, over_https, method, host):
    answer = client.generic(method, "/", secure=True, headers={"host": host})
    assert answer.status_code in (400, 405)
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def read_cookies(answer):
    """Each cookie as its line says it."""
    return {
        name: {key: value for key, value in morsel.items() if value}
        for name, morsel in answer.cookies.items()
    }


def test_every_cookie_is_for_this_host_over_https_and_no_script_reads_the_session(over_https):
    make_person("ada")
    client = Client()
    cookies = read_cookies(client.get("/accounts/login/", secure=True))
    cookies |= read_cookies(
        client.post("/accounts/login/", {"login": "ada", "password": "wrong"}, secure=True)
    )
    answer = client.post("/accounts/login/", {"login": "ada", "password": PASSWORD}, secure=True)
    cookies |= read_cookies(answer) | read_cookies(client.get("/accounts/", secure=True))
    assert set(cookies) >= {"__Host-sessionid", "__Host-csrftoken", "__Host-here"}
    for name, attributes in cookies.items():
        assert name.startswith("__Host-"), name
        assert attributes["path"] == "/", name
        assert attributes["secure"], name
        assert "domain" not in attributes, name
        assert attributes["samesite"] in ("Lax", "Strict"), name
    assert cookies["__Host-csrftoken"]["samesite"] == "Strict"
    assert cookies["__Host-sessionid"]["httponly"]
    assert cookies["__Host-here"]["httponly"]


FILES = [
    "/costs.csv",
    "/costs.xlsx",
    "/quote.csv",
    "/document.json",
    "/prices.csv",
    "/prices/ms-vecd-sa.csv",
]


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_kept_and_never_run(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["Content-Security-Policy"].split("; ")[:2] == ["sandbox", "default-src 'none'"]
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
@pytest.mark.parametrize("path", ["/", "/api/prices", "/api/compare"])
def test_a_foreign_origin_is_allowed_nothing(client, path, origin):
    asked = {"origin": origin, "access-control-request-method": "POST"}
    for method in ("GET", "OPTIONS"):
        answer = client.generic(method, path, headers=asked)
        assert [name for name in answer.headers if name.startswith("Access-Control")] == []


def test_no_other_origin_may_read_the_static_files(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "page.css").touch()
    files = WholeFiles(lambda request: HttpResponse(status=404))
    answer = files(RequestFactory().get("/static/page.css"))
    answer.close()
    assert answer.status_code == 200
    assert [name for name in answer.headers if name.startswith("Access-Control")] == []


@pytest.mark.parametrize(
    "header", ["x-forwarded-proto", "x-forwarded-for", "x-forwarded-host", "forwarded"]
)
def test_what_a_stranger_says_in_a_proxys_name_changes_nothing(client, over_https, caplog, header):
    claims = {"x-forwarded-proto": "https", "x-forwarded-host": "evil.example"}
    headers = {header: claims.get(header, "203.0.113.66")}
    answer = client.get("/prices/", headers=headers)
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/prices/")
    with caplog.at_level("INFO", "deskfare.account"):
        client.post(
            "/accounts/login/", {"login": "x", "password": "y"}, headers=headers, secure=True
        )
    assert " 127.0.0.1 " in caplog.text
    assert "203.0.113.66" not in caplog.text


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/../manage.py",
        "/static/%2e%2e/manage.py",
        "/static/..%5cmanage.py",
        "/.git/config",
        "/.env",
        "/db.sqlite3",
        "/.secret-key",
    ],
)
def test_no_file_beside_the_static_ones_is_served(client, path):
    assert client.get(path).status_code == 404
