"""People with roles, and a quote taken through its life."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from accounts.roles import APPROVER, BUYER, PRICE_EDITOR, VIEWER
from quotes.drafting import find_digest, make_draft
from quotes.models import IssuedQuote, Quote
from quotes.moves import move
from quotes.versions import make_comparison
from tests.small_purchases import asked, scheme

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
ROLE_OF = {
    "vera": VIEWER,
    "bob": BUYER,
    "bea": BUYER,
    "paula": PRICE_EDITOR,
    "anna": APPROVER,
    "axel": APPROVER,
}


@pytest.fixture
def people(db) -> dict[str, User]:
    """Users by name, each with one role; `nobody` has none."""
    found = {"nobody": User.objects.create_user("nobody")}
    for name, role in ROLE_OF.items():
        found[name] = User.objects.create_user(name, first_name=name.title())
        found[name].groups.add(Group.objects.get(name=role))
    return found


def write_document(**fields: Any) -> str:
    """A small comparison: a hundred seats of one service, at 100.00."""
    return json.dumps(asked(scheme(), **fields))


@pytest.fixture
def draft(people) -> Quote:
    """Bob's draft."""
    return make_draft_of(people["bob"], write_document())


def make_draft_of(by: User, document: str, visibility: str = "private", **fields: Any) -> Quote:
    version = make_comparison("Desks", document, by, at=NOW, visibility=visibility)
    return make_draft(version, 0, by, at=NOW, **fields)


@pytest.fixture
def step(people) -> Callable[..., Any]:
    """Takes a step with a quote as it is, as one of the people."""

    def take(quote: Quote, action: str, name: str, reason: str = "", later: int = 0) -> Any:
        quote.refresh_from_db()
        at = NOW + timedelta(minutes=later)
        return move(quote, action, people[name], seen=find_digest(quote), at=at, reason=reason)

    return take


@pytest.fixture
def issue(people, step) -> Callable[..., IssuedQuote]:
    """Takes a draft to its issue: Bob submits and issues, Anna approves."""

    def take(quote: Quote, reason: str = "Agreed by phone.") -> IssuedQuote:
        step(quote, "submit", "bob")
        step(quote, "approve", "anna", reason)
        return step(quote, "issue", "bob")

    return take


@pytest.fixture
def issued(draft, issue) -> IssuedQuote:
    """Bob's quote, issued."""
    return issue(draft)
