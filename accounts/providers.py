"""The organisation's identity provider, where the settings name one."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import NamedTuple

from allauth.socialaccount.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

GetResponse = Callable[[HttpRequest], HttpResponse]


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


def bear_absence(get_response: GetResponse) -> GetResponse:
    """Says in words that the identity provider does not answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RequestException):
            return None
        page = "socialaccount/authentication_error.html"
        return render(request, page, status=HTTPStatus.BAD_GATEWAY)

    middleware.process_exception = process_exception
    return middleware
