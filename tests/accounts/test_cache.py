"""What the limits of letters and codes are counted in reads nothing but what it wrote."""

from __future__ import annotations

import base64
import pickle

import pytest
from django.core.cache import cache
from django.db import connection

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


def write_row(text):
    """Lets another value stand under every key."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET value = %s", [text])
        assert cursor.rowcount == 1


def test_times_are_read_as_they_were_kept():
    cache.set("a", [1764616758.25], timeout=60)
    assert cache.get("a", []) == [1764616758.25]


class Harmful:
    """What a pickle of it runs is an error."""

    def __reduce__(self):
        return (int, ("a pickle was read",))


@pytest.mark.parametrize(
    "lie",
    [
        "no JSON at all",
        base64.b64encode(pickle.dumps(Harmful())).decode(),
        base64.b64encode(pickle.dumps([1764616758.25])).decode(),
        '{"another": "shape"}',
        '["a page of another organisation"]',
        "true",
    ],
)
def test_what_it_did_not_write_is_nothing(lie):
    cache.set("a", [1764616758.25], timeout=60)
    write_row(lie)
    assert cache.get("a", []) == []


def test_what_is_marked_already_is_not_marked_again():
    assert cache.add("used", "y", timeout=60)
    assert not cache.add("used", "y", timeout=60)


def test_a_mark_that_was_taken_away_is_made_again():
    cache.add("lock", True, timeout=60)
    assert cache.delete("lock")
    assert cache.add("lock", True, timeout=60)


def test_what_has_had_its_time_is_not_there():
    cache.set("a", [1764616758.25], timeout=-1)
    assert cache.get("a", []) == []


def test_a_mark_that_has_had_its_time_is_made_again():
    cache.add("used", "y", timeout=-1)
    assert cache.add("used", "y", timeout=60)


def test_four_hundred_marks_are_all_kept():
    for number in range(400):
        cache.add(f"used-{number}", "y", timeout=60)
    assert not any(cache.add(f"used-{number}", "y", timeout=60) for number in range(400))


def test_rows_that_have_had_their_time_are_taken_away():
    cache.add("old", True, timeout=-1)
    cache.set("a", [], timeout=60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache")
        assert cursor.fetchone() == (1,)
