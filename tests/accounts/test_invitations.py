"""Links that set a password: once, within a day, in no log."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.urls import get_resolver

from accounts.secret_links import BEGINNINGS

from .people import is_logged_in, log_in, make_person

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

NEW = {"password1": "a new one 123", "password2": "a new one 123"}


@pytest.fixture
def link(capsys):
    call_command("invite", "ada", "--email", "Ada@example.org", "--role", "price editor")
    return capsys.readouterr().out.strip()


def test_an_invited_person_has_roles_and_sets_a_password_by_the_link(client, link):
    ada = User.objects.get(username="ada")
    assert [group.name for group in ada.groups.all()] == ["price editor"]
    assert log_in(client, password="").status_code == 200
    client.post(client.get(link)["Location"], NEW)
    assert log_in(client, "ada@example.org", NEW["password1"]).status_code == 302
    assert is_logged_in(client)


def test_a_link_holds_once(client, link):
    client.post(client.get(link)["Location"], NEW)
    other = type(client)()
    assert "This link has ended" in other.get(link).content.decode()


@pytest.mark.parametrize(("hours", "holds"), [(23, True), (25, False)])
def test_a_link_holds_for_a_day(client, link, monkeypatch, hours, holds):
    later = datetime.now() + timedelta(hours=hours)
    monkeypatch.setattr(
        "django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda self: later
    )
    assert (client.get(link).status_code == 302) == holds


def test_a_new_link_is_made_for_an_account_that_is_there(link, capsys):
    call_command("invite", "ada", "--role", "viewer")
    assert capsys.readouterr().out.startswith("/accounts/password/reset/key/")
    assert User.objects.get().groups.count() == 2


def test_a_name_that_is_none_is_refused():
    with pytest.raises(CommandError, match="Enter a valid username"):
        call_command("invite", "a da")


def test_an_administrator_makes_links_for_others(admin_client):
    ada = make_person("ada")
    page = admin_client.post(
        "/admin/auth/user/", {"action": "make_links", "_selected_action": [ada.pk]}
    )
    [link] = re.findall(
        r"http://testserver(/accounts/password/reset/key/[\w/-]+)<", page.content.decode()
    )
    assert type(admin_client)().get(link).status_code == 302
    assert "no-store" in page["Cache-Control"]


def test_an_administrator_ends_the_sessions_of_others(admin_client, client):
    ada = make_person("ada")
    log_in(client)
    admin_client.post("/admin/auth/user/", {"action": "end_sessions", "_selected_action": [ada.pk]})
    assert not is_logged_in(client)


def test_no_log_holds_a_link_a_password_or_a_code(client, link, caplog):
    token = link.rstrip("/").rpartition("-")[2]
    with caplog.at_level(logging.DEBUG):
        client.post(client.get(link)["Location"], NEW)
        client.get(link)
        log_in(client, password="not the one 77")
    assert re.search(r"/accounts/password/reset/key/\.{3} ", caplog.text)
    assert [
        word for word in (token, NEW["password1"], "not the one 77") if word in caplog.text
    ] == []


def list_routes(patterns, before=""):
    for each in patterns:
        route = f"{before}{each.pattern}"
        if hasattr(each, "url_patterns"):
            yield from list_routes(each.url_patterns, route)
        else:
            yield route


def test_every_route_with_a_secret_begins_as_one_that_is_hidden():
    secret = re.compile(r"<(?:\w+:)?(?:key|token)>")
    found = [route for route in list_routes(get_resolver().url_patterns) if secret.search(route)]
    assert [route for route in found if not any(each in route for each in BEGINNINGS)] == []
    assert len(found) == 4
