"""Migrations that come together, and migrations that are killed: each is whole or not begun.

MIGRATION_KILLS=100 kills a hundred times at as many moments; the suite does it twice.
"""

from __future__ import annotations

import os
import time

import pytest

from tests.migrating import (
    PRICES,
    copy_database,
    make_old,
    read_rows,
    read_schema,
    run,
    start,
)
from tests.postgresql import make_empty_database

pytestmark = pytest.mark.stores

KILLS = int(os.environ.get("MIGRATION_KILLS", 2))
TWICE = "SELECT app, name FROM django_migrations GROUP BY app, name HAVING count(*) > 1"
# Ends its process where a migration is done and not noted yet: at the eleventh that it meets.
KILLED_AT_THE_NOTE = """
import os, signal
os.environ["DJANGO_SETTINGS_MODULE"] = "calculator.settings"
import django
django.setup()
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder

note, noted = MigrationRecorder.record_applied, []

def die_at_the_eleventh(*words):
    noted.append(words)
    if len(noted) == 11:
        os.kill(os.getpid(), signal.SIGKILL)
    note(*words)

MigrationRecorder.record_applied = die_at_the_eleventh
call_command("migrate", verbosity=0)
"""


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    return make_old(tmp_path_factory.mktemp("old"))


@pytest.fixture(scope="module")
def undisturbed(old, tmp_path_factory):
    """A copy that was migrated in peace, and how many seconds its migrations took."""
    database = copy_database(old, tmp_path_factory.mktemp("undisturbed"))
    with start(database, "manage.py", "migrate") as migrating:
        wait_until_it_migrates(migrating)
        begun = time.monotonic()
        _, err = migrating.communicate(timeout=600)
    assert migrating.returncode == 0, err
    return database, time.monotonic() - begun


def wait_until_it_migrates(process):
    for line in process.stdout:
        if line.startswith("Running migrations"):
            return
    raise AssertionError(process.stderr.read())


def judge(database, undisturbed):
    """Completes a migration that was killed, and holds the database against the other."""
    done = run(database, "manage.py", "migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    assert read_schema(database) == read_schema(undisturbed)
    assert read_rows(database, TWICE) == []
    count = "SELECT count(*) FROM pricing_cataloguerecord WHERE kind = 'prices'"
    assert read_rows(database, count) == [(PRICES,)]
    for words in (["catalogue_check"], ["append_only", "--check"]):
        done = run(database, "manage.py", *words)
        assert done.returncode == 0, done.stderr


def test_of_four_that_migrate_at_once_one_works_and_the_others_find_nothing_to_do(tmp_path):
    database = make_empty_database(tmp_path)
    together = [start(database, "manage.py", "migrate") for _ in range(4)]
    said = [process.communicate(timeout=600) for process in together]
    assert [process.returncode for process in together] == [0, 0, 0, 0], said
    assert sum("No migrations to apply" in out for out, _ in said) == 3
    assert read_rows(database, TWICE) == []


def test_who_is_killed_before_a_migration_is_noted_has_not_done_it(old, undisturbed, tmp_path):
    database, kills = copy_database(old, tmp_path), 0
    while run(database, "-c", KILLED_AT_THE_NOTE).returncode == -9:
        kills += 1
    assert kills > 2
    judge(database, undisturbed[0])


@pytest.mark.parametrize("kill", range(KILLS))
def test_a_migration_that_was_killed_is_completed_by_the_next(old, undisturbed, tmp_path, kill):
    database = copy_database(old, tmp_path)
    with start(database, "manage.py", "migrate") as migrating:
        wait_until_it_migrates(migrating)
        time.sleep(undisturbed[1] * (kill + 0.5) / KILLS)
        migrating.kill()
    judge(database, undisturbed[0])
