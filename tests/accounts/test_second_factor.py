"""Who must have a second factor, and that nothing leads past one."""

from __future__ import annotations

import json
import re

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache

from accounts.invitations import make_password_link
from accounts.roles import APPROVER, BUYER, PRICE_EDITOR, VIEWER

from .people import (
    confirm_password,
    give_second_factor,
    is_logged_in,
    log_in,
    make_person,
    show_code,
)

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

SET_UP = "/accounts/2fa/"


@pytest.mark.parametrize("page", ["/", "/prices/", "/rights/", "/admin/"])
@pytest.mark.parametrize(
    ("roles", "fields", "is_asked"),
    [
        ([], {}, False),
        ([VIEWER], {}, False),
        ([BUYER], {}, False),
        ([VIEWER, APPROVER], {}, True),
        ([PRICE_EDITOR], {}, True),
        ([], {"is_staff": True}, True),
        ([], {"is_superuser": True}, True),
    ],
    ids=lambda value: str(value),
)
def test_a_second_factor_is_asked_of_whoever_binds_others(
    client, catalogue_db, page, roles, fields, is_asked
):
    client.force_login(make_person("ada", *roles, **fields))
    assert (client.get(page).headers.get("Location") == SET_UP) == is_asked


def test_with_a_second_factor_every_page_opens(client, catalogue_db):
    person = make_person("ada", APPROVER)
    give_second_factor(person)
    client.force_login(person)
    assert client.get("/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, catalogue_db):
    person = make_person("ada", APPROVER)
    Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(person)
    assert client.get("/")["Location"] == SET_UP


def test_the_api_says_it_in_its_own_form(client, catalogue_db):
    client.force_login(make_person("ada", APPROVER))
    response = client.post("/api/compare", "{}", content_type="application/json")
    [fault] = json.loads(response.content)["faults"]
    assert (response.status_code, "second factor" in fault["message"]) == (403, True)
    assert response["Cache-Control"] == "no-store"


def test_an_app_is_set_up_with_the_code_that_it_shows(client, step):
    person = make_person("ada", APPROVER)
    log_in(client)
    confirm_password(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    wrong = {"code": show_code(step - 7, secret)}
    assert client.post("/accounts/2fa/totp/activate/", wrong).status_code == 200
    right = {"code": show_code(step, secret)}
    shown = client.post("/accounts/2fa/totp/activate/", right, follow=True).content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", shown)) == 10
    assert set(person.authenticator_set.values_list("type", flat=True)) == {
        "totp",
        "recovery_codes",
    }


def test_recovery_codes_are_shown_to_nobody_who_logs_in_later(client, step):
    make_person("ada")
    log_in(client)
    confirm_password(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    code = {"code": show_code(step, secret)}
    client.post("/accounts/2fa/totp/activate/", code, follow=True)
    cache.clear()  # a code holds once, and the clock stands
    other = type(client)()
    log_in(other)
    other.post("/accounts/2fa/authenticate/", code)
    confirm_password(other)
    page = other.get("/accounts/2fa/recovery-codes/").content.decode()
    assert ("10 of 10 are left" in page, "<code>" in page) == (True, False)


def test_before_a_factor_is_changed_the_password_is_asked_again(client):
    make_person("ada")
    log_in(client)
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith(
        "/accounts/reauthenticate/"
    )


def test_before_an_address_is_changed_the_password_is_asked_again(client):
    ada = make_person("ada")
    log_in(client)
    form = {"email": "eve@example.org", "action_add": ""}
    answer = client.post("/accounts/email/", form)
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not ada.emailaddress_set.filter(email="eve@example.org").exists()


def test_who_was_sent_to_set_one_up_is_not_asked_for_the_password_of_a_moment_ago(client, step):
    make_person("ada", APPROVER)
    log_in(client)
    form = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search("<code>([A-Z2-7]+)</code>", form)[1]
    code = {"code": show_code(step, secret)}
    made = client.post("/accounts/2fa/totp/activate/", code, follow=True)
    assert "Recovery codes" in made.content.decode()


def test_who_was_sent_to_set_one_up_long_after_the_log_in_is_asked(client):
    make_person("ada", APPROVER)
    log_in(client)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY][0]["at"] -= 301
    session.save()
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith(
        "/accounts/reauthenticate/"
    )


def test_log_in_asks_for_the_code_after_the_password(client, step):
    give_second_factor(make_person("ada", APPROVER))
    assert log_in(client)["Location"] == "/accounts/2fa/authenticate/"
    assert not is_logged_in(client)
    assert client.get("/accounts/2fa/authenticate/").status_code == 200
    client.post("/accounts/2fa/authenticate/", {"code": show_code(step)})
    assert is_logged_in(client)


@pytest.mark.parametrize("late", [-1, 1], ids=["a step late", "a step early"])
def test_a_code_of_another_step_is_refused(client, step, late):
    give_second_factor(make_person("ada"))
    log_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": show_code(step + late)})
    assert not is_logged_in(client)


def test_a_code_holds_once(client, step):
    give_second_factor(make_person("ada"))
    log_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": show_code(step)})
    other = type(client)()
    log_in(other)
    other.post("/accounts/2fa/authenticate/", {"code": show_code(step)})
    assert (is_logged_in(client), is_logged_in(other)) == (True, False)


def give_recovery_codes(person):
    """A first factor's codes beside it, as they are shown once."""
    give_second_factor(person)
    return RecoveryCodes.activate(person).generate_codes()


def test_a_recovery_code_holds_once(client):
    code = give_recovery_codes(make_person("ada"))[3]
    log_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    other = type(client)()
    log_in(other)
    other.post("/accounts/2fa/authenticate/", {"code": code})
    assert (is_logged_in(client), is_logged_in(other)) == (True, False)


def test_recovery_codes_are_random_and_of_eight_digits(db):
    codes = [code for name in ("ada", "bob") for code in give_recovery_codes(make_person(name))]
    assert len(set(codes)) == 20
    assert {len(each) for each in codes} == {8}


def test_after_five_wrong_codes_the_right_one_is_not_looked_at(client, step):
    give_second_factor(make_person("ada"))
    log_in(client)
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": show_code(step - 7)})
    answer = client.post("/accounts/2fa/authenticate/", {"code": show_code(step)})
    assert not is_logged_in(client)
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "try again in five minutes" in answer.content.decode()


def test_a_password_set_by_a_link_leads_past_no_second_factor(client):
    person = make_person("ada")
    give_second_factor(person)
    form = client.get(make_password_link(person))["Location"]
    client.post(form, {"password1": "a new one 123", "password2": "a new one 123"})
    assert not is_logged_in(client)
    assert log_in(client, password="a new one 123")["Location"] == "/accounts/2fa/authenticate/"


def test_an_administrator_takes_a_lost_factor_away_and_never_reads_it(admin_client):
    lost = make_person("ada")
    give_second_factor(lost)
    [factor] = lost.authenticator_set.all()
    address = f"/admin/mfa/authenticator/{factor.pk}"
    page = admin_client.get(f"{address}/change/").content.decode()
    assert factor.data["secret"] not in page
    admin_client.post(f"{address}/delete/", {"post": "yes"})
    assert not lost.authenticator_set.exists()


def test_a_passkey_that_nobody_made_is_refused(client):
    make_person("ada")
    answer = client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert "challenge" in json.loads(answer.content)["request_options"]["publicKey"]
    credential = {"id": "eA", "rawId": "eA", "type": "public-key", "response": {}}
    response = client.post("/accounts/2fa/webauthn/login/", {"credential": json.dumps(credential)})
    assert response["Location"] == "/accounts/login/"
    assert not is_logged_in(client)
