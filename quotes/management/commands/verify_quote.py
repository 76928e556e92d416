"""Says of files whether they are what was issued under their number."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from pricing.engine.faults import visible
from pricing.plain_files import open_plain
from quotes.tables import MOST_BYTES
from quotes.verdicts import UNREADABLE, Verdict, tell_rows
from quotes.verifying_files import verify_file


class Command(BaseCommand):
    """Ends with 0 where all are the same, 1 where one differs, 2 where one is unknown."""

    help = "Compares files with what was issued: 0 the same, 1 different, 2 unknown or unreadable."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+")

    def handle(self, *, files: list[str], **options: Any) -> None:
        """One line a file, and a line for each thing that there is to say of it."""
        codes = [self.tell(name, _verify_file(name)) for name in files]
        if max(codes):
            sys.exit(max(codes))

    def tell(self, name: str, verdict: Verdict) -> int:
        """Writes the verdict; gives its code."""
        about = ""
        if verdict.number:
            about = f" ({verdict.number}, version {verdict.version})"
        self.stdout.write(f"{visible(name)}: {verdict.kind}{about}")
        lines = [verdict.words, *verdict.clothing, *map(str, verdict.differences)]
        if verdict.end:
            lines.insert(0, f"This quote was {verdict.end}.")
        lines += tell_rows(verdict)
        if verdict.checked:
            lines.append(f"Checked: {verdict.checked}.")
        for line in filter(None, lines):
            self.stdout.write(f"  {visible(line)}")
        return verdict.exit_code


def _verify_file(name: str) -> Verdict:
    try:
        with open_plain(name) as file:
            return verify_file(file.read(MOST_BYTES + 1))
    except OSError as error:
        return Verdict(UNREADABLE, words=f"It cannot be read: {error.strerror}.")
