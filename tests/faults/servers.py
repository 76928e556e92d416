"""PostgreSQL with a full disk, read-only, among clashes, and impatient with idle transactions."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPResponse
from pathlib import Path

import psycopg

from tests.postgresql import find_owner

from .found import Found
from .judging import judge
from .postgres import connect, find_folder
from .processes import CLIENTS, Client
from .site import Answer, Ground, Site, serve
from .store_files import ask_start, expect_read_only
from .stores import (
    ask_to_keep,
    expect_pages,
    expect_pure_work,
    expect_recovery,
    expect_refusal,
    expect_words,
    fill,
    keep_until_refused,
    open_connections,
)

ROOM = 4 * 2**20
SETTLE_SECONDS = 1
DEADLOCKS = max(3, int(os.environ.get("FAULT_KILLS", "100")) // 10)
CLASHING_SECONDS = 20
# Above the site's wait for a lock, which is 20 seconds.
LOCKED_SECONDS = 40
REPEATABLE = "options=-c%20default_transaction_isolation%3Drepeatable%5C%20read"
IMPATIENT = "options=-c%20idle_in_transaction_session_timeout%3D300ms"
TOKEN = "of the faults alone"
EXPORT = "/prices.csv"
SLOW_SECONDS = 10
IDLE_SECONDS = 0.3
ENDED = "terminating connection due to idle-in-transaction timeout"
COUNTED = re.compile(rb"^deskfare_database_retries_total (\d+)", re.MULTILINE)
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE usename = 'deskfare' AND wait_event_type = 'Lock'"
)
IDLE = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'deskfare' AND state LIKE 'idle in%'"


def name_database(ground: Ground) -> str:
    """The database that the address names."""
    return ground.environment["DATABASE_URL"].rpartition("/")[2]


def fill_disk(ground: Ground, folder: Path) -> Found:
    """11. The disk of the tables is full, until there is more room; the server stays up."""
    found, disk, name = Found(), find_folder(ground) / "disk", name_database(ground)
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1g", "tmpfs", str(disk)], check=True)
    try:
        shutil.chown(disk, find_owner())
        with connect(ground) as link:
            link.execute(f"CREATE TABLESPACE disk LOCATION '{disk}'")
            link.execute(f"ALTER DATABASE {name} SET TABLESPACE disk")
        room = shutil.disk_usage(disk).used + ROOM
        subprocess.run(["mount", "-o", f"remount,size={room}", str(disk)], check=True)
        with serve(ground, found, folder) as site:
            ask_to_keep(site)
            fill(disk)
            found.injected += 1
            expect_full(site)
            subprocess.run(["mount", "-o", f"remount,size={room * 2}", str(disk)], check=True)
            expect_recovery(site)
        judge(found, ground.environment)
    finally:
        with connect(ground) as link:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)")
            link.execute("DROP TABLESPACE IF EXISTS disk")
        subprocess.run(["umount", str(disk)], check=True)
    return found


def expect_full(site: Site) -> None:
    """Said in words once what room the tables have is used up; all else goes on."""
    answer = keep_until_refused(site)
    expect_refusal(site, answer)
    expect_words(site, answer, b"disk")
    expect_pages(site)
    expect_pure_work(site)


@contextmanager
def setting(ground: Ground, name: str, value: str) -> Iterator[None]:
    """A setting of the whole server, which its sessions take over."""
    with connect(ground) as link:
        link.execute(f"ALTER SYSTEM SET {name} = {value}")
        link.execute("SELECT pg_reload_conf()")
    time.sleep(SETTLE_SECONDS)
    try:
        yield
    finally:
        with connect(ground) as link:
            link.execute(f"ALTER SYSTEM RESET {name}")
            link.execute("SELECT pg_reload_conf()")
        time.sleep(SETTLE_SECONDS)


def forbid_writing(ground: Ground, folder: Path) -> Found:
    """13. The server takes no writes: pages read and price, saving says why not."""
    found = Found()
    with serve(ground, found, folder) as site:
        open_connections(site)
        ask_to_keep(site)
        with setting(ground, "default_transaction_read_only", "on"):
            found.injected += 1
            expect_read_only(site)
            started = ask_start(ground)
            found.expect(started.returncode == 1, "it would start")
            found.expect("can only be read" in started.stderr, f"start says {started.stderr!r}")
        expect_recovery(site)
    judge(found, ground.environment)
    return found


def clash(ground: Ground, folder: Path) -> Found:
    """23. Deadlocks, clashes of transactions, a lock that is held too long: done again or refused,
    and the numbers have no gap.
    """
    found = Found()
    ground = ground._replace(environment={**ground.environment, "METRICS_TOKEN": TOKEN})
    with connect(ground) as link:
        # Else the site may look for a deadlock before there is one.
        link.execute("ALTER ROLE deskfare SET deadlock_timeout = '3s'")
    try:
        with serve(ground, found, folder) as site:
            comparison = site.keep()
            site.issue(site.draft(comparison))  # the series is there
            for _ in range(DEADLOCKS):
                found.injected += 1
                before = count_retries(site)
                lock_crosswise(ground, site, site.draft(comparison))
                found.bit += count_retries(site) > before
            found.expect(found.bit == DEADLOCKS, f"{found.bit} of {DEADLOCKS} were done again")
            hold_series(ground, site, site.draft(comparison))
        clash_at_random(ground, found, folder)
    finally:
        with connect(ground) as link:
            link.execute("ALTER ROLE deskfare RESET deadlock_timeout")
    judge(found, ground.environment)
    return found


def count_retries(site: Site) -> int:
    """How often the site did a request again."""
    answer = site.ask("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    counted = COUNTED.search(answer.body) if answer else None
    return int(counted[1]) if counted else 0


@contextmanager
def hold(ground: Ground, what: str) -> Iterator[psycopg.Connection]:
    """A session of another program that has locked rows; it looks for no deadlock itself."""
    with psycopg.connect(
        f"host={find_folder(ground)} user=postgres dbname={name_database(ground)}"
    ) as other:
        other.execute("SET deadlock_timeout = '10min'")
        other.execute(f"SELECT 1 FROM {what} FOR UPDATE")
        yield other


def lock_crosswise(ground: Ground, site: Site, quote: int) -> None:
    """While a quote is issued another locks the series and wants the quote: the site loses."""
    with hold(ground, "quotes_numberseries") as other:
        issuing = threading.Thread(target=site.issue, args=(quote,))
        issuing.start()
        wait_until_it_waits(ground)
        other.execute("SELECT 1 FROM quotes_quote WHERE id = %s FOR UPDATE", [quote])
        other.rollback()
        issuing.join()


def wait_until_it_waits(ground: Ground) -> None:
    """Until a session of the site waits for a lock."""
    with connect(ground) as link:
        latest = time.monotonic() + LOCKED_SECONDS
        while not link.execute(WAITING).fetchone()[0]:  # type: ignore[index]
            assert time.monotonic() < latest, "the site waits for no lock"
            time.sleep(0.02)


def hold_series(ground: Ground, site: Site, quote: int) -> None:
    """The lock is held for longer than is waited: refused in time, then done."""
    site.found.injected += 1
    seen = site.ask("GET", f"/api/quotes/{quote}", by="bob")
    assert seen
    asked = {"seen": seen.read()["seen"], "reason": "A test."}
    with hold(ground, "quotes_numberseries"):
        answer = site.ask("POST", f"/api/quotes/{quote}/issue", asked, by="bob", key="held")
    expect_refusal(site, answer)
    if answer:
        site.found.expect("Retry-After" in answer.headers, "it does not say when to ask again")
    site.issue(quote)


def clash_at_random(ground: Ground, found: Found, folder: Path) -> None:
    """Eight clients issue in transactions that must not see what others did meanwhile."""
    address = f"{ground.environment['DATABASE_URL']}?{REPEATABLE}"
    here = ground._replace(environment={**ground.environment, "DATABASE_URL": address})
    other = folder / "other"
    other.mkdir()
    with serve(here, found, other) as site:
        found.injected += 1
        clients = [Client(site) for _ in range(CLIENTS)]
        time.sleep(CLASHING_SECONDS)
        for client in clients:
            client.end()
        retries = count_retries(site)
        found.expect(retries > 0, "no transactions clashed")
        found.bit += retries


def let_idle(ground: Ground, folder: Path) -> Found:
    """25. The server ends who is idle in a transaction for 300 ms: a slow reader of a file holds
    none, and who computes in one loses nothing.

    An answer is made whole before any of it is sent, so a reader can't bring the fault about: it
    bites who tries, and the site where it is held up within a transaction.
    """
    found = Found()
    address = f"{ground.environment['DATABASE_URL']}?{IMPATIENT}"
    here = ground._replace(environment={**ground.environment, "DATABASE_URL": address})
    with serve(here, found, folder) as site:
        found.injected += 1
        found.expect(is_impatient(address), "the server ends nobody")
        whole = site.ask("GET", EXPORT)
        assert whole
        read_slowly(ground, site, whole)
        clients = [Client(site) for _ in range(CLIENTS)]
        time.sleep(CLASHING_SECONDS)
        for client in clients:
            client.end()
    found.bit += (find_folder(ground) / "log").read_text().count(ENDED)
    judge(found, ground.environment)
    return found


def is_impatient(address: str) -> bool:
    """Whether the server ends who does as the site must not."""
    with closing(psycopg.connect(address)) as link:
        link.execute("SELECT 1")
        time.sleep(2 * IDLE_SECONDS)
        try:
            link.execute("SELECT 1")
        except psycopg.Error:
            return True
    return False


def read_slowly(ground: Ground, site: Site, whole: Answer) -> None:
    """A kilobyte a second for a while, then the rest: the same bytes."""
    with socket.socket() as client, connect(ground) as link:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", site.port))
        client.sendall(f"GET {EXPORT} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        site.found.sent += 1
        with closing(HTTPResponse(client)) as answer:
            answer.begin()
            read = b""
            for _ in range(SLOW_SECONDS):
                read += answer.read(1024)
                time.sleep(1)
                idle = link.execute(IDLE).fetchone()
                site.found.expect(idle == (0,), "a transaction is open while somebody reads")
            read += answer.read()
        site.found.answered += 1
    site.found.expect(read == whole.body, f"{len(read)} of {len(whole.body)} bytes came")
    site.found.expect(len(read) > SLOW_SECONDS * 1024, "the file is too short to be read slowly")
