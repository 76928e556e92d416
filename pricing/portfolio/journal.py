"""What a run has done so far, in a file beside its results, so that another run goes on.

A line for each document. Half a line, the last of a run that was killed, is no line.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Container, Sequence
from pathlib import Path

from .rows import Row


class InUse(Exception):
    """Another run writes the same results."""


class Journal:
    """Rows by key. One run at a time has it.

    Raises `InUse`, and `OSError` where it cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("a+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise InUse from None

    def read(self, wanted: Container[str]) -> dict[str, list[Row]]:
        """What is there of the keys that are wanted."""
        self._file.seek(0)
        found = {}
        is_whole = True
        for line in self._file:
            is_whole = line.endswith(b"\n")
            try:
                key, rows = json.loads(line)
            except ValueError:
                continue
            if key in wanted:
                found[key] = [Row(*row) for row in rows]
        if not is_whole:
            self._file.write(b"\n")
        return found

    def note(self, key: str, rows: Sequence[Row]) -> None:
        """Keeps the rows of a document, whatever becomes of this process."""
        self._file.write(json.dumps([key, rows]).encode() + b"\n")
        self._file.flush()

    def close(self) -> None:
        """Leaves it to the next run."""
        self._file.close()

    def remove(self) -> None:
        """Takes it away: the results are written."""
        os.unlink(self.path)
        self._file.close()
