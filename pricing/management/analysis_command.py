"""What the commands of the analyses share.

A document, the options of the analysis, a table or JSON.
"""

from __future__ import annotations

import json as json_text
from typing import Any

from django.core.management.base import CommandParser

from pricing.analyses.analysis import Analysis, read_options
from pricing.comparison import question_of, read_document
from pricing.engine.fields import REQUIRED
from pricing.management.documents import DocumentCommand

SEVERAL: dict[str, int | str] = {"tokens": 2, "counts": "+"}


class AnalysisCommand(DocumentCommand):
    """Answers one analysis of one document: the same answer as the API's."""

    analysis: Analysis

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", help="a comparison document; - is standard input"
        )
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
        for name, field in self.analysis.options.items():
            parser.add_argument(
                f"--{name.replace('_', '-')}",
                dest=f"option_{name}",
                help=field.help,
                required=field.default is REQUIRED,
                nargs=SEVERAL.get(field.kind),
            )

    def handle(self, *, file: str, json: bool, **options: Any) -> None:
        """Answers, or names the faults and ends with status 2."""
        given = {name: options[f"option_{name}"] for name in self.analysis.options}
        stated = {name: value for name, value in given.items() if value is not None}
        answer = self.attempted(
            file,
            lambda: self.analysis.answer(
                question_of(read_document(self.read(file))), read_options(self.analysis, stated)
            ),
        )
        if answer is not None:
            self.stdout.write(
                json_text.dumps(answer, allow_nan=False) if json else self.analysis.write(answer)
            )
        self.end()
