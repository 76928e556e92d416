"""A database that another keeps locked: each door that stores says so, and stores nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection
from django.http import HttpResponse

from calculator.busy import RETRY_AFTER_SECONDS
from calculator.views.errors import server_error
from pricing.busy import is_busy
from quotes.models import Comparison, Quote
from tests.quotes.conftest import write_document
from tests.web.markup import parsed, text_of

from .held import hold

pytestmark = [pytest.mark.stores, pytest.mark.django_db(transaction=True)]

NOT_SAVED = "The database is busy, so nothing was saved. Try again in a moment."


@pytest.fixture
def held(draft, as_, tmp_path) -> Iterator[None]:
    """A lock that is held, with somebody who was logged in before."""
    as_("bob").get("/quotes/")
    names = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names()))
    with hold(tmp_path, f"LOCK TABLE {names} IN EXCLUSIVE MODE"):
        yield


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
