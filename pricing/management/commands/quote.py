"""Prints the quote of a comparison document as CSV."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from pricing.engine.answer import Answer
from pricing.engine.faults import Fault
from pricing.management.documents import DocumentCommand
from pricing.places import read_place
from pricing.sheets.csv import SEPARATORS, write_csv
from pricing.sheets.quote import quote_sheet, without_rows


class Command(DocumentCommand):
    """Prints what procurement takes away: the bought lines of one scenario, or of all."""

    help = "Prints the bought lines of a comparison document's scenarios as CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", help="a comparison document; - is standard input"
        )
        parser.add_argument(
            "--scenario", metavar="N", help="which scenario, from 1; without it all of them"
        )
        parser.add_argument(
            "--dialect",
            choices=SEPARATORS,
            default="comma",
            help=(
                "semicolon separates by ; and writes decimal commas, for spreadsheets set to such "
                "a locale"
            ),
        )

    def handle(self, *, file: str, scenario: str | None, dialect: str, **options: Any) -> None:
        """Writes the table, or names the faults of the document."""
        answer = self.priced(file)
        if answer is not None:
            if scenario is None:
                place = None
            else:
                place = read_place(scenario, len(answer.scenarios))
            if scenario is not None and place is None:
                words = f"may hold a whole number from 1 to {len(answer.scenarios)}"
                self.tell(file, [Fault("--scenario", repr(scenario), words)])
            else:
                self.write(file, answer, place, dialect)
        self.end()

    def write(self, file: str, answer: Answer, place: int | None, dialect: str) -> None:
        """Writes the table, or says why it would have no rows."""
        if faults := without_rows(answer, place):
            self.tell(file, faults)
        else:
            self.stdout.write(write_csv(quote_sheet(answer, place), dialect), ending="")
