"""Why a database did not do what it was asked: busy, read only, full, gone, corrupt."""

from __future__ import annotations

import sqlite3

import psycopg
from django.db import DatabaseError, InterfaceError

from pricing.busy import is_busy

BUSY, READ_ONLY, FULL, GONE, CORRUPT = "busy", "read-only", "full", "gone", "corrupt"

_BY_RESULT = {
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: FULL,  # of a limit on the size of files, of a disk that fails
    sqlite3.SQLITE_CANTOPEN: GONE,
    sqlite3.SQLITE_CORRUPT: CORRUPT,
    sqlite3.SQLITE_NOTADB: CORRUPT,
}
_BY_SQLSTATE = {
    "25006": READ_ONLY,
    "53100": FULL,
    "08006": GONE,
    "53300": GONE,  # all connections are taken
    "57P01": GONE,
    "57P02": GONE,
    "57P03": GONE,
    "25P03": GONE,  # the server ended a transaction that nobody went on with
    "XX001": CORRUPT,
    "XX002": CORRUPT,
}
# Raised by what opens an SQLite file, before SQLite has a code for it.
_BY_NAME = {"StoreIsGone": GONE, "StoreIsCorrupt": CORRUPT}


def find_trouble(error: BaseException | None) -> str:
    """The word for it; an empty one for an error that is the program's own."""
    if isinstance(error, InterfaceError):
        return GONE
    if not isinstance(error, DatabaseError):
        return ""
    if is_busy(error):
        return BUSY
    cause = error.__cause__ or error
    if name := _BY_NAME.get(type(cause).__name__):
        return name
    result = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the rest says more of the same
    state = getattr(cause, "sqlstate", None)
    if isinstance(cause, psycopg.OperationalError) and state is None:
        return GONE  # it could not be spoken to, so there is no answer that could say why
    return _BY_RESULT.get(result) or _BY_SQLSTATE.get(state or "", "")
