"""How a database says that others keep it locked."""

from __future__ import annotations

import sqlite3

from django.db import DatabaseError

# A lock that was waited for too long, a statement too, a deadlock, a clash of transactions.
_SQLSTATES = frozenset(("55P03", "57014", "40P01", "40001"))
_RESULTS = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED))


def is_busy(error: BaseException | None) -> bool:
    """Whether a database refused because of others; what it was asked to store is not stored."""
    if not isinstance(error, DatabaseError):
        return False
    cause = error.__cause__
    result = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the rest says more of the same
    return result in _RESULTS or getattr(cause, "sqlstate", None) in _SQLSTATES
