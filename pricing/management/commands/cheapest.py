"""Finds the cheapest compliant stacks for the fleet of a comparison document."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from pricing.analyses.search import search_json
from pricing.analyses.search_request import BEST, read_asked, read_named_deliveries
from pricing.analyses.search_text import table_of_search
from pricing.comparison import question_of, read_document
from pricing.engine.analysis.search.run import Asked, Progress, searching
from pricing.engine.document import Question
from pricing.engine.faults import Fault, Faults
from pricing.management.documents import DocumentCommand
from pricing.table import tell_change


class Command(DocumentCommand):
    """Searches all that is on sale that day for the cheapest stacks that keep the licence rules."""

    help = (
        "Finds the cheapest compliant stacks for a comparison document's fleet, price list and "
        "date."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", help="a comparison document; - is standard input"
        )
        parser.add_argument(
            "--best", default=str(BEST), metavar="N", help="how many stacks to show"
        )
        parser.add_argument(
            "--must",
            action="append",
            default=[],
            metavar="WISH",
            help="vendor, scheme, token or role",
        )
        parser.add_argument(
            "--must-not", action="append", default=[], metavar="WISH", help="what no stack may have"
        )
        parser.add_argument(
            "--deliver",
            action="append",
            default=[],
            metavar="GROUP=DELIVERY,...",
            help="what a group may have; vdi unless said, where users share any",
        )
        parser.add_argument(
            "--fold", action="store_true", help="show only the cheapest of stacks that are alike"
        )
        parser.add_argument(
            "--json", action="store_true", help="print the answer as JSON instead of a table"
        )

    def handle(self, *, file: str, json: bool, **options: Any) -> None:
        """Searches, or names the faults of what was asked."""

        def made() -> str:
            question, asked = _read_asked(question_of(read_document(self.read(file))), options)
            progress: Progress
            *_, progress = searching(question, asked)
            if json:
                return search_json(question, asked, progress)
            table = table_of_search(question, asked, progress)
            return "\n".join(filter(None, [table, tell_change(question)]))

        found = self.attempted(file, made)
        if found is not None:
            self.stdout.write(found)
        self.end()


def _read_asked(question: Question, options: dict[str, Any]) -> tuple[Question, Asked]:
    faults: list[Fault] = []
    value = {
        "deliveries": read_named_deliveries(options["deliver"], faults),
        "wishes": {"must": options["must"], "must_not": options["must_not"]},
        "best": options["best"],
        "fold": options["fold"],
    }
    asked = read_asked(question, value, faults)
    if faults:
        raise Faults(faults)
    return question, asked
