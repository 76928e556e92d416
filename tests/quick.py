"""Whether something is done in time, on a machine that does other work as well."""

from __future__ import annotations

import time
from collections.abc import Callable

TRIES = 3


def is_done_within(seconds: float, work: Callable[[], object]) -> bool:
    """Whether one of a few tries takes a processor no longer: from any one the collector may take
    time, or another process the processor's caches.
    """
    return any(_measure(work) < seconds for _ in range(TRIES))


def _measure(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
