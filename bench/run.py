"""What one comparison costs, as ratios to a bare Django view measured in the same run.

Starts the real server (gunicorn, as `make run` does) on a throw-away database, and asks in
turn for the bare view and for a comparison with other numbers each time, so that nothing is
answered from a cache. Prints medians and ratios; exits with 1 above 1.3 times a target.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPEATS = 400
WARM_UP = 40
TARGET = 6.0
TOLERANCE = 1.3


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The site on a free port, with the shipped catalogue."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "PORT": str(port),
        "SECRET_KEY": "of the bench alone",
        "LOG_LEVEL": "WARNING",
    }
    for command in (["migrate", "--verbosity", "0"], ["load_catalogue"]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )
    if not (ROOT / "staticfiles" / "staticfiles.json").exists():
        collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "calculator.wsgi"], cwd=ROOT, env=environment)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=40)


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


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
    """The engine in this process: the opening preset with other seats each time, parsed before the clock starts."""
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "calculator.settings"
    import django

    django.setup()
    from pricing.engine.answer import answer
    from pricing.engine.document import parse
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


def main() -> int:
    """Runs the bench and prints a line a figure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with served(folder) as port:
            asker = Asker(port)
            htmx = {"HX-Request": "true", "Accept-Encoding": "gzip"}
            path = "/?address=preset%3Dautumn-2008&fleet.0.desktops="
            medians = alternating(
                {
                    "bare view": lambda n: asker.ask(f"/healthz?n={n}"),
                    "comparison, HTTP": lambda n: asker.ask(f"{path}{500 + n}", **htmx),
                }
            )
        # Apart, for the engine in this process would take the server's caches away between two requests.
        medians |= alternating({"engine alone": engine_alone(folder)})
    bare = medians["bare view"]
    print(f"gunicorn, 2 workers x 4 threads; one client on one connection; medians of {REPEATS}, asked in turn")
    print(f"bare view           {bare:6.2f} ms   1.0")
    missed = False
    for figure in ("engine alone", "comparison, HTTP"):
        ratio = medians[figure] / bare
        print(
            f"{figure:18}  {medians[figure]:6.2f} ms   {ratio:3.1f} times the bare view (target: at most {TARGET:.0f})"
        )
        missed = missed or ratio > TARGET * TOLERANCE
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
