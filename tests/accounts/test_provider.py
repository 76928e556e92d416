"""Log-in by the organisation's identity provider."""

from __future__ import annotations

import hmac
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.utils import timezone
from jwt import InsecureKeyLengthWarning
from jwt.utils import base64url_encode

from accounts.signed_tokens import is_signed_by_one_of
from tests.web.markup import parsed, text_of

from .people import confirm_password, give_second_factor, is_logged_in, log_in, make_person
from .provider import CLIENT, FOREIGN_KEY, KEY, publish, serve_provider, sign

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

LOG_IN = "/accounts/oidc/oidc/login/"
CALLBACK = f"{LOG_IN}callback/"


@pytest.fixture
def provider(settings):
    """A provider that the site knows."""
    with serve_provider() as server:
        app = {
            "provider_id": "oidc",
            "name": "Example Works",
            "client_id": CLIENT["id"],
            "secret": CLIENT["secret"],
            "settings": {"server_url": server.address},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        yield server


def ask_provider(client, provider, address=LOG_IN):
    """Goes to the provider by the button, and is let in there: what a browser comes back with."""
    asked = parse_qs(urlsplit(client.post(address)["Location"]).query)
    provider.challenge, provider.nonce = asked["code_challenge"][0], asked["nonce"][0]
    return {"code": "once", "state": asked["state"][0]}


def come_back(client, provider, address=LOG_IN, **changed):
    """Goes to the provider, is let in there, and comes back with a code."""
    return client.get(CALLBACK, {**ask_provider(client, provider, address), **changed})


def test_the_log_in_page_names_the_provider(client, provider):
    root = parsed(client.get("/accounts/login/").content.decode())
    assert "Log in with Example Works" in [text_of(each) for each in root.iter("button")]


def test_whom_the_provider_lets_in_gets_no_account_unless_a_setting_says_so(
    client, provider, settings
):
    assert "Accounts are made by an administrator" in come_back(client, provider).content.decode()
    assert not User.objects.exists()
    settings.SIGN_UP = "provider"
    come_back(client, provider)
    assert is_logged_in(client)
    assert list(User.objects.get().groups.all()) == []


def test_an_account_is_never_joined_by_its_address_alone(client, provider, settings):
    settings.SIGN_UP = "provider"
    make_person("ada", "approver")
    come_back(client, provider)
    assert not is_logged_in(client)


def test_who_connects_an_account_logs_in_with_the_provider(client, provider):
    make_person("ada", "buyer")
    log_in(client)
    confirm_password(client)
    come_back(client, provider, f"{LOG_IN}?process=connect")
    other = type(client)()
    come_back(other, provider)
    assert is_logged_in(other)


def test_the_provider_leads_past_no_second_factor(client, provider):
    ada = make_person("ada", "buyer")
    log_in(client)
    confirm_password(client)
    come_back(client, provider, f"{LOG_IN}?process=connect")
    give_second_factor(ada)
    other = type(client)()
    assert come_back(other, provider)["Location"] == "/accounts/2fa/authenticate/"
    assert not is_logged_in(other)


def test_whom_the_provider_lets_in_and_who_owes_a_second_factor_is_led_to_it(client, provider):
    anna = make_person("anna", "buyer")
    log_in(client, "anna")
    confirm_password(client)
    come_back(client, provider, f"{LOG_IN}?process=connect")
    anna.groups.add(Group.objects.get(name="approver"))
    other = type(client)()
    come_back(other, provider)
    assert other.get("/quotes/")["Location"] == "/accounts/2fa/"
    assert other.get("/api/quotes").status_code == 403


def test_a_session_by_the_provider_ends_within_twelve_hours_as_any_other(
    client, provider, settings
):
    settings.SIGN_UP = "provider"
    come_back(client, provider)
    [session] = Session.objects.all()
    assert session.expire_date - timezone.now() <= timedelta(hours=12)
    assert is_logged_in(client)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_logged_in(client)


@pytest.mark.parametrize("changed", [{"state": "another"}, {"error": "access_denied"}])
def test_an_answer_to_another_question_logs_nobody_in(client, provider, settings, changed):
    settings.SIGN_UP = "provider"
    come_back(client, provider, **changed)
    assert not is_logged_in(client)
    assert not User.objects.exists()


def test_a_code_that_somebody_else_asked_for_is_refused(client, provider, settings):
    settings.SIGN_UP = "provider"
    asked = parse_qs(urlsplit(client.post(LOG_IN)["Location"]).query)
    provider.challenge = "of another browser"
    answer = {"code": "once", "state": asked["state"][0]}
    response = client.get(CALLBACK, answer)
    assert response.status_code == 401
    assert not User.objects.exists()


def test_an_answer_to_another_browser_logs_nobody_in(client, provider, settings):
    settings.SIGN_UP = "provider"
    answer = ask_provider(client, provider)
    other = type(client)()
    ask_provider(other, provider)
    other.get(CALLBACK, answer)
    assert not is_logged_in(other)
    assert not User.objects.exists()


def test_an_answer_holds_once(client, provider, settings):
    settings.SIGN_UP = "provider"
    answer = ask_provider(client, provider)
    client.get(CALLBACK, answer)
    assert is_logged_in(client)
    client.post("/accounts/logout/")
    client.get(CALLBACK, answer)
    assert not is_logged_in(client)


def test_each_log_in_has_a_nonce_and_a_challenge_that_nobody_guesses(client, provider):
    asked = [parse_qs(urlsplit(client.post(LOG_IN)["Location"]).query) for _ in range(2)]
    assert {each["code_challenge_method"][0] for each in asked} == {"S256"}
    for name in ("nonce", "code_challenge", "state"):
        first, second = (each[name][0] for each in asked)
        assert first != second
    assert {len(each["nonce"][0]) for each in asked} == {43}


def test_a_provider_that_is_not_there_is_said_in_words(client, provider, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] = {"server_url": "http://127.0.0.1:9/"}
    response = client.post(LOG_IN)
    assert response.status_code == 502
    assert "Your organisation did not log you in" in response.content.decode()


def test_a_form_may_lead_to_the_provider_that_the_settings_name(manage):
    done = manage(
        "sqlite://:memory:",
        "shell",
        "--command",
        "from django.conf import settings as s; d = s.CONTENT_SECURITY_POLICY['DIRECTIVES'];"
        "print(*d['form-action'])",
        OIDC_ISSUER="https://login.example/realms/works",
    )
    assert done.stdout.splitlines()[-1:] == ["'self' https://login.example"], done.stderr


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another site"},
        {"iss": "https://evil.example"},
        {"exp": 1_000_000_000},
        {"nbf": 4_000_000_000},
        {"sub": None},
        {"nonce": None},
        {"nonce": "of another log-in"},
    ],
    ids=lambda claims: "{}-{}".format(*next(iter(claims.items()))),
)
def test_a_token_of_another_site_issuer_or_time_lets_nobody_in(client, provider, settings, claims):
    settings.SIGN_UP = "provider"
    provider.claims = claims
    come_back(client, provider)
    assert not is_logged_in(client)
    assert not User.objects.exists()


