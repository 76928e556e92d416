"""A worker in a network of its own, whose line to the scheduler is cut and mended.

Needs root and network namespaces.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.pricing.portfolios import wait_for

from .found import Found
from .portfolios import expect_end, prepare_run, start_command, wait_for_lines
from .site import ROOT, Ground

HERE, THERE = "10.231.7.1", "10.231.7.2"
CUT_SECONDS, MOST_SECONDS, TTL_SECONDS = 30, 120, 8
COUNT_WORKERS = """
import sys
from distributed import Client
with Client(sys.argv[1], timeout="10s", set_as_default=False) as client:
    print(len(client.scheduler_info(n_workers=-1)["workers"]))
"""


def run(*words: str, check: bool = True) -> None:
    """A command of the network."""
    subprocess.run(words, check=check, capture_output=True)


class Trouble(NamedTuple):
    """What is done to the line and undone, by commands; and whether that is felt."""

    name: str
    begin: str
    end: str
    is_felt: Callable[[str, str], bool]


def is_one_worker(address: str, space: str) -> bool:
    """Whether the scheduler has given up the worker there."""
    return count_workers(address) == 1


def is_held_up(address: str, space: str) -> bool:
    """Whether anything waited because of the line."""
    told = subprocess.run(
        ["tc", "-n", space, "-s", "-j", "qdisc", "show", "dev", "line"],
        check=True, stdout=subprocess.PIPE,
    ).stdout  # fmt: skip
    return any(each.get("overlimits", 0) > 0 for each in json.loads(told))


SLOW = "rate 8kbit burst 1600 latency 60s"
TROUBLES = (
    Trouble("down", "ip link set {line} down", "ip link set {line} up", is_one_worker),
    Trouble(
        "refused",
        f"ip route add blackhole {THERE}",
        f"ip route del blackhole {THERE}",
        is_one_worker,
    ),
    Trouble(
        "slow",
        f"tc -n {{space}} qdisc add dev line root tbf {SLOW}",
        "tc -n {space} qdisc del dev line root",
        is_held_up,
    ),
)


def cut_network(ground: Ground, folder: Path) -> Found:
    """42. First so that nothing comes and nobody is told, then so that it is refused at once; last
    the worker there has 1,000 bytes a second for its answers.
    """
    found = Found()
    files, wanted = prepare_run(ground, folder)
    for trouble in TROUBLES:
        with lay_line() as (space, line), run_cluster(folder / trouble.name, space) as address:
            wait_for(lambda address=address: count_workers(address) == 2)
            command = start_command(ground, folder, files, address)
            wait_for_lines(folder, 1)
            found.injected += 1
            run(*trouble.begin.format(line=line, space=space).split())
            begun = time.monotonic()
            is_felt = partial(trouble.is_felt, address, space)
            found.bit += wait_until(is_felt, MOST_SECONDS)
            time.sleep(max(0, CUT_SECONDS - (time.monotonic() - begun)))
            run(*trouble.end.format(line=line, space=space).split())
            expect_end(found, command, folder, wanted)
            is_back = wait_until(lambda address=address: count_workers(address) == 2, MOST_SECONDS)
            found.expect(is_back, f"{trouble.name}: the worker did not come back")
            for path in folder.glob("there.*"):
                path.unlink()
    found.expect(found.bit == len(TROUBLES), f"{found.bit} of {len(TROUBLES)} were felt")
    return found


@contextmanager
def lay_line() -> Iterator[tuple[str, str]]:
    """A network of its own and the line to it, taken away whatever happens."""
    space, line = f"fault-{os.getpid()}", f"fault{os.getpid() % 100_000}"
    run("ip", "netns", "add", space)
    try:
        run("ip", "link", "add", line, "type", "veth", "peer", "name", "line", "netns", space)
        run("ip", "address", "add", f"{HERE}/24", "dev", line)
        run("ip", "link", "set", line, "up")
        for words in (
            ("address", "add", f"{THERE}/24", "dev", "line"),
            ("link", "set", "line", "up"),
            ("link", "set", "lo", "up"),
        ):
            run("ip", "-n", space, *words)
        yield space, line
    finally:
        run("ip", "route", "del", "blackhole", THERE, check=False)
        run("ip", "link", "del", line, check=False)
        run("ip", "netns", "del", space, check=False)


@contextmanager
def run_cluster(folder: Path, space: str) -> Iterator[str]:
    """A scheduler and a worker here, and a worker there; each worker is started again where it
    ends, as a supervisor does.
    """
    folder.mkdir()
    listed = folder / "scheduler.json"
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": f"{TTL_SECONDS}s",
    }
    dask = [sys.executable, "-m", "dask"]
    scheduler = [*dask, "scheduler", "--host", HERE, "--port", "0", "--no-dashboard"]
    running = [start([*scheduler, "--scheduler-file", str(listed)], folder, env)]
    try:
        wait_for(listed.exists)
        address = str(json.loads(listed.read_text())["address"])
        for before, host in (((), HERE), (("ip", "netns", "exec", space), THERE)):
            worker = [*before, *dask, "worker", address, "--host", host, "--nthreads", "1"]
            worker += ["--no-dashboard", "--nanny", "--local-directory", str(folder / host)]
            loop = ["sh", "-c", 'while true; do "$@"; sleep 1; done', "sh", *worker]
            running.append(start(loop, folder, env))
        yield address
    finally:
        for process in reversed(running):
            end_group(process)


def start(command: list[str], folder: Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """A process with a group of its own, so that all that it starts ends with it."""
    return subprocess.Popen(
        command,
        cwd=folder,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def end_group(process: subprocess.Popen[bytes]) -> None:
    """With no warning."""
    os.killpg(process.pid, 9)
    process.wait()


def count_workers(address: str) -> int:
    """How many the scheduler knows."""
    counted = subprocess.run(
        [sys.executable, "-c", COUNT_WORKERS, address], check=True, stdout=subprocess.PIPE
    ).stdout
    return int(counted)


def wait_until(is_so: Callable[[], bool], seconds: float) -> bool:
    """Whether something becomes so within a time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
    return is_so()
