"""Thousands of comparisons on a Dask cluster whose workers, scheduler, network or command end."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from tests.pricing.portfolios import BRANCH_OFFICE, run_cluster, write_documents

from .found import Found
from .processes import is_dead
from .site import ROOT, Ground

DOCUMENTS = int(os.environ.get("FAULT_DOCUMENTS", "60"))
WORKER_DEATHS = 4
COMMAND_DEATHS = 3
MOST_SECONDS = 900
ASKED = ("--uncertainty", "--ranges", "catalogue", "--framings")
RESULTS = ("there.parquet", "there.csv")


def kill_workers(ground: Ground, folder: Path) -> Found:
    """40. One of two workers at a time, at random; their nannies start others."""
    found, rng = Found(), Random(40)
    files, wanted = prepare_run(ground, folder)
    with run_cluster(folder / "cluster", 2, "--nanny") as (address, nannies):
        command = start_command(ground, folder, files, address)
        wait_for_lines(folder, 1)
        for _ in range(WORKER_DEATHS):
            worker = rng.choice(_list_workers(nannies[:2]))
            found.injected += 1
            os.kill(worker, signal.SIGKILL)
            time.sleep(rng.uniform(1, 3))
            # Where all was done already it met nobody's work.
            found.bit += command.poll() is None and is_dead(worker)
        expect_end(found, command, folder, wanted)
    return found


def kill_scheduler(ground: Ground, folder: Path) -> Found:
    """41. The command says so and keeps what is done; with another scheduler it goes on."""
    found = Found()
    files, wanted = prepare_run(ground, folder)
    with run_cluster(folder / "first", 2) as (address, processes):
        command = start_command(ground, folder, files, address)
        done = wait_for_lines(folder, 1)
        found.injected += 1
        processes[-1].kill()
        _, told = command.communicate(timeout=MOST_SECONDS)
    found.bit += command.returncode == 1
    found.expect("is gone" in told, f"it ended with {command.returncode}: {told[-300:]}")
    found.expect(_count_lines(folder) >= done, "what was done is not kept")
    found.expect(not _list_results(folder), "it wrote results")
    with run_cluster(folder / "second", 2) as (address, _):
        expect_end(found, start_command(ground, folder, files, address), folder, wanted)
    return found


def kill_command(ground: Ground, folder: Path) -> Found:
    """43. While it prices, and at writes of its results: they are whole or not there, and the same
    command goes on.
    """
    found = Found()
    files, wanted = prepare_run(ground, folder)
    for death in range(COMMAND_DEATHS):
        command = start_command(ground, folder, files)
        wait_for_lines(folder, DOCUMENTS * (death + 1) // (COMMAND_DEATHS + 2))
        found.injected += 1
        command.kill()
        command.communicate()
        found.bit += command.returncode == -signal.SIGKILL
        found.expect(not _list_results(folder), "killed while it prices it wrote results")
        with _open_journal(folder, "ab") as journal:
            journal.write(b'["half a li')  # as a kill in the middle of one leaves it
    for call in ("fsync", "rename"):
        found.injected += 1
        command = start_command(ground, folder, files, before=("strace", "-f", "-o", os.devnull,
            f"--trace={call}", f"--inject={call}:signal=KILL:when=1"))  # fmt: skip
        command.communicate()
        found.bit += command.returncode != 0
        for name, digest in _digest(folder).items():
            found.expect(digest == wanted[name], f"killed at {call} there is half of {name}")
    expect_end(found, start_command(ground, folder, files), folder, wanted)
    left = {path.name for path in folder.iterdir() if "there." in path.name}
    found.expect(left == {*RESULTS}, f"{left} are left")
    return found


def prepare_run(ground: Ground, folder: Path) -> tuple[list[str], dict[str, str]]:
    """Documents, and the digests of what an undisturbed run makes of them."""
    files = write_documents(folder, DOCUMENTS, BRANCH_OFFICE)
    command = start_command(ground, folder, files)
    _, told = command.communicate()
    assert command.returncode == 0, told
    wanted = _digest(folder)
    assert wanted.keys() == {*RESULTS}
    for name in RESULTS:
        (folder / name).unlink()
    return files, wanted


def start_command(
    ground: Ground,
    folder: Path,
    files: list[str],
    scheduler: str = "",
    before: tuple[str, ...] = (),
) -> subprocess.Popen[str]:
    where = ("--scheduler", scheduler) if scheduler else ("--workers", "2")
    out = str(folder / RESULTS[0])
    return subprocess.Popen(
        [*before, sys.executable, "manage.py", "portfolio", *files, "--out", out, *ASKED, *where],
        cwd=ROOT,
        env=ground.environment,
        stderr=subprocess.PIPE,
        text=True,
    )


def _digest(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in _list_results(folder)
    }


def _list_results(folder: Path) -> list[Path]:
    return [folder / name for name in RESULTS if (folder / name).exists()]


def _open_journal(folder: Path, mode: str):  # type: ignore[no-untyped-def]
    return (folder / f"{RESULTS[0]}.journal").open(mode)


def _count_lines(folder: Path) -> int:
    try:
        with _open_journal(folder, "rb") as journal:
            return len(journal.readlines())
    except FileNotFoundError:
        return 0


def wait_for_lines(folder: Path, many: int) -> int:
    """How many documents are done, once so many are."""
    end = time.monotonic() + MOST_SECONDS
    while (done := _count_lines(folder)) < many:
        assert time.monotonic() < end, f"{done} documents were priced in {MOST_SECONDS} seconds"
        time.sleep(0.05)
    return done


def _list_workers(nannies: list[subprocess.Popen[bytes]]) -> list[int]:
    """The processes that price: the youngest child of each nanny."""
    workers: list[int] = []
    while len(workers) < len(nannies):
        workers = [
            int(listed.split()[-1])
            for nanny in nannies
            if (listed := subprocess.run(
                ["pgrep", "--parent", str(nanny.pid), "--full", "spawn_main"],
                capture_output=True, text=True,
            ).stdout)
        ]  # fmt: skip
        time.sleep(0.1)
    return workers


def expect_end(
    found: Found, command: subprocess.Popen[str], folder: Path, wanted: dict[str, str]
) -> None:
    """The command ends well, with the bytes of the undisturbed run."""
    _, told = command.communicate(timeout=MOST_SECONDS)
    found.expect(command.returncode == 0, f"it ended with {command.returncode}: {told[-300:]}")
    found.expect(_digest(folder) == wanted, "the results are not those of an undisturbed run")
