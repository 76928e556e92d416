"""A request whose rows others changed at the same moment is done again, from its beginning."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse

from calculator.metrics import RETRIES
from calculator.uploads import find_most_bytes_at

View = Callable[..., HttpResponse]

MOST_TRIES = 3
LONGEST_PAUSE_SECONDS = 0.1
# A clash of transactions, a deadlock: the database chose whom to refuse, and took all of it back.
CLASHES = ("40001", "40P01")
WRITES = ("INSERT", "UPDATE", "DELETE")


class Handler(WSGIHandler):
    """Django's, whose views are done again after a clash."""

    def make_view_atomic(self, view: View) -> View:
        """Where Django itself would wrap a view."""
        return retry_clashes(super().make_view_atomic(view))

    def find_most_bytes(self, path: str) -> int:
        """How large a body may be that is sent to an address."""
        return find_most_bytes_at(path)


def retry_clashes(view: View) -> View:
    """Calls a view up to three times, before a byte of its answer is sent; never once something of
    it was committed, for that would be done twice.
    """

    @wraps(view)
    def retried(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for _ in range(MOST_TRIES - 1):
            kept: list[bool] = []
            try:
                with watching(kept):
                    return view(request, *args, **kwargs)
            except DatabaseError as error:
                if kept or not is_clash(error):
                    raise
            RETRIES.inc()
            time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))  # noqa: S311 (no secret)
            for file in request.FILES.values():
                file.seek(0)
        return view(request, *args, **kwargs)

    return retried


def is_clash(error: DatabaseError) -> bool:
    """Whether the same request may well succeed now."""
    return getattr(error.__cause__, "sqlstate", None) in CLASHES


def watching(kept: list[bool]) -> AbstractContextManager[None]:
    """Notes in a list whether something is committed meanwhile."""

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if sql.lstrip().startswith(WRITES):
            transaction.on_commit(lambda: kept.append(True))
        return result

    return connection.execute_wrapper(watch)
