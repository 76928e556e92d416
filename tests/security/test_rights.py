"""Fields that no form offers."""

from __future__ import annotations

import pytest

from quotes.models import ComparisonVersion, Quote

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]
FORGED = {
    "owner": "1",
    "owner_id": "1",
    "status": "issued",
    "state": "issued",
    "approved_by": "1",
    "number": "DF-2026-999999",
    "is_superuser": "1",
    "is_staff": "on",
    "groups": "1",
    "made_by": "1",
    "id": "77",
}


def test_fields_that_no_form_offers_change_nothing(as_, draft, people, press):
    before = Quote.objects.filter(pk=draft.pk).values().get()
    press("bob", f"/quotes/drafts/{draft.pk}/", "save", notes="By courier", **FORGED)
    after = Quote.objects.filter(pk=draft.pk).values().get()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"notes", "revision"}
    people["bob"].refresh_from_db()
    assert (people["bob"].is_staff, people["bob"].is_superuser) == (False, False)


def test_who_keeps_a_comparison_is_its_owner_whatever_the_form_says(keep, people):
    version = keep("bea", **FORGED)
    assert version.comparison.owner == people["bea"]
    assert ComparisonVersion.objects.filter(pk=77).count() == 0


@pytest.mark.parametrize("path", ["/accounts/password/change/", "/accounts/login/"])
def test_no_form_of_the_account_gives_a_right(as_, people, path):
    as_("bob").post(path, FORGED | {"oldpassword": "x"})
    people["bob"].refresh_from_db()
    assert (people["bob"].is_staff, people["bob"].is_superuser) == (False, False)
