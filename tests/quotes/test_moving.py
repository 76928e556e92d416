"""Quotes move from SQLite to PostgreSQL, whole or not at all."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.conftest import ROOT
from tests.postgresql import need_postgresql, serve

KILLED_AFTER = "quotes_issuedquote:"
# Else each process would sign sessions with a key of its own.
ONE_KEY = {"SECRET_KEY": "of the tests of a move, and of nothing else"}


class Move(NamedTuple):
    """What a database held before its move and after it, and how three tries at it ended."""

    before: dict[str, Any]
    after: dict[str, Any]
    more: str
    faults_after_more: list[str]
    refused: str
    killed: int
    done: str


def run(database: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of Python in a process of its own, on a database."""
    env = {**os.environ, **ONE_KEY, "DATABASE_URL": database}
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def ask(database: str, *words: str) -> Any:
    """What `tests.quotes.moving` says of a database."""
    done = run(database, "-m", "tests.quotes.moving", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def look(database: str, opened: dict[str, str]) -> dict[str, Any]:
    """All that should be the same after the move."""
    return {**ask(database, "tell"), "opened": ask(database, "open", json.dumps(opened))}


def move_and_kill(source: str, target: str) -> int:
    """Kills the command while it copies; gives what it ended with."""
    env = {**os.environ, **ONE_KEY, "DATABASE_URL": source, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "manage.py", "move_database", "--to", target]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=pipe, text=True) as moving:
        assert moving.stdout
        for line in moving.stdout:
            if line.startswith(KILLED_AFTER):
                break
        moving.kill()
    return moving.returncode


def rename_comparisons(path: Path, name: str) -> None:
    """Past the forms, which would refuse a long one."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE quotes_comparison SET name = ?", (name,))


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Move]:
    """A move that was refused, one that was killed, and one that came to its end."""
    binaries = need_postgresql()
    path = tmp_path_factory.mktemp("moved") / "db.sqlite3"
    source = f"sqlite:///{path}"
    for words in (("migrate", "--verbosity", "0"), ("load_catalogue",)):
        done = run(source, "manage.py", *words)
        assert done.returncode == 0, done.stderr
    opened = ask(source, "fill")
    before = look(source, opened)
    with serve(binaries) as target:
        move = ("manage.py", "move_database", "--to", target)
        rename_comparisons(path, "x" * 201)
        refused = run(source, *move).stderr
        rename_comparisons(path, "Desks")
        killed = move_and_kill(source, target)
        done = run(source, *move)
        yield Move(
            before,
            look(target, opened),
            ask(target, "issue"),
            ask(target, "tell")["faults"],
            refused,
            killed,
            done.stdout + done.stderr,
        )


def test_a_move_that_was_killed_is_done_again_into_what_it_left_empty(moved):
    assert moved.killed == -9
    assert moved.done.endswith("Every row is the same in both.\n")


def test_a_row_that_the_new_database_refuses_is_named_by_its_table(moved):
    assert "Not moved: quotes_comparison: value too long" in moved.refused


@pytest.mark.parametrize("what", ["checksums", "contents", "files", "named", "events", "opened"])
def test_what_was_issued_is_the_same_after_the_move(moved, what):
    assert moved.after[what] == moved.before[what]


def test_each_issued_quote_brought_its_pdf(moved):
    assert moved.after["files"].keys() == moved.after["checksums"].keys()
    assert len(moved.after["files"]) == 4
    assert moved.after["files"] == moved.after["named"]


def test_the_series_is_whole_after_the_move(moved):
    assert moved.after["faults"] == []


def test_every_trigger_stands_after_the_move(moved):
    assert (moved.after["missing"], moved.after["triggers"]) == ([], 27)


def test_the_next_issue_continues_the_numbers(moved):
    assert (moved.more[:3], moved.more[7:]) == ("DF-", "-000004")
    assert moved.faults_after_more == []
