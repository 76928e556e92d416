"""How the site opens a database: SQLite or PostgreSQL, by an address such as DATABASE_URL holds."""

from __future__ import annotations

from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from calculator.sqlite_store import Store

# FULL loses nothing that was acknowledged, even without power. Without recursive triggers REPLACE
# would pass the triggers that keep rows as they are. What is written ahead grows while somebody
# reads for long, and would stay so large for good.
MOST_AHEAD_BYTES = 4 * 2**20
PRAGMAS = (
    "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; "
    f"PRAGMA journal_size_limit={MOST_AHEAD_BYTES};"
)
# Twenty seconds: at five some of eight processes that write at once gave up. Else PostgreSQL waits
# for ever: for a lock, for a statement, for who began a transaction and does not go on.
BUSY_SECONDS = 20
CONNECT_SECONDS = 2
TIMEOUTS = {
    "lock_timeout": BUSY_SECONDS,
    "statement_timeout": 30,
    "idle_in_transaction_session_timeout": 60,
}
SCHEMES = ("sqlite://", "postgres://", "postgresql://")
NO_ADDRESS = (
    "The address of the database can't be read: it may be sqlite:///PATH or "
    "postgres://user@host/name, with special characters of a password as %40 and the like."
)
# A thread keeps its connection, so that there are as many as threads.
KEPT = {"CONN_MAX_AGE": None}


def read_database(address: str) -> dict[str, Any]:
    """Django's settings for the database at an address.

    Raises `ImproperlyConfigured`, which does not repeat it: a password may stand in it.
    """
    if not address.startswith(SCHEMES):
        raise ImproperlyConfigured(NO_ADDRESS)
    try:
        database: dict[str, Any] = {**dj_database_url.parse(address)}
    except ValueError:
        raise ImproperlyConfigured(NO_ADDRESS) from None
    options = database.setdefault("OPTIONS", {})
    if "sqlite" not in database["ENGINE"]:
        database |= {"ENGINE": "calculator.postgresql", **KEPT, "CONN_HEALTH_CHECKS": True}
        options.setdefault("connect_timeout", CONNECT_SECONDS)
        # What the address says itself stands behind, and counts.
        waits = " ".join(f"-c {name}={seconds}s" for name, seconds in TIMEOUTS.items())
        options["options"] = f"{waits} {options.get('options', '')}".strip()
        return database
    # Without IMMEDIATE a read that wants to become a write is refused at once when another process
    # writes.
    options |= {
        "transaction_mode": "IMMEDIATE",
        "timeout": BUSY_SECONDS,
        "init_command": PRAGMAS,
        "factory": Store,
    }
    return database | KEPT
