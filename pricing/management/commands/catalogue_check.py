"""`python manage.py catalogue_check`: whether the catalogue says what its records say."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from pricing.catalogue.history import find_differences


class Command(BaseCommand):
    """Names each row that was changed by another way than a recorded change; status 1 then."""

    help = "Proves that the catalogue's tables are its newest records."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compares, row by row."""
        differences = [*find_differences()]
        for difference in differences:
            self.stderr.write(str(difference))
        if differences:
            sys.exit(1)
        self.stdout.write("the tables are the newest records")
