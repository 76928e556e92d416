"""A database of 0.1.0 with prices, copies of it, and what one looks like after a migration."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg

from tests.postgresql import ROOT, find_binaries, make_empty_database

PRICES = 1_000  # of each scheme
MAKE_OLD = f"""
import os
import sys
os.environ["DJANGO_SETTINGS_MODULE"] = "calculator.settings"
import django
django.setup()
from datetime import date, timedelta
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

before = [("pricing", "0004_procurement_codes"), ("quotes", "0001_quotes")]
executor = MigrationExecutor(connection)
executor.migrate(before)
old = executor.loader.project_state(before).apps
old.get_model("pricing", "CatalogueVersion").objects.create(id=1)
old.get_model("pricing", "PriceList").objects.create(
    id="ours", name="Ours", currency="USD", region="US", owner="we"
)
for number in range(int(sys.argv[1])):
    old.get_model("pricing", "Scheme").objects.create(
        id="own-" + str(number), vendor="V", product="P", role="broker", metric="user",
        charge="perpetual",
    )
price = old.get_model("pricing", "Price")
price.objects.bulk_create(
    price(
        price_list_id="ours",
        scheme_id="own-" + str(number),
        valid_from=date(2006, 1, 1) + timedelta(days),
        amount=1 + days,
        decimals=2,
        source="we",
        confidence="verified",
    )
    for number in range(int(sys.argv[1]))
    for days in range({PRICES})
)
"""


def run(database: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of Python in a process of its own, on a database."""
    with start(database, *words) as process:
        out, err = process.communicate(timeout=600)
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def start(database: str, *words: str) -> subprocess.Popen[str]:
    """The same, without waiting for its end."""
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def make_old(folder: Path) -> str:
    """The address of a new database as 0.1.0 left it."""
    database = make_empty_database(folder)
    done = run(database, "-c", MAKE_OLD, "1")
    assert done.returncode == 0, done.stderr
    return database


def copy_database(database: str, folder: Path) -> str:
    """The address of a copy of a database that nobody uses."""
    copy = make_empty_database(folder)
    if database.startswith("sqlite"):
        shutil.copy(database.removeprefix("sqlite:///"), copy.removeprefix("sqlite:///"))
        return copy
    name, model = copy.rpartition("/")[2], database.rpartition("/")[2]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as link:
        link.execute(f"DROP DATABASE {name}")
        link.execute(f"CREATE DATABASE {name} TEMPLATE {model}")
    return copy


def read_rows(database: str, query: str) -> list[tuple[object, ...]]:
    """What a query gives, in either database."""
    if database.startswith("sqlite"):
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as link:
            return link.execute(query).fetchall()
    with psycopg.connect(database) as link:
        return link.execute(query).fetchall()


def read_schema(database: str) -> list[str]:
    """Everything that a migration makes but rows: tables, indexes, constraints, triggers."""
    if database.startswith("sqlite"):
        return [
            str(row)
            for row in read_rows(
                database, "SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2"
            )
        ]
    binaries = find_binaries()
    assert binaries
    dumped = subprocess.run(
        [str(binaries / "pg_dump"), "--schema-only", database], capture_output=True, check=True
    )
    # What begins with a backslash is a word of this one dump.
    return [line for line in dumped.stdout.decode().splitlines() if not line.startswith("\\")]
