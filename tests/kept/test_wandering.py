"""No form makes a page fall over, whoever sends it, in whatever state the ones before left."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from django.contrib.auth.models import User

from tests.accounts.people import give_second_factor
from tests.fuzz import ANSWERS
from tests.security.routes import list_addresses
from tests.wandering import Walk

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

STEPS = 60
WALKS = max(int(os.environ.get("FUZZ", "3000")) // 1000, 3)
# A role may lack; a step may be taken meanwhile; what is asked for too often has to wait.
OF_PEOPLE = ANSWERS | {301, 303, 403, 410, 429}
NAMES = ["vera", "bob", "bea", "paula", "anna", "root", ""]


@pytest.fixture
def peopled(issued, keep, as_, catalogue_db):
    """A site with a quote that was issued, a draft, and people of each role."""
    give_second_factor(User.objects.create_superuser("root", "root@example.org", "x"))
    version = keep("bea", visibility="organisation")
    as_("bea").post("/quotes/", {"comparison": version.comparison_id, "version": 1, "scenario": 1})
    return issued


@pytest.mark.parametrize("number", range(WALKS))
def test_no_form_makes_a_page_fall_over(number, peopled):
    walk, seen = Walk(number, NAMES, list_addresses(peopled)), Counter()
    for _ in range(STEPS):
        for step in walk.step():
            seen[step.method, step.answer.status_code] += 1
            assert step.answer.status_code in OF_PEOPLE, step.told
    assert seen["GET", 200] > STEPS / 4
    assert seen["POST", 200] + seen["POST", 302] + seen["POST", 303] > 0
