"""A lock of the tests' database that another connection really holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections

MILLISECONDS = 100  # for which is waited; the site waits 20 seconds


@contextmanager
def hold(folder: Path, statement: str) -> Iterator[Callable[[], None]]:
    """Gives what lets go of it. SQLite is locked as a whole, PostgreSQL by a statement."""
    if connection.vendor == "sqlite":
        yield from _hold_sqlite(str(folder / "held.sqlite3"))
    else:
        yield from _hold_postgresql(statement)


def _hold_sqlite(path: str) -> Iterator[Callable[[], None]]:
    """The tests' database as a file, which another connection writes to."""
    alias, before = connection.alias, connections[connection.alias]
    file = sqlite3.connect(path)
    before.ensure_connection()
    before.connection.backup(file)
    other = connections.create_connection(alias)
    options = {**before.settings_dict["OPTIONS"], "timeout": MILLISECONDS / 1000}
    other.settings_dict = {**before.settings_dict, "NAME": path, "OPTIONS": options}
    other.ensure_connection()
    connections[alias] = other
    file.execute("BEGIN IMMEDIATE")
    try:
        yield file.rollback
    finally:
        file.close()
        other.close()
        connections[alias] = before


def _hold_postgresql(statement: str) -> Iterator[Callable[[], None]]:
    other = connection.copy()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("20s",)
        cursor.execute(f"SET lock_timeout = {MILLISECONDS}")
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute(statement)
    try:
        yield other.rollback
    finally:
        other.rollback()
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
