"""What a form was sent and does not offer is told by its name, at every form; nothing else is."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from tests.accounts.people import give_second_factor
from tests.security.routes import list_addresses
from tests.web.markup import parsed

pytestmark = [pytest.mark.stores, pytest.mark.django_db]
FORGED = ("approved_by", "is_superuser", "owner", "status", "number")
MANY = 50  # fields, of a question
# A press of them ends what others ask for, or lies outside: the provider, a passkey.
ELSEWHERE = ("/accounts/logout/", "/accounts/oidc/", "webauthn")


def list_fields(form: Element, page: Element) -> list[Element]:
    """What belongs to a form, within it or by its id."""
    kinds = ("input", "select", "textarea", "button")
    within = {id(each) for each in form.iter()}
    return [
        each
        for each in page.iter()
        if each.tag in kinds
        and each.get("form", form.get("id") if id(each) in within else None) == form.get("id")
        and (each.get("form") or id(each) in within)
    ]


def read_value(field: Element) -> str:
    """What a browser sends of a field."""
    options = list(field.iter("option"))
    chosen = [each for each in options if each.get("selected") is not None] or options
    if field.tag == "select":
        return chosen[0].get("value", "") if chosen else ""
    return field.get("value", "") if field.tag == "input" else field.text or ""


def list_presses(text: str, address: str) -> list[tuple[str, dict[str, str]]]:
    """Where each button of each form of a page leads, and what it sends of the untouched form."""
    page = parsed(text)
    presses = []
    for form in page.iter("form"):
        if form.get("method", "get").lower() != "post":
            continue
        fields = list_fields(form, page)
        is_button = [
            each.tag == "button" or each.get("type") in ("submit", "image") for each in fields
        ]
        buttons = [each for each, pressed in zip(fields, is_button, strict=True) if pressed]
        plain = {
            each.get("name", ""): read_value(each)
            for each, pressed in zip(fields, is_button, strict=True)
            if not pressed and each.get("type") != "file" and each.get("name")
        }
        for button in buttons or [form]:
            goal = button.get("formaction") or form.get("action") or address
            pressed = {button.get("name"): button.get("value", "")} if button.get("name") else {}
            presses.append((goal, plain | pressed))
    return [each for each in presses if not any(part in each[0] for part in ELSEWHERE)]


@pytest.fixture
def seen(issued, keep, as_, catalogue_db):
    """Addresses of everything, with a quote that was issued, a draft and a comparison."""
    give_second_factor(User.objects.create_superuser("root", "root@example.org", "x"))
    version = keep("bob", visibility="organisation")
    form = {"comparison": version.comparison_id, "version": 1, "scenario": 1}
    made = as_("bob").post("/quotes/", form)["Location"]
    own = [f"/comparisons/{version.comparison_id}/v1/", made]
    return [*own, *(each for each in list_addresses(issued) if "logout" not in each)]


def list_told(caplog: Any) -> list[str]:
    """The names that lines told."""
    return [
        record.getMessage().partition(": ")[2].partition(" user=")[0]
        for record in caplog.records
        if record.name == "deskfare.fields"
    ]


def press(client: Client, caplog: Any, goal: str, sent: dict[str, str]) -> tuple[str, list[str]]:
    """How far a form came, and what was told of it; what came of it is taken back."""
    caplog.clear()
    with transaction.atomic(), caplog.at_level(logging.WARNING, "deskfare.fields"):
        answer = client.post(goal, sent)
        transaction.set_rollback(True)
    return tell_how_far(answer), list_told(caplog)


def tell_how_far(answer: HttpResponse) -> str:
    """Whether a form was read, refused as a whole, or led to where a password is asked for."""
    if answer.status_code >= 400 and answer.status_code != 422:
        return "refused"
    return "led on" if "reauthenticate" in answer.get("Location", "") else "read"


def list_forms(client: Client, addresses: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each press of each form of pages, once."""
    done = set()
    for address in addresses:
        answer = client.get(address)
        is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        presses = list_presses(answer.content.decode(), address) if is_page else []
        for goal, sent in presses:
            what = (goal.partition("?")[0], len(sent) > MANY or tuple(sent), sent.get("action"))
            if what not in done and not is_exempt(goal):
                done.add(what)
                yield goal, sent


def is_exempt(goal: str) -> bool:
    """Whether a form changes nothing: a file in, an answer out."""
    return getattr(resolve(goal.partition("?")[0]).func, "csrf_exempt", False)


@pytest.mark.parametrize(
    ("who", "least"), [("bob", 20), ("anna", 15), ("paula", 15), ("root", 15), ("", 5)]
)
def test_each_form_tells_what_it_does_not_offer_and_nothing_that_it_does(
    who, least, seen, as_, caplog
):
    client = as_("")
    if who:
        client = Client()
        client.force_login(User.objects.get(username=who))
    wrong, read = [], 0
    for goal, sent in list_forms(client, seen):
        forged = sorted(set(FORGED) - set(sent))
        how_far, told = press(client, caplog, goal, sent | dict.fromkeys(forged, "1"))
        read += how_far == "read"
        expected = {"read": [" ".join(forged)]}.get(how_far, [])
        _, untouched = press(client, caplog, goal, sent)
        if (told, untouched) != (expected, []):
            wrong.append((goal, sent.get("action"), told, untouched))
    assert wrong == []
    assert read >= least


def tell(caplog: Any, client: Client, **sent: str) -> list[str]:
    """What is told of fields sent to the form of a password."""
    caplog.clear()
    form = urlencode({"login": "bob", "password": "x", **sent})
    client.post("/accounts/login/", form, "application/x-www-form-urlencoded")
    return list_told(caplog)


def test_of_many_fields_ten_are_named_and_of_a_long_name_forty_signs(as_, caplog):
    [told] = tell(caplog, as_(""), **{f"{number:03}{'a' * 500}": "1" for number in range(1000)})
    assert told.split(" ") == [f"{number:03}{'a' * 37}" for number in range(10)]


def test_no_name_makes_a_second_line_and_no_text_is_told(as_, caplog):
    assert tell(caplog, as_(""), **{"a\r\nb c": "of nobody else"}) == ["a%0D%0Ab%20c"]
    assert "of nobody else" not in caplog.text


def test_what_a_stranger_typed_waits_and_is_not_told(as_, caplog):
    as_("").post("/quotes/", {"comparison": "1", "version": "1", "scenario": "1"})
    assert list_told(caplog) == []
