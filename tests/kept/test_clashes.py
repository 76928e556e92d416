"""Two who change the same rows at one moment: who is refused by PostgreSQL is served after all."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, connections, transaction
from django.http import HttpResponse

from calculator.clashes import MOST_TRIES, is_clash, retry_clashes
from calculator.metrics import RETRIES

pytestmark = [pytest.mark.stores, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _of_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time, so that there is no clash")


@pytest.fixture
def groups() -> list[Group]:
    return [Group.objects.create(name=name) for name in ("first", "second")]


def rename(group: Group, name: str) -> None:
    Group.objects.filter(pk=group.pk).update(name=name)


def run_beside(action: Any) -> threading.Thread:
    def run() -> None:
        try:
            action()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_of_two_in_a_deadlock_both_are_served(groups, rf):
    first, second = groups
    meeting, tries = threading.Barrier(2, timeout=20), []

    def make(mine: Group, other: Group, name: str) -> Any:
        @retry_clashes
        def view(request: Any) -> HttpResponse:
            tries.append(name)
            with transaction.atomic():
                rename(mine, f"{name} 1")
                if tries.count(name) == 1:
                    meeting.wait()
                rename(other, f"{name} 2")
            return HttpResponse(name)

        return view

    before, answers = RETRIES._value.get(), []
    there = run_beside(lambda: answers.append(make(second, first, "there")(rf.get("/"))))
    answers.append(make(first, second, "here")(rf.get("/")))
    there.join(timeout=30)
    assert sorted(each.content for each in answers) == [b"here", b"there"]
    assert (len(tries), RETRIES._value.get() - before) == (3, 1)


def clash() -> None:
    """What PostgreSQL says where a serializable transaction can't be."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE 'clash' USING ERRCODE = '40001'; END $$")


def test_after_three_tries_it_is_refused(groups, rf):
    tries = []

    @retry_clashes
    def view(request: Any) -> HttpResponse:
        tries.append(1)
        clash()

    with pytest.raises(DatabaseError) as found:
        view(rf.get("/"))
    assert is_clash(found.value)
    assert len(tries) == MOST_TRIES == 3


def test_what_was_committed_is_not_done_twice(groups, rf):
    tries = []

    @retry_clashes
    def view(request: Any) -> HttpResponse:
        tries.append(1)
        rename(groups[0], "kept")
        clash()

    with pytest.raises(DatabaseError):
        view(rf.get("/"))
    assert len(tries) == 1


def test_what_was_taken_back_is_done_again(groups, rf):
    tries = []

    @retry_clashes
    def view(request: Any) -> HttpResponse:
        tries.append(1)
        with transaction.atomic():
            rename(groups[0], "taken back")
            if len(tries) == 1:
                clash()
        return HttpResponse("done")

    assert view(rf.get("/")).content == b"done"
    assert (len(tries), Group.objects.get(pk=groups[0].pk).name) == (2, "taken back")


def test_any_other_error_is_not_tried_again(groups, rf):
    tries = []

    @retry_clashes
    def view(request: Any) -> HttpResponse:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    with pytest.raises(DatabaseError):
        view(rf.get("/"))
    assert len(tries) == 1
