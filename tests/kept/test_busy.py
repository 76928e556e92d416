"""A database that another keeps locked: each door that stores says so, and stores nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, connections
from django.http import HttpResponse

from calculator.busy import RETRY_AFTER_SECONDS, is_busy
from calculator.views.errors import server_error
from quotes.models import Comparison, Quote
from tests.quotes.conftest import write_document
from tests.web.markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.django_db(transaction=True)]

NOT_SAVED = "The database is busy, so nothing was saved. Try again in a moment."
MILLISECONDS = 100


def hold_sqlite(path: str) -> Iterator[None]:
    """The tests' database as a file, which another connection writes to for as long."""
    alias, before = connection.alias, connections[connection.alias]
    file = sqlite3.connect(path)
    before.ensure_connection()
    before.connection.backup(file)
    other = connections.create_connection(alias)
    options = {**before.settings_dict["OPTIONS"], "timeout": MILLISECONDS / 1000}
    other.settings_dict = {**before.settings_dict, "NAME": path, "OPTIONS": options}
    other.ensure_connection()
    connections[alias] = other
    file.execute("BEGIN IMMEDIATE")
    yield
    file.close()
    other.close()
    connections[alias] = before


def hold_postgresql() -> Iterator[None]:
    """All tables locked by another connection against whoever writes."""
    other = connection.copy()
    names = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names()))
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("20s",)
        cursor.execute(f"SET lock_timeout = {MILLISECONDS}")
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {names} IN EXCLUSIVE MODE")
    yield
    other.rollback()
    other.close()
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


@pytest.fixture
def held(draft, as_, tmp_path) -> Iterator[None]:
    """A lock that is held, with somebody who was logged in before."""
    as_("bob").get("/quotes/")
    if connection.vendor == "sqlite":
        yield from hold_sqlite(str(tmp_path / "held.sqlite3"))
    else:
        yield from hold_postgresql()


def list_doors(quote: Quote) -> dict[str, dict[str, Any]]:
    """Doors that store, with what they store."""
    asked = {"comparison": quote.version.comparison_id, "version": 1, "scenario": 1}
    document = write_document()
    return {
        "/comparisons/": {
            "document": write_document(),
            "name": "x",
            "visibility": "private",
            "target": "new",
        },
        "/quotes/make": {"document": document, "scenario": "1"},
        f"/quotes/drafts/{quote.pk}/": {"action": "delete", "seen": "", "revision": "0"},
        "/api/comparisons": {"name": "x", "document": json.loads(document)},
        "/api/quotes": asked,
        f"/api/quotes/{quote.pk}/submit": {"seen": ""},
    }


def send(client, path: str, body: dict[str, Any], **headers: str) -> HttpResponse:
    if path.startswith("/api/"):
        headers |= {"Idempotency-Key": "one"}
        return client.post(path, body, content_type="application/json", headers=headers)
    return client.post(path, body, headers=headers)


def test_every_door_that_stores_says_that_nothing_was_saved(held, draft, as_):
    said = {}
    for path, body in list_doors(draft).items():
        answer = send(as_("bob"), path, body)
        words = answer.content.decode()
        if path.startswith("/api/"):
            words = answer.json()["faults"][0]["message"]
        is_told = NOT_SAVED in words
        said[path] = (answer.status_code, answer.get("Retry-After"), is_told)
    wanted = (503, str(RETRY_AFTER_SECONDS), True)
    assert {path: each for path, each in said.items() if each != wanted} == {}


def test_a_part_of_a_page_is_answered_with_a_part(held, draft, as_):
    path, body = next(iter(list_doors(draft).items()))
    answer = send(as_("bob"), path, body, **{"HX-Request": "true"})
    page = answer.content.decode()
    assert (answer.status_code, "<html" in page) == (503, False)
    assert NOT_SAVED in text_of(parsed(page))


def test_a_lock_that_is_met_around_a_view_leaves_open_whether_it_was_done(held, people, rf):
    request = rf.post("/quotes/")
    request.user = AnonymousUser()
    try:
        people["bob"].save()
    except DatabaseError:
        answer = server_error(request)
    assert answer.status_code == 503
    assert "whether it was done is not known" in answer.content.decode()


def test_pages_are_read_meanwhile(held, draft, as_):
    assert as_("bob").get(f"/quotes/drafts/{draft.pk}/").status_code == 200


def test_it_is_stored_as_soon_as_the_lock_is_gone(draft, as_):
    path, body = next(iter(list_doors(draft).items()))
    before = Comparison.objects.count()
    assert send(as_("bob"), path, body).status_code == 303
    assert Comparison.objects.count() == before + 1


def test_any_other_error_of_a_database_is_none_of_a_lock():
    with pytest.raises(Exception, match=r"no such table|does not exist") as found:
        connection.cursor().execute("SELECT 1 FROM nonesuch")
    assert not is_busy(found.value)
