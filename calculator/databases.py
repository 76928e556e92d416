"""How the site opens a database: SQLite or PostgreSQL, by an address such as DATABASE_URL holds."""

from __future__ import annotations

from typing import Any

import dj_database_url

# WAL lets others read while one writes. FULL loses nothing that was acknowledged, even without
# power. Without recursive triggers REPLACE would pass the triggers that keep rows as they are.
PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA recursive_triggers=ON;"
)
# Twenty seconds: at five some of eight processes that write at once gave up. Else PostgreSQL waits
# for ever.
BUSY_SECONDS = 20
LOCK_TIMEOUT = f"-c lock_timeout={BUSY_SECONDS}s"


def read_database(address: str) -> dict[str, Any]:
    """Django's settings for the database at an address."""
    database: dict[str, Any] = {**dj_database_url.parse(address)}
    options = database.setdefault("OPTIONS", {})
    if "sqlite" not in database["ENGINE"]:
        options["pool"] = {"min_size": 1, "max_size": 4, "timeout": 5}
        # What the address says itself stands behind, and counts.
        options["options"] = f"{LOCK_TIMEOUT} {options.get('options', '')}".strip()
        return database
    # Without IMMEDIATE a read that wants to become a write is refused at once when another process
    # writes.
    options |= {"transaction_mode": "IMMEDIATE", "timeout": BUSY_SECONDS, "init_command": PRAGMAS}
    database["CONN_MAX_AGE"] = None  # a thread keeps its connection: no PRAGMAs on each request
    return database
