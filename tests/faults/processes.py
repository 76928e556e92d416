"""Processes that are killed: while they compute, save, issue, answer; and all at once."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from uuid import uuid4

from .found import Found
from .judging import judge
from .site import BUSY_SECONDS, LONG, Ground, Site, ask_much, read_seconds, serve, trace

KILLS = int(os.environ.get("FAULT_KILLS", "100"))
# The crash points of one save: each call of the kind, until a save needs no more of them.
POINTS = int(os.environ.get("FAULT_POINTS", "200"))
CALLS = ("pwrite64", "fdatasync", "sendto")
CLIENTS = 8
AGAIN_SECONDS = 0.5
MOST_KILLS = 20  # until one meets a worker that computes
ENDS, START_SECONDS = 5, 30
HANGUPS = max(3, KILLS * 12 // 100)
HANGUP_SECONDS = 5
COMPUTED_SECONDS = 0.2  # more than any other request takes


def kill_computing(ground: Ground, folder: Path) -> Found:
    """1. A worker dies during a long comparison: that client is cut off, others are served."""
    found = Found()
    with serve(ground, found, folder) as site:
        before = price(site)
        while found.injected < 2 or (not found.dropped and found.injected < MOST_KILLS):
            _kill_among_clients(site)
        found.expect(found.dropped > 0, "no client was cut off")
        found.expect(price(site) == before, "the same document has another answer")
    return found


def _kill_among_clients(site: Site) -> None:
    """Kills the worker that is longest there while clients wait for long answers."""
    worker = site.wait_for_workers()[0]
    site.found.injected += 1
    clients = [threading.Thread(target=price, args=(site,)) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    time.sleep(0.5)
    os.kill(worker, signal.SIGKILL)
    site.wait_for("/healthz", 200, seconds=60)
    for client in clients:
        client.join()
    site.found.bit += worker not in site.list_workers()


def price(site: Site) -> bytes:
    """What the site says of a document with a catalogue of its own, which needs no database; asked
    again where it broke off, or is told to wait for others.
    """
    answer = site.ask("POST", LONG, ask_much())
    while answer is None or "Retry-After" in answer.headers:
        time.sleep(AGAIN_SECONDS)
        answer = site.ask("POST", LONG, ask_much())
    site.found.expect(answer.status == 200, f"{LONG} answered {answer.status}")
    return answer.body


def kill_saving(ground: Ground, folder: Path) -> Found:
    """2. At each write, each sync and each send of a save, and of that of the next version: each is
    asked for until it is answered, and done once.
    """
    found = Found()
    with serve(ground, found, folder) as site:
        for call in CALLS:
            kill_at_each(site, call, lambda: partial(keep_twice, site))
            kill_at_each(site, call, lambda: partial(keep_next, site, site.keep()))
        kept = site.ask("GET", "/api/comparisons", by="bob")
        told = kept.read()["comparisons"] if kept else []
        found.expect(len(told) == len(set(found.acknowledged)), f"{len(told)} were kept")
        most = max(len(each["versions"]) for each in told)
        found.expect(most == 2, f"a comparison has {most} versions, where two were saved")
    judge(found, ground.environment)
    return found


def keep_twice(site: Site) -> None:
    """A comparison that is kept, and asked for again though it is answered."""
    asked, key = {"name": str(uuid4()), "document": site.ground.document}, str(uuid4())
    first, again = (site.insist("/api/comparisons", asked, "bob", key) for _ in range(2))
    site.found.acknowledged.append(f"comparison {first['comparison']['id']}")
    site.found.expect(first == again, f"the repeat makes {again}, not {first}")


def keep_next(site: Site, comparison: int) -> None:
    """The second version of a comparison; a repeat of what was done hears of that version."""
    path, key = f"/api/comparisons/{comparison}/versions", str(uuid4())
    asked, start = {"base": 1, "document": site.ground.document}, time.monotonic()
    statuses, answer = [], None
    while not {201, 409} & {*statuses}:
        assert time.monotonic() < start + BUSY_SECONDS, f"{path} answers {statuses}"
        answer = site.ask("POST", path, asked, by="bob", key=key)
        statuses.append(answer.status if answer else 0)
    told = answer.read() if answer else {}
    site.found.expect(statuses[0] != 409, f"{path} is refused though nobody saved since")
    site.found.expect(told.get("latest", told.get("version")) == 2, f"{path} answers {told}")


def kill_at_issue(ground: Ground, folder: Path) -> Found:
    """3. At each write and each sync of an issue."""
    return _kill_at_issue(ground, folder, ("pwrite64", "fdatasync"))


def kill_answering(ground: Ground, folder: Path) -> Found:
    """4. It is committed, and nobody is told: the repeat hears the number that was given."""
    return _kill_at_issue(ground, folder, ("sendto",))


def _kill_at_issue(ground: Ground, folder: Path, calls: tuple[str, ...]) -> Found:
    found = Found()
    with serve(ground, found, folder) as site:
        comparison = site.keep()
        for call in calls:
            kill_at_each(site, call, lambda: partial(site.issue, site.draft(comparison)))
    judge(found, ground.environment)
    return found


def is_dead(process: int) -> bool:
    """Whether a process has ended, seen by its parent or not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def kill_at_each(site: Site, call: str, prepare: Callable[[], Callable[[], object]]) -> None:
    """Kills whichever worker comes to the n-th call of a kind, for each n that one request has."""
    for place in range(1, POINTS + 1):
        act = prepare()
        workers = site.wait_for_workers()
        site.found.injected += 1
        with trace(workers, f"--trace={call}", f"--inject={call}:signal=KILL:when={place}"):
            act()
        if not any(map(is_dead, workers)):
            return
        site.found.bit += 1


