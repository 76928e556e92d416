"""Portfolios to price, and clusters to price them on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pricing.portfolio.results import Result
from pricing.portfolio.rows import Row
from tests.conftest import ROOT

BRANCH_OFFICE = json.loads((ROOT / "docs/examples/branch-office.json").read_text())
OWN_CATALOGUE = json.loads((ROOT / "tests/cases/spec/who-gets-what.json").read_text())
START_SECONDS = 60


def make_document(desktops: int, base: Any = OWN_CATALOGUE, **more: object) -> dict[str, object]:
    """A comparison with so many desktops in its first group; with a catalogue of its own, or on a
    list of the database.
    """
    document = json.loads(json.dumps(base))
    document["fleet"][0] |= {"desktops": desktops, "users": desktops}
    return {**document, "title": f"Customer with {desktops}", **more}


def write_documents(folder: Path, number: int, base: Any = OWN_CATALOGUE) -> list[str]:
    """So many documents in a folder, each of its own size, by their names."""
    names = []
    for place in range(number):
        path = folder / f"customer-{place:03}.json"
        path.write_text(json.dumps(make_document(20 + 45 * place, base)))
        names.append(str(path))
    return names


@contextmanager
def run_cluster(
    folder: Path, workers: int, *more: str
) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and workers in processes of their own: its address, the workers' processes, and
    last the scheduler's. `more`: of each worker's command.

    They have the program's files, and neither its settings nor its database.
    """
    folder.mkdir(exist_ok=True)
    found = folder / "scheduler.json"
    plain = {name: value for name, value in os.environ.items() if "DJANGO" not in name}
    env = {**plain, "DATABASE_URL": "sqlite:////nowhere/none.sqlite3", "PYTHONPATH": str(ROOT)}

    def start(*words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *words, "--scheduler-file", str(found)]
        return subprocess.Popen(command, cwd=folder, env=env, stderr=subprocess.DEVNULL)

    running = [start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
    try:
        wait_for(found.exists)
        address = json.loads(found.read_text())["address"]
        for place in range(workers):
            words = ("--nthreads", "1", "--no-dashboard", "--name", str(place))
            where = ("--local-directory", str(folder))
            running.append(start("worker", *words, *where, *(more or ("--no-nanny",))))
        yield address, [*running[1:], running[0]]
    finally:
        for process in running:
            process.kill()
        for process in running:
            process.wait()


def wait_for(is_so: Callable[[], bool]) -> None:
    """Waits until something is so, and fails where it does not become so."""
    for _ in range(START_SECONDS * 50):
        if is_so():
            return
        time.sleep(0.02)
    raise TimeoutError


def make_rows(name: str, desktops: int, *amounts: str, **more: object) -> list[Result]:
    """A document with a scenario for each amount, of which the first of the least is the cheapest;
    what else is said is said of that.
    """
    least = min(amounts, key=float)
    rows = [
        Row(
            "scenario",
            title=name,
            price_date="2008-10-31",
            currency="USD",
            desktops=desktops,
            horizon_years=5,
            scenario_number=number,
            scenario=f"Way {number}",
            delivery="pc",
            compliant=True,
            is_cheapest=amount == least,
            tco=amount,
            tco_per_desktop_month=amount,
        )
        for number, amount in enumerate(amounts, start=1)
    ]
    rows[amounts.index(least)] = rows[amounts.index(least)]._replace(**more)
    return [Result(f"{name}.json", row) for row in rows]


RESULTS = [
    *make_rows("Acme", 20, "300.00", "200.00", flip_label="Price of a PC"),
    *make_rows("Byte", 400, "310.00", "210.00", flip_label="Price of a PC"),
    *make_rows("Corp", 400, "205.00", "900.00", flip_label="Seats"),
    *make_rows("Far", 30, "9000.00", "8000.00"),
    Result("bad.json", Row("fault", path="horizon_years", message="holds 0; may hold 1 to 30")),
]
