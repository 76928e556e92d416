"""Jobs on the processors of this machine, each in a process that may die."""

from __future__ import annotations

import os
import pickle
import signal
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import active_children, get_context, parent_process
from threading import Thread

from .work import Catalogues, Done, Job, Outcome, Task, try_document

MOST_DEATHS = 3  # of processes that had a document, until it is tried alone
AHEAD = 2  # jobs that wait for each process, so that none is idle
MOST_STARTS = 3

_catalogues: Catalogues = {}


def price_here(jobs: Mapping[str, Job], catalogues: Catalogues, workers: int) -> Iterator[Done]:
    """What comes of every job by its key; None of one that ends every process that has it.

    Where a process dies the others of its pool end too, and what they had is given out again.
    """
    left, deaths = dict(jobs), Counter[str]()
    packed = pickle.dumps(catalogues)
    while together := {key: job for key, job in left.items() if deaths[key] < MOST_DEATHS}:
        for key, rows in _price_in_pool(together, packed, workers, deaths):
            del left[key]
            yield key, rows
    for key, job in left.items():
        alone = dict(_price_in_pool({key: job}, packed, 1, deaths))
        yield key, alone.get(key)


def _price_in_pool(
    jobs: Mapping[str, Job], packed: bytes, workers: int, deaths: Counter[str]
) -> Iterator[tuple[str, Outcome]]:
    """What comes of each until all are there or a process dies, whose death counts against each job
    that was given out.
    """
    pool = _start_pool(packed, workers)
    coming = iter(jobs.items())
    given: dict[Future[Outcome], str] = {}
    try:
        while True:
            for key, (task, catalogue) in islice(coming, workers * (1 + AHEAD) - len(given)):
                given[pool.submit(_price, task, catalogue)] = key
            if not given:
                return
            for future in wait(given, return_when=FIRST_COMPLETED).done:
                rows = future.result()
                yield given.pop(future), rows
    except BrokenProcessPool:
        deaths.update(given.values())
        end_children()
    finally:
        pool.shutdown(cancel_futures=True)


def _start_pool(packed: bytes, workers: int, starts: int = MOST_STARTS) -> ProcessPoolExecutor:
    """A pool of which a process has begun. Raises `BrokenProcessPool` where none can."""
    pool = ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(packed,)
    )
    try:
        pool.submit(os.getpid).result()
    except BrokenProcessPool:
        end_children()
        pool.shutdown()
        if starts == 1:
            raise
        return _start_pool(packed, workers, starts - 1)
    return pool


def end_children() -> None:
    """Ends what is left of a broken pool: one that began just as it broke would be waited for
    without end.
    """
    for child in active_children():
        child.kill()


def _begin(packed: bytes) -> None:
    """Readies a process: it has the catalogues, and ends with the command, however that ends."""
    global _catalogues
    _catalogues = pickle.loads(packed)
    # Who presses Ctrl-C means the command.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _price(task: Task, catalogue: str) -> Outcome:
    return try_document(task, _catalogues[catalogue])
