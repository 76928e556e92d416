"""What earlier programs kept is kept by this one: quotes to the byte, figures, files, links."""

from __future__ import annotations

import json

import pytest

from tests.migrating import run
from tests.old.judging import OLD, write


@pytest.mark.parametrize("name", OLD)
def test_a_database_of_an_earlier_program_is_brought_up_to_date_and_keeps_all(name, tmp_path):
    write(name, tmp_path / "old.sqlite3")
    database = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    migrated = run(database, "manage.py", "migrate", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr
    judged = run(database, "-m", "tests.old.judging", name)
    assert judged.returncode == 0, judged.stderr
    assert json.loads(judged.stdout) == []


def test_three_earlier_programs_are_tried():
    assert len(OLD) == 3