def test_a_provider_that_says_to_be_another_lets_nobody_in(client, provider, settings):
    settings.SIGN_UP = "provider"
    provider.issuer = "https://another.example"
    provider.claims = {"iss": provider.issuer}
    come_back(client, provider)
    assert not User.objects.exists()


def sign_with_what_all_know(claims):
    """By HS256, with the published key as the shared one; no library does that for us."""
    known = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = base64url_encode(b'{"alg": "HS256", "kid": "of today"}').decode()
    signed = f"{header}.{sign(claims).split('.')[1]}"
    mark = hmac.digest(known, signed.encode(), "sha256")
    return f"{signed}.{base64url_encode(mark).decode()}"


def sign_with_a_key_of_its_own(claims):
    """With a key that the token itself brings, and says where more are."""
    brought = publish(FOREIGN_KEY, "of today")
    headers = {"kid": "of today", "jwk": brought, "jku": "https://evil.example/keys"}
    return sign(claims, FOREIGN_KEY, headers=headers)


@pytest.mark.parametrize(
    "forge",
    [
        lambda claims: sign(claims, FOREIGN_KEY),
        lambda claims: sign(claims, "", algorithm="none"),
        lambda claims: sign(claims, CLIENT["secret"] * 3, algorithm="HS256"),
        sign_with_what_all_know,
        sign_with_a_key_of_its_own,
        lambda claims: sign(claims, headers={"kid": "of yesterday"}),
        lambda claims: sign(claims)[:-8],
        lambda claims: sign(claims).rpartition(".")[0] + ".",
        lambda claims: ".".join([*sign({**claims, "x": 1}).split(".")[:2], sign(claims)[-342:]]),
        lambda claims: "no token",
        lambda claims: "",
    ],
    ids=["foreign", "none", "secret", "known", "own", "kid", "cut", "bare", "moved", "text", "no"],
)
def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(client, provider, settings, forge):
    settings.SIGN_UP = "provider"
    provider.sign = forge
    assert come_back(client, provider).status_code == 401
    assert not is_logged_in(client)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "more",
    [{"algorithm": "RS512"}, {"algorithm": "PS256"}, {"headers": {}}],
    ids=["longer", "padded", "unnamed"],
)
def test_however_the_provider_signs_it_its_token_lets_in(client, provider, settings, more):
    settings.SIGN_UP = "provider"
    provider.sign = lambda claims: sign(claims, **more)
    come_back(client, provider)
    assert is_logged_in(client)


def test_a_key_too_short_for_its_algorithm_signs_nothing():
    short = rsa.generate_private_key(65537, 1024)
    with pytest.warns(InsecureKeyLengthWarning):
        token = sign({"sub": "17"}, short)
    assert not is_signed_by_one_of([publish(short, "of today")], token)
