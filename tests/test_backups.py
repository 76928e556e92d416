"""Backups are made while people work, and restored whole or not at all; no number is given twice.

BACKUPS=20 makes twenty of them among the writers; the suite makes two.
"""

from __future__ import annotations

import json
import os
import time
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection

from tests.migrating import copy_database, read_rows, run, start
from tests.postgresql import make_empty_database
from tests.quotes import numbering

pytestmark = pytest.mark.stores

BACKUPS = int(os.environ.get("BACKUPS", 2))
WRITERS = 4
ISSUED = "SELECT checksum FROM quotes_issuedquote ORDER BY checksum"
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


def ask(database, *words):
    done = run(database, "-m", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def manage(database, *words):
    done = run(database, "manage.py", *map(str, words))
    assert done.returncode == 0, done.stderr
    return done.stdout


def refuse(database, *words):
    """What a command says that is refused; it is a sentence, and no traceback."""
    done = run(database, "manage.py", *map(str, words))
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: ")
    assert "Traceback" not in done.stderr
    return done.stderr.removeprefix("CommandError: ").strip()


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A database of quotes in every state, and its backup."""
    folder = tmp_path_factory.mktemp("kept")
    database = make_empty_database(folder)
    manage(database, "migrate", "--verbosity", "0")
    manage(database, "load_catalogue")
    ask(database, "tests.quotes.moving", "fill")
    manage(database, "backup", folder / "kept.backup")
    return database, folder / "kept.backup"


@pytest.fixture
def database(kept, tmp_path):
    return copy_database(kept[0], tmp_path)


@pytest.fixture
def backup(kept):
    return kept[1]


def alter(backup, path, name, change):
    """A copy of a backup in which one of its two parts is another."""
    with zipfile.ZipFile(backup) as packed, zipfile.ZipFile(path, "w") as other:
        for each in packed.namelist():
            content = packed.read(each)
            other.writestr(each, change(content) if each == name else content)
    return path


def test_what_was_issued_is_the_same_in_a_database_that_was_restored(kept, backup, tmp_path):
    empty = make_empty_database(tmp_path)
    manage(empty, "restore", backup, "--yes")
    told = ask(empty, "tests.quotes.moving", "tell")
    assert told == ask(kept[0], "tests.quotes.moving", "tell")
    assert (len(told["checksums"]), told["faults"], told["missing"]) == (4, [], [])


def test_a_restored_database_is_one_that_the_site_starts_with(backup, tmp_path):
    empty = make_empty_database(tmp_path)
    manage(empty, "restore", backup, "--yes")
    assert "database" not in run(empty, "manage.py", "check_start").stderr.lower()


ISSUE_TEN = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "calculator.settings"
import django
django.setup()
from tests.quotes.moving import issue_more
print(*(issue_more() for _ in range(10)))
"""


def test_ten_quotes_after_the_backup_are_told_and_their_numbers_never_given_again(database, backup):
    issued = run(database, "-c", ISSUE_TEN).stdout.split()
    said = manage(database, "restore", backup, "--yes")
    year = issued[0][3:7]
    assert f"Last number of {year}: 3 in the backup, 13 now." in said
    assert ask(database, "tests.quotes.moving", "issue") == f"DF-{year}-000014"
    assert ask(database, "tests.backups", "judge")["faults"] == []
    assert f"{year}: numbers 4 to 13 left" in manage(database, "verify_series", year)


def test_a_number_that_only_people_know_is_not_given_again(backup, tmp_path):
    empty = make_empty_database(tmp_path)
    with zipfile.ZipFile(backup) as packed:
        (year,) = json.loads(packed.read("manifest.json"))["holdings"]["numbers"]
    manage(empty, "restore", backup, "--yes", "--raise-numbers-to", f"DF-{year}-000022")
    assert ask(empty, "tests.quotes.moving", "issue") == f"DF-{year}-000023"
    assert ask(empty, "tests.backups", "judge")["faults"] == []


REVISE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "calculator.settings"
import django
django.setup()
from django.contrib.auth.models import User
from quotes.models import IssuedQuote
from tests.quotes.moving import _issue, _step
people = {user.username: user for user in User.objects.all()}
last = IssuedQuote.objects.filter(sequence=1).latest("version")
print(_issue(_step(last.quote, "revise", people), people))
"""


def test_a_version_that_left_the_building_is_not_given_again(database, backup):
    third = run(database, "-c", REVISE).stdout
    assert third.strip().endswith("-000001, version 3")
    said = manage(database, "restore", backup, "--yes")
    assert "Version 3 of number 1 of " in said
    assert run(database, "-c", REVISE).stdout.strip().endswith("-000001, version 4")
    assert ask(database, "tests.backups", "judge")["faults"] == []


def test_where_nobody_says_yes_nothing_is_restored(database, backup):
    ask(database, "tests.quotes.moving", "issue")
    before = read_rows(database, ISSUED)
    assert "nobody said yes" in refuse(database, "restore", backup)
    assert read_rows(database, ISSUED) == before


def test_a_backup_replaces_no_file(database, backup):
    assert "is there already" in refuse(database, "backup", backup)


def test_of_a_database_that_is_gone_there_is_no_backup(tmp_path):
    said = refuse(f"sqlite:///{tmp_path}/none.sqlite3", "backup", tmp_path / "none.backup")
    assert said.startswith("The database can't be had.")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a file of SQLite")
def test_in_the_place_of_a_damaged_file_nothing_is_restored_and_it_is_said(backup, tmp_path):
    damaged = tmp_path / "db.sqlite3"
    damaged.write_text("no database")
    said = refuse(f"sqlite:///{damaged}", "restore", backup, "--yes")
    assert said == "Nothing was restored: SQLite says: file is not a database."
    assert damaged.read_text() == "no database"


def write_words(backup, path):
    path.write_text("no backup")
    return path


def write_half(backup, path):
    path.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    return path


def name_other_kind(content):
    return content.replace(connection.vendor.encode(), OTHER[connection.vendor].encode())


def add_migration(content):
    return content.replace(b'"quotes.0001_quotes"', b'"quotes.0001_quotes", "quotes.0999_of_2030"')


BAD = {
    "is no backup, or not a whole one": write_words,
    "not a whole one": write_half,
    "is not there": lambda backup, path: path,
    "has not the checksum that it names": lambda backup, path: alter(
        backup, path, "database", lambda content: content[:-9] + b"otherwise"
    ),
    "has no manifest": lambda backup, path: alter(
        backup, path, "manifest.json", lambda content: b"[]"
    ),
    "It is a backup of": lambda backup, path: alter(backup, path, "manifest.json", name_other_kind),
    "which does not know quotes.0999_of_2030": lambda backup, path: alter(
        backup, path, "manifest.json", add_migration
    ),
}


@pytest.mark.parametrize("words", BAD)
def test_what_is_no_backup_is_refused_and_changes_nothing(kept, backup, tmp_path, words):
    before = read_rows(kept[0], ISSUED)
    assert words in refuse(kept[0], "restore", BAD[words](backup, tmp_path / "bad"), "--yes")
    assert read_rows(kept[0], ISSUED) == before


def test_what_is_no_number_of_a_quote_is_refused(kept, backup):
    done = run(kept[0], "manage.py", "restore", str(backup), "--raise-numbers-to", "twelve")
    assert done.returncode == 2
    assert "is no number of a quote, such as DF-2026-000123" in done.stderr


def test_backups_among_writers_hold_all_that_was_acknowledged_before_and_are_whole(tmp_path):
    database, told = make_empty_database(tmp_path), tmp_path / "told"
    ask(database, "tests.backups", "prepare")
    told.mkdir()
    environment = {**os.environ, "DATABASE_URL": database}
    writers = [numbering._start_to_file(environment, number, told) for number in range(WRITERS)]
    try:
        for number, writer in enumerate(writers):
            numbering._wait_until_it_issues(told / f"{number:04d}", writer)
        known = [back_up_now(database, told, tmp_path / str(n)) for n in range(BACKUPS)]
    finally:
        for writer in writers:
            numbering._kill(writer)
    assert all(before < after for before, after in pairwise(known))
    for number, acknowledged in enumerate(known):
        restored = make_empty_database(tmp_path / str(number))
        found = ask(restored, "tests.backups", "restore", str(tmp_path / str(number) / "backup"))
        assert found["faults"] == []
        assert acknowledged <= {each.partition(",")[0] for each in found["numbers"]}


def back_up_now(database, told, folder: Path) -> set[str]:
    """Backs up; gives the numbers that were acknowledged before it began."""
    folder.mkdir()
    known = {line for path in told.iterdir() for line in numbering._read_told(path)}
    manage(database, "backup", folder / "backup")
    return known


@pytest.mark.parametrize("share", [0.6, 0.9])
def test_a_restore_that_is_killed_has_done_all_or_nothing(kept, database, backup, share, tmp_path):
    ask(database, "tests.quotes.moving", "issue")
    both = [read_rows(each, ISSUED) for each in (kept[0], database)]
    again = copy_database(kept[0], tmp_path)
    begun = time.monotonic()
    manage(again, "restore", backup, "--yes")
    killed_after = share * (time.monotonic() - begun)
    with start(database, "manage.py", "restore", str(backup), "--yes") as restoring:
        time.sleep(killed_after)
        restoring.kill()
    assert read_rows(database, ISSUED) in both
    assert ask(database, "tests.backups", "judge")["faults"] == []
