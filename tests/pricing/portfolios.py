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
def run_cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and workers in processes of their own: its address, and the workers'.

    They have the program's files, and neither its settings nor its database.
    """
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
            words = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", str(place))
            running.append(start("worker", *words, "--local-directory", str(folder)))
        yield address, running[1:]
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
