"""No document and no address makes any door fall over; `make fuzz` sends a hundred thousand."""

from __future__ import annotations

import os
from random import Random

import pytest
from django.urls import URLPattern, get_resolver

from tests.fuzz import ANSWERS, DOORS, JUNK, Asked, break_document, make_request, send

pytestmark = pytest.mark.usefixtures("catalogue_db")

BLOCK = 100
REQUESTS = int(os.environ.get("FUZZ", "3000"))
# Pages that take no document and no number.
APART = {"/api/openapi.json", "/method/", "/glossary/", "/rights/", "/accounts/"}
APART |= {"/healthz", "/readyz", "/metrics"}


def sent(client, number: int) -> tuple[Asked, int]:
    asked = make_request(number)
    try:
        return asked, send(client, asked).status_code
    except Exception as error:
        error.add_note(f"request {number}: {asked.told}")
        raise


def send_many(client, numbers: range) -> None:
    for number in numbers:
        asked, status = sent(client, number)
        assert status in ANSWERS, f"request {number}: {status} to {asked.told}"


@pytest.mark.parametrize("block", range(REQUESTS // BLOCK))
def test_no_request_makes_a_door_fall_over(block, client):
    send_many(client, range(block * BLOCK, (block + 1) * BLOCK))


def test_a_broken_document_leaves_the_wrong_values_as_they_are_for_those_after_it():
    before = repr(JUNK)
    for seed in range(10_000):
        break_document(Random(seed), {"title": "x", "fleet": [{"name": "x"}]})
    assert repr(JUNK) == before


def test_every_door_of_the_site_is_tried():
    plain = {
        f"/{each.pattern}"
        for each in get_resolver().url_patterns
        if isinstance(each, URLPattern) and "<" not in str(each.pattern)
    }
    assert plain - APART == set(DOORS) - {
        "/prices/ms-vecd-sa/",
        "/prices/ms-vecd-sa/history",
        "/prices/nonesuch/",
        "/lists/acme/",
    }


def test_a_fault_that_is_planted_is_found(client, monkeypatch):
    """Else the generator could send nothing that reaches anything."""
    monkeypatch.setattr("calculator.question.suggestions.plain_number", None)
    with pytest.raises(TypeError):
        send_many(client, range(200))
