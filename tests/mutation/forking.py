"""A plug-in of pytest (`-p tests.mutation.forking`): tries mutants in forks of one warm process.

Collects the tests once; then, for each mutant it is sent, a fork puts the changed code into the
functions and runs the mutant's tests. What an import runs cannot be changed so.
"""

from __future__ import annotations

import ast
import functools
import gc
import os
import signal
from collections import defaultdict
from collections.abc import Iterator
from itertools import zip_longest
from multiprocessing.connection import Connection
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import pytest

PIPE = "MUTATION_PIPE"


class Trial(NamedTuple):
    """One mutant: its file, the source before and after, its tests in their order."""

    file: str
    before: str
    after: str
    seconds: dict[str, float]  # of each test, after which it hangs


class _Emptied(ast.NodeTransformer):
    """What an import runs: a source without the bodies of its functions."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """A function without its body."""
        node.body = [ast.Pass()]
        return node


def is_run_by_import(before: str, after: str) -> bool:
    """Whether two sources differ outside the bodies of functions."""
    one, other = (ast.dump(_Emptied().visit(ast.parse(source))) for source in (before, after))
    return one != other


def list_functions(code: CodeType) -> Iterator[CodeType]:
    """The functions and methods of a module's code, none of those within them."""
    for inner in code.co_consts:
        if not isinstance(inner, CodeType):
            continue
        if inner.co_flags & 2:  # CO_NEWLOCALS: a function; a class has none
            yield inner
        else:
            yield from list_functions(inner)


class Made:
    """The functions that there are, by where they stand, and what keeps results in a package."""

    def __init__(self, package: str = "pricing") -> None:
        self.functions: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
        self.keeping = []
        for each in gc.get_objects():
            kind = type(each)  # isinstance would wake what is lazy
            if kind is FunctionType:
                self.functions[_find_place(each.__code__)].append(each)
            elif kind is functools._lru_cache_wrapper and _find_package(each) == package:
                self.keeping.append(each)


def _find_package(kept: Any) -> str:
    return str(kept.__module__).partition(".")[0]


def _find_place(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def put_in(made: Made, file: str, before: str, after: str) -> None:
    """Changed code in every function of a file that it changes, and nothing kept from before."""
    for kept in made.keeping:
        kept.cache_clear()
    old = compile(before, file, "exec", dont_inherit=True)
    new = compile(after, file, "exec", dont_inherit=True)
    for was, becomes in zip(list_functions(old), list_functions(new), strict=True):
        for function in made.functions.get(_find_place(was), ()):
            function.__code__ = becomes


def _run(session: pytest.Session, made: Made, trial: Trial) -> bool:
    """Whether all tests of a mutant pass; in a fork."""
    put_in(made, os.path.abspath(trial.file), trial.before, trial.after)
    items = {item.nodeid: item for item in session.items}
    chosen = [items[test] for test in trial.seconds]
    for item, following in zip_longest(chosen, chosen[1:]):
        # Of the processor's time, which a busy machine does not shorten; it ends the fork.
        signal.setitimer(signal.ITIMER_PROF, trial.seconds[item.nodeid])
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return False
    return True


def _try(session: pytest.Session, made: Made, trial: Trial) -> bool:
    """Whether a mutant survives its tests."""
    child = os.fork()
    if not child:
        has_passed = False
        try:
            has_passed = _run(session, made, trial)
        finally:
            os._exit(0 if has_passed else 1)
    return os.waitpid(child, 0)[1] == 0


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Serves who tries the mutants until the pipe is closed, in the place of running all tests."""
    pipe = Connection(int(os.environ[PIPE]))
    _make_database(session)
    made = Made()
    gc.freeze()  # what is there already stays shared among the forks
    while True:
        try:
            trial = Trial(*pipe.recv())
        except EOFError:
            return True
        pipe.send(_try(session, made, trial))


def _make_database(session: pytest.Session) -> None:
    """Runs a test that reads the shipped catalogue, which stays for all forks; the test after it
    shares no folder, so that nothing else stays.
    """
    reading = next(i for i in session.items if "shipped_catalogue" in i.fixturenames)
    apart = next(i for i in session.items if i.nodeid.startswith("pricing/"))
    reading.ihook.pytest_runtest_protocol(item=reading, nextitem=apart)
    assert not session.testsfailed
