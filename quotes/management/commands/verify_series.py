"""Says whether a year's numbers are whole, and nothing of it was removed or altered."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from quotes.models import IssuedQuote, NumberGap
from quotes.series import find_faults


class Command(BaseCommand):
    """Ends with 1 where something is wrong."""

    help = "Checks the numbers, the chain of checksums and the contents of a year's quotes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", metavar="YEAR", type=int)

    def handle(self, *, year: int, **options: Any) -> None:
        """One line a fault."""
        faults = find_faults(year)
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            sys.exit(1)
        count = IssuedQuote.objects.filter(year=year).count()
        for gap in NumberGap.objects.filter(year=year):
            self.stdout.write(f"{year}: {gap} left the building and are not here: {gap.reason}")
        self.stdout.write(f"{year}: {count} issued, whole and unchanged.")
