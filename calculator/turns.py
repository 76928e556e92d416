"""Turns of heavy requests: few work at a time on the whole machine, and few wait.

What a request takes is counted before it is done (pricing.engine.work). A cheap one works at once.
One that takes more needs a place, of which the machine has as many as processors but one, so that
the others never wait for it: places are locked files, which the kernel frees whatever becomes of a
process. In a process one works and one waits, so that the other threads stay for cheap requests;
who comes then is told to ask again.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.quotas import TooOften
from calculator.busy import RETRY_AFTER_SECONDS
from calculator.quotas import find_reader, refuse_too_often
from calculator.responses import refuse_for_a_while
from calculator.uploads import FORM_OF_FILE
from calculator.work_counts import WorkCounts
from pricing.engine.work import ACCOUNT, CHEAP_AMOUNTS, Account, announce, count_file

PLACES = max(1, (os.cpu_count() or 1) - 1)
MOST_OF_A_PROCESS = 2  # one that works, one that waits
MOST_WAITING_SECONDS = 15
LOOK_SECONDS = 0.05
CROWDED = (
    f"This takes more work than most, and {PLACES} of that kind at a time can be worked at here: "
    f"others wait before it. Nothing was done. Ask again in {RETRY_AFTER_SECONDS} seconds, or "
    "compare fewer scenarios, groups, years or cases: what takes little is answered at once."
)
FOLDER = "TURNS_FOLDER"  # where gunicorn's processes find the places


class Crowded(Exception):
    """Others work and wait already."""


class Turns:
    """The places of a machine, in a folder that its processes share."""

    def __init__(self, folder: Path, places: int = PLACES) -> None:
        self._files = [folder / f"place-{number}" for number in range(places)]
        self._here = threading.BoundedSemaphore(MOST_OF_A_PROCESS)
        self._at_work = threading.Lock()

    @contextmanager
    def take(self, most_seconds: float = MOST_WAITING_SECONDS) -> Iterator[None]:
        """A place, waited for. Raises `Crowded` where none can be had in time."""
        latest = time.monotonic() + most_seconds
        with _hold(self._here, 0), _hold(self._at_work, most_seconds):
            place = self._find_place(latest)
            try:
                yield
            finally:
                os.close(place)  # and with it the lock

    def _find_place(self, latest: float) -> int:
        """The descriptor of a file that nobody else has locked."""
        while True:
            for file in self._files:
                place = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                try:
                    fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    os.close(place)
                else:
                    return place
            if time.monotonic() > latest:
                raise Crowded
            time.sleep(LOOK_SECONDS)


@contextmanager
def _hold(lock: threading.Lock | threading.Semaphore, most_seconds: float) -> Iterator[None]:
    """Holds a lock that can be had in time. Raises `Crowded`."""
    if not lock.acquire(timeout=most_seconds):
        raise Crowded
    try:
        yield
    finally:
        lock.release()


class TurnAccount(Account):
    """A request's account: above what is cheap it takes a turn, kept until `leave`."""

    def __init__(self, turns: Turns, check: Callable[[], None]) -> None:
        super().__init__()
        self._turns, self._turn, self._check = turns, ExitStack(), check
        self.is_heavy = False

    def note(self, amounts: int) -> None:
        """Counts work; raises `Crowded` too."""
        super().note(amounts)
        self.expect(0)

    def expect(self, amounts: int) -> None:
        """Takes the turn for work that is to come; raises `Crowded`, `TooOften`. What will be
        refused as too much need not wait for that.
        """
        is_heavy = CHEAP_AMOUNTS < self.taken + amounts <= self.most
        if is_heavy and not self.is_heavy:
            self._check()
            self._turn.enter_context(self._turns.take())
            self.is_heavy = True

    def leave(self) -> None:
        """Gives the turn to others, and the memory back."""
        if self.is_heavy:
            give_memory_back()
        self._turn.close()


class TakeTurns:
    """Keeps account of each request, and answers for those that come when others wait."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        folder = _find_folder()
        self.turns, self.counts = Turns(folder), WorkCounts(folder)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = TurnAccount(self.turns, partial(self._check, request))
        token = ACCOUNT.set(account)
        try:
            return self.get_response(request)
        finally:
            ACCOUNT.reset(token)
            account.leave()
            if account.is_heavy:
                self.counts.add(find_reader(request), -(-account.taken // CHEAP_AMOUNTS))

    def _check(self, request: HttpRequest) -> None:
        """Raises `TooOften` where who asks has had as much work as one may."""
        self.counts.check(find_reader(request))

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: Any
    ) -> HttpResponse | None:
        """The refusal of a form with a large file that got no turn; its size is in its head."""
        if not hasattr(view, "most_bytes") or request.content_type != FORM_OF_FILE:
            return None  # a body that is the file itself is told by whoever reads it
        try:
            announce(count_file(int(request.headers.get("Content-Length") or 0)))
        except (Crowded, TooOften) as refusal:
            return self.process_exception(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal of a view that got no turn; None of any other error."""
        if isinstance(exception, Crowded):
            return refuse_for_a_while(request, CROWDED, "crowded")
        if isinstance(exception, TooOften):
            return refuse_too_often(request, exception)
        return None


def give_memory_back() -> None:
    """Hands what was freed to the kernel: glibc keeps it, in each thread's part, for ever."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _find_folder() -> Path:
    """That of gunicorn's processes; elsewhere, one of this process."""
    given = os.environ.get(FOLDER)
    if given:
        return Path(given)
    return Path(_make_folder().name)


@cache
def _make_folder() -> tempfile.TemporaryDirectory[str]:
    """Removed when the process ends."""
    return tempfile.TemporaryDirectory(prefix="deskfare-turns-")
