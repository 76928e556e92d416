"""Half of a sign, which JSON may hold and no page or file can, at every door that takes JSON."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from quotes.exports import make_json
from quotes.models import Quote
from quotes.numbers import find_by_number
from quotes.papers import read_issued
from tests.broken import BASE

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

HALF = "X\ud800"
REFUSED = {400, 404, 409, 422}
ROW = {"scheme": "ms-vecd-sa", "valid_from": "2009-01-01", "amount": "1", "source": "x"}
BODIES = {
    ("POST", "/api/comparisons"): {
        "name": "Desks",
        "visibility": "private",
        "note": "x",
        "document": BASE,
    },
    ("POST", "/api/comparisons/{comparison}/versions"): {"base": 1, "note": "x", "document": BASE},
    ("POST", "/api/quotes"): {
        "comparison": 1,
        "version": 1,
        "scenario": "One",
        "terms": {"customer": "ACME", "supplier": "Deskfare", "notes": "x", "tax_label": "VAT"},
    },
    ("PATCH", "/api/quotes/{quote}"): {"revision": 0, "terms": {"customer": "ACME", "notes": "x"}},
    ("POST", "/api/quotes/{quote}/submit"): {"seen": "x", "reason": "y"},
    ("POST", "/api/quotes/{quote}/delete"): {"seen": "x", "reason": "y"},
    ("POST", "/api/catalogue/proposals"): {
        "price_list": "us-list",
        "rows": [ROW],
        "complete_on": "2010-01-01",
    },
    ("POST", "/api/catalogue/proposals/1/apply"): {"seen": "x", "reason": "y"},
    ("POST", "/api/compare"): BASE,
    ("POST", "/api/uncertainty"): BASE,
    ("POST", "/api/search"): BASE,
}


def break_each(value: Any) -> Iterator[str]:
    """The value as JSON with half of a sign in each of its texts, and as a name in each object."""
    for path in list_paths(value):
        broken = copy.deepcopy(value)
        place = broken
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = HALF
        yield json.dumps(broken)


def list_paths(value: Any, path: tuple = ()) -> Iterator[tuple]:
    """Where texts stand, each kind once: of the rows of a list the first."""
    if isinstance(value, dict):
        yield (*path, HALF)
        for name, each in value.items():
            yield from list_paths(each, (*path, name))
    elif isinstance(value, list):
        for place, each in enumerate(value[:1]):
            yield from list_paths(each, (*path, place))
    elif isinstance(value, str):
        yield path


@pytest.mark.parametrize(("method", "door"), BODIES)
def test_no_door_of_the_api_takes_half_of_a_sign(as_, draft, catalogue_db, method, door):
    path = door.format(comparison=draft.version.comparison_id, quote=draft.pk)
    client = as_("paula" if "proposals" in door else "bob")
    before = (Quote.objects.count(), draft.notes)
    taken = []
    for number, body in enumerate(break_each(BODIES[method, door])):
        response = client.generic(
            method,
            path,
            body,
            content_type="application/json",
            headers={"Idempotency-Key": f"k{number}"},
        )
        if response.status_code not in REFUSED:
            taken.append((response.status_code, body))
    draft.refresh_from_db()
    assert (taken, (Quote.objects.count(), draft.notes)) == ([], before)


def test_no_file_that_is_opened_as_a_document_makes_a_page_fall_over(client, db):
    for body in break_each(BASE):
        file = SimpleUploadedFile("a.json", body.encode())
        assert client.post("/own-document", {"file": file}).status_code == 200


@pytest.mark.parametrize("door", ["/verify", "/quotes/load"])
def test_a_quote_as_json_with_half_of_a_sign_is_refused_with_its_place(as_, issued, door):
    document = json.loads(make_json(read_issued(issued)))
    client = as_("bob")
    bodies = list(break_each(document))
    for body in bodies:
        response = client.post(door, {"file": SimpleUploadedFile("a.json", body.encode())})
        assert response.status_code in (200, 422)
        assert "alf of a sign (U+D800) stands in " in response.content.decode()
    assert (len(bodies) > 60, Quote.objects.count()) == (True, 1)


def test_the_place_of_half_of_a_sign_is_named(as_, issued):
    document = json.loads(make_json(read_issued(issued)))
    document["header"]["customer"] = HALF
    file = SimpleUploadedFile("a.json", json.dumps(document).encode())
    page = as_("bob").post("/verify", {"file": file}).content.decode()
    assert "stands in header.customer: no text has one." in page


def test_no_quote_has_half_of_a_sign_in_its_number(db):
    """As one that is attached to a PDF may."""
    assert find_by_number("X\ud800-2026-000001", 1) is None
