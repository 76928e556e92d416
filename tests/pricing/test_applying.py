"""Processes that apply at once, and one that is killed meanwhile: nothing lost, nothing half."""

from __future__ import annotations

import pytest

from tests.postgresql import run_apart

pytestmark = pytest.mark.stores

SMALL = """
import json, tempfile
from dataclasses import asdict
from pathlib import Path
from tests.pricing.applying import apply_and_kill, apply_at_once, make_database, offer_rows
with tempfile.TemporaryDirectory() as folder:
    env = make_database(Path(folder))
    names = "one row", "two rows", "overlapping"
    figures = {name: apply_at_once(env, offer_rows(name)) for name in names}
    figures["kills"] = asdict(apply_and_kill(env, kills=2))
    print(json.dumps(figures))
"""


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    """What the runs came to, on a database of their own."""
    return run_apart(SMALL, tmp_path_factory.mktemp("applying"))


def test_a_kill_leaves_the_old_catalogue_or_the_new_and_the_next_apply_works(figures):
    found = figures["kills"]
    assert (found["kills"], found["old"] + found["new"], found["wrong"]) == (2, 2, [])


@pytest.mark.parametrize("files", ["one row", "overlapping"])
def test_of_two_editors_at_once_on_the_same_row_one_hears_that_it_moved(figures, files):
    assert sorted(heard.isdigit() for heard in figures[files]) == [False, True]
    assert "moved" in figures[files]


def test_two_editors_at_once_on_rows_of_their_own_are_two_changes(figures):
    first, second = sorted(map(int, figures["two rows"]))
    assert second == first + 1
