"""Sessions that nobody uses end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.roles import APPROVER, BUYER

from .people import give_second_factor, is_logged_in, make_person

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


@pytest.fixture
def wait(monkeypatch):
    """Lets minutes pass."""
    now = timezone.now

    def pass_minutes(minutes: float) -> None:
        monkeypatch.setattr(
            "accounts.idle.timezone.now", lambda: now() + timedelta(minutes=minutes)
        )

    return pass_minutes


@pytest.mark.parametrize(
    ("role", "minutes", "is_in"),
    [(BUYER, 59, True), (BUYER, 61, False), (APPROVER, 29, True), (APPROVER, 31, False)],
)
def test_an_unused_session_ends(client, wait, role, minutes, is_in):
    person = make_person("ada", role)
    give_second_factor(person)
    client.force_login(person)
    wait(minutes)
    assert is_logged_in(client) == is_in


def test_a_session_in_use_goes_on(client, wait):
    client.force_login(make_person("ada", BUYER))
    for minutes in (50, 100, 150):
        wait(minutes)
        assert is_logged_in(client)


def test_an_ended_session_is_gone_from_the_server(client, wait):
    client.force_login(make_person("ada", BUYER))
    wait(61)
    client.get("/rights/")
    assert not Session.objects.exists()


def test_a_cookie_that_says_something_of_somebody_else_is_not_believed(client, wait):
    client.force_login(make_person("bob"))
    wait(50)
    client.get("/rights/")
    cookie = client.cookies["here"]
    other = type(client)()
    wait(0)
    other.force_login(make_person("ada"))
    other.cookies["here"] = cookie.value
    wait(61)
    assert not is_logged_in(other)


def test_to_look_at_a_page_writes_no_row(client, django_assert_max_num_queries):
    client.force_login(make_person("ada", BUYER))
    with django_assert_max_num_queries(20) as queries:
        client.get("/rights/")
    assert [each["sql"] for each in queries if not each["sql"].startswith("SELECT")] == []
