"""People with roles and second factors, and what an app with codes shows."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.models import Group, User

PASSWORD = " correct horse battery 😀 "


def make_person(name: str = "ada", *roles: str, **fields: object) -> User:
    """An account with a password and these roles."""
    user = User.objects.create_user(name, f"{name}@example.org", PASSWORD, **fields)
    user.groups.add(*Group.objects.filter(name__in=roles))
    return user


def give_second_factor(user: User) -> str:
    """An app with codes; gives the key that it read."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def show_code(secret: str) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def log_in(client, name: str = "ada", password: str = PASSWORD, **more: str):
    """Sends the form of the log-in page."""
    return client.post("/accounts/login/", {"login": name, "password": password, **more})


def has_second_factor(user: User) -> bool:
    """Whether an app with codes is set up."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
