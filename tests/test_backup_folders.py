"""What a killed backup leaves is removed by the next one, and nothing that somebody works in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from calculator.backups.folders import work_beside

KILLED = """
import sys
from pathlib import Path
from calculator.backups.folders import work_beside

with work_beside(Path(sys.argv[1])) as folder:
    (folder / "copy").touch()
    print(flush=True)
    sys.stdin.read()
"""


def list_folders(path):
    return sorted(each.name for each in path.iterdir())


def test_the_folder_of_a_backup_that_was_killed_is_removed_by_the_next(tmp_path):
    backing_up = subprocess.Popen(
        [sys.executable, "-c", KILLED, tmp_path / "one.backup"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with backing_up:
        backing_up.stdout.readline()
        backing_up.send_signal(signal.SIGKILL)
    (left,) = list_folders(tmp_path)
    with work_beside(tmp_path / "two.backup") as folder:
        assert list_folders(tmp_path) == [folder.name] != [left]
    assert list_folders(tmp_path) == []


def test_the_folder_of_a_backup_that_still_works_stays(tmp_path):
    with work_beside(tmp_path / "one.backup") as first:
        os.utime(first, (0, 0))
        with work_beside(tmp_path / "two.backup") as second:
            assert list_folders(tmp_path) == sorted([first.name, second.name])


def test_what_another_wrote_beside_stays(tmp_path):
    (tmp_path / "backup-of-mine").mkdir()
    with work_beside(tmp_path / "one.backup"):
        pass
    assert list_folders(tmp_path) == ["backup-of-mine"]
