"""Says whether what never changes is guarded."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from quotes.append_only import find_faults, list_tables, make_triggers


class Command(BaseCommand):
    """Makes the triggers that are missing, or with --check only names them."""

    help = "Guards what was issued and the catalogue against any change; --check only looks."
    requires_system_checks: list[str] = []  # noqa: RUF012

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; 1 if any is missing"
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        """Ends with status 1 where something is missing."""
        if not check:
            make_triggers(connection)
        faults = find_faults(connection)
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            sys.exit(1)
        tables = len(list_tables())
        self.stdout.write(f"{tables} tables can only be added to; issued quotes never change.")
