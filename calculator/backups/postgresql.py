"""A PostgreSQL database out into a dump, and back in, by PostgreSQL's own programs."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import Conninfo

from quotes.append_only import FUNCTION

from .holdings import Holdings, read_connection
from .packing import Failed, NoBackup

# All that the program made: a table of a later release would refer to what is put in.
DROP = f"""DO $$ DECLARE each record; BEGIN
FOR each IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
EXECUTE format('DROP TABLE public.%I CASCADE', each.name); END LOOP;
DROP FUNCTION IF EXISTS public.{FUNCTION}() CASCADE; END $$;
"""  # noqa: S608 (a name of ours)


def copy_out(connection: BaseDatabaseWrapper, copy: Path) -> Holdings:
    """Dumps what one transaction sees, and reads it there."""
    with transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        command = ["pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={copy}"]
        _run(connection, [*command, "--no-owner", "--no-privileges"])
        return read_connection(connection)


def put_in(connection: BaseDatabaseWrapper, copy: Path, statements: Iterable[str]) -> None:
    """Puts a dump in place of all that the database holds, in one transaction."""
    try:
        _run(connection, ["pg_restore", "--list", str(copy)])
    except Failed as found:
        raise NoBackup(f"The dump in the backup can't be read: {found}") from found
    restore = ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--file=-"]
    put = ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    environment = name_database(connection)
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(
            put, stdin=subprocess.PIPE, stderr=said, env=environment, bufsize=0
        ) as psql:
            assert psql.stdin
            try:
                psql.stdin.write(f"BEGIN;\nSET client_min_messages = warning;\n{DROP}".encode())
                _run(connection, [*restore, str(copy)], stdout=psql.stdin)
                # A dump leaves a session in which no schema is looked in.
                ours = ["SET search_path = public", *statements]
                psql.stdin.write("".join(f"{each};\n" for each in ours).encode())
                psql.stdin.write(b"COMMIT;\n")
            except (BrokenPipeError, Failed):
                psql.kill()  # without its COMMIT nothing of it stands
        if psql.returncode:
            said.seek(0)
            raise Failed(said.read().decode(errors="replace").strip() or "psql was ended.")


def name_database(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The environment in which PostgreSQL's programs find the database: no password is an argument
    that others on the machine could read.
    """
    parameters = connection.get_connection_params()
    named = {
        known.envvar.decode(): str(parameters[known.keyword.decode()])
        for known in Conninfo.get_defaults()
        if known.envvar and parameters.get(known.keyword.decode())
    }
    return {**os.environ, **named}


def _run(
    connection: BaseDatabaseWrapper, command: list[str], stdout: IO[bytes] | int | None = None
) -> None:
    try:
        done = subprocess.run(
            command,
            env=name_database(connection),
            stdout=stdout or subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
    except FileNotFoundError:
        raise Failed(f"{command[0]} is not here: install PostgreSQL's client programs.") from None
    if done.returncode:
        raise Failed(f"{command[0]}: {done.stderr.decode(errors='replace').strip()}")
