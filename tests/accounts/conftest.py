"""What tests of accounts share."""

from __future__ import annotations

import pytest

from . import people


@pytest.fixture
def step(monkeypatch):
    """A step of time that does not pass."""
    return people.stop_steps(monkeypatch)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path, manage):
    """The address of a database for several processes."""
    address = f"sqlite:///{tmp_path}/db.sqlite3"
    if request.param == "postgresql":
        address = request.getfixturevalue("postgresql")
    migrated = manage(address, "migrate", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr
    return address
