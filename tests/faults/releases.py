"""Releases that come in more than once: the database is brought up to date by several at once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from .found import Found
from .site import ROOT, Ground

PROCESSES = 4
TWICE = "SELECT app, name FROM django_migrations GROUP BY app, name HAVING count(*) > 1"


def migrate_at_once(ground: Ground, folder: Path) -> Found:
    """34. Four processes on an empty database: one works, the others find nothing to do."""
    found, path = Found(), folder / "empty.sqlite3"
    environment = {**ground.environment, "DATABASE_URL": f"sqlite:///{path}"}
    running = [
        subprocess.Popen(
            [sys.executable, "manage.py", "migrate", "-v0"],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    found.injected += PROCESSES
    for process in running:
        _, told = process.communicate()
        found.bit += 1
        found.expect(process.returncode == 0, f"it ended with {told.strip()[-200:]}")
    with closing(sqlite3.connect(path)) as link:
        twice = link.execute(TWICE).fetchall()
    found.expect(not twice, f"{len(twice)} migrations stand twice")
    return found
