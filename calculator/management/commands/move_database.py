"""`manage.py move_database`: copies all rows into an empty database, and compares them there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction

from calculator.databases import read_database

SOURCE, TARGET = DEFAULT_DB_ALIAS, "moved_to"
ROWS_AT_ONCE = 500
# What a migration writes by itself: it may stand in the new database, and makes way.
WRITTEN_BY_MIGRATIONS = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
}
Model = type[models.Model]
Row = dict[str, Any]


class Command(BaseCommand):
    """All or nothing: the new database keeps the rows only where every one came out the same."""

    help = "Copies all rows of the site's database into an empty one, and compares them there."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument(
            "--to", required=True, help="as DATABASE_URL: postgres://user@host/name"
        )

    def handle(self, *, to: str, **options: Any) -> None:
        """Makes the tables, then copies and compares within one transaction of each database."""
        open_target(to)
        try:
            refuse_rows()
            call_command("migrate", database=TARGET, verbosity=0)
            with transaction.atomic(using=SOURCE), transaction.atomic(using=TARGET):
                self._move()
        except DatabaseError as found:
            raise CommandError(f"Not moved: {found}") from found
        finally:
            connections[TARGET].close()

    def _move(self) -> None:
        """Copies every table and says how many rows it has; then compares."""
        tables = list_tables()
        with connections[TARGET].cursor() as cursor:
            for model in tables:
                cursor.execute(f"DELETE FROM {quote_name(model)}")
        for model in tables:
            self.stdout.write(f"{model._meta.db_table}: {copy_rows(model):,}")
        if different := [model._meta.db_table for model in tables if not is_same(model)]:
            raise CommandError(f"Not moved: rows came out otherwise in {', '.join(different)}.")
        with connections[TARGET].cursor() as cursor:
            for sql in connections[TARGET].ops.sequence_reset_sql(no_style(), tables):
                cursor.execute(sql)
        self.stdout.write("Every row is the same in both.")


def open_target(address: str) -> None:
    """Makes the new database known beside that of the site."""
    database = read_database(address)
    known = connections.configure_settings({**settings.DATABASES, TARGET: database})
    connections.settings[TARGET] = known[TARGET]


def refuse_rows() -> None:
    """Refuses a database in which somebody's rows stand already."""
    connection = connections[TARGET]
    there = set(connection.introspection.table_names()) - WRITTEN_BY_MIGRATIONS
    filled = [
        model._meta.db_table
        for model in list_tables()
        if model._meta.db_table in there and model._base_manager.using(TARGET).exists()
    ]
    if filled:
        raise CommandError(f"Not moved: there are rows already in {', '.join(filled)}.")


def list_tables() -> list[Model]:
    """The model of every table, of those between two others too."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def quote_name(model: Model) -> str:
    """The name of the table as SQL wants it."""
    return connections[TARGET].ops.quote_name(model._meta.db_table)


def read_rows(model: Model) -> Iterator[list[Row]]:
    """All rows of the old table as they are stored, some hundred at once."""
    rows = select_rows(model, SOURCE).order_by("pk").iterator(chunk_size=ROWS_AT_ONCE)
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            yield batch
            batch = []
    yield batch


def select_rows(model: Model, database: str) -> models.QuerySet[Any, Row]:
    """A query for whole rows, past managers that would leave some out."""
    columns = [field.attname for field in model._meta.concrete_fields]
    return model._base_manager.using(database).values(*columns)


def copy_rows(model: Model) -> int:
    """Copies a table; gives how many rows it has. Who is refused learns of which table."""
    try:
        return sum(write_rows(model, rows) for rows in read_rows(model))
    except DatabaseError as found:
        raise CommandError(f"Not moved: {model._meta.db_table}: {found}") from found


def write_rows(model: Model, rows: Iterable[Row]) -> int:
    """Inserts rows as they are: no field fills in a time or a default of its own."""
    made = [model(**row) for row in rows]
    if made:
        fields = model._meta.concrete_fields
        model._base_manager._insert(made, fields=fields, using=TARGET, raw=True)
    return len(made)


def is_same(model: Model) -> bool:
    """Whether both tables hold the same rows, and none beside."""
    key = model._meta.pk.attname
    count = 0
    for rows in read_rows(model):
        count += len(rows)
        keys = [row[key] for row in rows]
        there = {row[key]: row for row in select_rows(model, TARGET).filter(pk__in=keys)}
        if any(there.get(row[key]) != row for row in rows):
            return False
    return count == model._base_manager.using(TARGET).count()
