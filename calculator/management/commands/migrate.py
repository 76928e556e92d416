"""`manage.py migrate`: Django's own, one process at a time and each migration whole."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from calculator.migrating import WholeExecutor, hold_migrations

# Django's command names its executor nowhere else.
migrate.MigrationExecutor = WholeExecutor  # type: ignore[misc]


class Command(migrate.Command):
    """Who comes while another migrates waits, and finds nothing to do."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrates the database of `--database`."""
        with hold_migrations(connections[options["database"]]):
            super().handle(*args, **options)
