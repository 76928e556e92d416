"""Signs that nobody sees and that turn the order of reading: refused where a text is typed."""

from __future__ import annotations

import pytest

from quotes.models import Quote
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
