"""`manage.py backup FILE`: the database as it is at one moment, while people work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.utils import timezone

from calculator.backups import postgresql, sqlite
from calculator.backups.folders import work_beside
from calculator.backups.packing import Failed, pack
from calculator.readiness import GONE
from calculator.release import read_release
from calculator.stores import is_gone

COPY_OUT = {"sqlite": sqlite.copy_out, "postgresql": postgresql.copy_out}


class Command(BaseCommand):
    """The file is there whole, or it is not there."""

    help = "Writes the database as it is at one moment into a file that `restore` takes."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("file", metavar="FILE", type=Path, help="a file that is not there yet")

    def handle(self, *, file: Path, **options: Any) -> None:
        """Copies the database beside the file, packs both, and says what is in it."""
        if file.exists():
            raise CommandError(f"{file} is there already: a backup never replaces another file.")
        if is_gone():
            raise CommandError(GONE)
        at = timezone.now()
        try:
            with work_beside(file) as folder:
                copy = folder / "copy"
                holds = COPY_OUT[connection.vendor](connection, copy)
                pack(
                    file,
                    copy,
                    release=read_release(),
                    kind=connection.vendor,
                    at=f"{at:%Y-%m-%d %H:%M:%S} UTC",
                    holds=holds,
                )
        except (OSError, DatabaseError, Failed) as found:
            raise CommandError(f"No backup was made: {found}") from found
        self.stdout.write(
            f"{file}: {holds.quotes:,} issued quotes, change {holds.change[0]} of the catalogue."
        )
