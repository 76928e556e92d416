"""Every route asked as a stranger and as an administrator: headers, methods, nothing written."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass, field

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from quotes.models import IssuedQuote
from tests.accounts.people import give_second_factor, make_person

from .routes import list_addresses

pytestmark = [pytest.mark.stores, pytest.mark.django_db]
# Where a factor is set up, what was begun stands in the session that is there already. Once, for an
# account that was made by hand, django-allauth copies its address to where it looks for it.
IN_ITS_PLACE = re.compile(r'^UPDATE "django_session" |^INSERT INTO "account_emailaddress" ')
READS = (
    "SELECT",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "BEGIN",
    "PRAGMA",
    "EXPLAIN",
    "SET ",
    "SHOW ",
)


PEOPLE = ["stranger", "administrator"]
# In the admin it is a message to whoever asked for a row that is not there.
BEGUN_AT = ("/accounts/", "/admin/")
# What is printed besides the page: its script alone asks for it, before it prints.
PART = "/on-paper"
ELSEWHERE = {"origin": "https://evil.example"}  # a page of another site that asks
FILE = re.compile(r"^(?!/api/openapi\.json).*\.\w+$")
A_PART_FROM_ELSEWHERE = re.compile(
    r"""<(?!a\b)\w[^>]*\s(?:src|srcset|href|data|poster)\s*=\s*["']?\s*(?:\w+:)?//""", re.IGNORECASE
)


@dataclass
class Asked:
    """All routes as somebody asked for them."""

    answers: dict[str, HttpResponse] = field(default_factory=dict)
    unknown_methods: dict[tuple[str, str], int] = field(default_factory=dict)
    written: list[tuple[str, str]] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)
    new_sessions: int = 0


def ask_everything(who: str, issued: IssuedQuote) -> Asked:
    """Reads each route, and notes what that wrote."""
    client = Client(raise_request_exception=False)
    if who == "administrator":
        user = make_person("root", "buyer", "approver", is_staff=True, is_superuser=True)
        give_second_factor(user)
        client.force_login(user)
    asked = Asked()

    def note(execute, sql, params, many, context):
        is_begun = address.startswith(BEGUN_AT) and IN_ITS_PLACE.match(sql)
        if not sql.lstrip().upper().startswith(READS) and not is_begun:
            asked.written.append((address, sql[:60]))
        return execute(sql, params, many, context)

    def note_connection(*given, **more):
        asked.connected.append(address)
        raise OSError

    sessions = Session.objects.count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", note_connection)
        patch.setattr(socket.socket, "connect", note_connection)
        for address in list_addresses(issued):
            with connection.execute_wrapper(note):
                asked.answers[address] = client.get(address, headers=ELSEWHERE)
    asked.new_sessions = Session.objects.count() - sessions
    for address in asked.answers:
        for method in ("TRACE", "FOO"):
            answer = client.generic(method, address)
            asked.unknown_methods[method, address] = answer.status_code
    return asked


@pytest.fixture(scope="module")
def kept():
    """What was asked already."""
    return {}


@pytest.fixture(params=PEOPLE)
def asked(request, kept):
    """Asks once for all tests: it takes its time."""
    if request.param not in kept:
        request.getfixturevalue("catalogue_db")
        kept[request.param] = ask_everything(request.param, request.getfixturevalue("issued"))
    return kept[request.param]


def test_routes_of_every_part_of_the_site_are_found():
    addresses = list_addresses()
    assert len(addresses) > 200
    assert {"/", "/api/compare", "/accounts/login/", "/admin/pricing/price/"} <= set(addresses)
    assert [each for each in addresses if re.search(r"[<>()?]", each)] == []


def test_what_is_kept_is_among_them(asked):
    found = [each for each in asked.answers if each.startswith("/quotes/DF-")]
    assert len(found) == 2


def test_no_route_breaks(asked):
    broken = {
        path: each.status_code for path, each in asked.answers.items() if each.status_code >= 500
    }
    assert set(broken) <= {"/accounts/oidc/oidc/login/"}


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
    ],
)
def test_every_answer_says(asked, header, value):
    wrong = [path for path, each in asked.answers.items() if each.get(header) != value]
    assert wrong == []


