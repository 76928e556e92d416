"""The site on a PostgreSQL that goes and comes back, is full of others, or can only be read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from tests.postgresql import SETTINGS, find_owner, need_postgresql, serve
from tests.served.site import ENVIRONMENT, ROOT, Browser, Site, make_people
from tests.web.markup import parsed, text_of

GONE = "The database can't be reached just now"


class Server:
    """A PostgreSQL to stop and start."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.folder = unquote(urlsplit(address).netloc.partition("@")[2])

    def run(self, *words: str) -> None:
        """`pg_ctl`, in the name of whom the server runs as."""
        subprocess.run(
            [str(need_postgresql() / "pg_ctl"), "-w", "-D", f"{self.folder}/data", *words],
            check=True,
            cwd=self.folder,
            user=find_owner(),
            stdout=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        self.run("stop", "-m", "immediate")

    def start(self, **settings: str) -> None:
        options = [f"-c {name}={value}" for name, value in {**SETTINGS, **settings}.items()]
        self.run(
            *("start", "-l", f"{self.folder}/log"), "-o", " ".join([*options, f"-k {self.folder}"])
        )

    def tell(self, statement: str) -> list[tuple]:
        """As the superuser."""
        with psycopg.connect(host=self.folder, user="postgres", autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def server(manage) -> Iterator[Server]:
    with serve(need_postgresql()) as address:
        for words in (["migrate", "--verbosity", "0"], ["load_catalogue"]):
            done = manage(address, *words)
            assert done.returncode == 0, done.stderr
        make_people(manage, address)
        yield Server(address)


@pytest.fixture(scope="module")
def site(server, tmp_path_factory) -> Iterator[Site]:
    log = tmp_path_factory.mktemp("log") / "log"
    with Site(server.address, log) as started:
        yield started


def ask_all(site: Site, path: str) -> set[int]:
    """The statuses of a page, asked so often that every process was asked."""
    return {site.ask(path).status for _ in range(12)}


def test_it_says_that_what_is_acknowledged_may_be_lost(site):
    """The server of the tests runs so."""
    assert site.ask("/readyz").text == "ready\nfsync off\n"


def test_gone_it_is_missed_and_back_it_serves_the_first_request(server, site):
    assert ask_all(site, "/prices/") == {200}
    server.stop()
    try:
        answer = site.ask("/readyz")
        assert (answer.status, answer.text) == (503, "store is gone\n")
        page = site.ask("/prices/")
        assert (page.status, page.headers["Retry-After"], GONE in text_of(parsed(page.text))) == (
            503,
            "10",
            True,
        )
        assert ask_all(site, "/healthz") == {200}
    finally:
        server.start()
    assert ask_all(site, "/prices/") == {200}
    assert site.ask("/readyz").status == 200


def test_backends_that_were_ended_are_found_out_and_not_served(server, site):
    ask_all(site, "/prices/")
    server.tell("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'deskfare'")
    assert ask_all(site, "/prices/") == {200}


def test_where_others_hold_all_connections_it_is_told_within_two_seconds(server, site):
    server.stop()
    server.start(max_connections="8")
    try:
        with ExitStack() as others:
            while True:
                try:
                    others.enter_context(psycopg.connect(server.address))
                except psycopg.OperationalError:
                    break
            started = time.monotonic()
            page = site.ask("/prices/")
            took_seconds = time.monotonic() - started
            assert (page.status, page.headers["Retry-After"]) == (503, "10")
            assert GONE in text_of(parsed(page.text))
            assert took_seconds < 2
        assert site.ask("/prices/").status == 200
    finally:
        server.stop()
        server.start()


def test_no_more_connections_are_held_than_there_are_threads(server, site):
    for _ in range(3):
        ask_all(site, "/prices/")
    [(held,)] = server.tell("SELECT count(*) FROM pg_stat_activity WHERE usename = 'deskfare'")
    [(idle,)] = server.tell(
        "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
    )
    assert 1 <= held <= 8
    assert idle == 0


def test_read_only_it_reads_and_prices_and_says_so(server, site):
    browser = Browser(site)
    assert browser.log_in("bob").status == 302
    server.tell("ALTER SYSTEM SET default_transaction_read_only = on")
    server.tell("SELECT pg_reload_conf()")
    try:
        deadline = time.monotonic() + 10
        while "read-only" not in site.ask("/readyz").text and time.monotonic() < deadline:
            time.sleep(0.1)
        assert site.ask("/readyz").text == "ready\nread-only\nfsync off\n"
        assert ask_all(site, "/") == {200}
        assert browser.get("/quotes/").status == 200
        form = {"name": "What was typed", "visibility": "private", "target": "new", "note": ""}
        document = site.ask("/document.json?preset=today").text
        answer = browser.post("/comparisons/", form | {"document": document}, "/accounts/logout/")
        assert answer.status == 503
        assert "The service is read-only just now, so nothing was saved." in answer.text
        assert 'value="What was typed"' in answer.text
        assert Browser(site).log_in("bob").status == 503
    finally:
        server.tell("ALTER SYSTEM RESET default_transaction_read_only")
        server.tell("SELECT pg_reload_conf()")


def test_a_server_that_is_frozen_holds_nobody_for_ever(server, tmp_path):
    """A stopped process answers nothing, and its kernel goes on acknowledging."""
    words = (
        "import time, django; django.setup(); from django.db import connection, DatabaseError\n"
        "from calculator.postgresql.base import Connection\n"
        "from pricing.troubles import find_trouble\n"
        "Connection.query_seconds = 1; connection.ensure_connection()\n"
        "print(connection.connection.info.backend_pid, flush=True); input()\n"
        "started = time.monotonic()\n"
        "try: connection.cursor().execute('SELECT 1')\n"
        "except DatabaseError as e: print(find_trouble(e), time.monotonic() - started < 5)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", words],
        cwd=ROOT,
        env=os.environ | ENVIRONMENT | {"DATABASE_URL": server.address},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    backend = int(process.stdout.readline())
    os.kill(backend, signal.SIGSTOP)
    try:
        said, _ = process.communicate("\n", timeout=60)
    finally:
        os.kill(backend, signal.SIGCONT)
    assert said == "gone True\n"


def test_a_statement_without_end_is_ended_by_the_server(manage, server):
    words = (
        "from django.db import connection; cursor = connection.cursor(); "
        "[print(cursor.execute(f'SHOW {name}').fetchone()[0]) for name in "
        "('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout')]"
    )
    done = manage(server.address, "shell", "--no-imports", "-c", words)
    assert done.stdout.split() == ["30s", "20s", "1min"]
