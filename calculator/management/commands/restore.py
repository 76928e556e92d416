"""`manage.py restore FILE`: puts a backup in place of all that the database holds."""

from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from calculator.backups import postgresql, sqlite
from calculator.backups.holdings import EMPTY, Holdings, read_connection
from calculator.backups.numbers import (
    GAPS,
    SERIES,
    Lost,
    explain_gaps,
    find_lost,
    raise_series,
    read_number,
)
from calculator.backups.packing import Failed, Manifest, NoBackup, unpack
from calculator.migrating import hold_migrations, name_migrations
from calculator.release import read_release
from calculator.stores import is_gone

PUT_IN = {"sqlite": sqlite.put_in, "postgresql": postgresql.put_in}


def read_known(text: str) -> tuple[str, int]:
    """A number that left the building."""
    try:
        return read_number(text)
    except ValueError as found:
        raise ArgumentTypeError(f"{text} {found}") from None


class Command(BaseCommand):
    """All or nothing; what left the building since the backup is never given again."""

    help = "Puts a backup in place of all that the database holds; says first what would be lost."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """What, without asking, and beyond which numbers."""
        parser.add_argument("file", metavar="FILE", type=Path, help="what `backup` wrote")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument(
            "--raise-numbers-to",
            metavar="NUMBER",
            type=read_known,
            action="append",
            default=[],
            help="the last number of a year that left the building, such as DF-2026-000123, where "
            "the database that there is does not know it",
        )

    def handle(
        self, *, file: Path, yes: bool, raise_numbers_to: list[tuple[str, int]], **options: Any
    ) -> None:
        """Checks the file, says what would be lost, asks, restores, and explains the gaps."""
        try:
            with unpack(file) as (manifest, copy):
                self._refuse_strange(manifest)
                now = self._read_now()
                lost = find_lost(now, manifest.holdings, dict(sorted(raise_numbers_to)))
                self._tell(manifest, now, lost)
                if not yes:
                    self._ask()
                self._restore(manifest, copy, lost)
        except (NoBackup, OSError, DatabaseError, Failed) as found:
            raise CommandError(f"Nothing was restored: {found}") from found
        self.stdout.write(f"Restored: the database as it was on {manifest.made_at}.")

    def _refuse_strange(self, manifest: Manifest) -> None:
        if manifest.kind != connection.vendor:
            raise NoBackup(
                f"It is a backup of {manifest.kind}, and DATABASE_URL names {connection.vendor}. "
                f"Restore it to {manifest.kind}; `move_database` leads from there."
            )
        known = {".".join(each) for each in MigrationLoader(None).disk_migrations}
        if unknown := set(manifest.holdings.migrations) - known:
            named = name_migrations((each,) for each in unknown)
            raise NoBackup(
                f"It is of a later release, {manifest.release}, than this program, "
                f"{read_release()}, which does not know {named}."
            )

    def _read_now(self) -> Holdings:
        """What the database holds; where it can't be read, nobody can say what is lost."""
        if is_gone():
            return EMPTY
        try:
            return read_connection(connection)
        except DatabaseError as found:
            self.stdout.write(f"What the database holds now can't be read: {found}.")
            return EMPTY

    def _tell(self, manifest: Manifest, now: Holdings, lost: list[Lost]) -> None:
        then = manifest.holdings
        self.stdout.write(
            f"The backup is of {manifest.made_at} and of release {manifest.release}.\n"
            f"Issued quotes: {then.quotes:,} in the backup, {now.quotes:,} now.\n"
            f"Last change of the catalogue: {_name_change(then)} in the backup, "
            f"{_name_change(now)} now."
        )
        for year in sorted({*then.numbers, *now.numbers}):
            self.stdout.write(
                f"Last number of {year}: {then.numbers.get(year, 0)} in the backup, "
                f"{now.numbers.get(year, 0)} now."
            )
        if not now.quotes:
            self.stdout.write(
                "The database knows no quotes now: where any left the building since the backup, "
                "name the last by --raise-numbers-to."
            )
        for each in lost:
            self.stdout.write(f"{_name_lost(each)} is not restored, and is never given again.")

    def _ask(self) -> None:
        try:
            answer = input("All that the database holds now is replaced. Type yes to go on: ")
        except EOFError:
            answer = ""
        if answer.strip().lower() != "yes":
            raise CommandError("Nothing was restored: nobody said yes (--yes does not ask).")

    def _restore(self, manifest: Manifest, copy: Path, lost: list[Lost]) -> None:
        """What the backup has tables for is written with it; the rest after its migrations."""
        there = set(manifest.holdings.migrations)
        statements = {
            SERIES: raise_series(lost),
            GAPS: explain_gaps(lost, manifest.made_at),
        }
        early = [each for needs, some in statements.items() if needs in there for each in some]
        late = [each for needs, some in statements.items() if needs not in there for each in some]
        with hold_migrations(connection):
            PUT_IN[connection.vendor](connection, copy, early)
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            for statement in late:
                cursor.execute(statement)


def _name_change(holdings: Holdings) -> str:
    number, at = holdings.change
    return f"{number} ({at})" if number else "none"


def _name_lost(lost: Lost) -> str:
    if lost.version is not None:
        return f"Version {lost.version} of number {lost.first} of {lost.year}"
    return f"What was issued in {lost.year} as number {lost.first} to {lost.last}"
