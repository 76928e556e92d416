"""What a portfolio takes by the number of workers, and what a hundred machines would do.

    .venv/bin/python bench/portfolio.py [DOCUMENTS]

Measured here: processes, then a Dask cluster of as many workers. Reckoned from it: more machines,
until the one scheduler has no time for them. Needs the loaded catalogue (make database).
"""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calculator.settings")

import django  # noqa: E402

django.setup()

import psutil  # noqa: E402
from distributed import Client  # noqa: E402

from pricing.portfolio.cluster import MOST_TOGETHER, price_on_cluster  # noqa: E402
from pricing.portfolio.here import price_here  # noqa: E402
from pricing.portfolio.jobs import Plan, plan_jobs  # noqa: E402
from pricing.portfolio.work import Done, price_document  # noqa: E402
from tests.pricing.portfolios import BRANCH_OFFICE, run_cluster, write_documents  # noqa: E402

ASKED = ("uncertainty", "catalogue ranges", "framings")
WORKERS = (1, 2)
MACHINES, CORES = (1, 10, 100, 1000), 8
RECKONED = 100_000  # documents
EMPTY = 2_000  # tasks that do nothing, to see what the scheduler takes


class Measured(NamedTuple):
    """Seconds until the first row; of each row from then on, seconds of the clock, and of all
    processors together. The latter hardly move with what else a machine does.
    """

    start: float
    each: float
    processors: float


def main(number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        names = write_documents(Path(folder), number, BRANCH_OFFICE)
        plan = plan_jobs([(name, Path(name).read_bytes()) for name in names], ASKED)
    print(f"{number} documents: cases and framings of three scenarios")
    print(f"{os.cpu_count()} cores, for which {os.getloadavg()[0]:.1f} others were waiting before")
    alone = measure_alone(plan)
    print(f"a document alone, in this process: {alone * 1000:.0f} ms")
    print(f"\n{'':12}{'workers':>8}{'start s':>9}{'a second':>10}{'ms each':>10}{'over':>10}")
    for workers in WORKERS:
        here = measure(price_here(plan.jobs, plan.catalogues, workers), number, list_own)
        show("processes", workers, here, alone)
    for workers in WORKERS:
        with started(workers) as (address, processes):
            coming = price_on_cluster(plan.jobs, plan.catalogues, address)
            there = measure(coming, number, lambda processes=processes: processes)
            show("Dask", workers, there, alone)
            task = measure_empty(address)
    print(f"\nThe scheduler takes {1 / task:,.0f} tasks a second that do nothing.")
    reckon(there.processors, task, there.start)


def measure_alone(plan: Plan) -> float:
    """Seconds of a processor for a document where nobody is in between."""
    began = process_time()
    for task, catalogue in plan.jobs.values():
        price_document(task, plan.catalogues[catalogue])
    return (process_time() - began) / len(plan.jobs)


def measure(
    coming: Iterator[Done], number: int, list_others: Callable[[], list[psutil.Process]]
) -> Measured:
    """What a run takes, its start apart."""
    began = perf_counter()
    next(coming)
    first, others = perf_counter(), list_others()
    spent = sum_processors(others)
    for _ in range(number - 1):
        assert next(coming)[1]
    seconds, spent = perf_counter() - first, sum_processors(others) - spent
    coming.close()
    return Measured(first - began, seconds / (number - 1), spent / (number - 1))


def list_own() -> list[psutil.Process]:
    """The processes that this one began."""
    return psutil.Process().children(recursive=True)


def sum_processors(others: list[psutil.Process]) -> float:
    """Seconds of processors that this process and some others took so far."""
    return process_time() + sum(sum(each.cpu_times()[:2]) for each in others)


def measure_empty(address: str) -> float:
    """Seconds that the scheduler has for a task."""
    with Client(address, set_as_default=False) as client:
        client.submit(pickle.dumps, 0, pure=False).result()
        began = perf_counter()
        client.gather(client.map(pickle.dumps, range(EMPTY), pure=False))
        return (perf_counter() - began) / EMPTY


def show(name: str, workers: int, found: Measured, alone: float) -> None:
    over = found.processors / alone - 1
    figures = f"{found.start:>9.1f}{1 / found.each:>10.1f}{found.processors * 1000:>10.0f}"
    print(f"{name:12}{workers:>8}{figures}{over:>10.0%}", flush=True)


def reckon(each: float, task: float, start: float) -> None:
    """By what a document took on the cluster, of all its processors: workers share the documents,
    and the scheduler has its time for each task of several.
    """
    print(f"\nReckoned: {RECKONED:,} documents, {CORES} cores a machine")
    print(f"{'machines':>12}{'minutes':>10}{'a second':>10}{'busy':>10}")
    for machines in MACHINES:
        busy = RECKONED * each / machines / CORES
        seconds = start + max(busy, RECKONED * task / MOST_TOGETHER)
        rate, share = RECKONED / seconds, busy / seconds
        print(f"{machines:>12,}{seconds / 60:>10.1f}{rate:>10,.0f}{share:>10.0%}")


@contextmanager
def started(workers: int) -> Iterator[tuple[str, list[psutil.Process]]]:
    """A cluster whose workers are all there: its address, and its workers' processes."""
    folder = tempfile.TemporaryDirectory()
    with folder as name, run_cluster(Path(name), workers) as (address, running):
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers)
        yield address, [psutil.Process(each.pid) for each in running[:-1]]


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 60)
