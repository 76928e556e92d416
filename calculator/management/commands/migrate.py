"""`manage.py migrate`: Django's own, one process at a time, each migration whole.

It alone may make the file of a database.
"""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from calculator.migrating import WholeExecutor, hold_migrations
from calculator.sqlite_store import making_stores
from calculator.stores import waiting_for_good

# Django's command names its executor nowhere else.
migrate.MigrationExecutor = WholeExecutor  # type: ignore[misc]


class Command(migrate.Command):
    """Who comes while another migrates waits, and finds nothing to do."""

    def execute(self, *args: Any, **options: Any) -> Any:
        """Makes the file where there is none, before the checks."""
        with making_stores(), waiting_for_good(options["database"]):
            return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrates the database of `--database`."""
        with hold_migrations(connections[options["database"]]):
            super().handle(*args, **options)
