"""The one door: who gets in, where to, and how one gets out again."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.urls import get_resolver

from tests.web.markup import parsed, text_of

from .people import PASSWORD, is_logged_in, log_in, make_person

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


@pytest.fixture
def ada():
    return make_person("ada", "buyer")


@pytest.mark.parametrize("name", ["ada", "ADA@example.org", "ａda"])
def test_a_name_or_an_address_with_the_password_logs_in(client, ada, name):
    assert log_in(client, name).status_code == 302
    assert is_logged_in(client)


AS_TYPED = " Æ two  blanks 😀 "


@pytest.mark.parametrize(
    ("password", "is_right"),
    [
        (AS_TYPED, True),
        (AS_TYPED.strip(), False),
        (AS_TYPED.upper(), False),
        (AS_TYPED.replace("  ", " "), False),
        (f"{AS_TYPED}x", False),
        (AS_TYPED[:-1], False),
        ("", False),
    ],
)
def test_a_password_holds_as_it_was_typed(client, ada, password, is_right):
    log_in(client)
    form = {"oldpassword": PASSWORD, "password1": AS_TYPED, "password2": AS_TYPED}
    client.post("/accounts/password/change/", form)
    client.logout()
    log_in(client, password=password)
    assert is_logged_in(client) == is_right


def list_alerts(*responses) -> list[str]:
    return [
        text_of(each)
        for response in responses
        for each in parsed(response.content.decode()).iter("div")
        if each.get("role") == "alert"
    ]


def test_an_unknown_name_and_a_wrong_password_are_refused_in_the_same_words(client, ada):
    answers = [log_in(client, name, "not the password") for name in ("eve", "ada")]
    assert list_alerts(*answers) == ["No account has this name and password."] * 2


@pytest.mark.parametrize("name", ["eda", "EDA@example.org"])
def test_the_right_password_of_a_closed_account_is_answered_as_a_wrong_one(client, ada, name):
    make_person("eda", is_active=False)
    answers = [log_in(client, name), log_in(client, name, "not the password")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert list_alerts(*answers) == ["No account has this name and password."] * 2


def test_a_closed_account_takes_as_many_hashes_with_either_password(client, ada, monkeypatch):
    make_person("eda", is_active=False)
    hashed = []
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *given: hashed.append(given) or "md5$x$y"
    )
    counts = []
    for password in (PASSWORD, "not the password"):
        hashed.clear()
        log_in(client, "eda", password)
        counts.append(len(hashed))
    assert counts[0] == counts[1] > 0


def test_the_right_password_of_a_closed_account_counts_as_a_wrong_one(client, ada):
    make_person("eda", is_active=False)
    statuses = [log_in(client, "eda").status_code for _ in range(20)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


def test_a_name_longer_than_any_is_refused_before_it_is_looked_for(client, ada):
    page = log_in(client, "a" * 100_000)
    assert page.status_code == 200
    assert "A name or an address has up to 254 characters." in page.content.decode()


def test_where_nobody_has_an_account_the_page_says_how_the_first_is_made(client, db):
    page = client.get("/accounts/login/").content.decode()
    assert "manage.py createsuperuser" in page


def test_where_there_are_accounts_the_page_says_who_makes_them(client, ada):
    page = client.get("/accounts/login/").content.decode()
    assert "Accounts are made by whoever runs this site" in page
    assert "createsuperuser" not in page


def test_the_rules_of_a_password_are_a_list(client, ada):
    client.force_login(ada)
    page = parsed(client.get("/accounts/password/change/").content.decode())
    [rules] = [each for each in page.iter("div") if each.get("id") == "id_password1_helptext"]
    assert next(text_of(each) for each in rules.iter("li")).startswith("Your password must contain")


def test_log_in_leads_back_to_the_comparison(client, ada, catalogue_db):
    came_from = "/sure?preset=today"
    page = client.get("/accounts/login/", headers={"referer": f"http://testserver{came_from}"})
    [on] = [
        each.get("value")
        for each in parsed(page.content.decode()).iter("input")
        if each.get("name") == "next"
    ]
    assert log_in(client, next=on)["Location"] == came_from


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_log_in_leads_to_no_other_site(client, ada, address):
    assert log_in(client, next=address)["Location"] == "/"


def test_the_session_has_another_name_after_log_in(client, ada):
    client.session["typed"] = "before"
    before = client.session.session_key
    log_in(client)
    assert client.session.session_key != before


def test_log_out_asks_by_a_form_and_ends_the_session_for_good(client, ada):
    log_in(client)
    session = client.cookies["sessionid"].value
    client.get("/accounts/logout/")
    assert is_logged_in(client)
    client.post("/accounts/logout/")
    client.cookies["sessionid"] = session
    assert not is_logged_in(client)


def test_a_closed_account_is_logged_out_and_stays_out(client, ada):
    log_in(client)
    User.objects.update(is_active=False)
    assert not is_logged_in(client)
    assert list_alerts(log_in(client)) == ["No account has this name and password."]
    assert not is_logged_in(client)


def test_the_admin_has_the_same_door(client):
    assert client.get("/admin/pricing/price/")["Location"] == (
        "/admin/login/?next=/admin/pricing/price/"
    )
    assert client.get("/admin/login/?next=/admin/pricing/price/")["Location"] == (
        "/accounts/login/?next=/admin/pricing/price/"
    )


def test_passwords_are_changed_in_one_place(admin_client):
    assert admin_client.get("/admin/password_change/")["Location"] == "/accounts/password/change/"


def test_nobody_signs_up_unless_a_setting_opens_it(client, settings):
    form = {"email": "eve@example.org", "username": "eve", "password1": PASSWORD}
    closed = client.post("/accounts/signup/", form)
    assert (closed.status_code, User.objects.count()) == (200, 0)
    settings.SIGN_UP = "open"
    made = client.post("/accounts/signup/", form)
    assert [list(user.groups.all()) for user in User.objects.all()] == [[]]
    assert made["Location"] == "/?preset=today"


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("x7" * 5 + "x", False),
        ("x7" * 6, True),
        ("password1234", False),
        ("Deskfare2026!", False),
        ("é" * 64, True),
    ],
    ids=["11 signs", "12 signs", "a common one", "the name of this site", "64 letters"],
)
def test_a_password_is_long_and_no_common_one(client, ada, password, is_taken):
    log_in(client)
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    client.post("/accounts/password/change/", form)
    ada.refresh_from_db()
    assert ada.check_password(password) == is_taken


def test_a_password_is_changed_with_the_old_one_alone(client, ada):
    log_in(client)
    form = {"oldpassword": "not it", "password1": "a new one 123", "password2": "a new one 123"}
    client.post("/accounts/password/change/", form)
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_a_changed_password_ends_all_other_sessions(client, ada, django_user_model):
    other = type(client)()
    log_in(client)
    log_in(other)
    form = {"oldpassword": PASSWORD, "password1": "a new one 123", "password2": "a new one 123"}
    client.post("/accounts/password/change/", form)
    assert (is_logged_in(client), is_logged_in(other)) == (True, False)


def test_calculating_asks_nobody_for_an_account(client, catalogue_db):
    assert client.get("/").status_code == 200
    assert client.get("/quote.csv?preset=today").status_code == 200


def list_addresses():
    """Every address of the account that takes no argument, by its name."""
    found = get_resolver().reverse_dict
    names = {name for name in found if isinstance(name, str)}
    return sorted(
        f"/{form}"
        for name in names
        for form, arguments in found.getlist(name)[0][0]
        if form.startswith("accounts/") and not arguments
    )


def test_addresses_of_accounts_are_found():
    assert len(list_addresses()) > 20


@pytest.mark.parametrize("address", list_addresses())
@pytest.mark.parametrize("is_known", [True, False])
def test_every_page_of_the_account_is_one_of_ours(client, ada, address, is_known):
    if is_known:
        log_in(client)
    response = client.get(address, follow=True)
    root = parsed(response.content.decode())
    assert response.status_code in (200, 401, 403, 404)
    assert [each.get("href") for each in root.iter("a")][1] == "/"
    scripts = [each for each in root.iter("script") if each.get("type") != "application/json"]
    assert [each for each in scripts if not each.get("src")] == []


def test_no_page_of_the_account_is_kept_by_a_cache(client, ada):
    log_in(client)
    assert client.get("/accounts/2fa/")["Cache-Control"] == "private, no-store"


def test_without_mail_the_page_says_whom_to_ask_for_a_new_password(client):
    root = parsed(client.get("/accounts/password/reset/").content.decode())
    assert "This site sends no mail. Ask whoever runs it" in text_of(root)
    assert list(root.iter("form")) == []
