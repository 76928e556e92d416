"""What was issued stays as it was, by every road to its row, before and after a migration."""

from __future__ import annotations

import io

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import Error, connection, models, transaction
from django.db.migrations import Migration

from quotes.append_only import (
    MODELS,
    OF_SOME_ROWS,
    check_triggers,
    drop_triggers,
    find_faults,
    list_triggers,
    warn_at_start,
)
from quotes.models import IssuedQuote, Quote, QuoteEvent

from .conftest import make_draft_of, write_document

pytestmark = pytest.mark.stores

TABLE = "quotes_issuedquote"
COPY = f"SELECT * FROM {TABLE}"
ROADS = {
    "sqlite": {
        "update": f"UPDATE {TABLE} SET net = 1, due = 1 + tax",
        "delete": f"DELETE FROM {TABLE} WHERE id > 0",
        "delete of all": f"DELETE FROM {TABLE}",
        "insert or replace": f"INSERT OR REPLACE INTO {TABLE} {COPY}",
        "replace": f"REPLACE INTO {TABLE} {COPY}",
        "replace by the number": (
            f"CREATE TEMP TABLE kept AS {COPY}; UPDATE kept SET id = id + 1000, net = 1, due = 1; "
            f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM kept"
        ),
        "update or replace": f"UPDATE OR REPLACE {TABLE} SET sequence = 1",
        "update from": f"UPDATE {TABLE} SET net = 1 FROM (SELECT 1)",
        "upsert": f"INSERT INTO {TABLE} {COPY} WHERE true ON CONFLICT DO UPDATE SET net = 1",
        "without foreign keys": f"PRAGMA foreign_keys = OFF; DELETE FROM {TABLE}",
    },
    "postgresql": {
        "update": f"UPDATE {TABLE} SET net = 1, due = 1 + tax",
        "delete": f"DELETE FROM {TABLE}",
        "truncate": f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {TABLE} CASCADE",
        "upsert": f"INSERT INTO {TABLE} {COPY} ON CONFLICT (id) DO UPDATE SET net = 1",
        "as a replica": f"SET LOCAL session_replication_role = replica; DELETE FROM {TABLE}",
        "merge": (
            f"MERGE INTO {TABLE} USING (SELECT 1 AS one) AS x ON true "
            "WHEN MATCHED THEN UPDATE SET net = 1"
        ),
    },
}
NAMES = list(ROADS[connection.vendor])


