"""A name is one account, however its letters are spelled."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from accounts.names import find_person

from .people import PASSWORD, is_logged_in, log_in, make_person

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

TWINS = ["ada", "ADA", "ａda", "ａｄａ", "Ａda", "\U0001d4b6da"]
NEW = {"password1": PASSWORD, "password2": PASSWORD}


def sign_up(name, settings, admin_client):
    settings.SIGN_UP = "open"
    Client().post("/accounts/signup/", {"username": name, "email": "eve@example.org", **NEW})


def invite(name, settings, admin_client):
    call_command("invite", name)


def add(name, settings, admin_client):
    admin_client.post("/admin/auth/user/add/", {"username": name, "usable_password": "true", **NEW})


def rename(name, settings, admin_client):
    eve = make_person("eve")
    form = {"username": name, "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    admin_client.post(f"/admin/auth/user/{eve.pk}/change/", {**form, "is_active": "on"})


DOORS = [sign_up, invite, add, rename]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", TWINS)
def test_no_door_makes_a_twin_of_a_name(admin_client, settings, door, name):
    make_person("ada")
    door(name, settings, admin_client)
    assert {*User.objects.values_list("username", flat=True)} <= {"admin", "ada", "eve"}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["ÄDA", "Äda", "A\u0308DA"])
def test_capitals_beyond_ascii_make_no_twin_either(admin_client, settings, door, name):
    make_person("äda")
    door(name, settings, admin_client)
    assert {*User.objects.values_list("username", flat=True)} <= {"admin", "äda", "eve"}


def test_who_has_letters_beyond_ascii_logs_in_in_capitals(client):
    make_person("äda")
    log_in(client, "ÄDA")
    assert is_logged_in(client)


def test_twins_of_an_older_release_are_found_by_their_own_name():
    make_person("ÄDA")
    twin = make_person("äda")
    assert find_person("äda") == twin


def test_a_twin_of_an_older_release_is_told_what_to_do(admin_client):
    make_person("ADA")
    twin = make_person("ada")
    form = {"username": "ada", "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    answer = admin_client.post(f"/admin/auth/user/{twin.pk}/change/", form)
    assert "“ADA”. Capitals and wide letters make no other name" in answer.content.decode()


@pytest.mark.parametrize("door", DOORS)
def test_a_name_is_kept_as_it_is_looked_for(admin_client, settings, door):
    door("ｂｏｂ", settings, admin_client)
    assert User.objects.filter(username="bob").exists()


def test_who_signs_up_with_wide_letters_logs_in_with_them(client, settings):
    sign_up("ｂｏｂ", settings, None)
    log_in(client, "ｂｏｂ")
    assert is_logged_in(client)
