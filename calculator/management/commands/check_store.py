"""`manage.py check_store`: whether the database is sound, without writing to it."""

from __future__ import annotations

import sqlite3
import sys
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from calculator.sqlite_store import find_damage
from calculator.stores import find_path
from pricing.troubles import CORRUPT, find_trouble

MOST_WORDS = 20


class Command(BaseCommand):
    """Reads all there is: the whole file of SQLite and its indexes, every row of PostgreSQL."""

    help = "Says whether the database is sound; status 2 where it is damaged, 1 where it is away."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what is wrong."""
        try:
            found = list_damage()
        except (DatabaseError, sqlite3.Error) as error:
            raise CommandError(f"The database can't be read: {error}") from error
        for words in found[:MOST_WORDS]:
            self.stderr.write(words)
        if found:
            self.stderr.write("The database is damaged: restore a backup (docs/operations.md).")
            sys.exit(2)
        self.stdout.write("The database is sound.")


def list_damage() -> list[str]:
    """What is wrong with it, in the words of the database. Raises
    `DatabaseError`, `sqlite3.Error`.
    """
    if path := find_path():
        return find_damage(path, "integrity_check")
    return [words for model in apps.get_models() for words in read_whole(model._meta.db_table)]


def read_whole(table: str) -> list[str]:
    """Reads every row of a table, every field of each."""
    name = connection.ops.quote_name(table)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(t::text) FROM {name} AS t")  # noqa: S608 (quoted)
    except DatabaseError as error:
        if find_trouble(error) != CORRUPT:
            raise
        return [f"{table}: {error}"]
    return []
