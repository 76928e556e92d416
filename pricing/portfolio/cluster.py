"""Jobs on a Dask cluster, which someone else has started: a scheduler by its address.

Its workers need the program's files and packages, no database and no settings.
"""

from __future__ import annotations

import pickle
from asyncio import CancelledError
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from ..engine.faults import Faults
from ..engine.market import Catalogue
from .work import Catalogues, Done, Job, price_document

AHEAD = 2_000  # jobs that the scheduler has at once: enough for hundreds of workers
LONGEST_CONNECT = "10s"


class SchedulerLost(Exception):
    """The scheduler cannot be reached, or is gone; the message says which."""


def price_on_cluster(
    jobs: Mapping[str, Job], catalogues: Catalogues, address: str
) -> Iterator[Done]:
    """The rows of every job by its key, as they come; None of one that ends every worker that has
    it.

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
            for key, rows in _price(client, jobs, catalogues, AHEAD):
                if rows is None:
                    set_aside.append(key)
                else:
                    yield key, rows
            yield from _price(client, {key: jobs[key] for key in set_aside}, catalogues, 1)
        except CancelledError:
            raise SchedulerLost(f"The scheduler at {address} is gone.") from None


def _price(
    client: Any, jobs: Mapping[str, Job], catalogues: Catalogues, ahead: int
) -> Iterator[Done]:
    """The rows of jobs, of which so many are given out at once; None where too many workers died
    that had one.
    """
    from distributed import KilledWorker, as_completed

    # Tasks, and no scattered data: where all that had a catalogue died, it is sent anew.
    held = {
        name: client.submit(_unpack, pickle.dumps(catalogue), pure=False)
        for name, catalogue in catalogues.items()
    }
    coming = iter(jobs.items())
    completed = as_completed(loop=client.loop)
    given: dict[Any, str] = {}

    def give_out() -> None:
        for key, (task, catalogue) in islice(coming, ahead - len(given)):
            future = client.submit(price_document, task, held[catalogue], pure=False)
            given[future] = key
            completed.add(future)

    give_out()
    for batch in completed.batches():
        for future in batch:
            try:
                rows = future.result()
            except KilledWorker:
                rows = None
            yield given.pop(future), rows
        give_out()


def _unpack(packed: bytes) -> Catalogue | Faults | None:
    found: Catalogue | Faults | None = pickle.loads(packed)
    return found
