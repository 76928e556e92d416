"""The SQLite file that the site works on: the one that it began with, never a new or damaged one.

SQLite itself makes an empty database where a file is absent, and goes on writing into one that was
moved away. Who opens a store here hears of both.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

Identity = tuple[int, int]

_first: dict[str, Identity] = {}  # what stood at a path when this process first opened it
_damaged: set[str] = set()
_modes = ["rw"]
LEAST_FREE_BYTES = 2**20


class StoreIsGone(sqlite3.OperationalError):
    """The file is not there, or another one stands in its place."""


class StoreIsCorrupt(sqlite3.DatabaseError):
    """Something in the file is not as SQLite wrote it."""


@contextmanager
def making_stores() -> Iterator[None]:
    """Where a file is absent it is made: for who makes the tables."""
    _modes.append("rwc")
    try:
        yield
    finally:
        _modes.pop()


class Store(sqlite3.Connection):
    """A connection to the file, in write-ahead mode; where that can't be written, for reading."""

    path = ""
    identity: Identity | None = None
    can_only_read = False

    def __init__(self, database: str, **options: Any) -> None:
        named = os.fspath(database)
        if named.startswith(("file:", ":memory:")):
            super().__init__(named, **options)
            return
        self.path = os.path.abspath(named)
        check_store(self.path)
        super().__init__(self._address(f"mode={_modes[-1]}"), **options)
        remember_store(self.path)
        self.identity = _first.get(self.path)
        try:
            self._write_ahead()
        except sqlite3.OperationalError:
            if not is_settled(self.path):
                raise
            super().__init__(self._address("mode=ro&immutable=1"), **options)
        self.can_only_read = is_read_only(self.path)

    def _address(self, how: str) -> str:
        return f"file:{quote(self.path)}?{how}"

    def _write_ahead(self) -> None:
        """Others read while one writes. The mode stays in the file, so it is set once."""
        if self.execute("PRAGMA journal_mode").fetchone() != ("wal",) and not is_read_only(
            self.path
        ):
            self.execute("PRAGMA journal_mode=WAL")

    def is_to_be_left(self) -> bool:
        """Whether the next request needs a connection of its own: the file is another one, or could
        only be read when it was opened, as which SQLite takes it from then on.
        """
        is_moved = self.identity is not None and find_identity(self.path) != self.identity
        return is_moved or self.can_only_read or self.path in _damaged


def check_store(path: str) -> None:
    """Raises `StoreIsGone`, `StoreIsCorrupt`."""
    if path in _damaged:
        raise StoreIsCorrupt("the store is corrupt")
    if is_gone(path):
        raise StoreIsGone("the store is gone")


def is_gone(path: str) -> bool:
    """Whether the file is not there that stood there first; one that is being made need not be."""
    found = find_identity(path)
    if found is None:
        return _modes[-1] != "rwc"
    return _first.get(path, found) != found


def remember_store(path: str) -> None:
    """What stands at the path now is what this process works on."""
    if found := find_identity(path):
        _first.setdefault(path, found)


def find_identity(path: str) -> Identity | None:
    """Device and inode of a file; None where there is none."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def is_read_only(path: str) -> bool:
    """Whether the file, or its folder, in which SQLite keeps what is written ahead, can't be
    written.
    """
    return not (os.access(path, os.W_OK) and os.access(Path(path).parent, os.W_OK))


def is_disk_full(path: str) -> bool:
    """Whether the file can hardly grow."""
    return shutil.disk_usage(Path(path).parent).free < LEAST_FREE_BYTES


def is_settled(path: str) -> bool:
    """Whether the file alone holds everything and this process could add nothing: then it can be
    read without the files beside it.
    """
    ahead = Path(f"{path}-wal")
    return is_read_only(path) and not (ahead.is_file() and ahead.stat().st_size)


def find_damage(path: str, check: str) -> list[str]:
    """What SQLite's own check says against a file, which is only read; nothing of a sound one."""
    how = "mode=ro"
    if is_settled(path) and not os.access(Path(path).parent, os.W_OK):
        how = "mode=ro&immutable=1"
    connection = sqlite3.connect(f"file:{quote(path)}?{how}", uri=True)
    try:
        said = [str(row[0]) for row in connection.execute(f"PRAGMA {check}")]
        broken = [
            f"{row[0]}: row {row[1]}" for row in connection.execute("PRAGMA foreign_key_check")
        ]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        said, broken = [str(error)], []
    finally:
        connection.close()
    return [words for words in said if words != "ok"] + broken


def mark_damaged(path: str) -> None:
    """Nothing is read from the file any more by this process."""
    _damaged.add(os.path.abspath(path))
