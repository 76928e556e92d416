"""Rows that never change, which the database itself refuses.

Of some tables these are all, of quotes those that were issued.

A trigger looks at its own table alone: one that reads another makes SQLite refuse every later
change of that table. SQLite drops a table's triggers without a word when a migration remakes it,
so they are dropped before each migration and made after it. Where there is nothing to migrate they
stand all the while: who is killed then leaves none missing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, cast

from django.apps import apps
from django.core.checks import CheckMessage, Warning
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, UniqueConstraint

MODELS = (
    "pricing.CatalogueChange",
    "pricing.CatalogueRecord",
    "quotes.ComparisonVersion",
    "quotes.KeptCatalogue",
    "quotes.IssuedQuote",
    "quotes.IssuedFile",
    "quotes.QuoteEvent",
    "quotes.NumberGap",
)
# Of which tables some rows alone never change, by what such a row holds.
OF_SOME_ROWS = {"quotes.Quote": "\"state\" = 'issued'"}
FUNCTION = "quotes_refuse_change"
NOT_RECURSIVE = "PRAGMA recursive_triggers is off: INSERT OR REPLACE would delete rows"

log = logging.getLogger("deskfare.quotes")


class Trigger(NamedTuple):
    """One trigger: its table, its name, and what makes it."""

    table: str
    name: str
    statements: tuple[str, ...]


def list_tables() -> list[str]:
    """The tables that are only added to."""
    return [apps.get_model(name)._meta.db_table for name in MODELS]


def _list_sqlite_triggers(model: type[Model], rows: str) -> Iterator[Trigger]:
    table = model._meta.db_table
    # REPLACE deletes in silence where a connection is not one of ours: see `databases.py`.
    clashes = " OR ".join(_list_clashes(model, rows))
    events = {"UPDATE": "", "DELETE": "", "INSERT": f"WHEN {clashes} "}
    if rows:
        events |= {
            "UPDATE": f"WHEN OLD.{rows} OR {clashes} ",
            "DELETE": f"WHEN OLD.{rows} ",
        }
    for event, condition in events.items():
        name = f"{table}_no_{event.lower()}"
        yield Trigger(
            table,
            name,
            (
                f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" {condition}'
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} never change'); END",
            ),
        )


def _list_clashes(model: type[Model], rows: str) -> Iterator[str]:
    """Whether a row that comes in could take the place of one that is there, by each rule of what
    stands once."""
    for columns, condition in _list_unique(model):
        alike = [f'"{column}" = NEW."{column}"' for column in columns]
        same = " AND ".join([*alike, rows] if rows else alike)
        table = model._meta.db_table
        yield f'EXISTS (SELECT 1 FROM "{table}" WHERE {same}{condition})'  # noqa: S608 (words of ours)


def _list_unique(model: type[Model]) -> Iterator[tuple[list[str], str]]:
    """The columns of each rule of what stands once, and of which rows alone it is one."""
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    for field in model._meta.concrete_fields:
        if field.unique:
            yield [columns[field.name]], ""
    editor = connections[DEFAULT_DB_ALIAS].schema_editor()
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            condition = cast(Any, constraint)._get_condition_sql(model, editor)
            of_some = f" AND {condition}" if condition else ""
            yield [columns[name] for name in constraint.fields], of_some


def _list_postgresql_triggers(model: type[Model], rows: str) -> Iterator[Trigger]:
    table = model._meta.db_table
    of_rows = f"ROW WHEN (OLD.{rows})" if rows else "ROW"
    for event, each in (("UPDATE", of_rows), ("DELETE", of_rows), ("TRUNCATE", "STATEMENT")):
        name = f"{table}_no_{event.lower()}"
        yield Trigger(
            table,
            name,
            (
                f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" '
                f"FOR EACH {each} EXECUTE FUNCTION {FUNCTION}()",
                # Else session_replication_role = replica would pass it by.
                f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{name}"',
            ),
        )


_LISTERS: dict[str, Callable[[type[Model], str], Iterator[Trigger]]] = {
    "sqlite": _list_sqlite_triggers,
    "postgresql": _list_postgresql_triggers,
}
_READ = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'",
}
_MAKE_FUNCTION = f"""CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME; END $$"""


def list_triggers(connection: BaseDatabaseWrapper) -> list[Trigger]:
    """The triggers that should be there, of the tables that are there."""
    there = set(connection.introspection.table_names())
    list_of_model = _LISTERS[connection.vendor]
    return [
        trigger
        for name in (*MODELS, *OF_SOME_ROWS)
        if apps.get_model(name)._meta.db_table in there
        for trigger in list_of_model(apps.get_model(name), OF_SOME_ROWS.get(name, ""))
    ]


def make_triggers(connection: BaseDatabaseWrapper) -> None:
    """Makes the triggers that are not there."""
    missing = set(_find_missing_triggers(connection))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_MAKE_FUNCTION)
        for trigger in list_triggers(connection):
            if trigger.name in missing:
                _drop(cursor, connection, trigger)
                for statement in trigger.statements:
                    cursor.execute(statement)


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Drops them: before a migration, and where a test empties its database."""
    with connection.cursor() as cursor:
        for trigger in list_triggers(connection):
            _drop(cursor, connection, trigger)


def _drop(cursor: Any, connection: BaseDatabaseWrapper, trigger: Trigger) -> None:
    of_table = ""
    if connection.vendor == "postgresql":
        of_table = f' ON "{trigger.table}"'
    cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger.name}"{of_table}')


def find_faults(connection: BaseDatabaseWrapper) -> list[str]:
    """What is missing that keeps the rows as they are, in words."""
    faults = [f"the trigger {name} is missing" for name in _find_missing_triggers(connection)]
    if connection.vendor == "sqlite" and not _is_recursive(connection):
        faults.append(NOT_RECURSIVE)
    return faults


def _find_missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_READ[connection.vendor])
        there = {row[0] for row in cursor.fetchall()}
    return [trigger.name for trigger in list_triggers(connection) if trigger.name not in there]


def _is_recursive(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers")
        return bool(cursor.fetchone()[0])


def drop_before_migration(*, using: str, plan: Sequence[Any] = (), **_: Any) -> None:
    """A migration may have to change a table."""
    if plan:
        drop_triggers(connections[using])


def make_after_migration(*, using: str, **_: Any) -> None:
    """And then they stand again."""
    make_triggers(connections[using])


def check_triggers(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A warning, not an error: `migrate` runs the checks too, and has to come to make them."""
    found: list[CheckMessage] = []
    for alias in databases or (DEFAULT_DB_ALIAS,):
        try:
            faults = find_faults(connections[alias])
        except DatabaseError:  # whoever needs the database will say that it can't be had
            continue
        found += [
            Warning(fault, hint="Run `manage.py migrate`.", id="quotes.W001") for fault in faults
        ]
    return found


def warn_at_start() -> None:
    """A line in the log for each fault; the site starts all the same."""
    for found in check_triggers():
        log.warning("%s. %s", found.msg, found.hint)
