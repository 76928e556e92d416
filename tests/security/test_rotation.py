"""A new secret key: what was signed with the old one holds as long as that one is still named."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from accounts.invitations import make_password_link
from tests.accounts.people import make_person

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]


@pytest.fixture
def logged_in():
    client = Client()
    client.force_login(make_person("ada", "buyer"))
    return client


def name_another_key(monkeypatch, fallbacks: bool) -> None:
    """Another key, with or without the old one beside it."""
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [settings.SECRET_KEY] * fallbacks)
    monkeypatch.setattr(settings, "SECRET_KEY", "another, as long as a key that nobody can guess")


@pytest.mark.parametrize(("fallbacks", "status"), [(True, 200), (False, 302)])
def test_a_session_goes_on_while_the_old_key_is_named(logged_in, monkeypatch, fallbacks, status):
    name_another_key(monkeypatch, fallbacks)
    assert logged_in.get("/comparisons/").status_code == status


@pytest.mark.parametrize(("fallbacks", "status"), [(True, 302), (False, 200)])
def test_a_link_to_a_new_password_holds_while_the_old_key_is_named(
    client, monkeypatch, fallbacks, status
):
    link = make_password_link(make_person("ada", "buyer"))
    name_another_key(monkeypatch, fallbacks)
    assert client.get(link).status_code == status


def test_old_keys_are_read_by_commas(manage):
    words = "from django.conf import settings; print(settings.SECRET_KEY_FALLBACKS)"
    done = manage(
        "sqlite:///none", "shell", "--no-imports", "-c", words, SECRET_KEY_FALLBACKS="a,b"
    )
    assert done.stdout.splitlines()[-1] == "['a', 'b']"
