"""A process that is killed while it applies leaves the old catalogue or the new one."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from .applying import ROOT

SMALL = """
import json, tempfile
from dataclasses import asdict
from pathlib import Path
from tests.pricing.applying import apply_and_kill, make_database
with tempfile.TemporaryDirectory() as folder:
    print(json.dumps(asdict(apply_and_kill(make_database(Path(folder)), kills=2))))
"""


@pytest.mark.stores
def test_a_kill_leaves_the_old_catalogue_or_the_new_and_the_next_apply_works(tmp_path):
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'applying.sqlite3'}"}
    ran = subprocess.run(
        [sys.executable, "-c", SMALL],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert (found["kills"], found["old"] + found["new"], found["wrong"]) == (2, 2, [])
