"""What one comparison costs, as ratios to a bare Django view measured in the same run.

Starts the real server (gunicorn, as `make run` does) on a throw-away database, and asks in
turn for the bare view, for a comparison with other numbers each time, so that nothing is
answered from a cache, and for the whole page as one first sees it: first as a client, then as a
reader's page in Chromium; then maps of two inputs beside one comparison, the cases of ranges beside
the dice alone, and searches, in this process; then the page beside slow clients, the heaviest
requests and files, the page under fifty clients at once, loads of 100,000 prices, pages of as many,
and a quote's CSV of 10,000 rows, in processes of their own.
Prints medians, ratios and bytes; exits with 1 above 1.3 times a target of time, or above a
target of bytes.
Last come the engine's peers (peers.py), which have no target.
"""

from __future__ import annotations

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from analysis import analysis_lines
from peers import peer_lines
from search import lines as search_lines
from served import ROOT, served

sys.path.insert(0, str(ROOT))
from tests.browser.chromium import chromium_path, missing_packages

REPEATS = 400
WARM_UP = 40
TARGET = 6.0
WHOLE_PAGE_TARGET = 15.0
BROWSER_TARGET = 4.0
PAGE_TARGET_BYTES = 120_000
FRAGMENT_TARGET_BYTES = 25_000
TOLERANCE = 1.3


class Asker:
    """One client on one connection, as a browser keeps it."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask(self, path: str, **headers: str) -> float:
        """Milliseconds from asking to the last byte; anything but 200 ends the bench."""
        begin = time.perf_counter()
        self.connection.request("GET", path, headers=headers)
        response = self.connection.getresponse()
        response.read()
        spent = time.perf_counter() - begin
        if response.status != 200:
            raise SystemExit(f"{path} answered {response.status}")
        return spent * 1000


def alternating(sides: dict[str, Callable[[int], float]]) -> dict[str, float]:
    """The median milliseconds of each side, asked in turn."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(WARM_UP + REPEATS):
        for name, side in sides.items():
            spent = side(number)
            if number >= WARM_UP:
                times[name].append(spent)
    return {name: statistics.median(values) for name, values in times.items()}


def engine_alone(folder: Path) -> Callable[[int], float]:
    """The engine in this process: the opening preset with other seats each time, parsed before the
    clock starts.
    """
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "calculator.settings"
    import django

    django.setup()
    from pricing.engine.answer import answer
    from pricing.engine.read_question import parse
    from pricing.market import catalogue
    from pricing.presets import preset

    base = preset("autumn-2008")

    def priced(number: int) -> float:
        fleet = [{**base["fleet"][0], "desktops": 500 + number}, *base["fleet"][1:]]
        question = parse({**base, "fleet": fleet}, catalogue)
        begin = time.perf_counter()
        answer(question)
        return (time.perf_counter() - begin) * 1000

    return priced


def as_client(port: int, folder: Path) -> bool:
    """Prints what one client on one connection waits for; whether a target was missed."""
    asker = Asker(port)
    packed = {"Accept-Encoding": "gzip"}
    path = "/?address=preset%3Dautumn-2008&fleet.0.desktops="
    page = "/?preset=autumn-2008&fleet.0.desktops="
    medians = alternating(
        {
            "bare view": lambda n: asker.ask(f"/healthz?n={n}"),
            "comparison, HTTP": lambda n: asker.ask(
                f"{path}{500 + n}", **packed, **{"HX-Request": "true"}
            ),
            "whole page, HTTP": lambda n: asker.ask(f"{page}{500 + n}", **packed),
        }
    )
    # Apart, for the engine in this process would take the server's caches away between two
    # requests.
    medians |= alternating({"engine alone": engine_alone(folder)})
    bare = medians["bare view"]
    print(
        f"gunicorn, 2 workers x 4 threads; one client on one connection; medians of {REPEATS}, "
        "asked in turn"
    )
    print(f"bare view           {bare:6.2f} ms   1.0")
    misses = [
        missed(name, medians[name], bare, TARGET) for name in ("engine alone", "comparison, HTTP")
    ]
    misses.append(missed("whole page, HTTP", medians["whole page, HTTP"], bare, WHOLE_PAGE_TARGET))
    return any(misses)


def in_browser(port: int) -> bool:
    """Prints what a reader's page waits for and weighs; whether a target was missed."""
    chromium = chromium_path()
    if chromium is None or missing_packages():
        print(
            f"Not here: {' '.join(missing_packages())}. Nothing is said of the page in a browser, "
            "nor of its bytes"
        )
        return False
    from in_chromium import ROUNDS, SETTLING_MILLISECONDS, measured

    found = measured(f"http://127.0.0.1:{port}/", chromium)
    print(
        "Chromium, from the input event to swapped figures, less the field's "
        f"{SETTLING_MILLISECONDS} ms; "
        f"medians of {ROUNDS}, in turn"
    )
    print(f"bare view, fetched  {found.bare_milliseconds:6.2f} ms   1.0")
    is_slow = missed(
        "figures swapped", found.update_milliseconds, found.bare_milliseconds, BROWSER_TARGET
    )
    print(
        "bytes as sent, compressed; beside them Plotly, which no figure waits for: "
        f"{found.plotly_bytes:,}"
    )
    is_heavy = [
        too_many("page but Plotly", found.page_bytes, PAGE_TARGET_BYTES),
        too_many("fragment", found.fragment_bytes, FRAGMENT_TARGET_BYTES),
    ]
    return is_slow or any(is_heavy)


def maps() -> bool:
    """Prints what maps of two inputs cost beside one comparison; whether a target was missed."""
    from where import lines

    found = lines()
    for line in found:
        print(line.text)
    return any(line.ratio > line.target * TOLERANCE for line in found)


def cases() -> bool:
    """Prints what cases cost, how much they say, and their memory; whether a target was missed."""
    is_missed = False
    for line, misses in analysis_lines():
        print(line)
        is_missed |= misses
    return is_missed


def searches() -> bool:
    """Prints what a search for the cheapest stack costs beside one comparison; whether a target was
    missed.
    """
    is_missed = False
    for words, measured, target in search_lines():
        print(f"{words}: {measured:.1f} (target: at most {target:.0f})")
        is_missed |= measured > target * TOLERANCE
    return is_missed


def in_own_process(name: str) -> bool:
    """Lets a process with a database of its own print its figures; whether a target was missed."""
    script = Path(__file__).with_name(name)
    return subprocess.run([sys.executable, str(script)], check=False).returncode != 0


def missed(name: str, milliseconds: float, bare: float, target: float) -> bool:
    """Prints a time beside its target; whether it is missed by more than the tolerance."""
    ratio = milliseconds / bare
    print(
        f"{name:18}  {milliseconds:6.2f} ms   {ratio:3.1f} times the bare view (target: at most "
        f"{target:.0f})"
    )
    return ratio > target * TOLERANCE


def too_many(name: str, size: int, target: int) -> bool:
    """Prints a size beside its target; whether it is larger."""
    print(f"{name:18} {size:7,} bytes (target: at most {target:,})")
    return size > target


def main() -> int:
    """Runs the bench and prints a line a figure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with served(folder) as port:
            misses = [as_client(port, folder), in_browser(port)]
        misses += [maps(), cases(), searches()]
        own = (
            "slow_clients.py",
            "heavy.py",
            "uploads.py",
            "load.py",
            "loading.py",
            "browsing.py",
            "exporting.py",
        )
        misses += [in_own_process(name) for name in own]
    print("\n".join(peer_lines()))
    return 1 if any(misses) else 0


if __name__ == "__main__":
    sys.exit(main())
