"""How much work each reader had of this machine of late, in a file that its processes share.

Not in the database: what is read there writes nothing, and waits for nobody who does.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone

from accounts.quotas import WORK, Used, check_bound, forget_some

Counts = dict[str, Used]


class WorkCounts:
    """Counts by reader, in a folder that the processes of a machine share."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "work.json"

    def check(self, reader: str) -> None:
        """Raises `TooOften` where a reader has had as much as one may."""
        now = timezone.now()
        with self._open(now) as counts:
            used = counts.get(reader, Used(0, now))
        check_bound(WORK, used, now)

    def add(self, reader: str, number: int) -> None:
        """Counts what a reader had."""
        now = timezone.now()
        with self._open(now) as counts:
            used = counts.get(reader, Used(0, now))
            counts[reader] = Used(used.number + number, used.at)

    @contextmanager
    def _open(self, now: datetime) -> Iterator[Counts]:
        """The counts of now, for this process alone; kept as they are left, but for those that are
        forgotten.
        """
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            read = _read(os.pread(descriptor, os.fstat(descriptor).st_size, 0))
            counts = {reader: forget_some(WORK, used, now) for reader, used in read.items()}
            yield counts
            with suppress(OSError):  # on a full disk nothing is counted
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, _write(counts), 0)
        finally:
            os.close(descriptor)  # and with it the lock


def _write(counts: Counts) -> bytes:
    """All that is not forgotten yet."""
    held = {reader: (used.number, used.at.timestamp()) for reader, used in counts.items()}
    return json.dumps({reader: said for reader, said in held.items() if said[0]}).encode()


def _read(text: bytes) -> Counts:
    """The counts of a file; none of one that a process was killed over."""
    try:
        said = json.loads(text or b"{}")
    except ValueError:
        return {}
    return {reader: Used(n, datetime.fromtimestamp(at, UTC)) for reader, (n, at) in said.items()}
