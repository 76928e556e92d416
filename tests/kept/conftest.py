"""People before the pages of what is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from quotes.append_only import drop_triggers
from quotes.models import ComparisonVersion, IssuedQuote, Quote
from tests.accounts.people import give_second_factor, make_person
from tests.quotes.conftest import write_document
from tests.web.markup import parsed

from .api import Program
from .cells import Cell, make_cells

ROLE_OF = {
    "vera": ("viewer",),
    "bob": ("buyer",),
    "bea": ("buyer",),
    "paula": ("price editor",),
    "anna": ("approver",),
    "axel": ("approver",),
    "nobody": (),
}
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
# What was left open is meant so.
SURE = {"as_it_stands": "supplier customer tax_percent"}
ASKED_FOR_A_FACTOR = ("paula", "anna", "axel")


@pytest.fixture
def people(db) -> dict[str, User]:
    """Users by name."""
    found = {name: make_person(name, *roles) for name, roles in ROLE_OF.items()}
    for name in ASKED_FOR_A_FACTOR:
        give_second_factor(found[name])
    return found


@pytest.fixture
def as_(people) -> Callable[[str], Client]:
    """A client in which somebody is logged in; "" a stranger's."""
    clients: dict[str, Client] = {}

    def log_in(name: str) -> Client:
        if name not in clients:
            clients[name] = Client()
            if name:
                clients[name].force_login(people[name])
        return clients[name]

    return log_in


@pytest.fixture
def ask_as(as_) -> Callable[[str], Program]:
    """The API in the name of somebody who is logged in; "" a stranger's."""
    return lambda name: Program(as_(name))


@pytest.fixture
def cells(db) -> list[Cell]:
    """A quote in each cell of the table of rights."""
    return make_cells()


@pytest.fixture
def keep(as_) -> Callable[..., ComparisonVersion]:
    """Keeps a comparison by its form."""

    def kept(who: str = "bob", **typed: Any) -> ComparisonVersion:
        form = {"name": "Desks", "visibility": "private", "target": "new", "note": ""}
        response = as_(who).post("/comparisons/", form | {"document": write_document()} | typed)
        assert response.status_code == 303, response.content.decode()
        return ComparisonVersion.objects.latest("id")

    return kept


@pytest.fixture
def draft(keep, as_) -> Quote:
    """Bob's draft of a comparison of his own."""
    version = keep()
    form = {"comparison": version.comparison_id, "version": 1, "scenario": 1}
    assert as_("bob").post("/quotes/", form).status_code == 303
    return Quote.objects.get()


@pytest.fixture
def press(as_) -> Callable[..., Any]:
    """Presses a button of a quote's page with what that page shows."""

    def pressed(name: str, address: str, action: str, **typed: Any) -> Any:
        client = as_(name)
        shown = read_fields(client.get(address).content.decode())
        return client.post(address, shown | SURE | {"action": action} | typed)

    return pressed


@pytest.fixture
def issued(draft, press) -> IssuedQuote:
    """Bob's quote, approved by Anna and issued."""
    address = f"/quotes/drafts/{draft.pk}/"
    press("bob", address, "submit")
    press("anna", address, "approve", reason="Agreed by phone.")
    press("bob", address, "issue")
    return IssuedQuote.objects.get()


def age(**values: Any) -> None:
    """Writes into all papers, as time would have: what guards the issued ones is gone then."""
    drop_triggers(connection)
    Quote.objects.update(**values)


def read_fields(page: str) -> dict[str, str]:
    """What the forms of a page would send of quotes, untouched."""
    root = parsed(page)
    fields = {
        each.get("name"): each.get("value", "")
        for each in root.iter("input")
        if each.get("name") not in (None, "csrfmiddlewaretoken")
    }
    for each in root.iter("textarea"):
        fields[each.get("name")] = (each.text or "").strip()
    return fields


def check_leads_to_the_reason(page: Any) -> None:
    """What lacks is said at the field, which has the focus, and at the top, which leads there."""
    [field] = page.findall(".//textarea[@autofocus]")
    [link] = page.findall(".//div[@role='alert']/a")
    assert (field.get("name"), field.get("aria-invalid")) == ("reason", "true")
    assert link.get("href") == f"#{field.get('id')}"
