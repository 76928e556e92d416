"""Databases to back up, and whether one that was restored is whole.

`python -m tests.backups prepare`, `judge` or `restore FILE` does it to that of DATABASE_URL.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def prepare() -> None:
    """Tables, the catalogue, and what processes issue quotes from."""
    from django.core.management import call_command

    from tests.quotes import numbering

    call_command("migrate", verbosity=0)
    call_command("load_catalogue", stdout=sys.stderr)
    numbering.prepare()


def judge() -> dict[str, Any]:
    """What is issued, and what is wrong with the database; nothing where it is whole."""
    from django.db import connection

    from pricing.catalogue.history import find_differences
    from quotes.append_only import find_faults as find_missing
    from quotes.models import IssuedQuote, NumberSeries
    from quotes.series import find_faults

    faults = [fault for each in NumberSeries.objects.all() for fault in find_faults(each.year)]
    faults += [str(each) for each in find_differences()]
    faults += find_missing(connection)
    connection.check_constraints()
    return {"numbers": [str(each) for each in IssuedQuote.objects.all()], "faults": faults}


def restore(file: str) -> dict[str, Any]:
    """The same of a backup that is put in first."""
    from django.core.management import call_command

    call_command("restore", file, "--yes", stdout=sys.stderr)
    return judge()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "calculator.settings"
    import django

    django.setup()
    what, *given = sys.argv[1:]
    does = {"prepare": prepare, "judge": judge, "restore": restore}
    print(json.dumps(does[what](*given)))
