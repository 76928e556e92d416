"""A run from files to results: what was done before is taken over, what is left is priced."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ..engine.faults import Faults
from .jobs import plan_jobs
from .journal import Journal
from .results import Result
from .rows import Row, make_fault_row
from .work import Catalogues, Done, Job, list_faults

DEADLY = "every process that priced it ended: it may need more memory than there is"
Engine = Callable[[Mapping[str, Job], Catalogues], Iterator[Done]]
# How many documents are done, and how many there are.
Progress = Callable[[int, int], None]


def run_portfolio(
    files: Sequence[tuple[str, bytes | Faults]],
    asked: tuple[str, ...],
    engine: Engine,
    journal: Journal,
    progress: Progress,
) -> list[Result]:
    """The rows of all files, in their order.

    A document that ends whoever prices it, or that the program fails on, has a fault for its rows,
    which the journal does not keep: another run tries it again.
    """
    plan = plan_jobs(files, asked)
    done = journal.read(plan.jobs)
    left = {key: job for key, job in plan.jobs.items() if key not in done}
    progress(len(done), len(plan.jobs))
    for key, outcome in engine(left, plan.catalogues):
        if isinstance(outcome, list):
            journal.note(key, outcome)
            done[key] = outcome
        else:
            done[key] = [make_fault_row("", outcome or DEADLY)]
        progress(len(done), len(plan.jobs))
    return [
        Result(name, row)
        for name, _ in files
        for row in _find_rows(name, plan.faulty, plan.keys, done)
    ]


def _find_rows(
    name: str,
    faulty: Mapping[str, Faults],
    keys: Mapping[str, str],
    done: Mapping[str, list[Row]],
) -> list[Row]:
    if name in faulty:
        return list(list_faults(faulty[name].faults))
    return done[keys[name]]
