"""A database that is set up, once, for sites of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.served.site import make_people


@pytest.fixture(scope="session")
def set_up(tmp_path_factory, manage) -> Path:
    """An SQLite file as `make database` leaves it, with somebody who has an account."""
    file = tmp_path_factory.mktemp("set-up") / "db.sqlite3"
    for words in (["migrate", "--verbosity", "0"], ["load_catalogue"]):
        done = manage(f"sqlite:///{file}", *words)
        assert done.returncode == 0, done.stderr
    make_people(manage, f"sqlite:///{file}")
    return file


@pytest.fixture
def store(set_up, tmp_path) -> Path:
    """A copy of it, which the test may spoil."""
    return Path(shutil.copy(set_up, tmp_path / "db.sqlite3"))
