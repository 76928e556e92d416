"""People with roles and second factors, and what an app with codes shows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client

PASSWORD = " correct horse battery 😀 "
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP_SECONDS = 30


def make_person(name: str = "ada", *roles: str, **fields: object) -> User:
    """An account with a password and these roles."""
    user = User.objects.create_user(name, f"{name}@example.org", PASSWORD, **fields)
    user.groups.add(*Group.objects.filter(name__in=roles))
    assert user.groups.count() == len(roles)
    return user


def give_second_factor(user: User) -> None:
    """An app with codes that has read SECRET."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": SECRET})


def count_step() -> int:
    """The step of time that an app counts in."""
    return int(time.time()) // STEP_SECONDS


def stop_steps(monkeypatch: pytest.MonkeyPatch) -> int:
    """Stops the time by which the site counts codes; gives its step."""
    now = count_step()
    monkeypatch.setattr(
        "allauth.mfa.totp.internal.auth.yield_hotp_counters_from_time", lambda: iter([now])
    )
    return now


def show_code(step: int, secret: str = SECRET) -> str:
    """What the app shows in a step of time (RFC 6238, RFC 4226)."""
    key = base64.b32decode(secret)
    digest = hmac.new(key, step.to_bytes(8, "big"), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def log_in(
    client: Client, name: str = "ada", password: str = PASSWORD, **more: str
) -> HttpResponse:
    """Sends the form of the log-in page."""
    return client.post("/accounts/login/", {"login": name, "password": password, **more})


def is_logged_in(client: Client) -> bool:
    """Whether the page of the account opens."""
    return client.get("/accounts/").status_code == 200


def confirm_password(client: Client) -> None:
    """Answers what is asked before an account is changed."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
