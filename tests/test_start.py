"""Where the site does not start, in which words, and whether it is ready."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from accounts.passwords import UNREADABLE
from calculator import readiness, secret_key, static_files
from calculator.management.commands import check_start as command
from calculator.release import read_release
from calculator.static_files import Collected
from quotes.append_only import drop_triggers

ROOT = Path(__file__).parents[1]
KEY = "of these tests, and of nothing else"


@pytest.fixture(scope="module")
def set_up(tmp_path_factory, manage):
    """A database as `make database` leaves it."""
    file = tmp_path_factory.mktemp("start") / "db.sqlite3"
    for words in (["migrate", "--verbosity", "0"], ["load_catalogue"]):
        assert manage(f"sqlite:///{file}", *words).returncode == 0
    return file


@pytest.fixture
def start(set_up, manage):
    """What `check_start` says, but of static files: tests collect none."""

    def check(database: str = f"sqlite:///{set_up}", **changed: str) -> list[str]:
        done = manage(
            database,
            "check_start",
            **{"SECRET_KEY": KEY} | changed,
        )
        words = done.stderr.removeprefix("CommandError: ").splitlines()
        assert done.returncode == int("CommandError" in done.stderr)
        return [word for word in words if not word.startswith(readiness.WITHOUT_FILES)]

    return check


def test_what_is_set_up_rightly_starts(start):
    assert start() == []


def test_without_a_secret_key_it_does_not_start(start, tmp_path):
    nowhere = str(tmp_path / "nowhere")
    assert start(SECRET_KEY="", SECRET_KEY_FILE=nowhere) == [secret_key.MISSING]


def test_a_key_file_that_is_gone_is_replaced_by_no_other(monkeypatch, tmp_path):
    (tmp_path / ".secret-key").write_text("of make run")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "nowhere"))
    assert secret_key.find_key_faults(tmp_path) == [secret_key.MISSING]


def test_with_a_key_that_can_be_guessed_it_does_not_start(start):
    assert start(SECRET_KEY="x" * 31) == [secret_key.SHORT]
    assert start(SECRET_KEY="x" * 32) == []


def test_with_two_keys_it_does_not_start(start, tmp_path):
    (tmp_path / "key").write_text("another key, as long as it has to be")
    assert start(SECRET_KEY_FILE=str(tmp_path / "key")) == [secret_key.DIFFERENT]


def test_with_the_same_key_twice_it_starts(start, tmp_path):
    (tmp_path / "key").write_text(f"{KEY}\n")
    assert start(SECRET_KEY_FILE=str(tmp_path / "key")) == []


def test_without_the_list_of_stolen_passwords_that_is_named_it_does_not_start(start, tmp_path):
    why = UNREADABLE.format(why="No such file or directory")
    assert start(BREACHED_PASSWORDS=str(tmp_path / "nowhere")) == [why]


def test_without_its_database_it_does_not_start_and_makes_none(start, tmp_path):
    assert start(f"sqlite:///{tmp_path}/none.sqlite3") == [readiness.GONE]
    assert not list(tmp_path.iterdir())


def test_with_the_database_of_an_older_release_it_does_not_start(start, tmp_path):
    with closing(sqlite3.connect(tmp_path / "old.sqlite3")) as connection:
        connection.execute("CREATE TABLE old (id INTEGER)")
    (fault,) = start(f"sqlite:///{tmp_path}/old.sqlite3")
    assert fault.startswith("The database is of an earlier release: it lacks ")


def test_a_database_of_a_later_release_is_refused_by_the_name_of_what_is_not_known(
    set_up, start, tmp_path
):
    shutil.copy(set_up, tmp_path / "later.sqlite3")
    with closing(sqlite3.connect(tmp_path / "later.sqlite3")) as connection, connection:
        row = "INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2030-01-01')"
        connection.execute(row, ("quotes", "0999_of_2030"))
    (fault,) = start(f"sqlite:///{tmp_path}/later.sqlite3")
    assert fault == (
        "The database is of a later release: it has quotes.0999_of_2030, which this program, "
        f"{read_release()}, does not know. Install the release that it is of, or restore a backup "
        "of this one."
    )


@pytest.mark.stores
def test_a_trigger_that_is_missing_is_told_and_it_starts(db, monkeypatch, caplog):
    monkeypatch.setattr(command, "find_faults_at_start", list)
    drop_triggers(connection)
    call_command("check_start")
    assert {each.levelname for each in caplog.records} == {"WARNING"}


@pytest.mark.stores
def test_where_it_does_not_start_triggers_are_not_asked_for(db, monkeypatch, caplog):
    monkeypatch.setattr(command, "find_faults_at_start", lambda: ["A fault."])
    drop_triggers(connection)
    with pytest.raises(CommandError, match="A fault"):
        call_command("check_start")
    assert caplog.records == []


@pytest.mark.parametrize(("file", "is_there"), [("page.1.css", True), ("page.2.css", False)])
def test_static_files_are_there_if_each_is_that_the_pages_name(
    monkeypatch, tmp_path, file, is_there
):
    named = {"version": "1.1", "paths": {"page.css": "page.1.css"}, "hash": ""}
    (tmp_path / "staticfiles.json").write_text(json.dumps(named))
    (tmp_path / file).touch()
    monkeypatch.setattr(readiness, "staticfiles_storage", Collected(location=tmp_path))
    assert readiness.has_static_files() is is_there


def test_a_file_that_changes_is_looked_through_once_a_minute(monkeypatch, tmp_path):
    looked, file = [], tmp_path / "changing"
    monkeypatch.setattr(readiness, "_looks", {})
    monkeypatch.setattr(readiness, "find_path", lambda: str(file))
    monkeypatch.setattr(readiness, "is_gone", lambda: False)
    monkeypatch.setattr(readiness.sqlite_store, "find_damage", lambda *about: looked.append(about))
    for second in range(121):
        file.write_text("x" * second)
        monkeypatch.setattr(readiness, "monotonic", lambda now=second: float(now))
        assert not readiness.is_damaged()
    assert len(looked) == 3


def test_a_start_that_is_refused_leaves_no_folder_behind(tmp_path):
    counted = tmp_path / "counted"
    counted.mkdir()
    changed = {"SECRET_KEY": "", "SECRET_KEY_FILE": str(tmp_path / "nowhere")}
    environment = os.environ | changed | {"PROMETHEUS_MULTIPROC_DIR": str(counted)}
    words = [sys.executable, "-m", "gunicorn", "calculator.wsgi", "--bind", "127.0.0.1:0"]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert not counted.exists()


def test_static_files_that_are_missing_are_named_at_the_start(monkeypatch, tmp_path):
    named = {"version": "1.1", "paths": {"a.css": "a.1.css", "b.css": "b.1.css"}, "hash": ""}
    (tmp_path / "staticfiles.json").write_text(json.dumps(named))
    (tmp_path / "a.1.css").touch()
    monkeypatch.setattr(static_files, "get_finders", list)
    monkeypatch.setattr(readiness, "staticfiles_storage", Collected(location=tmp_path))
    assert list(readiness._tell_missing_files()) == [
        "Static files are missing: b.css. Run `manage.py collectstatic`."
    ]


def test_a_file_that_is_shipped_and_was_not_collected_is_missing(tmp_path):
    assert "base.css" in Collected(location=tmp_path).list_missing()


def test_a_file_that_was_not_collected_is_named_plainly_and_no_page_fails(tmp_path):
    assert Collected(location=tmp_path, base_url="/static/").url("page.css") == "/static/page.css"


def test_it_is_ready_where_there_are_prices(client, catalogue_db):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ready\n")


@pytest.mark.parametrize(
    ("free_bytes", "said"),
    [(2**20, b"ready\n"), (2**20 - 1, b"ready\ndisk full\n")],
)
def test_it_says_that_the_disk_of_its_file_is_full(
    client, catalogue_db, monkeypatch, tmp_path, free_bytes, said
):
    (tmp_path / "db.sqlite3").touch()
    monkeypatch.setattr("calculator.stores.find_path", lambda: str(tmp_path / "db.sqlite3"))
    usage = SimpleNamespace(free=free_bytes)
    monkeypatch.setattr("calculator.sqlite_store.shutil.disk_usage", lambda path: usage)
    assert client.get("/readyz").content == said


def test_it_is_not_ready_without_prices(client, db, monkeypatch):
    monkeypatch.setattr(readiness, "has_prices", lambda: False)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"catalogue\n")


def test_it_is_not_ready_without_its_database_but_answers(client, db, monkeypatch):
    def fail() -> bool:
        raise DatabaseError

    monkeypatch.setattr(readiness, "has_prices", fail)
    assert client.get("/readyz").content == b"database\n"
    assert client.get("/healthz").status_code == 200


def test_a_process_has_loaded_all_views_before_it_takes_a_request():
    words = (
        "import sys, runpy, calculator.wsgi; "
        "runpy.run_path('gunicorn.conf.py')['post_worker_init'](None); "
        "sys.exit('calculator.views.quotes' not in sys.modules)"
    )
    environment = os.environ | {"SECRET_KEY": KEY}
    done = subprocess.run([sys.executable, "-c", words], cwd=ROOT, env=environment, check=False)
    assert done.returncode == 0
