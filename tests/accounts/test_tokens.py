"""Tokens for programs: made by whoever has just proved who they are, shown once, ended in time."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import Token
from accounts.tokens import make_token
from calculator.kept.day import find_day
from tests.web.markup import parsed, text_of

from .people import confirm_password, give_second_factor, log_in, make_person

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

PAGE = "/accounts/tokens/"
DOOR = "/api/comparisons"


@pytest.fixture
def ada():
    return make_person("ada", "buyer")


@pytest.fixture
def at_page(client, ada):
    """Ada before the page, who has just given her password."""
    log_in(client)
    confirm_password(client)
    return client


def make(client: Client, name: str = "Purchasing", **typed: str):
    last = find_day() + timedelta(days=30)
    return client.post(PAGE, {"action": "make", "name": name, "ends_on": last, **typed})


def find_shown(response) -> list[str]:
    """The tokens that stand on a page."""
    return re.findall(r"deskfare_[\w-]+", text_of(parsed(response.content.decode())))


def ask(token: str, path: str = DOOR, client: Client | None = None):
    return (client or Client()).get(path, headers={"Authorization": f"Bearer {token}"})


def give_token(owner, **more: date) -> str:
    today = find_day()
    return make_token(owner, "x", **({"today": today, "ends_on": today} | more))


def test_a_token_is_shown_once_and_kept_as_its_hash(at_page):
    [token] = find_shown(make(at_page))
    kept = Token.objects.get()
    assert kept.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(list(Token.objects.values()))
    assert find_shown(at_page.get(PAGE)) == []


def test_it_has_at_least_160_random_bits(ada, monkeypatch):
    drawn = []
    monkeypatch.setattr(secrets, "token_urlsafe", lambda size: drawn.append(size * 8) or "drawn")
    assert give_token(ada) == "deskfare_drawn"
    assert drawn == [192]


def test_a_program_asks_with_it_in_its_owners_name(at_page):
    [token] = find_shown(make(at_page))
    assert ask(token).json() == {"comparisons": []}


def test_it_ends_in_ninety_days_where_nothing_else_is_said(at_page):
    root = parsed(at_page.get(PAGE).content.decode())
    [field] = [each for each in root.iter("input") if each.get("name") == "ends_on"]
    assert field.get("value") == str(find_day() + timedelta(days=90))


@pytest.mark.parametrize(("days", "is_made"), [(-1, 0), (0, 1), (365, 1), (366, 0)])
def test_its_last_day_is_within_a_year_from_today(at_page, days, is_made):
    response = make(at_page, ends_on=str(find_day() + timedelta(days=days)))
    assert (response.status_code, Token.objects.count()) == (200 if is_made else 422, is_made)


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"name": "x" * 101},
        {"ends_on": "soon"},
        {"ends_on": "٢٠٢٧-٠١-٠١"},
        {"ends_on": "0001-01-01"},
        {"ends_on": "9999-12-31"},
    ],
)
def test_what_is_typed_wrong_makes_none(at_page, typed):
    assert (make(at_page, **typed).status_code, Token.objects.count()) == (422, 0)


def test_it_holds_on_its_last_day_and_on_none_after(ada):
    today = find_day()
    assert ask(give_token(ada, ends_on=today)).status_code == 200
    assert ask(give_token(ada, ends_on=today - timedelta(days=1))).status_code == 401


def test_its_owner_revokes_it(at_page, ada):
    token = give_token(ada)
    at_page.post(PAGE, {"action": "revoke", "token": Token.objects.get().pk})
    assert ask(token).status_code == 401


@pytest.mark.parametrize("number", ["", "x", "9" * 30, None])
def test_nobody_revokes_that_of_another(at_page, number):
    token = give_token(make_person("bea", "buyer"))
    at_page.post(PAGE, {"action": "revoke", "token": number or Token.objects.get().pk})
    assert ask(token).status_code == 200


def test_the_list_tells_when_each_was_used_last(at_page, ada):
    token = give_token(ada)
    assert "never" in text_of(parsed(at_page.get(PAGE).content.decode()))
    ask(token)
    assert Token.objects.get().last_used_on == find_day()


def test_what_is_no_token_that_holds_is_one_answer(ada):
    bea = make_person("bea", "buyer")
    revoked, inactive = give_token(ada), give_token(bea)
    Token.objects.filter(owner=ada).update(revoked_at="2026-01-01T00:00Z")
    bea.is_active = False
    bea.save()
    ended = give_token(ada, ends_on=find_day() - timedelta(days=1))
    headers = [
        {},
        *({"Authorization": f"Bearer {token}"} for token in (revoked, inactive, ended, "", "x")),
        {"Authorization": "Bearer " + "x" * 10_000},
        {"Authorization": "Basic YWRhOng="},
        {"Authorization": "é"},
        {"Authorization": ""},
    ]
    said = [Client().get(DOOR, headers=each) for each in headers]
    assert {(each.status_code, each["WWW-Authenticate"], each.content) for each in said} == {
        (401, "Bearer", said[0].content)
    }


def test_a_wrong_token_is_refused_in_a_session_too(at_page):
    assert ask("x", client=at_page).status_code == 401


def test_a_token_opens_no_page(ada):
    token = give_token(ada)
    for page in ("/comparisons/", "/quotes/", PAGE, "/accounts/"):
        assert ask(token, page)["Location"].startswith("/accounts/login/")


def test_a_token_makes_no_session(ada):
    assert not ask(give_token(ada)).cookies


def test_it_stands_in_no_log(ada, caplog):
    token = give_token(ada)
    with caplog.at_level(logging.DEBUG):
        ask(token)
        ask(f"{token}x")
    assert (DOOR in caplog.text, token in caplog.text) == (True, False)


def test_the_log_tells_that_one_was_made_and_that_it_was_revoked(at_page, caplog):
    with caplog.at_level(logging.INFO):
        make(at_page)
        for _ in range(2):
            at_page.post(PAGE, {"action": "revoke", "token": Token.objects.get().pk})
    said = [
        each.getMessage().split()[0] for each in caplog.records if each.name.endswith("account")
    ]
    assert said == ["token-made", "token-revoked"]


def test_who_has_no_role_has_none_with_a_token(client):
    assert ask(give_token(make_person("eve"))).status_code == 403


def test_who_owes_a_second_factor_makes_none_and_uses_none(client):
    person = make_person("ada", "approver")
    log_in(client)
    confirm_password(client)
    assert (make(client).status_code, Token.objects.count()) == (403, 0)
    token = give_token(person)
    assert ask(token).status_code == 403
    give_second_factor(person)
    assert ask(token).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_before_one_is_made_the_password_is_asked_again(client, ada, method):
    log_in(client)
    response = getattr(client, method)(PAGE, {"action": "make", "name": "x"})
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert not Token.objects.exists()


def test_a_stranger_is_asked_to_log_in(client):
    assert client.get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"


def test_an_administrator_sees_whose_there_are_and_ends_them(admin_client, ada):
    token = give_token(ada)
    page = admin_client.get("/admin/accounts/token/").content.decode()
    assert "ada" in page
    chosen = {"action": "revoke", "_selected_action": Token.objects.get().pk}
    admin_client.post("/admin/accounts/token/", chosen)
    assert ask(token).status_code == 401


def test_who_is_logged_out_while_typing_is_shown_it_again_and_no_token_is_made(ada):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    page = parsed(make(client, name="Monthly report").content.decode())
    assert "older than your log-in" in text_of(page.find(".//main/p[@role='alert']"))
    assert page.find(".//input[@name='name']").get("value") == "Monthly report"
    assert not Token.objects.exists()
