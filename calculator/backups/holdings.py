"""What stands in a database that nobody may get twice: by plain SQL, for it is of any release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

Query = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Holdings:
    """`numbers`: the last of each year. `versions`: the last of each number that was revised, by
    year and number. `change`: the last of the catalogue, and when it was.
    """

    migrations: list[str]
    numbers: dict[str, int]
    versions: dict[str, dict[str, int]]
    quotes: int
    change: tuple[int, str]

    def as_json(self) -> dict[str, Any]:
        """As a manifest holds it."""
        return asdict(self)


EMPTY = Holdings([], {}, {}, 0, (0, ""))
_REVISED = """SELECT year, {number}, max(version) FROM {table} WHERE version > 1
GROUP BY year, {number}"""


def read_holdings(query: Query, tables: set[str]) -> Holdings:
    """What a database holds that has these tables."""

    def ask(table: str, sql: str) -> list[tuple[Any, ...]]:
        return query(sql.format(table=table)) if table in tables else []

    revised = [
        *ask("quotes_issuedquote", _REVISED.replace("{number}", "sequence")),
        *ask("quotes_numbergap", _REVISED.replace("{number}", "first")),
    ]
    versions: dict[str, dict[str, int]] = {}
    for year, number, version in revised:
        of_year = versions.setdefault(str(year), {})
        of_year[str(number)] = max(version, of_year.get(str(number), 1))
    changes = ask("pricing_cataloguechange", "SELECT number, at FROM {table} ORDER BY number DESC")
    number, at = next(iter(changes), EMPTY.change)
    return Holdings(
        sorted(
            f"{app}.{name}"
            for app, name in ask("django_migrations", "SELECT app, name FROM {table}")
        ),
        {
            str(year): last
            for year, last in ask("quotes_numberseries", "SELECT year, last FROM {table}")
        },
        versions,
        sum(count for (count,) in ask("quotes_issuedquote", "SELECT count(*) FROM {table}")),
        (number, str(at)[:19]),
    )


def read_connection(connection: BaseDatabaseWrapper) -> Holdings:
    """What the site's database holds."""
    with connection.cursor() as cursor:

        def query(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        return read_holdings(query, set(connection.introspection.table_names(cursor)))
