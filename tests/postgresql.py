"""PostgreSQL for as long as a command runs, in a folder of its own, from the machine's binaries.

    python -m tests.postgresql COMMAND...

The command finds it by DATABASE_URL. Nothing listens but a socket in that folder.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "postgresql"
ROLE = "deskfare"
# What is lost with the folder need not be safe on the disk.
SETTINGS = {"fsync": "off", "full_page_writes": "off", "listen_addresses": "", "timezone": "UTC"}

# Text is sorted as people sort it, which is not the order of its bytes: a page may rest on neither.
SORTED = ("-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en")


def find_binaries() -> Path | None:
    """The folder of the newest server's programs; None where there is none."""
    if path := shutil.which("initdb"):
        return Path(path).resolve().parent
    debian = Path("/usr/lib").glob("postgresql/*/bin/initdb")
    return max((path.parent for path in debian), key=read_version, default=None)


def read_version(binaries: Path) -> int:
    """The version that Debian's folder is called after."""
    return int("".join(filter(str.isdigit, binaries.parent.name)) or 0)


def missing_packages() -> list[str]:
    """What has to be installed before a test can store in PostgreSQL, by the names of Debian's
    packages.
    """
    if find_binaries():
        return []
    return [PACKAGE]


def need_postgresql() -> Path:
    """Where the programs are; where they are not a test is skipped, but in CI it fails."""
    binaries = find_binaries()
    if binaries is None:
        words = f"not here: apt-get install {PACKAGE}"
        assert os.environ.get("CI") != "true", words
        pytest.skip(words)
    return binaries


def find_owner() -> str | None:
    """Whom the server runs as where we are root, which it refuses to run as."""
    if os.getuid():
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def serve(binaries: Path, **more: str) -> Iterator[str]:
    """A server with an empty database; gives the address of the database for a role that owns it
    and may make others.
    """
    owner = find_owner()
    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        if owner:
            shutil.chown(folder, owner)
        data = f"{folder}/data"

        def run(program: str, *arguments: str) -> None:
            subprocess.run(
                [str(binaries / program), *arguments],
                check=True,
                cwd=folder,
                user=owner,
                stdout=subprocess.DEVNULL,
            )

        run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", *SORTED)
        options = [f"-c {name}={value}" for name, value in (SETTINGS | more).items()]
        run(
            "pg_ctl",
            *("start", "-w", "-D", data, "-l", f"{folder}/log"),
            *("-o", " ".join([*options, f"-k {folder}"])),
        )
        try:
            run("createuser", "-h", folder, "-U", "postgres", "--createdb", ROLE)
            run("createdb", "-h", folder, "-U", ROLE, ROLE)
            # A test takes this road round triggers, which those that hold always close.
            grant = f"GRANT SET ON PARAMETER session_replication_role TO {ROLE}"
            run("psql", "-h", folder, "-U", "postgres", "-c", grant)
            yield f"postgres://{ROLE}@{quote(folder, safe='')}/{ROLE}"
        finally:
            run("pg_ctl", "stop", "-w", "-D", data, "-m", "immediate")


def make_empty_database(folder: Path) -> str:
    """The address of a new database of the kind that the tests store in, for processes of their
    own.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        (folder / "empty.sqlite3").touch()
        return f"sqlite:///{folder / 'empty.sqlite3'}"
    server, name = os.environ["DATABASE_URL"].rpartition("/")[0], f"empty_{uuid4().hex}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


def run_apart(script: str, folder: Path) -> Any:
    """What a script prints as JSON, in a process of its own on a new database."""
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": make_empty_database(folder)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def main(command: list[str]) -> int:
    """Runs the command beside a server; returns its exit status."""
    binaries = find_binaries()
    if binaries is None:
        print(f"PostgreSQL is not here (apt-get install {PACKAGE}), so this is left out: ", end="")
        print(*command)
        return int(os.environ.get("CI") == "true")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # else the server would outlive us
    with serve(binaries) as address:
        return subprocess.run(
            command, check=False, env={**os.environ, "DATABASE_URL": address}
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
