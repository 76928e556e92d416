"""Tries each mutant with the tests that run its line, in copies of the program.

A change within a function is tried in a fork of a process that has the tests read already; one
that an import runs needs a process of its own.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Queue

import coverage

from .forking import PIPE, Trial, is_run_by_import
from .mutants import ROOT, Mutant

TESTS = (
    "tests/engine",
    "pricing/engine",
    "tests/pricing/test_cheapest.py",
    "tests/pricing/test_hosts.py",
    "tests/pricing/test_licence_rules.py",
    "tests/pricing/test_nearest_schemes.py",
    "tests/pricing/test_tempting_wrong_stacks.py",
    "tests/test_docs.py",
    "tests/test_document_page.py",
    "tests/test_engine_against_oracle.py",
    "tests/test_limits_in_docs.py",
    "tests/test_lists_against_oracle.py",
    "tests/test_published_cases.py",
    "tests/test_spec_examples.py",
    "tests/test_worked_examples.py",
    "tests/web/test_bad_documents.py",
)
LEFT_OUT = (
    ".git",
    ".venv*",
    "staticfiles",
    "screenshots",
    "db.sqlite3*",
    ".*_cache",
    ".hypothesis",
)
PROCESSES = 2
# Most mutants die at once: the few quickest tests are tried before all others.
FIRST = 15
# What a mutant's tests may take in all; what only a longer one would see counts as survived.
MOST_SECONDS = 120.0
START_SECONDS = 10.0
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")


def copy_program(folder: Path) -> Path:
    """The program to be changed: nobody's own files are."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    return folder


@dataclass
class Map:
    """Which tests run a line, and the seconds of each."""

    tests: dict[str, dict[int, set[str]]] = field(default_factory=dict)
    costs: dict[str, float] = field(default_factory=dict)

    def find_tests(self, mutant: Mutant) -> list[str]:
        """Those of its line, the cheapest first; where only an import runs it, of the whole file,
        and all others, for what a module holds may be told by whoever imports it.
        """
        tests = self._find_own(mutant)
        if tests:
            return self._choose(tests)
        of_file = set().union(*self.tests.get(mutant.file, {}).values())
        both = self._choose(of_file) + self._choose(self.costs.keys() - of_file)
        return sorted(both, key=self._order)

    def _choose(self, tests: Iterable[str]) -> list[str]:
        """The cheapest, as many as fit into the time."""
        found, seconds = [], 0.0
        for test in sorted(tests, key=self._order):
            seconds += self.costs[test]
            if seconds <= MOST_SECONDS:
                found.append(test)
        return found

    def _order(self, test: str) -> tuple[float, str]:
        return self.costs[test], test

    def is_run_by_a_test(self, mutant: Mutant) -> bool:
        """Whether not only an import runs it."""
        return bool(self._find_own(mutant))

    def _find_own(self, mutant: Mutant) -> set[str]:
        """The tests of its line; one that is none of its own belongs to one above it."""
        lines = self.tests.get(mutant.file, {})
        return lines.get(max((line for line in lines if line <= mutant.line), default=0), set())

    def limit(self, tests: Iterable[str]) -> float:
        """The seconds of the processor after which they hang: far more than when recorded."""
        return START_SECONDS + 4 * sum(self.costs[test] for test in tests)


def record(program: Path, folder: Path) -> Map:
    """Runs all tests once on the unchanged program."""
    ran = subprocess.run(
        [*PYTEST, "-n", str(PROCESSES), "-p", "tests.mutation.recording", *TESTS],
        cwd=program,
        env={**os.environ, "MUTATION_RECORD": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    )
    if ran.returncode:
        sys.exit(f"The tests fail before anything is changed:\n{ran.stdout[-3000:]}")
    found = Map()
    for path in folder.glob("seconds.*.json"):
        found.costs |= json.loads(path.read_text())
    for path in folder.glob("lines.*"):
        data = coverage.CoverageData(str(path))
        data.read()
        for file in data.measured_files():
            name = str(Path(file).relative_to(program.resolve()))
            lines = found.tests.setdefault(name, defaultdict(set))
            for line, contexts in data.contexts_by_lineno(file).items():
                lines[line] |= set(contexts) - {""}
    return found


class Copy:
    """A copy of the program, and the process that has read its tests."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.folder = shutil.copytree(program, folder)
        self.pipe, there = Pipe()
        self.process = subprocess.Popen(
            [*PYTEST, "-p", "tests.mutation.forking", *TESTS],
            cwd=folder,
            env={**os.environ, PIPE: str(there.fileno())},
            pass_fds=[there.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        there.close()

    def __enter__(self) -> Copy:
        return self

    def __exit__(self, *_: object) -> None:
        self.pipe.close()
        self.process.wait()


def try_all(mutants: list[Mutant], found: Map, program: Path) -> Iterator[tuple[Mutant, bool]]:
    """Of each mutant whether it was killed, in their order."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())).resolve()
        copies: Queue[Copy] = Queue()
        for number in range(PROCESSES):
            copies.put(stack.enter_context(Copy(program, folder / str(number))))
        threads = stack.enter_context(ThreadPoolExecutor(PROCESSES))

        def run(mutant: Mutant) -> bool:
            copied = copies.get()
            try:
                return is_killed(mutant, found, copied)
            finally:
                copies.put(copied)

        yield from zip(mutants, threads.map(run, mutants), strict=True)


def is_killed(mutant: Mutant, found: Map, copied: Copy) -> bool:
    """Whether a test of its line fails, or takes far longer than it did."""
    path = copied.folder / mutant.file
    before, after = path.read_text(), mutant.write_source()
    tests = found.find_tests(mutant)
    if found.is_run_by_a_test(mutant) and not is_run_by_import(before, after):
        limits = {test: found.limit([test]) for test in tests}
        return _ask(copied.pipe, Trial(mutant.file, before, after, limits))
    kept = copied.folder / "kept.py"
    shutil.copy2(path, kept)
    path.write_text(after)
    try:
        batches = (tests[:FIRST], tests[FIRST:])
        return any(_fail(batch, found, copied.folder) for batch in batches if batch)
    finally:
        kept.replace(path)  # with its old time, by which Python knows what it compiled


def _ask(pipe: Connection, trial: Trial) -> bool:
    pipe.send(tuple(trial))
    return not pipe.recv()


def _fail(tests: list[str], found: Map, program: Path) -> bool:
    """Functions whole: a change may be in what a test is called by, which then is not found."""
    functions = dict.fromkeys(map(_name_function, tests))
    whole = [test for test in found.costs if _name_function(test) in functions]
    seconds = int(2 * START_SECONDS + found.limit(whole))
    ran = subprocess.run(
        [*PYTEST, "-x", *functions],
        cwd=program,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # Of the processor's time, which a busy machine does not shorten.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds)),
        timeout=3600,
    )
    return ran.returncode != 0


def _name_function(test: str) -> str:
    return test.partition("[")[0]
