"""What the log says of who was let in, and what it never says."""

from __future__ import annotations

import json
import logging
import re

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from accounts.invitations import make_password_link
from accounts.log import KINDS
from calculator.log_formats import JsonLine

from .people import PASSWORD, confirm_password, give_second_factor, log_in, make_person, show_code

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

NEW = {"password1": "a new one 123", "password2": "a new one 123"}


@pytest.fixture
def ada():
    return make_person("ada")


@pytest.fixture
def lines(caplog):
    """The lines of accounts so far."""
    caplog.set_level(logging.INFO)

    def read() -> list[str]:
        return [
            f"{each.levelname} {each.getMessage()}"
            for each in caplog.records
            if each.name == "deskfare.account"
        ]

    return read


def test_a_log_in_says_who_from_where_and_how(client, ada, lines):
    log_in(client)
    assert lines() == [f"INFO log-in {ada.pk} 127.0.0.1 password"]


def test_its_line_has_the_id_of_its_request(client, ada, caplog):
    caplog.set_level(logging.INFO)
    caplog.handler.setFormatter(JsonLine())
    response = log_in(client)
    ids = [json.loads(line)["request_id"] for line in caplog.text.splitlines()]
    assert ids == [response["X-Request-ID"]] * 2


def test_a_wrong_password_is_told_by_the_account_that_it_was_tried_on(client, ada, lines):
    log_in(client, "ADA@example.org", "wrong")
    assert lines() == [f"WARNING log-in-failed {ada.pk} 127.0.0.1 password"]


def test_a_name_that_is_nobodys_is_not_written_down(client, ada, lines, caplog):
    log_in(client, "my password xyzzy", "ada")
    assert lines() == ["WARNING log-in-failed - 127.0.0.1 password"]
    assert "xyzzy" not in caplog.text


def test_what_the_limit_refuses_is_told_too(client, ada, lines):
    for number in range(6):
        log_in(client, password=f"wrong {number}")
    assert lines()[5:] == [f"WARNING log-in-refused {ada.pk} 127.0.0.1 limit"]


def test_of_a_closed_account_it_is_told_that_it_is_closed(client, ada, lines):
    User.objects.update(is_active=False)
    log_in(client)
    assert lines() == [f"WARNING log-in-failed {ada.pk} 127.0.0.1 closed"]


def test_a_log_out_is_a_line(client, ada, lines):
    log_in(client)
    client.post("/accounts/logout/")
    assert lines()[1:] == [f"INFO log-out {ada.pk} 127.0.0.1 -"]


def test_who_was_not_logged_in_logs_nobody_out(client, lines):
    client.post("/accounts/logout/")
    assert lines() == []


def test_behind_a_proxy_the_address_is_the_one_that_the_limits_count(client, ada, lines, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    headers = {"x-forwarded-for": "198.51.100.1, 203.0.113.9"}
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD}, headers=headers)
    assert lines() == [f"INFO log-in {ada.pk} 203.0.113.9 password"]


def test_a_second_factor_is_a_line_of_its_own(client, ada, step, lines, caplog):
    give_second_factor(ada)
    log_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": show_code(step - 7)})
    client.post("/accounts/2fa/authenticate/", {"code": show_code(step)})
    assert lines() == [
        f"WARNING second-factor-failed {ada.pk} 127.0.0.1 totp",
        f"INFO second-factor {ada.pk} 127.0.0.1 totp",
        f"INFO log-in {ada.pk} 127.0.0.1 password+totp",
    ]
    assert show_code(step) not in caplog.text


def test_a_second_factor_that_is_set_up_is_told(
    client, ada, step, lines, caplog, django_capture_on_commit_callbacks
):
    log_in(client)
    confirm_password(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/activate/", {"code": show_code(step, secret)})
    assert sorted(lines()[1:]) == [
        f"INFO second-factor-added {ada.pk} 127.0.0.1 recovery_codes",
        f"INFO second-factor-added {ada.pk} 127.0.0.1 totp",
    ]
    assert secret not in caplog.text


def test_a_changed_password_is_told_and_not_written(client, ada, lines, caplog):
    log_in(client)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **NEW})
    assert lines()[1:] == [f"INFO password-changed {ada.pk} 127.0.0.1 -"]
    assert "a new one" not in caplog.text


def test_an_invitation_and_its_use_are_told(client, lines, capsys):
    call_command("invite", "bob", "--role", "buyer")
    bob = User.objects.get()
    client.post(client.get(make_password_link(bob))["Location"], NEW)
    assert lines() == [
        f"INFO invited {bob.pk} - command",
        f"INFO password-set-by-link {bob.pk} 127.0.0.1 -",
    ]


@pytest.mark.parametrize(
    ("action", "words"), [("make_links", "invited"), ("end_sessions", "sessions-ended")]
)
def test_what_an_administrator_does_names_both(admin_client, ada, lines, action, words):
    admin_client.post("/admin/auth/user/", {"action": action, "_selected_action": [ada.pk]})
    admin = User.objects.get(is_superuser=True)
    assert lines() == [f"INFO {words} {ada.pk} 127.0.0.1 by={admin.pk}"]


def test_a_password_that_an_administrator_sets_is_told(admin_client, ada, lines):
    form = {**NEW, "usable_password": "true"}
    admin_client.post(f"/admin/auth/user/{ada.pk}/password/", form)
    admin = User.objects.get(is_superuser=True)
    assert lines() == [f"INFO password-set {ada.pk} 127.0.0.1 by={admin.pk}"]


def test_a_factor_that_an_administrator_takes_away_is_told(admin_client, ada, lines):
    give_second_factor(ada)
    [factor] = ada.authenticator_set.all()
    admin_client.post(f"/admin/mfa/authenticator/{factor.pk}/delete/", {"post": "yes"})
    admin = User.objects.get(is_superuser=True)
    assert lines() == [f"INFO second-factor-removed {ada.pk} 127.0.0.1 totp+by={admin.pk}"]


def test_no_line_holds_a_name(client, caplog):
    caplog.set_level(logging.INFO)
    eve = make_person("mephisto\nINFO log-in 1 admin")
    client.force_login(eve)
    client.get("/quotes/")
    assert f"log-in {eve.pk} - -" in caplog.text
    assert "mephisto" not in caplog.text


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.words)
def test_each_signal_is_listened_to(kind):
    names = [key[0] for key, *_ in kind.signal.receivers]
    assert f"log {kind.words}" in names


def test_each_signal_has_words_of_its_own():
    assert len({kind.words for kind in KINDS}) == len(KINDS) == 11
