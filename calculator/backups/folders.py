"""The folder in which a backup is made, beside its file.

Who works in it holds it, so that the next backup knows what killed ones left behind.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX, HELD = ".backup-", "held"


@contextmanager
def work_beside(file: Path) -> Iterator[Path]:
    """A new folder beside a file; those that nobody works in any more are removed first."""
    clear_left(file.parent, time.time())
    with (
        tempfile.TemporaryDirectory(dir=file.parent, prefix=PREFIX) as name,
        (Path(name) / HELD).open("w") as held,
    ):
        # Where a file system knows no locks nothing is removed either.
        with suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_EX)
        yield Path(name)


def clear_left(parent: Path, began_at: float) -> None:
    """Removes what backups that began before left, and nobody holds: the kernel lets go of the lock
    of a process that was killed.
    """
    for folder in parent.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if folder.stat().st_mtime < began_at and not is_held(folder):
                shutil.rmtree(folder)


def is_held(folder: Path) -> bool:
    """Whether somebody works in a folder. Raises `OSError` where that can't be known."""
    with (folder / HELD).open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False
