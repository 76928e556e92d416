"""The connection to the site's database: when it is left, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, connections

from calculator import sqlite_store
from pricing import troubles
from pricing.troubles import CORRUPT, FULL, READ_ONLY

# What PostgreSQL must not do without, lest it loses what it acknowledged.
SAFE = ("fsync", "synchronous_commit")


def leave_store(**_: Any) -> None:
    """Called before and after each request: the next one opens the file anew where it must."""
    raw = connection.connection
    if connection.in_atomic_block or not isinstance(raw, sqlite_store.Store):
        return
    if raw.is_to_be_left():
        connection.close()


def remember_store() -> None:
    """Called before the first request: another file in its place is not taken for this one."""
    if path := find_path():
        sqlite_store.remember_store(path)


def note_trouble(trouble: str) -> None:
    """Nothing more is read from a file that was found damaged."""
    path = find_path()
    if trouble == CORRUPT and path:
        sqlite_store.mark_damaged(path)


def find_trouble(error: BaseException | None) -> str:
    """The word for what the database did not do. SQLite says of a write that fails only that it
    did, also where nobody may write.
    """
    trouble = troubles.find_trouble(error)
    path = find_path() if trouble == FULL else ""
    return READ_ONLY if path and sqlite_store.is_read_only(path) else trouble


def find_path() -> str:
    """The file of the database; empty where there is none."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return ""
    return str(connection.settings_dict["NAME"])


def is_gone() -> bool:
    """Whether the file of the database is not there."""
    path = find_path()
    return bool(path) and sqlite_store.is_gone(path)


def is_read_only() -> bool:
    """Whether nothing can be written just now. Raises `DatabaseError` where nothing can be read."""
    if path := find_path():
        return sqlite_store.is_read_only(path)
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        return cursor.fetchone() == ("on",)


def is_disk_full() -> bool:
    """Whether the file of the database can hardly grow; of a server's disk nothing is known."""
    path = find_path()
    return bool(path) and sqlite_store.is_disk_full(path)


def prove_writable() -> None:
    """Raises `DatabaseError` where nothing can be written: a row is changed that nobody has."""
    User.objects.filter(pk=0).update(is_active=False)


def list_unsafe() -> list[str]:
    """The settings that are off, without which PostgreSQL may lose what it acknowledged."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off' ORDER BY name",
            [list(SAFE)],
        )
        return [name for (name,) in cursor.fetchall()]


@contextmanager
def waiting_for_good(alias: str) -> Iterator[None]:
    """For who changes tables, which may take long: PostgreSQL's answers are waited for."""
    if connections[alias].vendor != "postgresql":
        yield
        return
    from calculator.postgresql.base import Connection

    before, Connection.query_seconds = Connection.query_seconds, None
    with connections[alias].cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    try:
        yield
    finally:
        Connection.query_seconds = before
