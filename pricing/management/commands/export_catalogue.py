"""`python manage.py export_catalogue DIR`: the catalogue as the files that are loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pricing.catalogue.beginning import tell_nothing_known
from pricing.catalogue.exporting import export_catalogue
from pricing.catalogue.history import find_change


class Command(BaseCommand):
    """Writes every file of the catalogue to a folder that is new or empty."""

    help = "Writes the catalogue as CSV files, as it is or as it was known at a change."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, and as known when."""
        parser.add_argument("directory", type=Path, metavar="DIR", help="new, or empty")
        parser.add_argument(
            "--known", default="", metavar="N", help="as known at a change (17) or on a day"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes, or says why it cannot."""
        directory: Path = options["directory"]
        files = export_catalogue(_find_number(options["known"]))
        if not files:
            raise CommandError("there is nothing to write: no catalogue was loaded yet")
        try:
            _write_files(directory, files)
        except OSError as error:
            raise CommandError(f"{directory}: cannot be written: {error.strerror}") from None
        self.stdout.write(f"{len(files)} files in {directory}")


def _find_number(known: str) -> int | None:
    """The change that is asked for; None: what is known now."""
    if not known:
        return None
    try:
        change = find_change(known)
    except ValueError as error:
        raise CommandError(f"--known {known}: {error}") from None
    if change is None:
        raise CommandError(f"--known {known}: {tell_nothing_known()}")
    return change.number


def _write_files(directory: Path, files: dict[str, str]) -> None:
    """Into a folder that holds nothing else: a file of another day would be loaded along."""
    directory.mkdir(parents=True, exist_ok=True)
    if any(directory.iterdir()):
        raise CommandError(f"{directory} is not empty; name a new folder")
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
