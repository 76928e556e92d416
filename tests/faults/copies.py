"""Backups that are made while people work: each is whole, and nobody waits for one."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from .found import Found
from .judging import judge
from .postgres import connect, find_folder
from .processes import Client
from .servers import name_database
from .site import Ground, manage, serve
from .store_files import find_path

BACKUPS = max(2, int(os.environ.get("FAULT_KILLS", "100")) // 5)
WRITERS = 4
LONGEST_SECONDS = 1.0
LOOK_SECONDS = 0.05
ISSUED = "SELECT count(*) FROM quotes_issuedquote"


class Waiter(threading.Thread):
    """Takes again and again what a writer needs, gives it back, and notes the longest wait beside
    a backup, and without one: four other writers can hold it up too.
    """

    def __init__(self, take: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.take, self.ended = take, threading.Event()
        self.longest, self.longest_apart, self.many, self.is_watching = 0.0, 0.0, 0, False
        self.start()

    def run(self) -> None:
        """Until it is told to end."""
        while not self.ended.is_set():
            start, is_watching = time.monotonic(), self.is_watching
            self.take()
            waited = time.monotonic() - start
            self.many += is_watching
            if is_watching:
                self.longest = max(self.longest, waited)
            else:
                self.longest_apart = max(self.longest_apart, waited)
            time.sleep(LOOK_SECONDS)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Waits that begin meanwhile count."""
        self.is_watching = True
        try:
            yield
        finally:
            self.is_watching = False


def copy_sqlite(ground: Ground, folder: Path) -> Found:
    """19. Backups of an SQLite file; the file alone, copied, falls short."""
    path = find_path(ground)

    def take() -> None:
        with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as link:
            link.execute("BEGIN IMMEDIATE")
            link.execute("ROLLBACK")

    def restore(number: int) -> str:
        return f"sqlite:///{folder}/restored-{number}.sqlite3"

    short = []

    def copy_plainly(number: int) -> None:
        with closing(sqlite3.connect(path)) as link:
            before = link.execute(ISSUED).fetchone()
        plain = folder / f"plain-{number}"
        plain.write_bytes(path.read_bytes())
        try:
            with closing(sqlite3.connect(plain)) as link:
                short.append(link.execute(ISSUED).fetchone() < before)
        except sqlite3.DatabaseError:
            short.append(True)

    found = back_up(ground, folder, take, restore, copy_plainly)
    found.expect(any(short), "a plain copy does as well, so there was nothing to be held")
    return found


def dump_postgresql(ground: Ground, folder: Path) -> Found:
    """19. Backups of a PostgreSQL database."""
    server = ground.environment["DATABASE_URL"].rpartition("/")[0]
    name = name_database(ground)

    def take() -> None:
        with psycopg.connect(f"host={find_folder(ground)} user=postgres dbname={name}") as link:
            link.execute("LOCK TABLE quotes_issuedquote IN ROW EXCLUSIVE MODE")

    def restore(number: int) -> str:
        with connect(ground) as link:
            link.execute(f"CREATE DATABASE {name}_{number} OWNER deskfare")
        return f"{server}/{name}_{number}"

    return back_up(ground, folder, take, restore, lambda number: None)


def back_up(
    ground: Ground,
    folder: Path,
    take: Callable[[], None],
    make_empty: Callable[[int], str],
    beside: Callable[[int], None],
) -> Found:
    """Each holds all that was acknowledged before it began, and is sound when it is restored."""
    found, made = Found(), []
    with serve(ground, found, folder) as site:
        clients = [Client(site) for _ in range(WRITERS)]
        waiter = Waiter(take)
        for number in range(BACKUPS):
            before, begin = list(found.acknowledged), time.monotonic()
            file = folder / f"{number}.backup"
            with waiter.watching():
                manage(ground.environment, "backup", str(file))
            time.sleep(time.monotonic() - begin)  # as long without one
            found.injected += 1
            found.bit += len(found.acknowledged) > len(before)
            made.append((file, before))
            beside(number)
        waiter.ended.set()
        waiter.join()
        for client in clients:
            client.end()
    found.expect(waiter.many > 0, "nobody wrote meanwhile")
    found.expect(
        waiter.longest < waiter.longest_apart + LONGEST_SECONDS,
        f"a writer waited for {waiter.longest:.1f} s, for {waiter.longest_apart:.1f} without one",
    )
    for number, (file, before) in enumerate(made):
        judge_restored(ground, found, make_empty(number), file, before)
    judge(found, ground.environment)
    return found


def judge_restored(
    ground: Ground, found: Found, address: str, file: Path, before: list[str]
) -> None:  # fmt: skip
    """A backup in an empty database, by all that has to hold."""
    environment = {**ground.environment, "DATABASE_URL": address}
    manage(environment, "restore", str(file), "--yes")
    restored = Found(acknowledged=before)
    judge(restored, environment)
    found.lost += restored.lost
    found.wrong += restored.wrong
