"""The memory of a process and of those that it starts, while something is done."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOOK_SECONDS = 0.005


def measure_mib(process: int | None = None) -> float:
    """What a process and its children have in memory; what they share counts once."""
    process = process or os.getpid()
    try:
        said = Path(f"/proc/{process}/smaps_rollup").read_text()
        tasks = Path(f"/proc/{process}/task").iterdir()
        children = [int(one) for task in tasks for one in (task / "children").read_text().split()]
    except OSError:
        return 0.0  # it ended meanwhile
    own = said.partition("\nPss:")[2].split()
    return int(own[0] if own else 0) / 1024 + sum(map(measure_mib, children))


@contextmanager
def watching() -> Iterator[list[float]]:
    """A list whose one number is the most memory that there is meanwhile."""
    most, is_done = [measure_mib()], threading.Event()

    def watch() -> None:
        while not is_done.wait(LOOK_SECONDS):
            most[0] = max(most[0], measure_mib())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        is_done.set()
        watcher.join()
