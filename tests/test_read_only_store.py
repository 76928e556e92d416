"""An SQLite file that can't be written for a while: said as what it is, and left once it can be."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from django.db import OperationalError, connection

from calculator import sqlite_store, stores
from pricing.troubles import FULL, READ_ONLY


@pytest.fixture
def path(tmp_path):
    file = str(tmp_path / "db.sqlite3")
    with closing(sqlite3.connect(file)) as link:
        link.execute("CREATE TABLE kept (name)")
    return file


@pytest.mark.parametrize("can_only_read", [True, False])
def test_a_connection_that_could_only_read_is_not_kept(path, monkeypatch, can_only_read):
    monkeypatch.setattr(sqlite_store, "is_read_only", lambda path: can_only_read)
    with closing(sqlite_store.Store(path)) as store:
        assert store.is_to_be_left() is can_only_read


@pytest.mark.parametrize(("can_only_read", "word"), [(True, READ_ONLY), (False, FULL)])
def test_a_failed_write_is_told_from_a_file_that_nobody_may_write(monkeypatch, can_only_read, word):
    failed = sqlite3.OperationalError("disk I/O error")
    failed.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    error = OperationalError()
    error.__cause__ = failed
    monkeypatch.setattr(stores, "find_path", lambda: connection.settings_dict["NAME"])
    monkeypatch.setattr(sqlite_store, "is_read_only", lambda path: can_only_read)
    assert stores.find_trouble(error) == word
