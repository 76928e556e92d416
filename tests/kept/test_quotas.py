"""What one account may keep within a time: above it each door says so, and nothing is stored."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError
from django.urls import resolve, reverse

from accounts import quotas
from accounts.models import Token
from accounts.quotas import KEEP, PROPOSE, TOKEN, Quota
from accounts.tokens import make_token
from calculator.kept.day import find_day
from calculator.quotas import KIND_OF, _answer_trouble
from pricing.analyses import ANALYSES
from pricing.models import Proposal
from quotes.models import Comparison, ComparisonVersion, ShareLink
from tests.accounts.people import PASSWORD
from tests.pricing.proposals import make_own_list, make_row, offer
from tests.quotes.conftest import write_document
from tests.security.routes import list_addresses
from tests.web.markup import parsed, text_of

from .test_busy import list_doors, send

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

SAID = "as much as it may for a while. Try again in a minute."
# Their other methods than GET ask, and keep nothing.
KEEPING_NOTHING = {
    *("page", "look", "own-document", "supplier", "inventory", "document-file", "years"),
    *("alternatives", "portfolio", "keep", "verify"),
}


def set_quota(monkeypatch, kind: str, most: int) -> None:
    monkeypatch.setitem(quotas.QUOTAS, kind, Quota(most, timedelta(minutes=1)))


@pytest.fixture
def used_up(monkeypatch, draft):
    """Bob has a draft, and may keep nothing more."""
    set_quota(monkeypatch, KEEP, 2)


def test_every_door_that_keeps_something_says_that_nothing_was_saved(used_up, draft, as_):
    before = Comparison.objects.count()
    said = {}
    for path, body in list_doors(draft).items():
        answer = send(as_("bob"), path, body)
        told = SAID in text_of(parsed(answer.content.decode()))
        if path.startswith("/api/"):
            told = SAID in answer.json()["faults"][0]["message"]
        seconds = int(answer.get("Retry-After", 0))
        said[path] = (answer.status_code, told, 0 < seconds <= 60)
    assert set(said.values()) == {(429, True, True)}, said
    assert Comparison.objects.count() == before


def test_what_was_typed_stays(used_up, draft, as_):
    body = list_doors(draft)["/comparisons/"] | {"name": "Desks of the second floor"}
    page = parsed(as_("bob").post("/comparisons/", body).content.decode())
    assert page.find(".//input[@name='name']").get("value") == "Desks of the second floor"


def test_others_keep_what_they_like(used_up, draft, as_):
    body = list_doors(draft)["/comparisons/"]
    assert as_("bea").post("/comparisons/", body).status_code == 303


def test_what_is_refused_for_another_reason_is_not_counted(monkeypatch, as_, people):
    set_quota(monkeypatch, KEEP, 1)
    nameless = {"document": write_document(), "name": "", "visibility": "private", "target": "new"}
    for _ in range(3):
        assert as_("bob").post("/comparisons/", nameless).status_code == 422
    assert as_("bob").post("/comparisons/", nameless | {"name": "x"}).status_code == 303


def test_to_read_is_not_counted(used_up, draft, as_):
    assert as_("bob").get("/comparisons/").status_code == 200
    assert as_("bob").get(f"/quotes/drafts/{draft.pk}/").status_code == 200


def ask_by_token(client, token: str) -> int:
    body: dict[str, Any] = {"name": "x", "document": json.loads(write_document())}
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"{token[-9:]}"}
    sent = {"content_type": "application/json", "headers": headers}
    return client.post("/api/comparisons", body, **sent).status_code


def test_tokens_of_one_account_count_together(monkeypatch, people, client):
    set_quota(monkeypatch, KEEP, 1)
    today = find_day()
    tokens = [make_token(people["bob"], f"{n}", today=today, ends_on=today) for n in range(2)]
    assert [ask_by_token(client, each) for each in tokens] == [201, 429]


def test_a_token_that_does_not_hold_counts_for_nobody(monkeypatch, people, client):
    set_quota(monkeypatch, KEEP, 0)
    assert ask_by_token(client, "deskfare_nonesuch") == 401


def test_a_link_can_be_ended_above_the_bound(monkeypatch, keep, as_):
    version = keep()
    address = reverse("version", args=(version.comparison_id, version.number))
    as_("bob").post(address, {"action": "share", "days": "3"})
    set_quota(monkeypatch, KEEP, 0)
    assert as_("bob").post(address, {"action": "share", "days": "3"}).status_code == 429
    link = ShareLink.objects.get()
    assert as_("bob").post(address, {"action": "revoke", "link": f"{link.pk}"}).status_code == 303
    link.refresh_from_db()
    assert link.revoked_at is not None


def test_no_more_tokens_are_made_and_those_there_are_can_be_ended(monkeypatch, as_, people):
    bob = as_("bob")
    bob.post("/accounts/reauthenticate/", {"password": PASSWORD})
    today = find_day()
    make_token(people["bob"], "nightly", today=today, ends_on=today)
    set_quota(monkeypatch, TOKEN, 0)
    form = {"action": "make", "name": "another", "ends_on": f"{today}"}
    assert bob.post("/accounts/tokens/", form).status_code == 429
    (token,) = Token.objects.all()
    bob.post("/accounts/tokens/", {"action": "revoke", "token": f"{token.pk}"})
    token.refresh_from_db()
    assert token.revoked_at is not None


@pytest.mark.usefixtures("catalogue_db")
def test_proposals_stay_and_their_reason_too(monkeypatch, as_, people):
    make_own_list()
    made = offer(make_row(day="2009-01-01", amount="25.00"), by=people["paula"])
    set_quota(monkeypatch, PROPOSE, 0)
    form = {"action": "apply", "reason": "our offer of May"}
    answer = as_("paula").post(f"/catalogue/proposals/{made.pk}/", form)
    page = parsed(answer.content.decode())
    assert answer.status_code == 429
    assert "has proposed as much as it may" in text_of(page)
    assert "our offer of May" in {each.get("value") or text_of(each) for each in page.iter()}
    assert Proposal.objects.get().applied_at is None


def asks_alone(name: str) -> bool:
    """Whether it is a file of the page, or a question of the API."""
    questions = {*(f"api-{each.name}" for each in ANALYSES), "api-search", "api-verify"}
    return "." in name or name in {*questions, "api-compare"}


def test_each_address_is_counted_or_keeps_nothing(client, catalogue_db):
    """Those of django-allauth have limits of their own; the admin is that of whoever sets them."""
    routes = [each for each in list_addresses() if not each.startswith(("/accounts/", "/admin/"))]
    names = {
        resolve(each).url_name
        for each in [*routes, "/accounts/tokens/"]
        if re.search("POST|PATCH", client.delete(each).get("Allow", ""))
    }
    assert {each for each in names - set(KIND_OF) if not asks_alone(each)} == KEEPING_NOTHING
    assert set(KIND_OF) <= names


def test_a_version_of_a_comparison_counts_like_the_first(used_up, draft, as_):
    version = ComparisonVersion.objects.latest("id")
    path = f"/api/comparisons/{version.comparison_id}/versions"
    body = {"document": json.loads(write_document()), "base": 1}
    assert send(as_("bob"), path, body).status_code == 429


def test_an_error_of_the_program_is_not_told_as_trouble_of_the_database(rf):
    with pytest.raises(ProgrammingError):
        _answer_trouble(rf.post("/quotes/"), ProgrammingError("no such column"))
