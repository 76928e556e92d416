"""Prices comparison documents, as tables for people or as JSON."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from pricing.comparison import answer_json
from pricing.management.documents import DocumentCommand
from pricing.table import table_of


class Command(DocumentCommand):
    """Compares what the scenarios of each document cost."""

    help = (
        "Prices comparison documents: a table for people, or with --json the answer document, one "
        "a line."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="a comparison document; - is standard input"
        )
        parser.add_argument(
            "--json", action="store_true", help="print the answer document instead of a table"
        )

    def handle(self, *, files: list[str], json: bool, **options: Any) -> None:
        """Answers every document that can be priced, and names the faults of the others."""
        is_first = True
        for name in files:
            answer = self.priced(name)
            if answer is None:
                continue
            if json:
                self.stdout.write(answer_json(answer, most_amounts=None))
                continue
            if not is_first:
                self.stdout.write("")
            is_first = False
            self.stdout.write(table_of(answer))
        self.end()
