"""On PostgreSQL the site runs as a role that owns no table, made by the very SQL of the docs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
from psycopg import errors

from tests.conftest import ROOT
from tests.postgresql import ROLE, need_postgresql, serve

from .test_append_only import ROADS, TABLE

DOCS = (ROOT / "docs" / "operations.md").read_text()
OWNER = "deskfare_owner"
TRIGGER = f"{TABLE}_no_delete"
# What the owner of the tables could do, and the superuser.
CLOSED = {
    **ROADS["postgresql"],
    "disable a trigger": f"ALTER TABLE {TABLE} DISABLE TRIGGER {TRIGGER}",
    "disable all triggers": f"ALTER TABLE {TABLE} DISABLE TRIGGER ALL",
    "drop a trigger": f"DROP TRIGGER {TRIGGER} ON {TABLE}",
    "another trigger": (
        f"CREATE TRIGGER a BEFORE DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
    ),
    "another function": (
        "CREATE OR REPLACE FUNCTION quotes_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN OLD; END $$"
    ),
    "drop the function": "DROP FUNCTION quotes_refuse_change() CASCADE",
    "a rule": f"CREATE RULE r AS ON INSERT TO {TABLE} DO INSTEAD NOTHING",
    "drop the table": f"DROP TABLE {TABLE} CASCADE",
    "rename the table": f"ALTER TABLE {TABLE} RENAME TO gone",
    "truncate alone": f"TRUNCATE {TABLE} CASCADE",
    "drop the schema": "DROP SCHEMA public CASCADE",
    "a table before it": f"CREATE TEMP TABLE {TABLE} (id int)",
    "a schema before it": "CREATE SCHEMA before",
    "be a replica": "SET session_replication_role = replica",
    "be one from now on": f"ALTER ROLE {ROLE} SET session_replication_role = replica",
    "be the owner": f"SET ROLE {OWNER}",
    "own it": f"ALTER TABLE {TABLE} OWNER TO {ROLE}",
    "grant itself more": f"GRANT ALL ON {TABLE} TO {ROLE}; TRUNCATE {TABLE} CASCADE",
}

# No right to it, or refused by a trigger.
REFUSALS = (errors.InsufficientPrivilege, errors.RaiseException)


def read_sql() -> tuple[str, str, str]:
    """What the docs print: for a new database, for one that is handed over, and for both."""
    part = DOCS.partition("## A role that does not own")[2].partition("\n## ")[0]
    new, handed_over, both = re.findall(r"(?:^    .*\n)+", part, re.MULTILINE)
    return new, handed_over, both


def write_address(address: str, role: str, name: str = ROLE) -> str:
    """The address of a database on the same server for another role."""
    return f"postgres://{role}@{urlsplit(address).netloc.partition('@')[2]}/{name}"


def run_sql(address: str, sql: str) -> None:
    """As `psql` does it, which knows \\connect."""
    folder = unquote(urlsplit(address).netloc.partition("@")[2])
    command = [str(need_postgresql() / "psql"), "-h", folder, "-U", "postgres", "-d", "postgres"]
    command += ["-v", "ON_ERROR_STOP=1", "--no-psqlrc"]
    done = subprocess.run(command, input=sql, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def run(address: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of Python as a role."""
    env = {**os.environ, "DATABASE_URL": address}
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def migrate(address: str) -> None:
    for words in (("migrate", "--verbosity", "0"), ("load_catalogue",)):
        done = run(address, "manage.py", *words)
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module", params=["new", "handed over"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address for the site's role. The server begins with one role, which owns all."""
    new, handed_over, both = read_sql()
    with serve(need_postgresql()) as address:
        owner = write_address(address, OWNER)
        run_sql(address, f"REVOKE SET ON PARAMETER session_replication_role FROM {ROLE}")
        if request.param == "new":
            run_sql(address, f"DROP DATABASE {ROLE}; DROP ROLE {ROLE};".replace("; ", ";\n"))
            run_sql(address, new + both)
            migrate(owner)
        else:
            migrate(address)
            run_sql(address, handed_over + both)
        yield address


@pytest.fixture(scope="module")
def filled(database: str) -> str:
    """With quotes in every state, made by the site's role."""
    done = run(database, "-m", "tests.quotes.moving", "fill")
    assert done.returncode == 0, done.stderr
    return database


def read_kept(address: str) -> list[object]:
    """What was issued, and the triggers that keep it."""
    with psycopg.connect(write_address(address, "postgres")) as connection:
        rows = connection.execute(f"SELECT * FROM {TABLE} ORDER BY id").fetchall()
        triggers = connection.execute(
            "SELECT tgname, tgenabled, tgfoid FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
        ).fetchall()
    return [rows, triggers]


def test_the_site_issues_quotes_as_a_role_that_owns_no_table(filled):
    done = run(filled, "manage.py", "verify_series", "2026")
    rows, triggers = read_kept(filled)
    assert (done.returncode, len(rows), len(triggers)) == (0, 4, 27), done.stderr


@pytest.mark.parametrize("road", CLOSED)
def test_no_road_past_the_triggers_is_open_to_it(filled, road):
    before = read_kept(filled)
    with psycopg.connect(filled) as connection, pytest.raises(REFUSALS):
        connection.execute(CLOSED[road])
    assert read_kept(filled) == before


def test_it_makes_no_migration(database):
    done = run(database, "manage.py", "migrate", "--verbosity", "0")
    assert done.returncode == 1


def test_what_a_later_migration_makes_is_granted_to_it(database):
    with psycopg.connect(write_address(database, OWNER)) as connection:
        connection.execute("CREATE TABLE later (id bigint GENERATED BY DEFAULT AS IDENTITY)")
    with psycopg.connect(database) as connection:
        connection.execute("INSERT INTO later DEFAULT VALUES")
        assert connection.execute("SELECT id FROM later").fetchall() == [(1,)]
    with psycopg.connect(write_address(database, OWNER)) as connection:
        connection.execute("DROP TABLE later")
