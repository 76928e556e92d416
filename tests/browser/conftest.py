"""A real browser before a real server.

What no page may do fails the test, whatever the test is about.
"""

from __future__ import annotations

import itertools
import os
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from .chromium import FLAGS, chromium_path, missing_packages

expect.set_options(timeout=15_000)
NOT_HERE = "the browser tests need what is not here"
# What htmx writes about a request that a newer one took the place of.
SUPERSEDED = ("htmx:sendAbort", "htmx:afterRequest")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    """All that is skipped for want of a browser has one place, so that pytest says so in one
    line.
    """
    report = yield
    if report.skipped and NOT_HERE in str(report.longrepr):
        _, _, reason = report.longrepr
        report.longrepr = (__file__, 1, reason)
    return report


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests. Where none can be driven the tests are skipped, but not in CI."""
    if missing := missing_packages():
        words = f"{NOT_HERE}: apt-get install {' '.join(missing)}"
        assert os.environ.get("CI") != "true", words
        pytest.skip(words)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(shipped_catalogue: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of one server for all tests: nothing that they do is written anywhere.

    pytest-django's own `live_server` would empty the catalogue after each test.
    """
    # A request that a test left behind is still answered after it.
    with django_db_blocker.unblock():
        live = LiveServer("127.0.0.1")
        yield live.url
        for thread in threading.enumerate():
            if "process_request_thread" in thread.name:
                thread.join(timeout=10)
        live.stop()


@pytest.fixture
def site(server: str) -> str:
    """The server with a catalogue behind it, also after a test that emptied the database."""
    from django.utils import timezone

    from pricing.catalogue.files import SHIPPED
    from pricing.catalogue.loading import load
    from pricing.models import PriceList

    if not PriceList.objects.exists():
        load(SHIPPED, at=timezone.now())
    return server


@pytest.fixture(scope="session")
def idle(server: str) -> Iterator[dict[str, list[BrowserContext]]]:
    """Browsers that no reader uses now, by their options; a new one takes longer than its page.

    Each holds an empty page, without which it would lose its window. They go before the server,
    which waits for their connections.
    """
    made: dict[str, list[BrowserContext]] = defaultdict(list)
    yield made
    for context in itertools.chain(*made.values()):
        context.close()


@pytest.fixture
def reader(
    chromium: Browser, site: str, idle: dict[str, list[BrowserContext]]
) -> Iterator[Callable[..., Page]]:
    """Makes readers, each with a browser of their own.

    Any console message of an error, exception, failed or outside request, or entry in the
    browser's storage fails the test. So does a violation of the policy, which is a console error.
    Charts take a second and more, so they are drawn only where a test asks for them.
    """
    used: list[tuple[BrowserContext, dict[str, Any]]] = []
    faults: list[str] = []

    def made(
        width: int = 1280,
        height: int = 800,
        charts: bool = False,
        forgiven: str = "nothing",  # an expression
        **options: Any,
    ) -> Page:
        options["viewport"] = {"width": width, "height": height}
        if not idle[repr(options)]:
            context = chromium.new_context(base_url=site, reduced_motion="reduce", **options)
            context.new_page()
            idle[repr(options)].append(context)
        context = idle[repr(options)].pop()
        used.append((context, options))
        page = context.new_page()
        if not charts:
            page.route(
                "**/plotly-cartesian-*.js",
                lambda route: route.fulfill(
                    body="window.Plotly = {react() {}, Plots: {resize() {}}}"
                ),
            )

        def note(fault: str) -> None:
            if not re.search(forgiven, fault) and not fault.startswith(SUPERSEDED):
                faults.append(fault)

        page.on("console", lambda m: note(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: note(str(error)))
        page.on(
            "request",
            lambda r: (
                None if r.url.startswith((site, "data:")) else faults.append(f"outside: {r.url}")
            ),
        )
        page.on(
            "response", lambda r: faults.append(f"{r.status}: {r.url}") if r.status >= 500 else None
        )
        return page

    yield made
    for context, options in used:
        for page in context.pages[1:]:
            if page.url.startswith(site) and options.get("java_script_enabled", True):
                page.wait_for_load_state()
                kept = page.evaluate(
                    "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
                )
                faults += [f"kept in the browser's storage: {key}" for key in kept]
            page.close()
        if faults:
            context.close()
            continue
        context.clear_cookies()
        context.clear_permissions()
        if "permissions" in options:
            context.grant_permissions(options["permissions"])
        idle[repr(options)].append(context)
    assert not faults, faults


@pytest.fixture
def drawing(reader: Callable[..., Page]) -> Page:
    """One reader's page at 1280 x 800, with charts."""
    return reader(charts=True)


@pytest.fixture
def screen(reader: Callable[..., Page]) -> Page:
    """One reader's page at 1280 x 800."""
    return reader()
