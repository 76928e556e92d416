"""The site as `make run` serves it, on a database of its own, and a client that insists."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from tests.heavy_documents import make_heavy

from .found import Found

ROOT = Path(__file__).resolve().parents[2]
BUSY_SECONDS = 120  # for which a client insists


class Answer(NamedTuple):
    """What came back, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def read(self) -> Any:
        """Its plain values."""
        return json.loads(self.body)


class Ground(NamedTuple):
    """A prepared database: the environment that names it, who asks, and what they keep."""

    environment: dict[str, str]
    tokens: dict[str, str]
    document: dict[str, Any]
    as_whom: tuple[str, ...] = ()  # what stands before a command


WORKERS, THREADS = 2, 4
TRACING_SECONDS = 10  # after which strace is killed
LONG = "/api/uncertainty"


def ask_much() -> dict[str, Any]:
    """What LONG takes seconds to answer, without a database."""
    return {"document": make_heavy(scenarios=1, draws=40_000), "ranges": "document"}


def prepare(address: str) -> Ground:
    """Makes the database at an address."""
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "SECRET_KEY": "of the faults alone, and of nothing else",
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
    }
    for command in (["migrate", "-v0"], ["load_catalogue"], ["collectstatic", "--no-input", "-v0"]):
        manage(environment, *command)
    told = subprocess.run(
        [sys.executable, "-m", "tests.faults.people"],
        cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
    ).stdout  # fmt: skip
    return Ground(environment, **json.loads(told))


def manage(environment: Mapping[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    """Runs a command of manage.py that has to succeed."""
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )


class Site:
    """gunicorn with two processes. Requests are counted in what was found."""

    def __init__(self, ground: Ground, found: Found, log: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {**ground.environment, "PORT": str(self.port)}
        self.ground, self.found, self.log = ground, found, log
        self.start()

    def start(self) -> None:
        """Until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.ground.as_whom, sys.executable, "-m", "gunicorn", "calculator.wsgi"],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            self.wait_for("/healthz", 200)
        except AssertionError:
            self.end()
            raise

    def end(self) -> int:
        """Asks it to end; its status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def list_workers(self) -> list[int]:
        """Its processes that answer."""
        listed = subprocess.run(
            ["pgrep", "--parent", str(self.process.pid)], capture_output=True, check=False
        )
        return [int(child) for child in listed.stdout.split()]

    def wait_for_workers(self) -> list[int]:
        """Its processes, once each has all its threads and so answers."""
        workers = self.list_workers()
        while len(workers) < WORKERS or min(map(count_threads, workers)) <= THREADS:
            time.sleep(0.05)
            workers = self.list_workers()
        return workers

    def kill_all(self) -> None:
        """With no warning: first who would start others, then the workers."""
        workers = self.list_workers()
        for process in (self.process.pid, *workers):
            os.kill(process, signal.SIGKILL)
        self.process.wait()

    def wait_for(self, path: str, status: int, seconds: float = 300) -> float:
        """Until an address answers so; how long that took, of which the clients know nothing."""
        start = time.monotonic()
        while time.monotonic() < start + seconds:
            try:
                if self._send("GET", path).status == status:
                    return time.monotonic() - start
            except (OSError, HTTPException):
                assert self.process.poll() is None, self.log.read_text()[-2000:]
            time.sleep(0.1)
        raise AssertionError(f"{path} does not answer {status} in {seconds} seconds")

    def ask(
        self, method: str, path: str, body: Any = None, *, by: str = "", key: str = "",
        seconds: float = 60, headers: Mapping[str, str] | None = None,
    ) -> Answer | None:  # fmt: skip
        """The answer of one request; None where the connection broke."""
        self.found.sent += 1
        try:
            answer = self._send(method, path, body, by, key, seconds, headers)
        except (OSError, HTTPException):
            self.found.dropped += 1
            return None
        if answer.status < 400:
            self.found.answered += 1
        else:
            self.found.refused += 1
        return answer

    def log_in(self, name: str) -> Answer | None:
        """The answer to a form with a password that is wrong."""
        return self.send_form("/accounts/login/", login=name, password="wrong")

    def send_form(self, path: str, **fields: str) -> Answer | None:
        """The answer to a form of somebody without a session."""
        token = "a" * 32
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"csrftoken={token}",
        }
        form = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        return self.ask("POST", path, form, headers=headers)

    def insist(self, path: str, body: Any, by: str, key: str = "") -> Any:
        """What a request came to that is repeated with its key until it is done."""
        key, start = key or str(uuid4()), time.monotonic()
        while time.monotonic() < start + BUSY_SECONDS:
            answer = self.ask("POST", path, body, by=by, key=key)
            if answer and answer.status < 400:
                return answer.read()
            if answer and answer.status < 500:
                raise AssertionError(f"{path} answers {answer.status}: {answer.body[:300]!r}")
            time.sleep(0.2)
        raise AssertionError(f"{path} was not done within {BUSY_SECONDS} seconds")

    def _send(
        self, method: str, path: str, body: Any = None, by: str = "", key: str = "",
        seconds: float = 60, given: Mapping[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        headers = {"Content-Type": "application/json", **(given or {})}
        if by:
            headers["Authorization"] = f"Bearer {self.ground.tokens[by]}"
        if key:
            headers["Idempotency-Key"] = key
        sent = body if body is None or isinstance(body, bytes) else json.dumps(body)
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=seconds)) as connection:
            connection.request(method, path, sent, headers)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.headers), answer.read())

    def keep(self) -> int:
        """A comparison that is kept, acknowledged."""
        asked = {"name": str(uuid4()), "document": self.ground.document}
        made = self.insist("/api/comparisons", asked, "bob")["comparison"]["id"]
        self.found.acknowledged.append(f"comparison {made}")
        return int(made)

    def draft(self, comparison: int, scenario: int = 1) -> int:
        """A quote that is approved and waits for its number."""
        asked = {"comparison": comparison, "version": 1, "scenario": scenario}
        quote = int(self.insist("/api/quotes", asked, "bob")["id"])
        self.take(quote, "submit", "bob")
        self.take(quote, "approve", "anna")
        return quote

    def take(self, quote: int, step: str, by: str) -> Any:
        """What a step with a quote came to, as it is."""
        seen, start = None, time.monotonic()
        while seen is None or seen.status != 200:
            assert time.monotonic() < start + BUSY_SECONDS, f"quote {quote} is not to be read"
            time.sleep(0.02)
            seen = self.ask("GET", f"/api/quotes/{quote}", by=by)
        return self.insist(
            f"/api/quotes/{quote}/{step}", {"seen": seen.read()["seen"], "reason": "A test."}, by
        )

    def issue(self, quote: int) -> str:
        """The number of a quote that is issued, acknowledged."""
        number = str(self.take(quote, "issue", "bob")["issued"]["number"])
        self.found.acknowledged.append(f"quote {number}")
        return number


