"""An SQLite database out into a copy, and back in, by SQLite's own way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from .holdings import Holdings, read_holdings
from .packing import Failed, NoBackup


def copy_out(connection: BaseDatabaseWrapper, copy: Path) -> Holdings:
    """Copies the database in one step, within which nothing is written, and reads the copy."""
    connection.ensure_connection()
    tables = set(connection.introspection.table_names())
    with closing(sqlite3.connect(copy)) as link:
        _copy(connection.connection, link)
        return read_holdings(lambda sql: link.execute(sql).fetchall(), tables)


def put_in(connection: BaseDatabaseWrapper, copy: Path, statements: Iterable[str]) -> None:
    """Puts a copy in place of all that the database holds, in one transaction of the file."""
    with closing(sqlite3.connect(copy)) as link:
        _check(link)
        with link:
            for statement in statements:
                link.execute(statement)
        connection.close()
        name: Any = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(name)) as target:
            _copy(link, target)


def _copy(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    try:
        target.execute("PRAGMA synchronous=FULL")
        source.backup(target)
    except sqlite3.Error as found:
        raise Failed(f"SQLite says: {found}.") from found


def _check(link: sqlite3.Connection) -> None:
    """Raises `NoBackup` where the copy is no sound database."""
    try:
        found = [row[0] for row in link.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"{row[0]} refers to no row" for row in link.execute("PRAGMA foreign_key_check")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found:
        raise NoBackup(f"The database in the backup is not sound: {found[0]}.")
