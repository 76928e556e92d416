"""A database that can only be read: pages price on, and whoever wants to keep something is told."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served.site import ENVIRONMENT, Browser, Site
from tests.web.markup import parsed, text_of

# Root writes to whatever there is, unless it gives that right up.
BOUND: tuple[str, ...] = ()
if os.getuid() == 0:
    BOUND = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")
SAID = "The service is read-only just now, so nothing was saved."
PAGES = ("/", "/sure?preset=today", "/prices/", "/healthz", "/quote.csv?preset=today&scenario=1")


@pytest.fixture(scope="module")
def shut(set_up) -> Iterator[Path]:
    """The file in a folder, neither of which the site may write to."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(shutil.copy(set_up, folder))
        store.chmod(0o444)
        Path(folder).chmod(0o555)
        yield store
        Path(folder).chmod(0o755)


@pytest.fixture(scope="module")
def site(shut, tmp_path_factory) -> Iterator[Site]:
    log = tmp_path_factory.mktemp("log") / "log"
    with Site(f"sqlite:///{shut}", log, before=BOUND, READ_ONLY="1") as started:
        yield started


def test_it_starts_where_that_is_meant_and_says_so(site):
    assert any("WARNING" in line and "can only be read" in line for line in site.read_log())


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_read_and_price_on(site, path):
    assert site.ask(path).status == 200


def test_the_api_prices_on(site):
    document = site.ask("/document.json?preset=today").text
    answer = site.ask("/api/compare", document, Content_Type="application/json")
    assert (answer.status, '"scenarios"' in answer.text) == (200, True)


def test_it_is_ready_and_says_that_it_can_only_read(site):
    answer = site.ask("/readyz")
    assert (answer.status, answer.text) == (200, "ready\nread-only\n")


@pytest.mark.parametrize("name", ["bob", "nobody at all"])
def test_log_in_says_so_before_it_looks_at_a_password(site, name):
    answer = Browser(site).log_in(name)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert SAID in text_of(parsed(answer.text))


def test_the_refusal_has_its_line_and_no_traceback(site):
    answer = Browser(site).log_in("bob")
    lines = [line for line in site.read_log() if answer.headers["X-Request-ID"] in line]
    assert " POST /accounts/login/ 503 " in lines[0]
    assert "Traceback" not in site.log.read_text()


def test_the_file_is_as_it_was_and_none_is_beside_it(site, shut, set_up):
    site.ask("/")
    assert [each.name for each in shut.parent.iterdir()] == [shut.name]
    assert shut.read_bytes() == set_up.read_bytes()


def test_who_had_logged_in_is_told_and_what_was_typed_stays(store, tmp_path):
    with tempfile.TemporaryDirectory() as folder:
        moved = Path(shutil.copy(store, folder))
        with Site(f"sqlite:///{moved}", tmp_path / "log", before=BOUND) as site:
            browser = Browser(site)
            assert browser.log_in("bob").status == 302
            form = {
                "document": site.ask("/document.json?preset=today").text,
                "name": "What was typed",
                "visibility": "private",
                "target": "new",
                "note": "",
            }
            token = browser.find_token("/accounts/logout/")
        moved.chmod(0o444)
        Path(folder).chmod(0o555)
        with Site(f"sqlite:///{moved}", tmp_path / "log", before=BOUND, READ_ONLY="1") as site:
            browser.site = site
            answer = browser.send("/comparisons/", form | {"csrfmiddlewaretoken": token})
            listed = browser.get("/quotes/")
        Path(folder).chmod(0o755)
    assert answer.status == 503
    page = parsed(answer.text)
    assert SAID in text_of(page)
    assert "What was typed" in [field.get("value") for field in page.iter("input")]
    assert listed.status == 200


def test_without_the_setting_it_does_not_start(shut, manage):
    done = manage(f"sqlite:///{shut}", "check_start", before=BOUND, **ENVIRONMENT)
    assert done.returncode == 1
    assert "set READ_ONLY=1" in done.stderr
