"""PostgreSQL gone, frozen, full of others, and sessions that are ended in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from urllib.parse import unquote

import psycopg

from tests.postgresql import find_binaries, find_owner

from . import processes
from .found import Found
from .judging import judge
from .processes import Client
from .site import Answer, Ground, Site, serve
from .stores import (
    BACK_SECONDS,
    ask_to_keep,
    expect_pure_work,
    expect_recovery,
    expect_refusal,
    open_connections,
)

AWAY_SECONDS = 30
FROZEN_SECONDS = 60
LONG_SECONDS = 10
FEW = 3
MOST_CONNECTIONS = 12
STARTS = 10
ENDINGS = int(os.environ.get("FAULT_KILLS", "100"))


def find_folder(ground: Ground) -> Path:
    """The folder of the server, which its address names."""
    host = ground.environment["DATABASE_URL"].partition("@")[2].partition("/")[0]
    return Path(unquote(host))


def control(ground: Ground, *arguments: str) -> None:
    """pg_ctl, in the name of whom the server runs as."""
    folder, binaries = find_folder(ground), find_binaries()
    assert binaries
    subprocess.run(
        [str(binaries / "pg_ctl"), *arguments, "-w", "-D", f"{folder}/data", "-l", f"{folder}/log"],
        check=True,
        cwd=folder,
        user=find_owner(),
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def connect(ground: Ground) -> Iterator[psycopg.Connection]:
    """Who may do everything."""
    address = f"host={find_folder(ground)} user=postgres dbname=postgres"
    with psycopg.connect(address, autocommit=True) as link:
        yield link


def list_sessions(ground: Ground) -> list[int]:
    """The server's processes that serve the site."""
    with connect(ground) as link:
        found = link.execute("SELECT pid FROM pg_stat_activity WHERE usename = 'deskfare'")
        return [row[0] for row in found]


def stop_and_start(ground: Ground, folder: Path) -> Found:
    """20. The server is gone and comes back: said in words, and stored again within seconds."""
    found = Found()
    with serve(ground, found, folder) as site:
        ask_to_keep(site)
        found.injected += 1
        words = read_options(ground)
        control(ground, "stop", "-m", "immediate")
        expect_refusal(site, ask_to_keep(site))
        expect_pure_work(site)
        ready = site.ask("GET", "/readyz")
        found.expect(bool(ready and ready.status == 503), "it says that it is ready")
        workers = site.list_workers()
        time.sleep(AWAY_SECONDS)
        control(ground, "start", "-o", words)
        first = site.ask("GET", "/prices/")
        found.expect(bool(first and first.status == 200), f"the first after its return: {first}")
        site.wait_for("/readyz", 200, seconds=BACK_SECONDS)
        expect_recovery(site)
        found.expect(site.list_workers() == workers, "processes were replaced")
    judge(found, ground.environment)
    return found


def leave_unsafe(ground: Ground, folder: Path) -> Found:
    """12. A server that acknowledges what is not on the disk yet is told by `/readyz`, and so is
    one that brings nothing to the disk at all.
    """
    found, words = Found(), read_options(ground)
    off, on = "fsync=off", "fsync=on"
    found.expect(off in words, f"the server of the faults was started with {words}")
    try:
        with serve(ground, found, folder) as site:
            control(ground, "restart", "-m", "fast", "-o", words.replace(off, on))
            expect_told(site, "ready\n")
            with connect(ground) as link:
                link.execute("ALTER SYSTEM SET synchronous_commit = off")
            control(ground, "restart", "-m", "fast", "-o", words.replace(off, on))
            expect_told(site, "ready\nsynchronous_commit off\n")
            control(ground, "restart", "-m", "fast", "-o", words)
            expect_told(site, "ready\nfsync off\nsynchronous_commit off\n")
            expect_recovery(site)
    finally:
        with connect(ground) as link:
            link.execute("ALTER SYSTEM RESET synchronous_commit")
        control(ground, "restart", "-m", "fast", "-o", words)
    judge(found, ground.environment)
    return found


def expect_told(site: Site, words: str) -> None:
    """What `/readyz` says of how the server was started."""
    site.found.injected += 1
    answer = site.ask("GET", "/readyz")
    told = answer.body.decode() if answer else "nothing"
    site.found.bit += "off" in told
    site.found.expect(told == words, f"it says {told!r}, not {words!r}")


def read_options(ground: Ground) -> str:
    """How the server was started, read before it is gone: it names the folder of its socket."""
    options = (find_folder(ground) / "data/postmaster.opts").read_text().split('"-')[1:]
    return " ".join("-" + option.replace('"', "").strip() for option in options)