def kill_issuing(ground: Ground, folder: Path) -> Found:
    """3. Workers die at random while eight clients keep, draft and issue."""
    found, rng = Found(), Random(3)
    with serve(ground, found, folder) as site:
        clients = [Client(site) for _ in range(CLIENTS)]
        for _ in range(KILLS):
            time.sleep(rng.uniform(0, 0.5))
            workers = site.wait_for_workers()
            found.injected += 1
            os.kill(rng.choice(workers), signal.SIGKILL)
            found.bit += 1
        for client in clients:
            client.end()
    judge(found, ground.environment)
    return found


class Client(threading.Thread):
    """Keeps a comparison and issues quotes of it until it is told to end."""

    def __init__(self, site: Site) -> None:
        super().__init__(daemon=True)
        self.site, self.ended, self.error = site, threading.Event(), ""
        self.start()

    def run(self) -> None:
        """One quote after another."""
        try:
            comparison = self.site.keep()
            while not self.ended.is_set():
                self.site.issue(self.site.draft(comparison))
        except Exception as error:  # whatever it is, the thread would end without a word
            self.error = repr(error)

    def end(self) -> None:
        """Once what it is at is done."""
        self.ended.set()
        self.join()
        self.site.found.expect(not self.error, self.error)


def end_and_start(ground: Ground, folder: Path) -> Found:
    """7. SIGHUP under load, for a minute, then SIGTERM: what is being answered is answered, and
    nobody is refused or cut off.
    """
    found = Found()
    with serve(ground, found, folder) as site:
        clients = [Client(site) for _ in range(2)]
        for _ in range(HANGUPS):
            workers = site.wait_for_workers()
            found.injected += 1
            site.process.send_signal(signal.SIGHUP)
            time.sleep(HANGUP_SECONDS)
            found.bit += not {*workers} & {*site.wait_for_workers()}
        for client in clients:
            client.end()
        last = threading.Thread(target=site.ask, args=("POST", LONG, ask_much()))
        workers = site.wait_for_workers()
        before = read_seconds(workers)
        last.start()
        while last.is_alive() and read_seconds(workers) < before + COMPUTED_SECONDS:
            time.sleep(0.05)
        found.injected += 1
        found.bit += last.is_alive()
        found.expect(site.end() == 0, "the server did not end by itself")
        last.join()
    found.expect(not found.refused, f"{found.refused} requests were refused")
    found.expect(not found.dropped, f"{found.dropped} requests were cut off")
    judge(found, ground.environment)
    return found


def kill_everything(
    ground: Ground, folder: Path, restart: Callable[[Ground], None] = lambda ground: None
) -> Found:
    """8. The server and all its processes at once, under load, and where there is one the
    database's server; then all start again, in time and with no hand laid on.
    """
    found = Found()
    with serve(ground, found, folder) as site:
        clients = [Client(site) for _ in range(4)]
        for _ in range(ENDS):
            time.sleep(2)
            found.injected += 1
            site.kill_all()
            found.bit += 1
            start = time.monotonic()
            restart(ground)
            site.start()
            taken = time.monotonic() - start
            found.expect(taken < START_SECONDS, f"it started in {taken:.0f} seconds")
        for client in clients:
            client.end()
    judge(found, ground.environment)
    return found
