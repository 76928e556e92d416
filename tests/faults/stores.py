"""Databases that cannot write: a full disk, a limit, a sync that fails, a lock, no server."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from calculator.databases import MOST_AHEAD_BYTES

from .found import Found
from .judging import judge
from .site import Answer, Ground, Site, serve, trace

REFUSED = (503, 507)
NOT_SAVED = re.compile(rb"nothing was saved", re.IGNORECASE)
# Above the site's wait for a lock, which is 20 seconds.
LOCKED_SECONDS = 23
MOST_SECONDS = 40
BACK_SECONDS = 5
AT_ONCE = 16
MOST_KEPT = 300


def ask_to_keep(site: Site) -> Answer | None:
    """One request that stores, not repeated; what it stores counts where it is acknowledged."""
    asked = {"name": str(uuid4()), "document": site.ground.document}
    answer = site.ask("POST", "/api/comparisons", asked, by="bob", key=os.urandom(8).hex())
    if answer and answer.status < 400:
        site.found.acknowledged.append(f"comparison {answer.read()['comparison']['id']}")
    return answer


def expect_refusal(site: Site, answer: Answer | None) -> None:
    """In words: that nothing was saved."""
    if answer is None:
        site.found.wrong.append("what could not be stored was not answered")
        return
    site.found.expect(answer.status in REFUSED, f"it answered {answer.status}")
    site.found.expect(bool(NOT_SAVED.search(answer.body)), f"it said {answer.body[:200]!r}")
    site.found.bit += answer.status >= 500


def expect_words(site: Site, answer: Answer | None, words: bytes) -> None:
    """What an answer has to say."""
    said = answer.body if answer else b"nothing"
    site.found.expect(words in said, f"it does not say {words!r}, but {said[:200]!r}")


def expect_pages(site: Site) -> None:
    """They are read meanwhile."""
    for path in ("/", "/prices/"):
        page = site.ask("GET", path)
        status = page.status if page else "nothing"
        site.found.expect(status == 200, f"{path} answered {status} meanwhile")


def open_connections(site: Site) -> None:
    """So many requests at once that each thread that computes keeps a connection."""
    with ThreadPoolExecutor(AT_ONCE) as clients:
        for _ in clients.map(lambda _: site.ask("GET", "/prices/"), range(2 * AT_ONCE)):
            pass


def expect_pure_work(site: Site) -> None:
    """A document with a catalogue of its own is priced whatever the database does, and health
    answers.
    """
    for method, path, body in (
        ("POST", "/api/compare", site.ground.document),
        ("GET", "/healthz", None),
    ):
        answer = site.ask(method, path, body)
        status = answer.status if answer else "nothing"
        site.found.expect(status == 200, f"{path} answered {status} meanwhile")


def expect_recovery(site: Site) -> None:
    """With no restart it stores again, within seconds."""
    start = time.monotonic()
    while True:
        answer = ask_to_keep(site)
        if answer and answer.status == 201:
            return
        if time.monotonic() > start + BACK_SECONDS:
            site.found.wrong.append(f"it did not store again within {BACK_SECONDS} seconds")
            return


def fill(disk: Path) -> None:
    """Until nothing more finds room on a disk."""
    with (disk / "filler").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))


def keep_until_refused(site: Site) -> Answer | None:
    """What room a database has already is used up first."""
    answer = None
    for _ in range(MOST_KEPT):
        answer = ask_to_keep(site)
        if answer is None or answer.status >= 400:
            break
    return answer


def fill_disk(ground: Ground, folder: Path) -> Found:
    """9. The file of SQLite on a disk that is full, until there is more room."""
    found, disk = Found(), folder / "disk"
    disk.mkdir()
    path = Path(ground.environment["DATABASE_URL"].removeprefix("sqlite:///"))
    room = path.stat().st_size + 3 * 2**20
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(disk)], check=True)
    try:
        (disk / path.name).write_bytes(path.read_bytes())
        here = {**ground.environment, "DATABASE_URL": f"sqlite:///{disk / path.name}"}
        with serve(ground._replace(environment=here), found, folder) as site:
            ask_to_keep(site)
            fill(disk)
            found.injected += 1
            answer = keep_until_refused(site)
            expect_refusal(site, answer)
            expect_words(site, site.ask("GET", "/readyz"), b"ready\ndisk full")
            expect_pure_work(site)
            expect_pages(site)
            subprocess.run(["mount", "-o", f"remount,size={room * 3}", str(disk)], check=True)
            expect_recovery(site)
        judge(found, here)
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    return found


def limit_files(ground: Ground, folder: Path) -> Found:
    """10. No file of the workers may grow."""
    found = Found()
    with serve(ground, found, folder) as site:
        ask_to_keep(site)
        for worker in site.wait_for_workers():
            subprocess.run(["prlimit", f"--pid={worker}", "--fsize=4096:unlimited"], check=True)
            found.injected += 1
        expect_refusal(site, ask_to_keep(site))
        expect_pure_work(site)
        for worker in site.list_workers():
            subprocess.run(["prlimit", f"--pid={worker}", "--fsize=unlimited"], check=True)
        expect_recovery(site)
    judge(found, ground.environment)
    return found


def fail_syncs(ground: Ground, folder: Path) -> Found:
    """12. What can't be brought to the disk is not acknowledged."""
    found = Found()
    with serve(ground, found, folder) as site:
        workers = site.wait_for_workers()
        found.injected += 1
        with trace(workers, "--trace=fdatasync", "--inject=fdatasync:error=EIO"):
            answer = ask_to_keep(site)
            found.bit += bool(answer and answer.status >= 500)
            expect_pure_work(site)
        expect_recovery(site)
    judge(found, ground.environment)
    return found


