"""Migrations: one process at a time, each whole with its note; what a database lacks of them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from calculator.release import read_release

LOCK = 0x6465736B  # one number of all processes that migrate a database
NAMED = 3


class WholeExecutor(MigrationExecutor):
    """Notes in the transaction of a migration that it was done.

    Django notes it after the commit wherever indexes or constraints wait for the end: who is killed
    between would begin the migration again, over its own tables.
    """

    def apply_migration(
        self, state: Any, migration: Any, fake: bool = False, fake_initial: bool = False
    ) -> Any:
        """As Django does it, but for what waits for the end: that is done before the note."""
        if fake or fake_initial or not migration.atomic:
            return super().apply_migration(state, migration, fake, fake_initial)
        self._tell("apply_start", migration)
        with self.connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)
            for statement in editor.deferred_sql:
                editor.execute(statement, None)
            editor.deferred_sql.clear()
            self.record_migration(migration)
        self._tell("apply_success", migration)
        return state

    def _tell(self, what: str, migration: Any) -> None:
        if self.progress_callback:
            self.progress_callback(what, migration, False)


@contextmanager
def hold_migrations(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Waits for whoever migrates the database just now, and lets others wait. A process that dies
    lets go.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Others may take longer than anybody else waits for a lock.
            cursor.execute("SELECT set_config('lock_timeout', '0', false)")
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            cursor.execute("RESET lock_timeout")
        try:
            yield
        finally:
            _release(connection)
        return
    if connection.is_in_memory_db():
        yield
        return
    # The folder itself: a lock file would lie beside the database for good.
    folder = os.open(Path(connection.settings_dict["NAME"]).resolve().parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _release(connection: BaseDatabaseWrapper) -> None:
    if not connection.is_usable():  # whose session is over holds nothing
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def find_strangeness(connection: BaseDatabaseWrapper) -> str:
    """What keeps a database from being of this release: migrations that it lacks, or has and this
    program does not know. Empty where it is of it.
    """
    loader = MigrationExecutor(connection).loader
    known, applied = set(loader.disk_migrations), set(loader.applied_migrations)
    sentences = {
        f"is of a later release: it has {{}}, which this program, {read_release()}, does not know. "
        "Install the release that it is of, or restore a backup of this one.": applied - known,
        "is of an earlier release: it lacks {}. Run `make database`.": set(loader.graph.nodes)
        - applied,
    }
    return "\n".join(
        f"The database {words.format(name_migrations(migrations))}"
        for words, migrations in sentences.items()
        if migrations
    )


def name_migrations(migrations: Iterable[tuple[str, str]]) -> str:
    """The last of them by name, and how many more there are.

    >>> name_migrations([("quotes", "0001_quotes"), ("quotes", "0002_site")])
    'quotes.0001_quotes, quotes.0002_site'
    >>> name_migrations(("quotes", f"000{number}") for number in range(1, 6))
    'quotes.0003, quotes.0004, quotes.0005 and 2 more'
    """
    names = sorted(".".join(migration) for migration in migrations)
    more = len(names[:-NAMED])
    return ", ".join(names[-NAMED:]) + f" and {more} more" * bool(more)
