"""What the heaviest files take that the site lets in, at each door that takes files.

Each in a process of its own: its seconds on processors and the most memory beside what it had
before, both with the processes that it starts, and what stays. A part of `make bench`, and alone:
`python bench/uploads.py`.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from memory import measure_mib, watching
from served import ROOT, open_database

sys.path.insert(0, str(ROOT))
from tests import heavy_files as files

MOST_SECONDS, MOST_MIB, MOST_KEPT_MIB = 10.0, 200.0, 50.0
INVENTORY, PORTFOLIO, PROPOSALS, VERIFY = (
    *("/inventory", "/portfolio/"),
    *("/catalogue/proposals/", "/verify"),
)
FIELDS = {
    INVENTORY: {"read": "1"},
    PROPOSALS: {"price_list": "new", "name": "Own", "base": "us-list", "currency": "USD"},
}


class Case(NamedTuple):
    """A file in words, where it is sent, and what writes it."""

    words: str
    door: str
    write: Callable[[], bytes]


CASES = (
    Case("inventory, CSV", INVENTORY, files.write_inventory),
    Case("inventory, workbook", INVENTORY, files.write_inventory_book),
    Case("inventory, packed", INVENTORY, files.write_inventory_packed),
    Case("inventory, a line of separators", INVENTORY, files.write_separators),
    Case("results of a portfolio", PORTFOLIO, files.write_results),
    Case("prices, CSV", PROPOSALS, files.write_prices),
    Case("prices, workbook", PROPOSALS, files.write_prices_book),
    Case("feed", PROPOSALS, files.write_feed),
    Case("quote, CSV", VERIFY, files.write_quote),
    Case("quote, a line of separators", VERIFY, files.write_separators),
    Case("quote, workbook", VERIFY, files.write_quote_book),
    Case("quote, JSON", VERIFY, files.write_quote_json),
    Case("quote, UBL", VERIFY, files.write_quotation),
    Case("quote, PDF of 3,000 pages", VERIFY, lambda: files.write_pdf(3_000, 200)),
    Case("quote, PDF of a page without end", VERIFY, lambda: files.write_pdf(1, 10_000_000)),
    Case("quote, no PDF at all", VERIFY, files.write_noise),
)


def _count_seconds() -> float:
    """Those of this thread and of processes that ended: who watches the memory is another."""
    times = os.times()
    return time.thread_time() + times.children_user + times.children_system


def measure_one(number: int) -> None:
    """Prints MiB sent, status, seconds, and most and kept memory of a case."""
    with tempfile.TemporaryDirectory() as name:
        open_database(Path(name))
        from django.conf import settings
        from django.contrib.auth.models import Group
        from django.core.files.uploadedfile import SimpleUploadedFile
        from django.test.client import BOUNDARY, MULTIPART_CONTENT, Client, encode_multipart

        from calculator.turns import give_memory_back
        from tests.accounts.people import give_second_factor, make_person

        settings.STORAGES["staticfiles"]["BACKEND"] = (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
        person = make_person("ada", *Group.objects.values_list("name", flat=True))
        give_second_factor(person)
        client = Client(HTTP_HOST="localhost")
        client.force_login(person)
        case = CASES[number]

        form = Path(name, "form")

        def write_form(content: bytes) -> int:
            fields = FIELDS.get(case.door, {}) | {"file": SimpleUploadedFile("file", content)}
            return form.write_bytes(encode_multipart(BOUNDARY, fields))

        def send_form() -> int:
            """From the disk, as it comes from the server."""
            sent = {"CONTENT_LENGTH": form.stat().st_size, "CONTENT_TYPE": MULTIPART_CONTENT}
            with form.open("rb") as stream:
                answer = client.post(case.door, **sent, **{"wsgi.input": stream})
            return int(answer.status_code)

        write_form(b"a,b\n1,2\n")
        send_form()
        written = [sys.executable, __file__, str(number), "write"]
        size = write_form(subprocess.run(written, check=True, stdout=subprocess.PIPE).stdout)
        gc.collect()
        give_memory_back()
        before, begin = measure_mib(), _count_seconds()
        with watching() as most:
            status = send_form()
        seconds, most_mib = _count_seconds() - begin, most[0] - before
        gc.collect()
        give_memory_back()
        before = measure_mib()  # what the first of a kind loads stays for all
        send_form()
        gc.collect()
        give_memory_back()
        print(json.dumps([size / 2**20, status, seconds, most_mib, measure_mib() - before]))


def main() -> int:
    """Prints a line a file; 1 if one takes more than a request may."""
    is_missed = False
    for number, case in enumerate(CASES):
        said = subprocess.run(
            [sys.executable, __file__, str(number)], check=True, stdout=subprocess.PIPE
        )
        sent, status, seconds, most, kept = json.loads(said.stdout.splitlines()[-1])
        print(
            f"{case.words}, {sent:.1f} MiB: {status} after {seconds:.1f} s of processors, "
            f"{most:.0f} MiB at most, {kept:.0f} kept "
            f"(targets: {MOST_SECONDS:.0f}, {MOST_MIB:.0f}, {MOST_KEPT_MIB:.0f})",
            flush=True,
        )
        is_missed |= seconds > MOST_SECONDS or most > MOST_MIB or kept > MOST_KEPT_MIB
    return int(is_missed)


if __name__ == "__main__":
    match sys.argv[1:]:
        case [number, "write"]:
            sys.stdout.buffer.write(CASES[int(number)].write())
        case [number]:
            measure_one(int(number))
        case _:
            sys.exit(main())