def hold_lock(ground: Ground, folder: Path) -> Found:
    """16. Another process writes for longer than is waited: refused in time, reading goes on. Then
    one reads for long: writing goes on, and what is written ahead shrinks again.
    """
    found = Found()
    with serve(ground, found, folder) as site:
        path = ground.environment["DATABASE_URL"].removeprefix("sqlite:///")
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        found.injected += 1
        letting_go = threading.Timer(LOCKED_SECONDS, other.execute, ("ROLLBACK",))
        letting_go.start()
        waits = []
        writer = threading.Thread(target=lambda: waits.append(ask_to_keep(site)))
        start = time.monotonic()
        writer.start()
        while writer.is_alive():
            read = time.monotonic()
            answer = site.ask("GET", "/readyz")
            found.expect(bool(answer and answer.status == 200), "it is not ready meanwhile")
            found.expect(time.monotonic() - read < 5, "a reader waited for the writer")
            time.sleep(0.5)
        found.expect(time.monotonic() - start < MOST_SECONDS, "a writer waited without end")
        expect_refusal(site, waits[0])
        if waits[0]:
            found.expect("Retry-After" in waits[0].headers, "it does not say when to ask again")
        letting_go.join()
        expect_recovery(site)
        hold_reading(site, other, Path(f"{path}-wal"))
        other.close()
    judge(found, ground.environment)
    return found


def hold_reading(site: Site, other: sqlite3.Connection, ahead: Path) -> None:
    """Nothing that is written gets into the file meanwhile, so what stands beside it grows."""
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM quotes_comparison").fetchone()
    site.found.injected += 1
    for _ in range(MOST_KEPT):
        answer = ask_to_keep(site)
        site.found.expect(bool(answer and answer.status == 201), "a writer waits for a reader")
        if ahead.stat().st_size > 2 * MOST_AHEAD_BYTES:
            break
    grown = ahead.stat().st_size > 2 * MOST_AHEAD_BYTES
    site.found.bit += grown
    site.found.expect(grown, "nothing was written ahead")
    other.execute("ROLLBACK")
    for _ in range(3):
        ask_to_keep(site)
    left = ahead.stat().st_size
    site.found.expect(left <= MOST_AHEAD_BYTES, f"{left} bytes stay written ahead")
