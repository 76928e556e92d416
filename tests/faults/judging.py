"""What has to hold after every fault, asked of the database alone.

`python -m tests.faults.judging` reads the numbers that clients were told, and prints what is wrong.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .found import Found

ROOT = Path(__file__).resolve().parents[2]


def judge(found: Found, environment: Mapping[str, str]) -> None:
    """Adds to what was found what does not hold of the database that the environment names."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.judging"],
        cwd=ROOT,
        env=environment,
        input=json.dumps(found.acknowledged),
        capture_output=True,
        text=True,
    )
    if ran.returncode:
        found.wrong.append(f"judging ended with {ran.stderr[-300:]}")
        return
    told = json.loads(ran.stdout)
    found.lost += told["lost"]
    found.wrong += told["wrong"]


def find_wrong() -> Iterator[str]:
    """In words, whatever was injected."""
    from django.core.management import call_command
    from django.db.models import Count, Max

    from quotes.models import ComparisonVersion, IssuedQuote, Quote, QuoteEvent
    from quotes.series import find_faults

    for year in set(IssuedQuote.objects.values_list("year", flat=True)):
        yield from find_faults(year)
    of_comparisons = ComparisonVersion.objects.values("comparison").annotate(
        many=Count("id"), last=Max("number")
    )
    for each in of_comparisons:
        if each["many"] != each["last"]:
            yield f"comparison {each['comparison']} has {each['many']} of {each['last']} versions"
    keys = QuoteEvent.objects.exclude(key="").values("by", "key").annotate(many=Count("id"))
    for each in keys.filter(many__gt=1):
        yield f"the key {each['key']} was done {each['many']} times"
    for quote in Quote.objects.filter(events__isnull=True):
        yield f"draft {quote.pk} has no event"
    for quote in Quote.objects.annotate(many=Count("issued")).filter(many__gt=1):
        yield f"draft {quote.pk} was issued {quote.many} times"
    yield from _find_unsound()
    call_command("migrate", check_unapplied=True, verbosity=0)


def _find_unsound() -> Iterator[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            yield from (row[0] for row in cursor.fetchall() if row[0] != "ok")
            cursor.execute("PRAGMA foreign_key_check")
            yield from (f"a row of {row[0]} refers to none" for row in cursor.fetchall())
            return
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in trans%'")
        if left := cursor.fetchone()[0]:
            yield f"{left} transactions were left open"


def count_lost(told: list[str]) -> int:
    """Of what was acknowledged, how much is not there."""
    from quotes.models import Comparison, IssuedQuote

    there = {f"quote {each.number}" for each in IssuedQuote.objects.all()}
    there |= {f"comparison {number}" for number in Comparison.objects.values_list("pk", flat=True)}
    return len(set(told) - there)


def main() -> dict[str, Any]:
    """What is lost and what is wrong."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calculator.settings")
    django.setup()
    return {"lost": count_lost(json.load(sys.stdin)), "wrong": list(find_wrong())}


if __name__ == "__main__":
    print(json.dumps(main()))
