"""`manage.py migrate`: Django's own, which alone may make the file of a database."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from calculator.sqlite_store import making_stores
from calculator.stores import waiting_for_good


class Command(migrate.Command):
    """Makes the tables and, on SQLite, the file where there is none."""

    def execute(self, *args: Any, **options: Any) -> Any:
        """As Django does it, with its checks."""
        with making_stores(), waiting_for_good(options["database"]):
            return super().execute(*args, **options)
