"""The organisation's identity provider, where the settings name one."""

from __future__ import annotations

from typing import NamedTuple

from allauth.socialaccount.adapter import get_adapter
from django.http import HttpRequest


class Provider(NamedTuple):
    """What people call it, and where one logs in with it."""

    name: str
    address: str


def list_providers(request: HttpRequest, process: str = "login") -> list[Provider]:
    """The identity providers to log in with, or to connect an account with."""
    return [
        Provider(each.app.name, each.get_login_url(request, process=process))
        for each in get_adapter().list_providers(request)
    ]
