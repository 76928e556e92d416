"""Releases, and databases of another time: upgrades at once, killed, of old data; a restore."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psycopg

from tests.migrating import MAKE_OLD, read_rows, read_schema, run
from tests.old.judging import OLD, write

from .found import Found
from .judging import judge
from .loads import count_calls, kill_at
from .site import ROOT, Ground, Site, manage, serve

PROCESSES = 4
TWICE = "SELECT app, name FROM django_migrations GROUP BY app, name HAVING count(*) > 1"
LATER = "INSERT INTO django_migrations (app, name, applied) VALUES ('quotes', '0999_of_2030', '')"
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
CALLS, SENDS = ("pwrite64", "fdatasync"), ("sendto",)
SCHEMES = 100  # of 1,000 prices each
KILLS = int(os.environ.get("FAULT_MIGRATION_KILLS", "20"))


def migrate_at_once(ground: Ground, folder: Path) -> Found:
    """34. Four processes on an empty database: one works, the others wait for it and find nothing
    to do.
    """
    found, database = Found(), make_empty(ground, folder, "empty")
    running = [
        subprocess.Popen(
            [sys.executable, "manage.py", "migrate", "-v0"],
            cwd=ROOT,
            env={**ground.environment, "DATABASE_URL": database},
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    found.injected += PROCESSES - 1
    while any(process.poll() is None for process in running):
        found.bit = max(found.bit, count_waiting(database))
        time.sleep(0.05)
    for process in running:
        _, told = process.communicate()
        found.expect(process.returncode == 0, f"it ended with {told.strip()[-200:]}")
    twice = read_rows(database, TWICE)
    found.expect(not twice, f"{len(twice)} migrations stand twice")
    return found


def count_waiting(database: str) -> int:
    """How many processes wait for the one that migrates."""
    if is_postgresql(database):
        ((many,),) = read_rows(database, WAITING)
        return int(str(many))
    place = f":{Path(database.removeprefix('sqlite:///')).parent.stat().st_ino} "
    locks = Path("/proc/locks").read_text().splitlines()
    return sum("-> FLOCK" in lock and place in lock for lock in locks)


def is_postgresql(database: str) -> bool:
    """Whether an address is of a server; else it is of a file."""
    return not database.startswith("sqlite")


def make_empty(ground: Ground, folder: Path, name: str) -> str:
    """The address of a database without tables, of the kind that the ground has."""
    address = ground.environment["DATABASE_URL"]
    if is_postgresql(address):
        return _make_on_server(address, name, "template0")
    (folder / f"{name}.sqlite3").touch()
    return f"sqlite:///{folder / name}.sqlite3"


def _make_on_server(address: str, name: str, model: str) -> str:
    """A database beside another, anew where it is there."""
    made = f"{address.rpartition('/')[2]}_{name}"
    with psycopg.connect(address, autocommit=True) as link:
        link.execute(f"DROP DATABASE IF EXISTS {made} WITH (FORCE)")
        link.execute(f"CREATE DATABASE {made} TEMPLATE {model}")
    return f"{address.rpartition('/')[0]}/{made}"


def kill_migrating(ground: Ground, folder: Path) -> Found:
    """33. At writes and syncs, or sends to the server, spread over the upgrade of a database of
    0.1.0 with 100,000 prices; then it is completed.
    """
    found, command = Found(), ["migrate", "-v0"]
    kept = make_empty(ground, folder, "kept")
    made = run(kept, "-c", MAKE_OLD, str(SCHEMES))
    assert made.returncode == 0, made.stderr
    calls = SENDS if is_postgresql(kept) else CALLS
    for call in calls:
        undisturbed = _copy(ground, kept, folder, "undisturbed")
        many = count_calls(undisturbed, command, call)
        wanted = read_schema(undisturbed.environment["DATABASE_URL"])
        for step in range(1, max(1, KILLS // len(calls)) + 1):
            here = _copy(ground, kept, folder, "killed")
            place = max(1, many * step // (KILLS // len(calls) + 1))
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


def _copy(ground: Ground, kept: str, folder: Path, name: str) -> Ground:
    """A copy of a database, with nothing of an earlier one beside it."""
    if is_postgresql(kept):
        address = ground.environment["DATABASE_URL"]
        copied = _make_on_server(address, name, kept.rpartition("/")[2])
    else:
        for beside in folder.glob(f"{name}.sqlite3*"):
            beside.unlink()
        copied = f"sqlite:///{folder / name}.sqlite3"
        shutil.copy(kept.removeprefix("sqlite:///"), copied.removeprefix("sqlite:///"))
    return ground._replace(environment={**ground.environment, "DATABASE_URL": copied})


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
