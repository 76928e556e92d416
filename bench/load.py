"""What fifty clients at once wait for, as ratios to a bare view under the same load.

The real server on a throw-away database, asked by wrk: the bare view, the fragment, the whole page
and other doors in turn; then a buyer's mix of them for a minute; then the mix until 100,000
requests were answered, and what memory the processes hold before and after. A part of `make bench`,
and alone: `python bench/load.py [SECONDS [REQUESTS]]`.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import NamedTuple

from served import served

CLIENTS = 50
ROUNDS = 3
SECONDS = 60
REQUESTS = 100_000
TOLERANCE = 1.3
# p99 of each over the bare view's.
TARGETS = {"fragment": 8.0, "page": 20.0}
KINDS = ("bare", "fragment", "page", "api", "prices", "quote")
MOST_GROWN = 1.1
SCRIPT = Path(__file__).with_name("load.lua")
PRESET = "autumn-2008"


class Load(NamedTuple):
    """What wrk saw: requests, those that failed, and milliseconds."""

    requests: int
    failed: int
    median: float
    p99: float


def put_load(port: int, kind: str, seconds: int, document: Path) -> Load:
    """Fifty clients that ask for one kind of page for so long."""
    done = subprocess.run(
        [
            *("wrk", "--threads", "1", "--connections", str(CLIENTS), "--timeout", "30s"),
            *("--duration", f"{seconds}s", "--script", str(SCRIPT)),
            *(f"http://127.0.0.1:{port}", "--", kind, str(document)),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    [line] = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    requests, failed, median, p99 = line.split()[1:]
    return Load(int(requests), int(failed), float(median) / 1000, float(p99) / 1000)


def measure_memory(port: int) -> float:
    """MiB of their own that the processes hold which were started for a port."""
    kibibytes = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"\0PORT={port}\0".encode() in b"\0" + (process / "environ").read_bytes():
                status = (process / "status").read_text()
                kibibytes += int(status.split("RssAnon:")[1].split()[0])
        except (OSError, IndexError):
            continue  # it ended meanwhile
    return kibibytes / 1024


def print_kinds(port: int, seconds: int, document: Path) -> bool:
    """Prints each kind beside the bare view of the same round; whether a target was missed."""
    rounds = [
        {kind: put_load(port, kind, seconds, document) for kind in KINDS} for _ in range(ROUNDS)
    ]
    print(f"{CLIENTS} clients, {seconds} s each, {ROUNDS} rounds: median, p99, failed")
    is_missed = False
    for kind in KINDS:
        loads = [each[kind] for each in rounds]
        ratio = statistics.median(each[kind].p99 / each["bare"].p99 for each in rounds)
        failed = sum(load.failed for load in loads)
        target = f" (target: at most {TARGETS[kind]:.0f})" if kind in TARGETS else ""
        print(
            f"{kind:10} {statistics.median(load.median for load in loads):7.1f} "
            f"{statistics.median(load.p99 for load in loads):7.1f} ms, {failed} failed; "
            f"p99 {ratio:.1f} times the bare view's{target}"
        )
        is_missed |= failed > 0 or ratio > TARGETS.get(kind, ratio) * TOLERANCE
    return is_missed


def print_mix(port: int, seconds: int, requests: int, document: Path) -> bool:
    """Prints the mix, and memory around many requests; whether anything failed or grew."""
    load = put_load(port, "mix", seconds, document)
    print(
        f"a buyer's mix, {seconds} s: {load.requests / seconds:.0f} requests a second, median "
        f"{load.median:.0f}, p99 {load.p99:.0f} ms, {load.failed} failed"
    )
    failed, asked, before = load.failed, 0, measure_memory(port)
    while asked < requests:
        load = put_load(port, "mix", seconds, document)
        asked, failed = asked + load.requests, failed + load.failed
    after = measure_memory(port)
    print(
        f"{asked:,} requests more, {failed} failed: {before:.0f} MiB before, {after:.0f} after "
        f"(target: at most {MOST_GROWN} times)"
    )
    return failed > 0 or after > before * MOST_GROWN


def main(words: list[str]) -> int:
    """Prints a line a figure; 1 if a target is missed."""
    if shutil.which("wrk") is None:
        print("Not here: wrk (apt-get install wrk). Nothing is said of load")
        return 0
    seconds, requests = [*map(int, words), *(SECONDS, REQUESTS)[len(words) :]]
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as port:
        document = Path(name) / "document.json"
        address = f"http://127.0.0.1:{port}/document.json?preset={PRESET}"
        document.write_bytes(urllib.request.urlopen(address).read())
        assert json.loads(document.read_bytes())["fleet"]
        misses = [
            print_kinds(port, max(seconds // 4, 1), document),
            print_mix(port, seconds, requests, document),
        ]
    return int(any(misses))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
