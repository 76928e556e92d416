"""The memory of a process and of those that it starts, while something is done."""

from __future__ import annotations

import ctypes
import os
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOOK_SECONDS = 0.005
# Linux's kcmp, which the C library has no function for, and its question about the memory.
KCMP, KCMP_VM = {"x86_64": 312, "aarch64": 272}[platform.machine()], 1
LIBRARY = ctypes.CDLL(None)


def _has_memory_of(child: int, parent: int) -> bool:
    """Whether a child has not begun its program: until then it runs in its parent's memory."""
    return LIBRARY.syscall(KCMP, child, parent, KCMP_VM, 0, 0) == 0


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
    begun = [child for child in children if not _has_memory_of(child, process)]
    return int(own[0] if own else 0) / 1024 + sum(map(measure_mib, begun))


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
