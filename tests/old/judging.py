"""What today's program finds in an old database: `python -m tests.old.judging NAME` prints it.

The database is that of DATABASE_URL, which `write` made of a dump.
"""

from __future__ import annotations

import base64
import hashlib
import json
import lzma
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
OLD = tuple(sorted(path.stem for path in HERE.glob("*.json")))


def write(name: str, path: Path) -> None:
    """The database as the old program left it."""
    with closing(sqlite3.connect(path)) as link:
        link.executescript(lzma.decompress((HERE / f"{name}.sql.xz").read_bytes()).decode())


def read_held(name: str) -> dict[str, Any]:
    """What the old program said of it."""
    held: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text())
    return held


def find_differences(held: dict[str, Any]) -> Iterator[str]:
    """What is not as it was, in words."""
    from pricing.catalogue.history import find_differences as find_of_catalogue
    from quotes.models import ComparisonVersion, IssuedQuote
    from quotes.pdf.making import keep_pdf
    from quotes.series import find_faults
    from quotes.versions import price_version

    (issued,) = IssuedQuote.objects.all()
    content = hashlib.sha256(issued.content.encode()).hexdigest()
    pdf = hashlib.sha256(bytes(keep_pdf(issued).bytes)).hexdigest()
    for name, now, then in (
        ("checksum", issued.checksum, held["checksum"]),
        ("content", content, held["content_sha256"]),
        ("PDF", pdf, held["pdf_sha256"]),
    ):
        if now != then:
            yield f"the {name} is {now}, before {then}"
    (version,) = ComparisonVersion.objects.all()
    totals = [str(each.figures.tco) for each in price_version(version).scenarios if each.figures]
    if totals != held["totals"]:
        yield f"the version costs {totals}, before {held['totals']}"
    yield from find_faults(issued.year)
    yield from map(str, find_of_catalogue())
    yield from _find_other_files(held)
    yield from _find_closed(held)


def _find_other_files(held: dict[str, Any]) -> Iterator[str]:
    """Files that were exported then and are no longer taken for what was issued."""
    from quotes.verifying_files import IDENTICAL, verify_file

    for kind, packed in held["files"].items():
        verdict = verify_file(base64.b85decode(packed))
        if verdict.kind != IDENTICAL:
            yield f"the {kind} of then is {verdict.kind}: {verdict.words} {verdict.differences[:2]}"


def _find_closed(held: dict[str, Any]) -> Iterator[str]:
    """Links that no longer open on what they led to."""
    from django.test import Client

    number = held["number"].partition(",")[0]
    for words, token in ((number, held["links"]["quote"]), ("Today", held["links"]["version"])):
        answer = Client().get(f"/shared/{token}/")
        if answer.status_code != 200 or words not in answer.content.decode():
            yield f"the link to {words} answers {answer.status_code}"


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "calculator.settings"
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("testserver")
    print(json.dumps(list(find_differences(read_held(sys.argv[1])))))
