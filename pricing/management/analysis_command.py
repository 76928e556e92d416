"""What the commands of the analyses share.

A document, the options of the analysis, a table or JSON.
"""

from __future__ import annotations

import json as json_text
from typing import Any

from django.core.management.base import CommandParser

from pricing.analyses.analysis import Analysis, answer_analysis, read_options
from pricing.comparison import question_of, read_document
from pricing.engine.document import Question
from pricing.engine.fields import REQUIRED
from pricing.management.documents import DocumentCommand
from pricing.table import tell_change

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
            lambda: self._answer(question_of(read_document(self.read(file))), stated, json),
        )
        if answer is not None:
            self.stdout.write(answer)
        self.end()

    def _answer(self, question: Question, stated: dict[str, Any], as_json: bool) -> str:
        answer = answer_analysis(self.analysis, question, read_options(self.analysis, stated))
        if as_json:
            return json_text.dumps(answer, allow_nan=False)
        return "\n".join(filter(None, [self.analysis.write(answer), tell_change(question)]))
