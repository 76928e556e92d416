"""What the heaviest requests take, and what others wait for beside them.

The heaviest documents within the limits go to each door of the site, each in a process of its own:
its seconds on a processor, the most memory that it has beside what the process had before, and what
stays. Then the real server: a cheap page alone, and beside eight heavy requests at once; and the
memory of its processes before and after them. A part of `make bench`, and alone:
`python bench/heavy.py`.
"""

from __future__ import annotations

import gc
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from memory import measure_mib, watching
from served import ROOT, open_database, served

sys.path.insert(0, str(ROOT))

MOST_SECONDS, MOST_MIB, MOST_KEPT_MIB = 10.0, 200.0, 50.0
TARGET, TOLERANCE = 2.0, 1.3
AT_ONCE, ASKED = 8, 60
RETRY_AFTER_SECONDS = 10  # as the site says
CHEAP = "/?preset=today"


class Case(NamedTuple):
    """A document, by what is made of it, and what is asked of it: an API's name, or a page."""

    words: str
    document: dict[str, int]
    asked: str
    options: dict[str, Any]


FULL = "12 scenarios, 50 groups, 60 schemes, 30 years"
CASES = (
    Case(f"plain, {FULL}, 60 own lines", {"own_lines": 60}, "compare", {}),
    Case(f"8,000 cases, {FULL}", {"draws": 8_000}, "compare", {}),
    Case("40,000 cases, 1 scenario", {"scenarios": 1, "draws": 40_000}, "compare", {}),
    Case(
        "2,000,000 cases, 1 scenario, 1 group, 1 scheme, 1 year",
        {"groups": 1, "scenarios": 1, "entries": 1, "years": 1, "draws": 2_000_000},
        "compare",
        {},
    ),
    Case(f"framings, {FULL}", {}, "framings", {}),
    Case(f"bridge, {FULL}", {}, "bridge", {"from": "Scenario 0", "to": "Scenario 1"}),
    Case(f"crossover, {FULL}", {}, "crossover", {"input": "seats"}),
    Case(
        "map of two inputs, 2 scenarios, 50 groups, 7 years",
        {"scenarios": 2, "years": 7},
        "crossover",
        {"input": "seats", "second": "pue"},
    ),
    Case(f"flips, {FULL}", {}, "flips", {}),
    Case(f"target prices, {FULL}", {}, "target-price", {"scenario": "Scenario 0"}),
    Case(f"tornado, {FULL}", {}, "tornado", {"scenario": "Scenario 0"}),
    *(
        Case(f"page {page}, {FULL}", {}, page, {})
        for page in ("/", "/sure", "/where", "/rigged", "/cheapest")
    ),
    Case(f"workbook, {FULL}", {"own_lines": 60}, "/costs.xlsx", {}),
    Case(f"CSV, {FULL}", {"own_lines": 60}, "/costs.csv", {}),
)


def _ask(client: Any, case: Case, document: dict[str, Any]) -> Any:
    """The answer of the site in this process."""
    if case.asked.startswith("/"):
        return client.post(case.asked, {"document": json.dumps(document)})
    body = document
    if case.asked != "compare":
        body = {"document": document, **case.options}
    return client.post(f"/api/{case.asked}", json.dumps(body), content_type="application/json")


def measure_one(number: int) -> None:
    """Prints status, seconds, and most and kept memory of a case, in this process alone."""
    with tempfile.TemporaryDirectory() as name:
        open_database(Path(name))
        from django.conf import settings
        from django.test import Client

        from tests.heavy_documents import make_heavy

        settings.STORAGES["staticfiles"]["BACKEND"] = (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
        case, client = CASES[number], Client(HTTP_HOST="localhost")
        _ask(client, case, make_heavy(2, 2, 8, 2, draws=100))  # for what is loaded once
        document = make_heavy(**case.document)
        gc.collect()
        before, begin = measure_mib(), time.process_time()
        with watching() as most:
            response = _ask(client, case, document)
        seconds, status = time.process_time() - begin, response.status_code
        del response
        gc.collect()
        print(json.dumps([status, seconds, most[0] - before, measure_mib() - before]))


def alone() -> bool:
    """Prints a line a case; whether one takes more than a request may."""
    is_missed = False
    for number, case in enumerate(CASES):
        said = subprocess.run(
            [sys.executable, __file__, str(number)], check=True, stdout=subprocess.PIPE
        )
        status, seconds, most, kept = json.loads(said.stdout.splitlines()[-1])
        print(
            f"{case.words}: {status} after {seconds:.1f} s of a processor, {most:.0f} MiB at most, "
            f"{kept:.0f} kept (targets: {MOST_SECONDS:.0f}, {MOST_MIB:.0f}, {MOST_KEPT_MIB:.0f})",
            flush=True,
        )
        is_missed |= seconds > MOST_SECONDS or most > MOST_MIB or kept > MOST_KEPT_MIB
    return is_missed


def _request(port: int, method: str, path: str, body: str | None = None) -> tuple[int, float]:
    """Status and milliseconds on a connection of its own."""
    begin = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, (time.perf_counter() - begin) * 1000


def _list_processes(parent: int) -> list[int]:
    """The children of a process."""
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(child) for child in found]


def _ask_often(port: int) -> list[float]:
    """Milliseconds of the cheap page, one after the other."""
    return [_request(port, "GET", CHEAP)[1] for _ in range(ASKED)]


def beside() -> bool:
    """Prints what a cheap page takes alone and beside heavy requests; whether it misses."""
    from tests.heavy_documents import make_heavy

    heavy = json.dumps(make_heavy(draws=8_000))
    statuses: Counter[int] = Counter()
    is_over = threading.Event()

    def press(port: int) -> None:
        while not is_over.is_set():
            status, _ = _request(port, "POST", "/api/compare", heavy)
            statuses[status] += 1
            if status != 200:
                is_over.wait(RETRY_AFTER_SECONDS)

    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as port:
        _ask_often(port)
        before = [measure_mib(each) for each in _find_workers()]
        apart = _ask_often(port)
        pressing = [threading.Thread(target=press, args=(port,)) for _ in range(AT_ONCE)]
        for thread in pressing:
            thread.start()
        time.sleep(2)
        together = _ask_often(port)
        is_over.set()
        for thread in pressing:
            thread.join()
        time.sleep(1)
        after = [measure_mib(each) for each in _find_workers()]
    one, other = statistics.median(apart), statistics.median(together)
    kept = max(late - early for early, late in zip(before, after, strict=True))
    said = ", ".join(f"{many} with {status}" for status, many in sorted(statuses.items()))
    print(
        f"a cheap page beside {AT_ONCE} heavy requests: {other:.1f} ms, {other / one:.1f} times "
        f"{one:.1f} ms alone (target: at most {TARGET:.0f}); longest {max(together):.0f} ms; "
        f"{kept:.0f} MiB kept in a process (target: {MOST_KEPT_MIB:.0f}); heavy ones: {said}"
    )
    return other / one > TARGET * TOLERANCE or kept > MOST_KEPT_MIB


def _find_workers() -> list[int]:
    """The processes that gunicorn, a child of this one, started."""
    return [worker for child in _list_processes(os.getpid()) for worker in _list_processes(child)]


def main() -> int:
    """Prints all; 1 if a target is missed."""
    return int(any([alone(), beside()]))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure_one(int(sys.argv[1]))
        sys.exit()
    sys.exit(main())
