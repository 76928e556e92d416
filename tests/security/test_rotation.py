"""A new secret key: what was signed with the old one holds as long as that one is still named."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from tests.accounts.people import make_person

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]


@pytest.fixture
def logged_in():
    client = Client()
    client.force_login(make_person("ada", "buyer"))
    return client


@pytest.mark.parametrize(("fallbacks", "status"), [(True, 200), (False, 302)])
def test_a_session_goes_on_while_the_old_key_is_named(logged_in, monkeypatch, fallbacks, status):
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [settings.SECRET_KEY] * fallbacks)
    monkeypatch.setattr(settings, "SECRET_KEY", "another, as long as a key that nobody can guess")
    assert logged_in.get("/comparisons/").status_code == status


def test_old_keys_are_read_by_commas(manage):
    words = "from django.conf import settings; print(settings.SECRET_KEY_FALLBACKS)"
    done = manage(
        "sqlite:///none", "shell", "--no-imports", "-c", words, SECRET_KEY_FALLBACKS="a,b"
    )
    assert done.stdout.splitlines()[-1] == "['a', 'b']"