def test_no_answer_allows_another_origin_anything(asked):
    names = {path: " ".join(each.headers) for path, each in asked.answers.items()}
    assert [path for path, each in names.items() if "access-control-" in each.lower()] == []


@pytest.mark.parametrize("directive", ["default-src 'none'", "frame-ancestors 'none'"])
def test_every_answer_has_a_policy_that_begins_with_nothing(asked, directive):
    policies = {
        path: each.get("Content-Security-Policy", "") for path, each in asked.answers.items()
    }
    assert [path for path, each in policies.items() if directive not in each.split("; ")] == []
    assert [path for path, each in policies.items() if "unsafe" in each] == []


def test_every_file_is_kept_and_has_a_policy_that_runs_nothing_of_it(asked):
    files = {
        path: (each.get("Content-Disposition", ""), each["Content-Security-Policy"])
        for path, each in asked.answers.items()
        if each.status_code == 200 and FILE.search(path)
    }
    assert len(files) > 5
    assert [
        path
        for path, (kept, policy) in files.items()
        if not kept.startswith("attachment") or "sandbox" not in policy.split("; ")
    ] == []


def list_pages(asked: Asked) -> dict[str, str]:
    """What is there as a page, by its address."""
    found = {
        path: each.content.decode()
        for path, each in asked.answers.items()
        if each.status_code == 200 and each["Content-Type"].startswith("text/html")
    }
    assert len(found) > 20
    return found


def test_every_page_is_a_whole_one(asked):
    assert [path for path, page in list_pages(asked).items() if "<html" not in page] == [PART]


def test_no_page_takes_a_part_of_it_from_elsewhere(asked):
    pages = list_pages(asked)
    assert [path for path, page in pages.items() if A_PART_FROM_ELSEWHERE.search(page)] == []


def test_every_text_says_its_character_set(asked):
    kinds = {
        path: each.get("Content-Type", "").replace('"', "") for path, each in asked.answers.items()
    }
    assert [
        (path, kind)
        for path, kind in kinds.items()
        if kind.startswith("text/") and "charset=utf-8" not in kind
    ] == []


PERSONAL = re.compile(
    r"/(?:accounts|admin|quotes|comparisons|shared|lists|catalogue/proposals)/"
    r"|/api/(?:quotes|comparisons|proposals)"
)
FILE_OF_AN_ISSUED_QUOTE = re.compile(r"/quotes/DF-[^/]+/v\d+\.\w+$")


def find_meant(path: str) -> set[str]:
    """What an answer for its reader alone says to caches."""
    if FILE_OF_AN_ISSUED_QUOTE.search(path):
        return {"private", "no-cache"}
    return {"no-store"} if path.startswith("/api/") else {"private", "no-store"}


def test_what_is_personal_is_kept_by_no_cache(asked):
    personal = {
        path: set(each.get("Cache-Control", "").split(", "))
        for path, each in asked.answers.items()
        if PERSONAL.match(path) and each.status_code == 200
    }
    assert len(personal) > 5
    assert [(path, said) for path, said in personal.items() if said != find_meant(path)] == []


def test_to_read_writes_nothing(asked):
    assert asked.written == []
    assert asked.new_sessions == 0


# They change nothing, and are asked without a token.
READ_ALONE = {"/comparisons/keep", "/portfolio/", "/verify"}


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain"])
def test_what_asks_for_no_token_takes_no_form(admin_client, catalogue_db, content_type):
    exempt = [each for each in list_addresses() if hasattr(resolve(each).func, "csrf_exempt")]
    taken = {
        path
        for path in exempt
        if admin_client.generic("POST", path, "{}", content_type=content_type).status_code
        not in (405, 415)
    }
    assert len(exempt) > 50
    assert taken == READ_ALONE


def test_to_read_asks_no_other_machine(asked):
    assert asked.connected == []


def test_no_route_answers_a_method_that_it_does_not_know(asked):
    assert {
        each: status
        for each, status in asked.unknown_methods.items()
        if status < 300 or status >= 500
    } == {}
