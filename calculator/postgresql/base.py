"""Connections to PostgreSQL that wait for no answer for ever."""

from __future__ import annotations

from typing import Any, TypeVar

import psycopg
from django.db.backends.postgresql import base

# What the server itself ends sooner where it runs; a server that is frozen ends nothing.
QUERY_SECONDS = 40
Answer = TypeVar("Answer")


class Connection(psycopg.Connection[Any]):
    """One that is closed where the server does not answer in time."""

    query_seconds: float | None = QUERY_SECONDS

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """As the library waits, but not for ever."""
        try:
            return super().wait(gen, interval, timeout or self.query_seconds)
        except psycopg.errors._WaitTimeout as late:
            self.pgconn.finish()
            raise psycopg.OperationalError("the server did not answer in time") from late


class DatabaseWrapper(base.DatabaseWrapper):
    """Opens such connections."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Django would ask the library for one of its own."""
        self.isolation_level = base.IsolationLevel.READ_COMMITTED
        return Connection.connect(**conn_params)
