"""Signs that nobody sees and that turn the order of reading: refused where a text is typed."""

from __future__ import annotations

import json

import pytest

from quotes.models import Comparison, Quote
from tests.quotes.conftest import write_document
from tests.web.markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

TURNED = "Pay \u202e001 at once"
WORDS = "right-to-left override (U+202E)"


def list_faults(response) -> list[str]:
    assert response.status_code == 422
    root = parsed(response.content.decode())
    return [text_of(each) for each in root.iter() if each.get("class") == "wrong"]


@pytest.mark.parametrize("field", ["supplier", "customer", "tax_label", "notes"])
def test_a_term_with_a_turning_sign_is_refused_at_its_field(draft, press, field):
    response = press("bob", f"/quotes/drafts/{draft.pk}/", "save", **{field: TURNED})
    [fault] = list_faults(response)
    assert WORDS in fault
    assert getattr(Quote.objects.get(), field) == getattr(draft, field)


def test_a_comparison_of_a_turning_name_is_kept_by_neither_door(as_, ask_as):
    document = write_document()
    form = {"name": TURNED, "visibility": "private", "target": "new", "document": document}
    [fault] = list_faults(as_("bob").post("/comparisons/", form))
    assert WORDS in fault
    body = {"name": TURNED, "document": json.loads(document)}
    [told] = ask_as("bob").ask("POST", "/api/comparisons", body).json()["faults"]
    assert (told["path"], WORDS in told["message"]) == ("name", True)
    assert not Comparison.objects.exists()


def test_a_reason_with_a_turning_sign_is_refused_at_its_field(draft, press):
    address = f"/quotes/drafts/{draft.pk}/"
    press("bob", address, "submit")
    [fault] = list_faults(press("anna", address, "send back", reason=TURNED))
    assert WORDS in fault


def test_letters_from_right_to_left_and_their_marks_are_kept(draft, press):
    words = "\u05e9\u05dc\u05d5\u05dd\u200f (Ltd)"
    press("bob", f"/quotes/drafts/{draft.pk}/", "save", customer=words)
    assert Quote.objects.get().customer == words


def test_programs_are_refused_a_turning_sign_as_people_are(draft, ask_as):
    terms = {"customer": TURNED}
    answer = ask_as("bob").ask("PATCH", f"/api/quotes/{draft.pk}", {"revision": 0, "terms": terms})
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()


@pytest.mark.parametrize("sign", ["\x1b", "\ufeff", "\ue000"], ids=ascii)
def test_programs_are_refused_a_sign_that_is_no_part_of_a_text(draft, ask_as, sign):
    terms = {"customer": f"ACME{sign}"}
    answer = ask_as("bob").ask("PATCH", f"/api/quotes/{draft.pk}", {"revision": 0, "terms": terms})
    assert answer.status_code == 422
    assert f"U+{ord(sign):04X}, after “ACME”" in answer.json()["faults"][0]["message"]


@pytest.mark.parametrize("breaks", ["\n", "\r", "\u2028"], ids=ascii)
def test_programs_name_a_comparison_in_one_line(ask_as, breaks):
    body = {"name": f"Desks{breaks}of 2026", "document": json.loads(write_document())}
    answer = ask_as("bob").ask("POST", "/api/comparisons", body)
    assert answer.status_code == 422
    assert [each["path"] for each in answer.json()["faults"]] == ["name"]
