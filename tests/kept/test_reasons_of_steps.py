"""Why a step with a quote is taken is kept whole or refused at its field, at both doors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from calculator.views.api_quotes import ACTIONS
from quotes.models import QuoteEvent
from quotes.models.texts import LONGEST_TEXT
from quotes.rights import TABLE
from tests.web.markup import parsed

from .conftest import check_leads_to_the_reason

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

LONGEST = "r" * (LONGEST_TEXT - 11) + " END OF IT."
UNSEEN = {"a blank": " ", "a filler": "\u3164", "a space without width": "\u200b", "nothing": ""}
WORDS = "It may hold up to 5,000 characters, and has 5,001."
NEEDED = sorted(right.action for right in TABLE if right.needs_reason)
STEPS = sorted(["approve", *NEEDED])


@pytest.fixture
def open_to(request, press) -> Callable[[str], tuple[str, str]]:
    """A quote from which a step leads on: its page and its place in the API."""

    def make(step: str) -> tuple[str, str]:
        if step == "withdraw":
            issued = request.getfixturevalue("issued")
            return f"/quotes/{issued.number}/v1/", f"/api/quotes/{issued.quote_id}"
        draft = request.getfixturevalue("draft")
        address = f"/quotes/drafts/{draft.pk}/"
        press("bob", address, "submit")
        return address, f"/api/quotes/{draft.pk}"

    return make


def ask(ask_as, place: str, step: str, reason: str) -> Any:
    name = {action: name for name, action in ACTIONS.items()}[step]
    anna = ask_as("anna")
    seen = anna.get(place)["seen"]
    return anna.ask("POST", f"{place}/{name}", {"seen": seen, "reason": reason})


def list_done() -> list[str]:
    return [*QuoteEvent.objects.order_by("id").values_list("kind", flat=True)]


@pytest.mark.parametrize("step", STEPS)
def test_a_page_keeps_the_longest_reason_whole_and_refuses_a_longer_one(open_to, press, step):
    address, _ = open_to(step)
    done = list_done()
    page = press("anna", address, step, reason=f"{LONGEST}.")
    assert (page.status_code, list_done()) == (422, done)
    check_leads_to_the_reason(parsed(page.content.decode()))
    assert press("anna", address, step, reason=LONGEST).status_code == 303
    assert QuoteEvent.objects.latest("id").reason == LONGEST


@pytest.mark.parametrize("step", STEPS)
def test_a_program_is_refused_a_longer_reason_too(open_to, ask_as, step):
    _, place = open_to(step)
    done = list_done()
    answer = ask(ask_as, place, step, f"{LONGEST}.")
    [fault] = answer.json()["faults"]
    assert (answer.status_code, fault["path"], fault["message"]) == (422, "reason", WORDS)
    assert list_done() == done
    assert ask(ask_as, place, step, LONGEST).status_code == 200
    assert QuoteEvent.objects.latest("id").reason == LONGEST


@pytest.mark.parametrize("unseen", sorted(UNSEEN))
@pytest.mark.parametrize("step", NEEDED)
def test_a_reason_that_nobody_sees_is_none(open_to, press, ask_as, step, unseen):
    address, place = open_to(step)
    done = list_done()
    page = press("anna", address, step, reason=UNSEEN[unseen])
    answer = ask(ask_as, place, step, UNSEEN[unseen])
    assert (page.status_code, answer.status_code, list_done()) == (422, 422, done)
    check_leads_to_the_reason(parsed(page.content.decode()))
    assert [each["path"] for each in answer.json()["faults"]] == ["reason"]


@pytest.mark.parametrize("unseen", sorted(UNSEEN))
def test_an_approval_does_not_keep_a_reason_that_nobody_sees(open_to, press, draft, unseen):
    address, _ = open_to("approve")
    assert press("anna", address, "approve", reason=UNSEEN[unseen]).status_code in (303, 422)
    draft.refresh_from_db()
    assert draft.reasons == []
