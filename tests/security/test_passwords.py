"""What a password may be, and how it is kept."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from itertools import product

import pytest
from django.contrib.auth.hashers import (
    MD5PasswordHasher,
    PBKDF2PasswordHasher,
    make_password,
)
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from accounts import passwords
from accounts.invitations import make_password_link
from tests.accounts.people import PASSWORD, is_logged_in, log_in, make_person
from tests.accounts.test_invitations import list_routes
from tests.web.markup import parsed

pytestmark = [pytest.mark.stores, pytest.mark.django_db]
LETTERS = "qxzjvkwhbp"


def is_taken(password: str) -> bool:
    try:
        validate_password(password)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("length", "is_good"), [(11, False), (12, True), (64, True), (1024, True), (1025, False)]
)
def test_how_long_a_password_may_be(length, is_good):
    password = (LETTERS * 110)[:length]
    assert len(password) == length
    assert is_taken(password) == is_good


@pytest.fixture
def hashed(monkeypatch):
    """How long each password was of which a hash is made."""
    lengths = []
    make = MD5PasswordHasher.encode

    def encode(self, password, salt):
        lengths.append(len(password))
        return make(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    return lengths


def list_account_pages() -> list[str]:
    """Those that need nothing but their address."""
    patterns = get_resolver("allauth.urls").url_patterns
    return [f"/accounts/{route}" for route in list_routes(patterns) if "<" not in route]


def list_password_fields(page: HttpResponse) -> list[str]:
    if not page.get("Content-Type", "").startswith("text/html"):
        return []
    fields = parsed(page.content.decode()).iterfind(".//input[@type='password']")
    return [each.get("name") for each in fields]


def test_no_form_hashes_a_password_that_is_too_long(client, admin_client, hashed, settings):
    settings.SIGN_UP = "open"
    ada = make_person("ada")
    in_account = Client()
    in_account.force_login(ada)
    in_admin = [f"/admin/auth/user/{ada.pk}/password/", "/admin/auth/user/add/"]
    asked = [
        *product((client, in_account), list_account_pages()),
        *product([admin_client], in_admin),
    ]
    asked.append((client, client.get(make_password_link(ada))["Location"]))
    found = set()
    for browser, path in asked:
        if names := list_password_fields(browser.get(path)):
            found |= {*names}
            typed = {"login": "ada", "username": "eve", "email": "eve@example.org"}
            browser.post(path, typed | dict.fromkeys(names, LETTERS * 103))
    assert found == {"oldpassword", "password", "password1", "password2"}
    assert [each for each in hashed if each > passwords.LONGEST] == []


@pytest.mark.parametrize("password", ["Deskfare2026!", "approver-desktop", "DeskfareBuyer1"])
def test_words_of_the_site_are_no_password(password):
    assert not is_taken(password)


def test_every_field_of_a_password_is_masked_and_named_for_password_managers(
    client, admin_client, settings
):
    settings.SIGN_UP = "open"
    ada = make_person("ada")
    in_account = Client()
    in_account.force_login(ada)
    asked = [
        *product((client, in_account), list_account_pages()),
        (client, client.get(make_password_link(ada))["Location"]),
        (admin_client, f"/admin/auth/user/{ada.pk}/password/"),
    ]
    pages = [browser.get(path) for browser, path in asked]
    fields = [
        (each.get("name"), each.get("type"), each.get("autocomplete"))
        for page in pages
        if page.get("Content-Type", "").startswith("text/html")
        for each in parsed(page.content.decode()).iter("input")
        if "password" in each.get("name", "") and each.get("type") not in ("submit", "radio")
    ]
    assert set(fields) == {
        ("password", "password", "current-password"),
        ("oldpassword", "password", "current-password"),
        ("password1", "password", "new-password"),
        ("password2", "password", "new-password"),
    }


def test_an_old_password_logs_in(client):
    ada = make_person("ada")
    long_ago = timezone.now() - timedelta(days=3650)
    User.objects.filter(pk=ada.pk).update(date_joined=long_ago, last_login=long_ago)
    log_in(client)
    assert is_logged_in(client)


@pytest.fixture
def usual_hash(settings, manage):
    """The hash that the site has where no test wants a quick one."""
    words = "from django.conf import settings; print(settings.PASSWORD_HASHERS[0])"
    done = manage("sqlite:///none", "shell", "--no-imports", "-c", words)
    settings.PASSWORD_HASHERS = done.stdout.splitlines()[-1:]


def test_passwords_are_kept_by_a_slow_hash(usual_hash):
    name, rounds, salt, _ = make_password(PASSWORD).split("$")
    assert name == "pbkdf2_sha256"
    assert int(rounds) >= 600_000
    assert len(salt) >= 22


def test_an_older_hash_is_made_anew_at_log_in(client, usual_hash):
    ada = make_person("ada")
    older = PBKDF2PasswordHasher().encode(PASSWORD, "salt" * 6, iterations=1000)
    User.objects.filter(pk=ada.pk).update(password=older)
    log_in(client)
    ada.refresh_from_db()
    assert int(ada.password.split("$")[1]) > 1000


@pytest.fixture
def stolen(tmp_path, settings):
    """A list of stolen passwords, as they come: with some thousand others."""
    words = [f"stolen and sold {number}" for number in range(3000)]
    hashes = sorted(hashlib.sha1(word.encode()).hexdigest().upper() for word in words)
    path = tmp_path / "stolen.txt"
    path.write_text("".join(f"{each}:{place}\r\n" for place, each in enumerate(hashes)))
    settings.BREACHED_PASSWORDS = str(path)
    return words


def test_no_stolen_password_is_taken(stolen):
    assert [word for word in stolen if is_taken(word)] == []


def test_a_password_that_is_on_no_list_is_taken(stolen):
    assert all(is_taken(f"never stolen, never sold {number}") for number in range(200))


def test_where_the_list_is_gone_a_new_password_is_refused_in_words(client, settings, tmp_path):
    ada = make_person("ada")
    log_in(client)
    settings.BREACHED_PASSWORDS = str(tmp_path / "gone.txt")
    words = dict.fromkeys(("password1", "password2"), "never stolen, never sold")
    page = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **words})
    assert passwords.UNUSABLE in " ".join(parsed(page.content.decode()).itertext())
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (None, passwords.UNREADABLE.format(why="No such file or directory")),
        ("", passwords.UNLIKE),
        ("secret\nsesame\n", passwords.UNLIKE),
        (f"{'a' * 40}:2\n", passwords.UNLIKE),
        (f"{'B' * 40}:2\n{'A' * 40}:1\n", passwords.UNLIKE),
    ],
)
def test_a_list_that_is_none_is_told_from_one(tmp_path, text, fault):
    path = tmp_path / "list.txt"
    if text is not None:
        path.write_text(text)
    assert passwords.find_list_faults(str(path)) == [fault]


def test_a_list_that_is_one_has_no_fault(stolen, settings):
    assert passwords.find_list_faults(settings.BREACHED_PASSWORDS) == []


@pytest.mark.parametrize("password", ["password1234", "1qaz2wsx3edc", "123456789123"])
def test_a_common_password_is_not_taken(password):
    assert not is_taken(password)
