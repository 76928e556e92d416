"""Sessions: their names, their end, and who sees them."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.accounts.people import is_logged_in, log_in, make_person

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


@pytest.fixture
def ada():
    return make_person("ada")


def find_name(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_a_name_of_a_session_that_somebody_made_up_opens_nothing(client):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert not is_logged_in(client)
    assert not Session.objects.exists()


def test_names_of_sessions_are_random_and_long(ada):
    names = set()
    for _ in range(5):
        client = Client()
        log_in(client)
        names.add(find_name(client))
    assert {len(each) for each in names} == {32}
    # Of 32 signs drawn from 36, two names share about one place.
    for one, other in combinations(names, 2):
        assert sum(a == b for a, b in zip(one, other, strict=True)) < 12
    assert len(names) == 5


def test_a_session_ends_after_twelve_hours_in_use_or_not(client, ada):
    log_in(client)
    session = Session.objects.get(pk=find_name(client))
    left = session.expire_date - timezone.now()
    assert timedelta(hours=11, minutes=59) < left <= timedelta(hours=12)
    client.get("/accounts/")
    used = Session.objects.get(pk=find_name(client))
    assert used.expire_date == session.expire_date
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_logged_in(client)


def test_one_sees_and_ends_ones_other_sessions(client, ada):
    other = Client(headers={"user-agent": "Another browser"})
    log_in(client)
    log_in(other)
    page = client.get("/accounts/sessions/").content.decode()
    assert page.count("127.0.0.1") == 2
    client.post("/accounts/sessions/")
    assert not is_logged_in(other)
    assert is_logged_in(client)


def test_log_out_clears_what_the_browser_kept(client, ada):
    log_in(client)
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"cache", "storage"'
