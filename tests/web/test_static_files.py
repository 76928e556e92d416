"""Style sheets are collected without their comments, all else as it is; each is served whole."""

from __future__ import annotations

import json
import os
import re
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.http import http_date

from calculator.static_files import WholeFiles

# An answer that is closed ends the connections of its request to the database.
pytestmark = pytest.mark.django_db

STATIC = Path(__file__).parents[2] / "static"
RULE = re.compile(r"[^{}]+\{")


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    from django.conf import settings
    from django.contrib.staticfiles import storage
    from django.test import override_settings
    from django.utils.functional import empty

    folder = tmp_path_factory.mktemp("static")
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "calculator.static_files.Collected"},
    }
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        storage.staticfiles_storage._wrapped = empty
        call_command("collectstatic", interactive=False, verbosity=0)
    storage.staticfiles_storage._wrapped = empty
    return folder


def test_style_sheets_keep_their_rules_and_lose_their_comments(collected):
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    for path in (path for path in STATIC.rglob("*.css") if path.parent.name != "vendor"):
        served = (collected / names[path.relative_to(STATIC).as_posix()]).read_text()
        assert "/*" not in served
        plain = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        assert len(RULE.findall(served)) == len(RULE.findall(plain)) > 0


def test_what_others_wrote_keeps_its_comments(collected):
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    [name] = [name for name in names if name.startswith("vendor/plotly") and name.endswith(".css")]
    assert (collected / names[name]).read_bytes() == (STATIC / name).read_bytes()


@pytest.mark.parametrize("is_there", [True, False])
def test_the_list_of_all_files_is_served_to_nobody(collected, settings, is_there):
    settings.STATIC_ROOT = collected
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    name = {True: names["question.css"], False: "staticfiles.json"}[is_there]
    files = WholeFiles(lambda request: HttpResponse(status=404))
    with closing(files(RequestFactory().get(f"/static/{name}"))) as answer:
        assert answer.status_code == {True: 200, False: 404}[is_there]


@pytest.fixture
def serve(tmp_path, settings):
    """Asks for a file of ten bytes, of the year 2001."""
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "page.css").write_bytes(b"0123456789")
    os.utime(tmp_path / "page.css", (1e9, 1e9))
    files = WholeFiles(lambda request: HttpResponse(status=404))

    def ask(method: str = "get", **headers: str):
        return files(getattr(RequestFactory(), method)("/static/page.css", headers=headers))

    return ask


RANGES = [
    *("0-0", "1-1", "9-9", "0-4", "5-", "-3", "-0", "5-2", "--5", "1_0-2_0"),
    *("+1-+3", "0-0,2-2", "0-0," * 1000, "99-,98-", "x", ""),
]


@pytest.mark.parametrize("wanted", RANGES)
def test_a_file_is_served_whole_whatever_range_is_asked_for(serve, wanted):
    with closing(serve(range=f"bytes={wanted}")) as answer:
        assert (answer.status_code, b"".join(answer)) == (200, b"0123456789")


@pytest.mark.parametrize("wanted", ["10-10", "10-", "99-", "99-120", f"{10**17}-"])
def test_who_goes_on_behind_the_end_of_a_file_is_told_its_length(serve, wanted):
    answer = serve(range=f"bytes={wanted}")
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */10")
    assert "This file has 10 bytes, and nothing behind them." in answer.content.decode()


def test_the_end_of_an_older_file_is_not_that_of_the_newer(serve):
    with closing(serve(range="bytes=10-", if_range='"x"')) as answer:
        assert (answer.status_code, b"".join(answer)) == (200, b"0123456789")


def test_half_of_an_older_file_is_not_completed_with_a_newer_one(serve):
    with closing(serve(range="bytes=0-4", if_range='"x"')) as answer:
        assert (answer.status_code, b"".join(answer)) == (200, b"0123456789")


def test_a_head_with_a_range_is_that_of_the_whole_file(serve):
    answer = serve("head", range="bytes=0-4")
    assert (answer.status_code, answer["Content-Length"]) == (200, "10")


def test_no_ranges_are_announced(serve):
    with closing(serve()) as answer:
        assert "Accept-Ranges" not in answer


@pytest.mark.parametrize(
    ("since", "status"),
    [
        (http_date(1e9), 304),
        (http_date(1e9 - 1), 200),
        ("Fri, 31 Dec 2999 23:59:59 GMT", 200),
        ("31 Dec 2025 23:59:59", 200),
        ("tomorrow", 200),
    ],
)
def test_a_day_of_the_past_alone_says_that_somebody_has_the_file(serve, since, status):
    with closing(serve(if_modified_since=since)) as answer:
        assert answer.status_code == status


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_a_file_is_only_read(tmp_path, settings, method):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "page.css").write_bytes(b"0123456789")
    answer = getattr(Client(), method)("/static/page.css")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert "may be asked with GET, HEAD." in answer.content.decode()
