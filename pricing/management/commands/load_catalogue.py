"""`python manage.py load_catalogue [DIR]`: catalogue files into the database, all or nothing."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from pricing.busy import is_busy
from pricing.catalogue.files import SHIPPED, CatalogueFaults
from pricing.catalogue.loading import Loaded, is_loaded, load
from pricing.catalogue.proposing import WrongReason, read_reason
from pricing.engine.plain_values import read_kept_day
from pricing.models.changes import LOAD, RELEASE

BUSY = "Another change is being applied, so nothing was loaded. Try again."


def _read_day(text: str) -> date:
    """Raises `ArgumentTypeError`, of which the words are shown."""
    try:
        return read_kept_day(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


class Command(BaseCommand):
    """Reads a folder, says what it added, changed and left; every fault on standard error, status
    2.
    """

    help = "Loads price lists, schemes, prices and assumptions from CSV files, all or nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, and whether to write."""
        parser.add_argument(
            "directory",
            nargs="?",
            type=Path,
            default=SHIPPED,
            metavar="DIR",
            help="default: what ships",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )
        parser.add_argument("--reason", default="", help="why; needed of all but what ships")
        parser.add_argument("--list", default="", metavar="ID", help="one price list of the folder")
        parser.add_argument(
            "--corrections",
            action="store_true",
            help="take rows that say something else of a day that is there; what ships does",
        )
        parser.add_argument(
            "--complete",
            type=_read_day,
            metavar="DAY",
            help="the sale of what the file of --list does not hold ends on that day; prices of "
            "later days stay",
        )
        parser.add_argument(
            "--if-changed", action="store_true", help="skip files that were loaded last time"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads, or exits with status 2."""
        directory: Path = options["directory"]
        kind = LOAD
        if directory.resolve() == SHIPPED:
            kind = RELEASE
        reason = ""
        try:
            if kind == LOAD or options["reason"]:
                reason = read_reason(options["reason"])
        except WrongReason as refusal:
            raise CommandError(f"--reason TEXT: {refusal}") from None
        if options["complete"] and not options["list"]:
            raise CommandError("--complete DAY: say of which list, with --list ID")
        if options["if_changed"] and is_loaded(directory):
            self.stdout.write("Catalogue: these files are loaded already")
            return
        try:
            loaded = load(
                directory,
                at=timezone.now(),
                kind=kind,
                reason=reason,
                dry_run=options["dry_run"],
                takes_corrections=kind == RELEASE or options["corrections"],
                complete_on=options["complete"],
                price_list=options["list"],
            )
        except CatalogueFaults as faults:
            for line in faults.lines():
                self.stderr.write(line)
            sys.exit(2)
        except DatabaseError as error:
            if not is_busy(error):
                raise
            raise CommandError(BUSY, returncode=2) from None
        self._tell(loaded, options["dry_run"])

    def _tell(self, loaded: list[Loaded], is_dry_run: bool) -> None:
        for each in loaded:
            self.stdout.write(str(each))
        for told in filter(None, (each.tell_kinds() for each in loaded)):
            self.stdout.write(told)
        if not any(each.counted.added or each.counted.changed for each in loaded):
            self.stdout.write("nothing changed")
        elif is_dry_run:
            self.stdout.write("dry run: nothing was written")
