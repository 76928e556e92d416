"""How often a password may be guessed: counted for all processes at once."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conftest import ROOT

from .people import is_logged_in, log_in, make_person

LOOKED_AT = 5


@pytest.mark.stores
@pytest.mark.django_db
def test_after_five_wrong_passwords_not_even_the_right_one_is_looked_at(client):
    make_person("ada")
    for number in range(LOOKED_AT):
        log_in(client, password=f"wrong {number}")
    answer = log_in(client).content.decode()
    assert "Too many wrong passwords: try again in five minutes." in answer
    assert not is_logged_in(client)


@pytest.mark.stores
@pytest.mark.django_db
def test_wrong_passwords_of_one_account_lock_no_other(client):
    make_person("ada")
    make_person("bob")
    for number in range(LOOKED_AT):
        log_in(client, password=f"wrong {number}")
    log_in(client, "bob")
    assert is_logged_in(client)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path, manage):
    """The address of a database for several processes."""
    address = f"sqlite:///{tmp_path}/db.sqlite3"
    if request.param == "postgresql":
        address = request.getfixturevalue("postgresql")
    migrated = manage(address, "migrate", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr
    return address


def guess(database):
    """How many wrong passwords of one process were looked at."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.accounts.guess", "ada"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database, "LOG_LEVEL": "ERROR"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_four_processes_together_look_at_five_wrong_passwords(database):
    with ThreadPoolExecutor(4) as processes:
        assert sum(processes.map(guess, [database] * 4)) == LOOKED_AT
