"""`python manage.py catalogue_difference A B`: what two changes of the catalogue do not share."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pricing.catalogue.beginning import tell_nothing_known
from pricing.catalogue.differences import find_difference
from pricing.catalogue.history import Edited, find_change


class Command(BaseCommand):
    """Prints a line a cell that differs: its row, its column, before and after."""

    help = "Says what differs in the catalogue between two changes or days."

    def add_arguments(self, parser: CommandParser) -> None:
        """Two changes by number or day."""
        parser.add_argument("first", metavar="A", help="a change (16) or a day (2026-11-24)")
        parser.add_argument("second", metavar="B", help="likewise")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compares, or says which of the two there was not."""
        first, second = _find_number(options["first"]), _find_number(options["second"])
        lines = [line for row in find_difference(first, second) for line in _tell(row)]
        for line in lines or ["nothing differs"]:
            self.stdout.write(line)


def _find_number(known: str) -> int:
    try:
        change = find_change(known)
    except ValueError as error:
        raise CommandError(f"{known}: {error}") from None
    if change is None:
        raise CommandError(f"{known}: {tell_nothing_known()}")
    return change.number


def _tell(row: Edited) -> list[str]:
    place = " ".join(filter(None, (row.kind, row.price_list, row.key)))
    columns = sorted(row.before.keys() | row.after.keys())
    return [
        f"{place}: {column}: {row.before.get(column, '-')} -> {row.after.get(column, '-')}"
        for column in columns
        if row.before.get(column) != row.after.get(column)
    ]
