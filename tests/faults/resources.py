"""What a process needs runs out, and clients that are slow or go."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

from .found import Found
from .judging import judge
from .site import LONG, Answer, Ground, Site, ask_much, read_seconds, serve
from .stores import ask_to_keep, expect_pure_work, expect_recovery

CLIENTS = 200
HEAD = "{} {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
REQUESTS = 500
LEAVING, STOP_SECONDS = 20, 5
READERS, RECEIVED_BYTES = 50, 4096
PAGES = ("/healthz", "/readyz", "/", "/prices/", "/method/", "/api/catalogue/changes")
ROUNDS, WAIT_SECONDS = 5, 1  # more than alone
TOKEN = "of the faults alone"
LOST = re.compile(rb"^deskfare_log_lines_lost_total (\d+)", re.MULTILINE)


def connect(site: Site, sent: str, received_bytes: int = 0) -> socket.socket:
    """A client that has sent so much, and for which the kernel keeps no more than so much."""
    client = socket.socket()
    client.settimeout(20)
    if received_bytes:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, received_bytes)
    client.connect(("127.0.0.1", site.port))
    client.sendall(sent.encode())
    return client


def use_up_files(ground: Ground, folder: Path) -> Found:
    """29. No process can open a file more: refused, no busy waiting, and better afterwards."""
    found = Found()
    with serve(ground, found, folder) as site:
        ask_to_keep(site)
        workers = site.wait_for_workers()
        for worker in workers:
            open_now = len(list(Path(f"/proc/{worker}/fd").iterdir()))
            limit = f"--nofile={open_now}:"
            subprocess.run(["prlimit", f"--pid={worker}", limit], check=True)
            found.injected += 1
        with ExitStack() as clients:
            for _ in range(20):
                clients.enter_context(closing(connect(site, HEAD.format("GET", "/healthz"))))
            before, start = read_seconds(workers), time.monotonic()
            found.bit += site.ask("GET", "/healthz", seconds=5) is None
            time.sleep(2)
            share = (read_seconds(workers) - before) / (time.monotonic() - start) / len(workers)
            found.expect(share < 0.5, f"a process that can do nothing uses {share:.0%} of a core")
        for worker in workers:
            subprocess.run(["prlimit", f"--pid={worker}", "--nofile=1024:"], check=True)
        site.wait_for("/healthz", 200, seconds=10)
        expect_recovery(site)
    judge(found, ground.environment)
    return found


def wait_for_slow_clients(ground: Ground, folder: Path) -> Found:
    """30. Hundreds of clients have sent half of a head or of a body, others read a kilobyte of an
    export each second: everybody else waits for nobody, whatever is asked.
    """
    found = Found()
    half_body = HEAD.format("POST", "/api/compare") + "Content-Length: 1000000\r\n\r\n{"
    with serve(ground, found, folder) as site, ExitStack() as clients:
        ask_each(site)  # each process has read what it keeps
        ask_each(site)
        alone = ask_each(site)
        halves, readers = [], []
        for sent in [HEAD.format("GET", "/"), half_body] * CLIENTS:
            halves.append(clients.enter_context(closing(connect(site, sent))))
        for _ in range(READERS):
            reader = clients.enter_context(closing(connect(site, "", RECEIVED_BYTES)))
            reader.sendall(HEAD.format("GET", "/prices.csv").encode() + b"\r\n")
            readers.append(reader)
        found.injected += len(halves) + len(readers)
        for _ in range(ROUNDS):
            came = [len(reader.recv(1024)) for reader in readers]
            found.expect(all(came), "an export does not begin, or breaks off")
            for path, wait in ask_each(site).items():
                words = f"{path} took {wait:.1f} seconds meanwhile, {alone[path]:.1f} before"
                found.expect(wait < alone[path] + WAIT_SECONDS, words)
            time.sleep(1)
        found.bit += sum(map(is_held, halves)) + len(readers)
        found.expect(found.bit == found.injected, "slow clients were not slow all the while")
        found.expect(not found.refused, f"{found.refused} others were refused")
        found.expect(not found.dropped, f"{found.dropped} others were cut off")
    judge(found, ground.environment)
    return found


def ask_each(site: Site) -> dict[str, float]:
    """How long pages, prices and what is priced and kept take, one after another."""
    asked: dict[str, Callable[[], Answer | None]] = {
        **{path: partial(site.ask, "GET", path) for path in PAGES},
        "/api/compare": partial(site.ask, "POST", "/api/compare", site.ground.document),
        "/api/comparisons": partial(ask_to_keep, site),
    }
    waits = {}
    for path, ask in asked.items():
        start = time.monotonic()
        ask()
        waits[path] = time.monotonic() - start
    return waits


def is_held(client: socket.socket) -> bool:
    """Whether a client is neither answered nor sent away yet."""
    client.setblocking(False)
    try:
        client.recv(1)
    except BlockingIOError:
        return True
    return False


def is_idle_within(workers: list[int], seconds: float) -> bool:
    """Whether processes compute nothing any more; what was begun for who left may run to its end,
    for who has ended its sending may still listen.
    """
    start, used = time.monotonic(), 0.0
    while time.monotonic() < start + seconds:
        time.sleep(1)
        before, used = used, read_seconds(workers)
        if used - before < 0.1:
            return True
    return False


def count_open(workers: list[int]) -> int:
    """What processes hold open, but their database, which each thread has for itself."""
    return sum(
        ".sqlite3" not in os.readlink(each)
        for worker in workers
        for each in Path(f"/proc/{worker}/fd").iterdir()
    )


def leave_early(ground: Ground, folder: Path) -> Found:
    """31. Clients go while what they asked for is computed, or after the first of a file: it ends,
    and nothing stays open.
    """
    found = Found()
    body = json.dumps(ask_much())
    with serve(ground, found, folder) as site:
        start = time.monotonic()
        site.ask("POST", LONG, ask_much())
        bound_seconds = time.monotonic() - start
        workers = site.wait_for_workers()
        before = count_open(workers)
        for _ in range(LEAVING):
            asked = HEAD.format("POST", LONG) + f"Content-Length: {len(body)}\r\n\r\n"
            connect(site, asked + body).close()
            reader = connect(site, HEAD.format("GET", "/prices.csv") + "\r\n", RECEIVED_BYTES)
            found.expect(len(reader.recv(1024)) > 0, "an export does not begin")
            reader.close()
            found.injected += 2
        site.wait_for("/healthz", 200, seconds=20)
        most_seconds = STOP_SECONDS + LEAVING * bound_seconds / len(workers)
        is_idle = is_idle_within(workers, most_seconds)
        found.expect(is_idle, f"after {most_seconds:.0f} s it still computes for nobody")
        after = count_open(workers)
        found.expect(after <= before + 4, f"{after - before} files more stay open")
        found.expect("Traceback" not in site.log.read_text(), "the log holds a traceback")
        found.bit += found.injected
    return found


def refuse_log(ground: Ground, folder: Path) -> Found:
    """15. The log is full, then nobody reads it any more: who asks does not hear of it, and what is
    lost is counted.
    """
    found = Found()
    environment = {**ground.environment, "METRICS_TOKEN": TOKEN, "LOG_LEVEL": "INFO"}
    ground = ground._replace(environment=environment)
    full, unread = folder / "full", folder / "unread"
    for each in (full, unread):
        each.mkdir()
    (full / "log").symlink_to("/dev/full")
    with serve(ground, found, full) as site:
        ask_without_log(site)
    os.mkfifo(unread / "log")
    reader = os.open(unread / "log", os.O_RDONLY | os.O_NONBLOCK)
    with serve(ground, found, unread) as site:
        os.close(reader)
        ask_without_log(site)
    judge(found, ground.environment)
    return found


def ask_without_log(site: Site) -> None:
    """Many requests; each line that is lost is counted."""
    for _ in range(REQUESTS):
        answer = site.ask("GET", "/healthz")
        site.found.injected += 1
        site.found.expect(bool(answer and answer.status == 200), "a request fails for its line")
    ask_to_keep(site)
    expect_pure_work(site)
    told = site.ask("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    lost = LOST.search(told.body) if told else None
    site.found.bit += int(lost[1]) if lost else 0
    site.found.expect(bool(lost) and int(lost[1]) > 0, "no lost line is counted")