def kill_everything(ground: Ground, folder: Path) -> Found:
    """8. With the server of the database, whose own processes end once they miss it."""
    return processes.kill_everything(ground, folder, restart=kill_and_start)


def kill_and_start(ground: Ground) -> None:
    """The server is killed with no warning, and starts once nothing of it is left."""
    words = read_options(ground)
    os.kill(find_postmaster(ground), signal.SIGKILL)
    for _ in range(STARTS - 1):
        try:
            control(ground, "start", "-o", words)
        except subprocess.CalledProcessError:
            time.sleep(1)  # its old processes are still there
        else:
            return
    control(ground, "start", "-o", words)


def find_postmaster(ground: Ground) -> int:
    """The process of the server that starts the others."""
    return int((find_folder(ground) / "data/postmaster.pid").read_text().split()[0])


def use_up_connections(ground: Ground, folder: Path) -> Found:
    """21. Others hold every connection of the server: refused in time, and better afterwards."""
    found, others = Found(), []
    with connect(ground) as link:
        link.execute(f"ALTER SYSTEM SET max_connections = {MOST_CONNECTIONS}")
    control(ground, "restart", "-m", "fast")
    try:
        with serve(ground, found, folder) as site:
            ask_to_keep(site)
            address = f"host={find_folder(ground)} user=postgres dbname=postgres"
            for _ in range(3 * MOST_CONNECTIONS):
                try:
                    others.append(psycopg.connect(address, autocommit=True))
                except psycopg.OperationalError:
                    break
                # What the site holds is taken from it.
                others[0].execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE usename = 'deskfare'"
                )
            found.injected += 1
            start = time.monotonic()
            expect_refusal(site, ask_to_keep(site))
            found.expect(time.monotonic() - start < 15, "it waited without end")
            expect_pure_work(site)
            for other in others:
                other.close()
            expect_recovery(site)
        judge(found, ground.environment)
    finally:
        with connect(ground) as link:
            link.execute("ALTER SYSTEM RESET max_connections")
        control(ground, "restart", "-m", "fast")
    return found


def end_sessions(ground: Ground, folder: Path) -> Found:
    """22. Sessions are ended and the server is restarted under load: each save whole or not at
    all.
    """
    found, rng = Found(), Random(22)
    with serve(ground, found, folder) as site:
        clients = [Client(site) for _ in range(4)]
        for number in range(ENDINGS):
            time.sleep(rng.uniform(0, 0.5))
            if number % 10 == 9:
                found.injected += 1
                control(ground, "restart", "-m", "immediate")
                found.bit += 1
                continue
            with connect(ground) as link:
                for session in list_sessions(ground)[:1]:
                    found.injected += 1
                    ended = link.execute("SELECT pg_terminate_backend(%s)", [session]).fetchone()
                    found.bit += bool(ended and ended[0])
        for client in clients:
            client.end()
    judge(found, ground.environment)
    return found


def freeze_sessions(ground: Ground, folder: Path) -> Found:
    """24. The server's processes stand still, then who would start others too: no request waits
    without end, and those that need no database wait for none.
    """
    found = Found()
    with serve(ground, found, folder) as site:
        open_connections(site)
        with frozen(found, list_sessions(ground)):
            wait_for_frozen(site)
        expect_recovery(site)
        open_connections(site)
        with frozen(found, [find_postmaster(ground), *list_sessions(ground)]):
            answers = wait_for_frozen(site)
            refused = [answer for answer in answers if answer and answer.status == 503]
            found.expect(len(refused) == len(answers), f"it answered {answers}")
        expect_recovery(site)
    judge(found, ground.environment)
    return found


@contextmanager
def frozen(found: Found, processes: list[int]) -> Iterator[None]:
    """Processes that stand still meanwhile."""
    for process in processes:
        os.kill(process, signal.SIGSTOP)
        found.injected += 1
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


def wait_for_frozen(site: Site) -> list[Answer | None]:
    """What a few requests came to, fewer than the threads of a process; the others go on."""

    def ask(_: int) -> Answer | None:
        start = time.monotonic()
        answer = site.ask("GET", "/prices/", seconds=FROZEN_SECONDS)
        site.found.bit += time.monotonic() - start > LONG_SECONDS
        return answer

    with ThreadPoolExecutor(FEW) as clients:
        asked = [clients.submit(ask, number) for number in range(FEW)]
        time.sleep(1)
        start = time.monotonic()
        expect_pure_work(site)
        waited = time.monotonic() - start
        site.found.expect(waited < LONG_SECONDS, f"what needs no database took {waited:.0f} s")
        answers = [each.result() for each in asked]
    site.found.expect(None not in answers, f"no answer within {FROZEN_SECONDS} seconds")
    return answers
