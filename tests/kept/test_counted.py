"""What is kept for good is counted for whoever watches the site, once it is committed."""

from __future__ import annotations

import pytest
from django.db import transaction

from calculator.metrics import COMPARISONS_SAVED, QUOTES_ISSUED
from quotes.models import ComparisonVersion
from tests.quotes.conftest import write_document

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


def read(counter) -> float:
    return counter._value.get()


def save(client) -> int:
    form = {"document": write_document(), "name": "x", "visibility": "private", "target": "new"}
    return client.post("/comparisons/", form).status_code


def test_a_comparison_that_is_kept_is_counted(as_, django_capture_on_commit_callbacks):
    before = read(COMPARISONS_SAVED)
    with django_capture_on_commit_callbacks(execute=True):
        assert save(as_("bob")) == 303
    assert read(COMPARISONS_SAVED) == before + 1


def test_what_is_taken_back_is_not_counted(as_, django_capture_on_commit_callbacks):
    client, before = as_("bob"), read(COMPARISONS_SAVED)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        save(client)
        assert ComparisonVersion.objects.count() == 1
        transaction.set_rollback(True)
    assert read(COMPARISONS_SAVED) == before


def test_a_quote_that_is_issued_is_counted(
    draft, press, django_capture_on_commit_callbacks, people
):
    address, before = f"/quotes/drafts/{draft.pk}/", read(QUOTES_ISSUED)
    with django_capture_on_commit_callbacks(execute=True):
        press("bob", address, "submit")
        press("anna", address, "approve", reason="Agreed by phone.")
        press("bob", address, "issue")
    assert read(QUOTES_ISSUED) == before + 1
