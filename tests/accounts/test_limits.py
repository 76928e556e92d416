"""How often a password may be guessed: counted for all processes at once."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from accounts.models import Tries
from tests.conftest import ROOT

from .people import is_logged_in, log_in, make_person

LOOKED_AT = 5
MAKE_ADA = "from tests.accounts.people import make_person; make_person('ada')"


@pytest.mark.stores
@pytest.mark.django_db
def test_after_five_wrong_passwords_not_even_the_right_one_is_looked_at(client):
    make_person("ada")
    for number in range(LOOKED_AT):
        log_in(client, password=f"wrong {number}")
    answer = log_in(client)
    assert "Too many wrong passwords: try again in a minute." in answer.content.decode()
    assert not is_logged_in(client)


@pytest.mark.stores
@pytest.mark.django_db
def test_a_refused_log_in_says_by_its_status_when_to_try_again(client):
    make_person("ada")
    for number in range(LOOKED_AT):
        log_in(client, password=f"wrong {number}")
    answer = log_in(client)
    assert answer.status_code == 429
    assert 50 <= int(answer["Retry-After"]) <= 60


@pytest.mark.stores
@pytest.mark.django_db
def test_wrong_passwords_of_one_account_lock_no_other(client):
    make_person("ada")
    make_person("bob")
    for number in range(LOOKED_AT):
        log_in(client, password=f"wrong {number}")
    log_in(client, "bob")
    assert is_logged_in(client)


@pytest.mark.stores
@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["nobody", "nobody@example.org"])
def test_names_that_nobody_has_lock_out_no_account_without_an_address(client, typed):
    make_person("ada")
    get_user_model().objects.update(email="")
    for number in range(LOOKED_AT):
        log_in(client, typed, f"wrong {number}")
    log_in(client)
    assert is_logged_in(client)


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test moves on, in minutes."""
    began, passed = timezone.now(), []
    monkeypatch.setattr(
        "accounts.limits.timezone.now", lambda: began + timedelta(minutes=sum(passed))
    )
    return passed.append


def try_wrongly(client, name="ada", times=LOOKED_AT):
    for number in range(times):
        log_in(client, name, f"wrong {number}")


@pytest.mark.stores
@pytest.mark.django_db
def test_after_a_minute_the_right_one_is_looked_at_again(client, clock):
    make_person("ada")
    try_wrongly(client)
    clock(1)
    log_in(client)
    assert is_logged_in(client)


@pytest.mark.stores
@pytest.mark.django_db
def test_each_wrong_one_more_doubles_the_wait_up_to_a_quarter_of_an_hour(client, clock):
    make_person("ada")
    try_wrongly(client)
    waits = []
    for _ in range(6):
        wait = int(log_in(client)["Retry-After"]) // 60
        waits.append(wait)
        clock(wait)
        log_in(client, password="wrong again")
    assert waits == [1, 2, 4, 8, 15, 15]


@pytest.mark.stores
@pytest.mark.django_db
def test_who_is_held_up_waits_a_minute_though_the_clock_is_set_back_by_a_day(client, clock):
    make_person("ada")
    try_wrongly(client)
    clock(-24 * 60)
    assert log_in(client)["Retry-After"] == "60"
    clock(1.5)
    log_in(client)
    assert is_logged_in(client)


def try_from_everywhere(name, times=50):
    for number in range(times):
        log_in(Client(REMOTE_ADDR=f"198.51.100.{number}"), name, "wrong")


@pytest.mark.stores
@pytest.mark.django_db
def test_an_account_that_is_tried_from_everywhere_is_held_up_where_its_owner_never_was():
    make_person("ada")
    try_from_everywhere("ada")
    assert log_in(Client(REMOTE_ADDR="203.0.113.8")).status_code == 429


@pytest.mark.stores
@pytest.mark.django_db
def test_who_tries_from_everywhere_locks_its_owner_out_nowhere_he_has_been():
    make_person("ada")
    at_home = Client(REMOTE_ADDR="203.0.113.7")
    log_in(at_home)
    at_home.logout()
    try_from_everywhere("ada")
    log_in(at_home)
    assert is_logged_in(at_home)


@pytest.mark.stores
@pytest.mark.django_db
def test_one_address_is_held_up_whichever_account_it_tries(client):
    make_person("ada")
    for number in range(30):
        log_in(client, f"nobody-{number}", "wrong")
    assert log_in(client).status_code == 429


@pytest.mark.stores
@pytest.mark.django_db
def test_a_name_and_its_twin_of_wide_letters_are_counted_as_one(client):
    for name in ("nobody", "NOBODY", "ｎobody", "nobody", "noｂody"):
        log_in(client, name, "wrong")
    assert log_in(client, "nobody", "wrong").status_code == 429


@pytest.mark.stores
@pytest.mark.django_db
def test_addresses_of_one_network_of_ipv6_are_counted_as_one():
    for number in range(LOOKED_AT):
        log_in(Client(REMOTE_ADDR=f"2001:db8::{number}"), "nobody", "wrong")
    assert log_in(Client(REMOTE_ADDR="2001:db8::9"), "nobody", "wrong").status_code == 429


@pytest.mark.stores
@pytest.mark.django_db
def test_who_asks_for_too_many_letters_gets_a_page_of_ours(client, settings):
    settings.EMAIL_HOST = "mail.example.org"
    for number in range(21):
        answer = client.post("/accounts/password/reset/", {"email": f"{number}@example.org"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "This was asked for too often" in answer.content.decode()


@pytest.mark.stores
@pytest.mark.django_db
def test_a_right_password_ends_the_count(client):
    make_person("ada")
    for _ in range(2):
        try_wrongly(client, times=LOOKED_AT - 1)
        log_in(client)
    assert is_logged_in(client)


@pytest.mark.stores
@pytest.mark.django_db
def test_rows_that_are_forgotten_are_taken_away(client, clock):
    try_wrongly(client, "nobody", 3)
    clock(60 * 24 * 7)
    log_in(client, "somebody", "wrong")
    assert {row.number for row in Tries.objects.all()} == {1}


@pytest.mark.stores
@pytest.mark.django_db
def test_rows_tell_neither_names_nor_addresses(client):
    log_in(client, "nobody", "wrong")
    rows = f"{list(Tries.objects.values())}"
    assert "nobody" not in rows
    assert "127.0.0.1" not in rows


def guess(database, *words):
    """How many passwords of one process were looked at, or were right."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.accounts.guess", "ada", *words],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": database,
            "LOG_LEVEL": "ERROR",
            "SECRET_KEY": "one that all processes have, as the start sees to " * 2,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_four_processes_together_look_at_five_wrong_passwords(database):
    with ThreadPoolExecutor(4) as processes:
        assert sum(processes.map(guess, [database] * 4)) == LOOKED_AT


def test_eight_right_passwords_of_one_account_at_once_are_all_taken(database, manage):
    made = manage(database, "shell", "-c", MAKE_ADA)
    assert made.returncode == 0, made.stderr
    with ThreadPoolExecutor(2) as processes:
        assert sum(processes.map(guess, [database] * 2, ["right"] * 2)) == 8
