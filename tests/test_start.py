"""What the site says when gunicorn starts it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

TRIGGER = "quotes_issuedquote_no_update"
START = """
import runpy
from types import SimpleNamespace
from calculator.wsgi import application
hooks = runpy.run_path("gunicorn.conf.py")
for age in (1, 2):
    hooks["post_worker_init"](SimpleNamespace(age=age))
"""


def test_of_all_workers_one_says_which_trigger_is_missing(manage, tmp_path):
    database = f"sqlite:///{tmp_path}/db.sqlite3"
    assert manage(database, "migrate", "--verbosity", "0").returncode == 0
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as connection:
        connection.execute(f"DROP TRIGGER {TRIGGER}")
    done = manage(database, "shell", "--command", START)
    assert done.returncode == 0, done.stderr
    said = [
        line.partition(" WARNING ")[2] for line in done.stderr.splitlines() if "WARNING" in line
    ]
    assert said == [f"deskfare.quotes the trigger {TRIGGER} is missing. Run `manage.py migrate`."]