def take(road: str) -> None:
    """Runs the statements of a road; what they changed is taken back where they are refused."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in road.split("; "):
            cursor.execute(statement)


def assert_closed(issued: IssuedQuote, name: str) -> None:
    before = list(IssuedQuote.objects.values())
    with pytest.raises(Error, match="never change"):
        take(ROADS[connection.vendor][name])
    assert list(IssuedQuote.objects.values()) == before


WORKING = "quotes_quote"
ROADS_OF_WORKING = {
    "update": f"UPDATE {WORKING} SET state = 'approved'",
    "delete": f"DELETE FROM {WORKING}",
    **{
        "sqlite": {"replace": f"INSERT OR REPLACE INTO {WORKING} SELECT * FROM {WORKING}"},
        "postgresql": {
            "truncate": f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {WORKING} CASCADE",
            "as a replica": (
                f"SET LOCAL session_replication_role = replica; UPDATE {WORKING} SET notes = 'x'"
            ),
        },
    }[connection.vendor],
}


@pytest.mark.parametrize("name", sorted(ROADS_OF_WORKING))
def test_nor_does_one_the_paper_that_it_was_issued_from(issued, name):
    before = list(Quote.objects.values())
    with pytest.raises(Error, match="never change"):
        take(ROADS_OF_WORKING[name])
    assert list(Quote.objects.values()) == before


@pytest.mark.parametrize("name", NAMES)
def test_no_statement_changes_or_removes_what_was_issued(issued, name):
    assert_closed(issued, name)


@pytest.fixture
def migrated(transactional_db):
    """The database after a migration that altered the table."""
    alter_table(16, 24)
    yield
    alter_table(24, 16)


def alter_table(before: int, after: int) -> None:
    """As `migrate` does it, with what it tells the apps before and after."""
    emit_pre_migrate_signal(0, False, "default", plan=[(Migration("0999_longer", "quotes"), False)])
    change_length(before, after)
    emit_post_migrate_signal(0, False, "default")


def change_length(before: int, after: int) -> None:
    old, new = (models.CharField(max_length=length) for length in (before, after))
    for field in (old, new):
        field.set_attributes_from_name("prefix")
        field.model = IssuedQuote
    with connection.schema_editor() as editor:
        editor.alter_field(IssuedQuote, old, new)


@pytest.mark.parametrize("name", NAMES)
def test_nor_does_it_after_a_migration_that_altered_the_table(migrated, issued, name):
    assert_closed(issued, name)


def test_a_migrate_with_nothing_to_do_leaves_the_triggers_standing(db):
    """Whoever is killed in the midst of it, as after a restore, leaves none missing."""
    emit_pre_migrate_signal(0, False, "default", plan=[])
    assert find_faults(connection) == []


def test_no_way_of_the_orm_changes_what_was_issued(issued):
    ways = (
        issued.save,
        lambda: IssuedQuote.objects.update(net=1),
        lambda: QuoteEvent.objects.all().delete(),
        lambda: IssuedQuote.objects.all()._raw_delete("default"),
        lambda: IssuedQuote.objects.bulk_create(
            [issued], update_conflicts=True, unique_fields=["id"], update_fields=["rows"]
        ),
    )
    for way in ways:
        with pytest.raises(Error, match="never change"), transaction.atomic():
            way()


@pytest.mark.parametrize("model", [*MODELS, *OF_SOME_ROWS])
def test_every_table_of_the_list_has_its_triggers(model, db):
    table = apps.get_model(model)._meta.db_table
    names = [each.name for each in list_triggers(connection) if each.table == table]
    assert len(names) == {"sqlite": 3, "postgresql": 3}[connection.vendor]


def test_a_missing_trigger_is_a_warning_and_not_an_error(db):
    """`migrate` runs the checks before it can make any."""
    drop_triggers(connection)
    found = check_triggers()
    assert {each.is_serious() for each in found} == {False}
    assert f"the trigger {TABLE}_no_delete is missing" in {each.msg for each in found}


def test_a_whole_set_of_triggers_is_no_warning(db, caplog):
    assert check_triggers() == []
    warn_at_start()
    assert caplog.text == ""


def test_at_the_start_each_missing_trigger_is_a_warning_in_the_log(db, caplog):
    drop_triggers(connection)
    warn_at_start()
    lines = [(each.name, each.levelname, each.getMessage()) for each in caplog.records]
    assert len(lines) == len(list_triggers(connection))
    words = f"the trigger {TABLE}_no_delete is missing. Run `manage.py migrate`."
    assert ("deskfare.quotes", "WARNING", words) in lines


def test_the_command_ends_with_1_where_a_trigger_is_missing(db):
    drop_triggers(connection)
    with pytest.raises(SystemExit) as ended:
        call_command("append_only", "--check", stderr=io.StringIO())
    assert ended.value.code == 1


def test_the_command_makes_what_is_missing(db):
    drop_triggers(connection)
    call_command("append_only", stdout=io.StringIO())
    assert check_triggers() == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone drops them so")
def test_a_table_that_was_remade_behind_our_back_is_reported(transactional_db):
    change_length(16, 24)
    assert f"the trigger {TABLE}_no_update is missing" in {each.msg for each in check_triggers()}
    change_length(24, 16)
    call_command("append_only", stdout=io.StringIO())


FOREIGN = ("insert or replace", "replace", "replace by the number")


@pytest.fixture
def foreign_shell(db):
    """A connection that is not set up as ours are."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers=OFF")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers=ON")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone replaces in silence")
@pytest.mark.parametrize("name", FOREIGN)
def test_a_shell_that_is_not_ours_replaces_no_row(issued, foreign_shell, name):
    assert_closed(issued, name)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone replaces in silence")
def test_nor_does_it_replace_the_paper_that_was_issued(issued, foreign_shell):
    with pytest.raises(Error, match="never change"):
        take(ROADS_OF_WORKING["replace"])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone replaces in silence")
@pytest.mark.parametrize("column", ["id", "rowid", "_rowid_"])
def test_nor_does_it_put_another_paper_in_its_place(issued, people, foreign_shell, column):
    other = make_draft_of(people["bob"], write_document())
    with pytest.raises(Error, match="never change"):
        take(f"UPDATE OR REPLACE {WORKING} SET {column} = {issued.quote_id} WHERE id = {other.pk}")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone replaces in silence")
def test_events_without_a_key_are_as_many_as_there_were(issued):
    """The rule that a key stands once is of those that have one."""
    first = QuoteEvent.objects.filter(key="").first()
    first.pk = None
    first.save(force_insert=True)
    assert QuoteEvent.objects.filter(key="", by=first.by).count() >= 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a pragma of SQLite")
def test_a_connection_without_recursive_triggers_is_reported(db):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers=OFF")
        found = check_triggers()
        cursor.execute("PRAGMA recursive_triggers=ON")
    assert [each.msg.partition(":")[0] for each in found] == ["PRAGMA recursive_triggers is off"]


def test_a_live_server_empties_what_refuses_to_be_emptied(issued, live_server):
    assert IssuedQuote.objects.count() == 1


def test_and_the_triggers_stand_again_after_it(transactional_db):
    assert check_triggers() == []