def count_threads(process: int) -> int:
    """How many a process has; none where it has ended."""
    return len(list(Path(f"/proc/{process}/task").glob("*")))


def read_seconds(workers: list[int]) -> float:
    """The processor's time that processes have used."""
    ticks = 0
    for worker in workers:
        fields = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def serve(ground: Ground, found: Found, folder: Path) -> Iterator[Site]:
    """The site, ended whatever happens."""
    site = Site(ground, found, folder / "log")
    try:
        yield site
    finally:
        if site.process.poll() is None:
            site.end()


def end_tracing(tracing: subprocess.Popen[bytes]) -> None:
    """Lets the processes go. strace may wait for one that it holds itself; that one goes on when
    strace is killed.
    """
    tracing.terminate()
    try:
        tracing.wait(timeout=TRACING_SECONDS)
    except subprocess.TimeoutExpired:
        tracing.kill()
        tracing.wait()


@contextmanager
def trace(workers: Sequence[int], *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """strace on running processes with all their threads, once it holds them."""
    told = Path(os.environ.get("TMPDIR", "/tmp"), f"strace-{uuid4().hex}")
    processes = [f"--attach={worker}" for worker in workers]
    with told.open("wb") as err:
        tracing = subprocess.Popen(
            ["strace", "-f", "-o", os.devnull, *options, *processes], stderr=err
        )
    try:
        while told.read_bytes().count(b" attached") < len(workers):
            assert tracing.poll() is None, told.read_text()
            time.sleep(0.05)
        yield tracing
    finally:
        end_tracing(tracing)
        told.unlink()
