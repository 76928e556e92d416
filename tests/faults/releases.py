"""Releases, and databases of another time: upgrades at once, killed, of old data; a restore."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.migrating import MAKE_OLD, read_rows, read_schema, run
from tests.old.judging import OLD, write

from .found import Found
from .judging import judge
from .loads import count_calls, kill_at
from .site import ROOT, Ground, Site, manage, serve

PROCESSES = 4
TWICE = "SELECT app, name FROM django_migrations GROUP BY app, name HAVING count(*) > 1"
LATER = "INSERT INTO django_migrations (app, name, applied) VALUES ('quotes', '0999_of_2030', '')"
CALLS = ("pwrite64", "fdatasync")
SCHEMES = 100  # of 1,000 prices each
KILLS = int(os.environ.get("FAULT_MIGRATION_KILLS", "20"))


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


def kill_migrating(ground: Ground, folder: Path) -> Found:
    """33. At writes and syncs spread over the upgrade of a database of 0.1.0 with 100,000 prices;
    then it is completed.
    """
    found, command = Found(), ["migrate", "-v0"]
    kept = folder / "kept.sqlite3"
    kept.touch()
    made = run(f"sqlite:///{kept}", "-c", MAKE_OLD, str(SCHEMES))
    assert made.returncode == 0, made.stderr
    for call in CALLS:
        undisturbed = _place(ground, kept, folder / "undisturbed.sqlite3")
        many = count_calls(undisturbed, command, call)
        wanted = read_schema(undisturbed.environment["DATABASE_URL"])
        for step in range(1, max(1, KILLS // len(CALLS)) + 1):
            here = _place(ground, kept, folder / "killed.sqlite3")
            place = max(1, many * step // (KILLS // len(CALLS) + 1))
            found.injected += 1
            found.bit += kill_at(here, command, place, call)
            manage(here.environment, *command)
            database, killed = here.environment["DATABASE_URL"], f"after kill {step} at {call}"
            found.expect(read_schema(database) == wanted, f"{killed} the schema is another")
            found.expect(not read_rows(database, TWICE), f"{killed} a migration stands twice")
            manage(here.environment, "catalogue_check")
    found.expect(found.bit == found.injected, f"{found.bit} of {found.injected} were killed")
    judge(found, here.environment)
    return found


def _place(ground: Ground, kept: Path, path: Path) -> Ground:
    """A copy of a database, with nothing of an earlier one beside it."""
    for beside in path.parent.glob(f"{path.name}*"):
        beside.unlink()
    shutil.copy(kept, path)
    return ground._replace(environment={**ground.environment, "DATABASE_URL": f"sqlite:///{path}"})


def bring_old_data(ground: Ground, folder: Path) -> Found:
    """35. Databases of earlier programs keep all; one of a later program is not started with."""
    found = Found()
    for name in OLD:
        path = folder / f"{name}.sqlite3"
        write(name, path)
        environment = {**ground.environment, "DATABASE_URL": f"sqlite:///{path}"}
        refused = _check_start(environment)
        found.injected += 1
        found.bit += "is of an earlier release" in refused
        manage(environment, "migrate", "-v0")
        told = subprocess.run(
            [sys.executable, "-m", "tests.old.judging", name],
            cwd=ROOT, env=environment, capture_output=True, text=True,
        )  # fmt: skip
        if told.returncode:
            found.wrong.append(f"{name}: {told.stderr[-300:]}")
        else:
            found.wrong += [f"{name}: {words}" for words in json.loads(told.stdout)]
        judge(found, environment)
    with closing(sqlite3.connect(path)) as link, link:
        link.execute(LATER)
    found.injected += 1
    refused = _check_start(environment)
    found.bit += "is of a later release" in refused
    found.expect("0999_of_2030" in refused, f"it says {refused[-300:]}")
    return found


def _check_start(environment: dict[str, str]) -> str:
    """Why the site does not start; empty where it does."""
    ran = subprocess.run(
        [sys.executable, "manage.py", "check_start"],
        cwd=ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    return ran.stderr * (ran.returncode != 0)


def restore_older(ground: Ground, folder: Path) -> Found:
    """36. Ten quotes left the building since the backup: they are told, their numbers never given
    again.
    """
    found, backup = Found(), folder / "a.backup"
    with serve(ground, found, folder) as site:
        before = _issue_many(site, 3)
        manage(ground.environment, "backup", str(backup))
        after = _issue_many(site, 10)
    refused = subprocess.run(
        [sys.executable, "manage.py", "restore", str(backup)],
        cwd=ROOT, env=ground.environment, capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    found.expect(refused.returncode == 1, "it restores though nobody says yes")
    said = manage(ground.environment, "restore", str(backup), "--yes").stdout
    found.injected += 1
    found.expect("3 in the backup, 13 now" in said, f"it says {said[-300:]}")
    found.acknowledged = [f"quote {number}" for number in before]
    with serve(ground, found, folder) as site:
        again = _issue_many(site, 3)
    found.bit += len(after)
    found.expect(not {*again} & {*before, *after}, "a number is given twice")
    found.expect(again[0].endswith("-000014"), f"the next is {again[0]}")
    judge(found, ground.environment)
    return found


def _issue_many(site: Site, many: int) -> list[str]:
    """The numbers of new quotes of one comparison."""
    comparison = site.keep()
    return [site.issue(site.draft(comparison)) for _ in range(many)]
