"""Jobs on a Dask cluster, which someone else has started: a scheduler by its address.

Its workers need the program's files and packages, no database and no settings.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from itertools import groupby, islice
from typing import Any

from ..engine.faults import Faults
from ..engine.market import Catalogue
from .work import Catalogues, Done, Job, Outcome, Task, try_document

AHEAD = 2_000  # tasks that the scheduler has at once: enough for hundreds of workers
# Documents of one task at most, for a scheduler takes as long for a small task as for a large one;
# and tasks that each worker has at least, so that all end at much the same time.
MOST_TOGETHER, LEAST_TASKS = 16, 8
LONGEST_CONNECT = "10s"


class SchedulerLost(Exception):
    """The scheduler cannot be reached, or is gone; the message says which."""


def price_on_cluster(
    jobs: Mapping[str, Job], catalogues: Catalogues, address: str
) -> Iterator[Done]:
    """What comes of every job by its key; None of one that ends every worker that has it.

    What a worker had that died is given to others; what was with several that died is tried again
    alone, when all else is done. Raises `SchedulerLost`, and `ImportError` where distributed is not
    installed.
    """
    from distributed import Client

    try:
        client = Client(address, timeout=LONGEST_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SchedulerLost(f"No scheduler answers at {address}: {error}") from None
    with client:
        try:
            set_aside = []
            bundles = _bundle(jobs, _count_together(client, len(jobs)))
            for keys, results in _price(client, jobs, bundles, catalogues, AHEAD):
                if results is None:
                    set_aside += keys
                else:
                    yield from zip(keys, results, strict=True)
            alone = {key: jobs[key] for key in set_aside}
            for keys, results in _price(client, alone, _bundle(alone, 1), catalogues, 1):
                yield keys[0], results[0] if results else None
        except CancelledError:
            raise SchedulerLost(f"The scheduler at {address} is gone.") from None


def _count_together(client: Any, jobs: int) -> int:
    """How many documents a task has: few enough for every worker to have several tasks."""
    threads = sum(client.nthreads().values())
    return min(max(jobs // (threads * LEAST_TASKS or 1), 1), MOST_TOGETHER)


def _bundle(jobs: Mapping[str, Job], together: int) -> Iterator[list[str]]:
    """The keys of jobs, so many at a time of those that are priced by the same catalogue."""
    ordered = sorted(jobs, key=lambda key: jobs[key].catalogue)
    for _, keys in groupby(ordered, key=lambda key: jobs[key].catalogue):
        while bundle := list(islice(keys, together)):
            yield bundle


def _price(
    client: Any,
    jobs: Mapping[str, Job],
    bundles: Iterator[list[str]],
    catalogues: Catalogues,
    ahead: int,
) -> Iterator[tuple[list[str], list[Outcome] | None]]:
    """The keys of each bundle and what came of them, of which so many are given out at once; None
    where too many workers died that had it.
    """
    from distributed import KilledWorker, as_completed

    # Tasks, and no scattered data: where all that had a catalogue died, it is sent anew.
    held = {
        name: client.submit(_unpack, pickle.dumps(catalogue), pure=False)
        for name, catalogue in catalogues.items()
    }
    completed = as_completed(loop=client.loop)
    given: dict[Any, list[str]] = {}

    def give_out() -> None:
        for keys in islice(bundles, ahead - len(given)):
            tasks = [jobs[key].task for key in keys]
            catalogue = held[jobs[keys[0]].catalogue]
            future = client.submit(_price_bundle, tasks, catalogue, pure=False)
            given[future] = keys
            completed.add(future)

    give_out()
    for batch in completed.batches():
        for future in batch:
            try:
                results = future.result()
            except KilledWorker:
                results = None
            yield given.pop(future), results
        give_out()


def _price_bundle(tasks: Sequence[Task], catalogue: Catalogue | Faults | None) -> list[Outcome]:
    return [try_document(task, catalogue) for task in tasks]


def _unpack(packed: bytes) -> Catalogue | Faults | None:
    found: Catalogue | Faults | None = pickle.loads(packed)
    return found
