"""The cache: what django-allauth counts and marks as used, in a table for all processes at once.

Django's own cache in a table reads pickles, so who can write a row there runs what he likes; it
fails on what it cannot read, and above 300 rows it forgets some that still count.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connection
from django.utils import timezone

READ = "SELECT value FROM cache WHERE cache_key = %s AND expires > %s"
WRITE = """
INSERT INTO cache (cache_key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
ADD = f"{WRITE} WHERE cache.expires <= %s"
DELETE = "DELETE FROM cache WHERE cache_key = %s"
PRUNE = "DELETE FROM cache WHERE expires <= %s"


class PlainCache(BaseDatabaseCache):
    """Of what is marked it tells by `add` that it is there, of what is counted by `get` when: any
    other value is none.
    """

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The times that stand under a key."""
        with connection.cursor() as cursor:
            cursor.execute(READ, [self._name(key, version), _adapt(timezone.now())])
            row = cursor.fetchone()
        times = _read(row[0]) if row else None
        return default if times is None else times

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keeps it for so many seconds; what has had its time goes."""
        row = [self._name(key, version), json.dumps(value), self._find_end(timeout)]
        with connection.cursor() as cursor:
            cursor.execute(WRITE, row)
            cursor.execute(PRUNE, [_adapt(timezone.now())])

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keeps it where nothing stands; whether it did. Of several at once one does."""
        row = [self._name(key, version), json.dumps(value), self._find_end(timeout)]
        with connection.cursor() as cursor:
            cursor.execute(ADD, [*row, _adapt(timezone.now())])
            return bool(cursor.rowcount)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Whether something stood there."""
        with connection.cursor() as cursor:
            cursor.execute(DELETE, [self._name(key, version)])
            return bool(cursor.rowcount)

    def clear(self) -> None:
        """Forgets all."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM cache")

    def _name(self, key: str, version: int | None) -> str:
        return str(self.make_and_validate_key(key, version=version))

    def _find_end(self, timeout: Any) -> Any:
        return _adapt(datetime.fromtimestamp(self.get_backend_timeout(timeout), UTC))


def _adapt(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _read(text: str) -> list[float] | None:
    try:
        times = json.loads(text)
    except ValueError:
        return None
    is_times = isinstance(times, list) and all(type(each) in (int, float) for each in times)
    return times if is_times else None
