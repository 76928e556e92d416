"""SQLite and PostgreSQL: how they are opened, and the way from one to the other."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from django.db import IntegrityError
from django.db.utils import ConnectionHandler

from calculator.databases import read_database
from tests import postgresql as server


@pytest.fixture
def sqlite(tmp_path, django_db_blocker):
    """A connection to a file, as the site opens one."""
    (tmp_path / "db.sqlite3").touch()
    connection = ConnectionHandler({"default": read_database(f"sqlite:///{tmp_path}/db.sqlite3")})
    with django_db_blocker.unblock(), connection["default"].cursor() as cursor:
        yield cursor
    connection["default"].close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("busy_timeout", 20_000),
    ],
)
def test_sqlite_loses_nothing_that_it_acknowledged_and_waits_for_others(sqlite, pragma, value):
    sqlite.execute(f"PRAGMA {pragma}")
    assert sqlite.fetchone() == (value,)


def test_what_was_written_ahead_while_somebody_read_goes_again(sqlite, tmp_path):
    ahead = tmp_path / "db.sqlite3-wal"
    sqlite.execute("CREATE TABLE kept (words BLOB)")
    with closing(sqlite3.connect(tmp_path / "db.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM kept")
        for _ in range(6):
            sqlite.execute("INSERT INTO kept VALUES (zeroblob(1048576))")
        assert ahead.stat().st_size > 6 * 2**20
    for _ in range(2):
        sqlite.execute("INSERT INTO kept VALUES (zeroblob(1))")
    assert ahead.stat().st_size == 4 * 2**20


def test_no_row_is_replaced_past_a_trigger_that_keeps_it(sqlite):
    sqlite.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, words TEXT)")
    sqlite.execute(
        "CREATE TRIGGER keeps BEFORE DELETE ON kept BEGIN SELECT RAISE(ABORT, 'kept'); END"
    )
    sqlite.execute("INSERT INTO kept VALUES (1, 'first')")
    with pytest.raises(IntegrityError, match="kept"):
        sqlite.execute("INSERT OR REPLACE INTO kept VALUES (1, 'second')")


def test_an_address_of_postgresql_needs_nothing_beside():
    database = read_database("postgres://deskfare@db.example/prices")
    assert database["ENGINE"] == "calculator.postgresql"
    assert (database["HOST"], database["NAME"]) == ("db.example", "prices")


def test_where_there_is_no_postgresql_its_tests_are_left_out_but_in_ci(monkeypatch, capsys):
    monkeypatch.setattr(server, "find_binaries", lambda: None)
    monkeypatch.setenv("CI", "")
    assert server.main(["pytest"]) == 0
    assert "left out: pytest" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert server.main(["pytest"]) == 1
    assert server.missing_packages() == ["postgresql"]


def dump(manage, database):
    """Every row that Django knows of, by its table and key."""
    done = manage(database, "dumpdata", "--all")
    assert done.returncode == 0, done.stderr
    return {(row["model"], str(row["pk"])): row["fields"] for row in json.loads(done.stdout)}


@pytest.fixture
def moved(manage, tmp_path, postgresql):
    """An SQLite file with a catalogue and an account, the database that it was moved to, and what
    the command said.
    """
    source = f"sqlite:///{tmp_path}/db.sqlite3"
    for words in (
        ("migrate", "--verbosity", "0"),
        ("load_catalogue",),
        ("invite", "ada", "--email", "ada@example.org", "--role", "approver"),
    ):
        done = manage(source, *words)
        assert done.returncode == 0, done.stderr
    return source, postgresql, manage(source, "move_database", "--to", postgresql)


def test_every_row_moves_from_sqlite_to_postgresql_as_it_is(manage, moved):
    source, target, done = moved
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("Every row is the same in both.\n")
    rows = dump(manage, source)
    assert rows == dump(manage, target)
    prices = sum(model == "pricing.price" for model, _ in rows)
    assert prices > 600
    assert f"pricing_price: {prices}\n" in done.stdout
    # New rows are counted on from the old ones.
    more = manage(target, "invite", "bob", "--role", "buyer")
    assert more.returncode == 0, more.stderr
    # And a database that holds rows is never written over.
    again = manage(source, "move_database", "--to", target)
    assert again.returncode == 1
    assert "Not moved: there are rows already in" in again.stderr
    assert ("auth.user", "2") in dump(manage, target)
