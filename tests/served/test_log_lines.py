"""The log of the site as it is served: one form, the request's id, and no request fails for it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import datetime

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.served.site import Browser, Site

TOKEN = {"Authorization": "Bearer of these tests"}


@pytest.fixture(scope="module")
def site(set_up, tmp_path_factory):
    """The site with a log of JSON lines, behind a proxy."""
    log = tmp_path_factory.mktemp("log") / "log"
    with Site(
        f"sqlite:///{set_up}",
        log,
        LOG_FORMAT="json",
        BEHIND_PROXY="1",
        METRICS_TOKEN="of these tests",
    ) as started:
        yield started


def find_lines(site: Site, request_id: str) -> list[dict]:
    lines = map(json.loads, site.read_log())
    return [line for line in lines if line["request_id"] == request_id]


def test_each_line_is_an_object_with_the_same_names(site):
    site.ask("/?discount=0.42")
    lines = [json.loads(line) for line in site.read_log()]
    common = {"time", "level", "logger", "request_id", "user", "message"}
    assert {frozenset(common - set(line)) for line in lines} == {frozenset()}
    assert {datetime.fromisoformat(line["time"]).utcoffset().seconds for line in lines} == {0}
    assert all(line["time"].endswith("Z") for line in lines)
    assert "0.42" not in site.log.read_text()


def test_the_line_of_a_request_says_what_was_asked_and_answered(site):
    answer = site.ask("/healthz?discount=0.42")
    (line,) = find_lines(site, answer.headers["X-Request-ID"])
    said = (line["method"], line["path"], line["status"], line["user"])
    assert said == ("GET", "/healthz", 200, None)


def test_who_is_logged_in_is_told_by_id_and_never_by_name(site):
    browser = Browser(site)
    came_in = browser.log_in("bob")
    assert came_in.status == 302
    answer = browser.get("/quotes/")
    (line,) = find_lines(site, answer.headers["X-Request-ID"])
    assert (line["status"], line["user"]) == (200, 1)
    told = find_lines(site, came_in.headers["X-Request-ID"])
    assert [each.get("event") for each in told] == ["log-in", None]
    assert "bob" not in site.log.read_text()


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        ("a1b2c3d4-0000", True),
        ("short", False),
        ("a" * 65, False),
        ('a1b2c3d4", "user": 1', False),
        ("a1b2c3d4 forged", False),
    ],
)
def test_the_id_of_the_proxy_is_taken_where_it_is_well_formed(site, given, is_taken):
    told = site.ask("/healthz", X_Request_ID=given).headers["X-Request-ID"]
    assert (told == given) is is_taken
    assert re.fullmatch(r"[0-9A-Za-z-]{8,64}", told)


def test_without_a_proxy_the_id_that_somebody_sends_is_not_believed(client, db, settings):
    settings.BEHIND_PROXY = False
    answer = client.get("/healthz", headers={"x-request-id": "a1b2c3d4-0000"})
    assert answer["X-Request-ID"] != "a1b2c3d4-0000"


def sum_up(text: str, name: str) -> float:
    samples = (s for family in text_string_to_metric_families(text) for s in family.samples)
    return sum(sample.value for sample in samples if sample.name == name)


def test_the_metrics_of_all_processes_are_told_by_whichever_is_asked(site):
    before = sum_up(site.ask("/metrics", **TOKEN).text, "deskfare_requests_total")
    for _ in range(40):
        site.ask("/healthz")
    text = site.ask("/metrics", **TOKEN).text
    assert sum_up(text, "deskfare_requests_total") == before + 41
    assert len(re.findall(r"^deskfare_memory_bytes\{pid=", text, re.MULTILINE)) == 2


def test_a_stranger_reads_no_metrics(site):
    assert site.ask("/metrics").status == 404


# A log that can't be written


def ask_much(site: Site) -> set[int]:
    return {site.ask("/healthz").status for _ in range(300)}


def count_lost(site: Site) -> float:
    return sum_up(site.ask("/metrics", **TOKEN).text, "deskfare_log_lines_lost_total")


def test_on_a_full_device_requests_go_on_and_the_lost_lines_are_counted(set_up, tmp_path):
    with (
        open("/dev/full", "wb") as full,
        Site(
            f"sqlite:///{set_up}",
            tmp_path / "log",
            full,
            METRICS_TOKEN="of these tests",
        ) as site,
    ):
        assert ask_much(site) == {200}
        assert count_lost(site) >= 300


def test_where_nobody_reads_the_log_requests_go_on(set_up, tmp_path):
    reader = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.readline()"], stdin=subprocess.PIPE
    )
    with Site(
        f"sqlite:///{set_up}",
        tmp_path / "log",
        reader.stdin,
        METRICS_TOKEN="of these tests",
    ) as site:
        reader.stdin.close()
        reader.wait(timeout=10)
        assert ask_much(site) == {200}
        assert count_lost(site) >= 300


def test_an_error_is_told_with_the_id_of_its_request(set_up, tmp_path):
    """A process of its own, for no view of the site fails by itself."""
    words = (
        "import calculator.wsgi; from django.test import Client\n"
        "from calculator.urls import urlpatterns\n"
        "def fail(request): raise ValueError('planted')\n"
        "next(p for p in urlpatterns if p.name == 'healthz').callback = fail\n"
        "answer = Client(raise_request_exception=False).get('/healthz')\n"
        "print(answer.status_code, answer['X-Request-ID'])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", words],
        env=os.environ
        | {
            "DATABASE_URL": f"sqlite:///{set_up}",
            "DJANGO_SETTINGS_MODULE": "tests.served.settings",
            "LOG_FORMAT": "json",
            "SECRET_KEY": "of these tests, and of nothing else",
            "ALLOWED_HOSTS": "testserver",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    status, request_id = done.stdout.split()
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert status == "500"
    assert {line["request_id"] for line in lines} == {request_id}
    assert "ValueError: planted" in next(line["traceback"] for line in lines if "traceback" in line)
