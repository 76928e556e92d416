"""Who lost the connection asks again with the same key: nothing is done twice."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.utils import timezone

from quotes import retries
from quotes.drafting import find_digest
from quotes.models import IssuedQuote, Quote, QuoteEvent
from quotes.moves import move
from quotes.retries import do_once, name_request

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

ALL = "/api/quotes"
KEY = "8e03978e-40d5-43e8-bc93-6894a57f9324"


@pytest.fixture
def bob(ask_as):
    return ask_as("bob")


@pytest.fixture
def asked(keep):
    return {"comparison": keep().comparison_id, "version": 1, "scenario": 1}


@pytest.fixture
def number(bob, asked):
    return bob.post(ALL, asked)["id"]


def ask_twice(program, method: str, path: str, body: object) -> tuple[object, object]:
    """The same request with one key, twice: status, body and place of each answer."""
    first, second = (program.ask(method, path, body, key=KEY) for _ in range(2))
    return tuple((each.status_code, each.content, each["Location"]) for each in (first, second))


def test_a_draft_is_made_once(bob, asked):
    first, second = ask_twice(bob, "POST", ALL, asked)
    assert (first, Quote.objects.count()) == (second, 1)


def test_terms_are_changed_once(bob, number):
    body = {"revision": 0, "terms": {"notes": "By hand."}}
    first, second = ask_twice(bob, "PATCH", f"{ALL}/{number}", body)
    assert (first, Quote.objects.get().revision) == (second, 1)


def test_every_step_is_taken_once_and_answers_the_same(ask_as, bob, number):
    anna = ask_as("anna")
    taken = []
    steps = (
        (bob, "submit"),
        (bob, "take-back"),
        (bob, "submit"),
        (anna, "send-back"),
        (bob, "submit"),
        (anna, "approve"),
        (bob, "issue"),
        (bob, "revise"),
        (anna, "withdraw"),
    )
    for place, (program, step) in enumerate(steps):
        seen = program.get(f"{ALL}/{number}")["seen"]
        body = {"seen": seen, "reason": "Agreed by phone."}
        answers = [
            program.ask("POST", f"{ALL}/{number}/{step}", body, key=f"{place}") for _ in range(2)
        ]
        assert answers[0].content == answers[1].content, step
        taken.append(answers[0].status_code)
    assert taken == [200] * 7 + [201, 200]
    kinds = QuoteEvent.objects.filter(quote=number).values_list("kind", flat=True)
    assert list(kinds) == [
        "made",
        *("submitted", "taken back", "submitted", "sent back", "submitted"),
        *("approved", "issued", "revised", "withdrawn"),
    ]
    assert Quote.objects.count() == 2


def test_a_retry_hears_the_same_when_the_quote_went_on_or_is_gone(bob, number):
    body = {"seen": bob.get(f"{ALL}/{number}")["seen"]}
    first = bob.ask("POST", f"{ALL}/{number}/submit", body, key=KEY).content
    bob.take(number, "take-back")
    bob.take(number, "delete")
    assert bob.ask("GET", f"{ALL}/{number}").status_code == 404
    assert bob.ask("POST", f"{ALL}/{number}/submit", body, key=KEY).content == first


@pytest.mark.parametrize(
    ("path", "more"),
    [("submit", {"reason": "Otherwise."}), ("delete", {})],
    ids=["another body", "another step"],
)
def test_a_key_of_another_request_is_refused(bob, number, path, more):
    body = {"seen": bob.get(f"{ALL}/{number}")["seen"]}
    bob.ask("POST", f"{ALL}/{number}/submit", body, key=KEY)
    response = bob.ask("POST", f"{ALL}/{number}/{path}", body | more, key=KEY)
    [fault] = response.json()["faults"]
    assert (response.status_code, fault["path"]) == (422, "Idempotency-Key")
    assert Quote.objects.get().state == "submitted"


def test_the_same_body_in_another_order_is_the_same_request(bob, asked):
    for body in (asked, dict(reversed(asked.items()))):
        bob.post(ALL, body, key=KEY)
    assert Quote.objects.count() == 1


def test_a_key_is_its_users_alone(ask_as, keep):
    version = keep(visibility="organisation")
    asked = {"comparison": version.comparison_id, "version": 1, "scenario": 1}
    made = [ask_as(name).post(ALL, asked, key=KEY)["id"] for name in ("bob", "bea")]
    assert made[0] != made[1]


def test_a_request_that_was_refused_may_be_sent_again_with_its_key(bob, number):
    response = bob.ask("POST", f"{ALL}/{number}/submit", {"seen": ""}, key=KEY)
    assert response.status_code == 409
    body = {"seen": bob.get(f"{ALL}/{number}")["seen"]}
    assert bob.ask("POST", f"{ALL}/{number}/submit", body, key=KEY).status_code == 200


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 101])
def test_no_key_is_a_fault_and_nothing_is_done(bob, asked, key):
    response = bob.ask("POST", ALL, asked, headers={"Idempotency-Key": key})
    [fault] = response.json()["faults"]
    assert (response.status_code, fault["path"]) == (400, "Idempotency-Key")
    assert not Quote.objects.exists()


def test_a_request_without_any_key_makes_no_draft_however_often_it_is_sent(bob, asked):
    for _ in range(2):
        response = bob.client.post(ALL, asked, content_type="application/json")
        [fault] = response.json()["faults"]
        assert (response.status_code, fault["path"]) == (400, "Idempotency-Key")
    assert not Quote.objects.exists()


def test_two_keys_are_two_drafts(bob, asked):
    assert bob.post(ALL, asked, key="one")["id"] != bob.post(ALL, asked, key="two")["id"]


def test_who_issues_again_with_another_key_gets_the_number_again(ask_as, bob, number):
    bob.take(number, "submit")
    ask_as("anna").take(number, "approve", "Agreed by phone.")
    first, second = (bob.take(number, "issue")["issued"] for _ in range(2))
    assert (first, IssuedQuote.objects.count()) == (second, 1)


def test_who_comes_while_the_same_request_is_at_work_hears_what_it_did(people, draft, monkeypatch):
    """Between the look for the key and the lock another process did it."""
    bob, request = people["bob"], name_request(KEY, "submit")
    seen, now = find_digest(draft), timezone.now()

    def act():
        return move(draft, "submit", bob, seen=seen, at=now, request=request)

    first = do_once(request, bob, act)
    find, looks = retries._find_done, []

    def find_later(*asked):
        looks.append(asked)
        return find(*asked) if len(looks) > 1 else None

    monkeypatch.setattr(retries, "_find_done", find_later)
    assert (do_once(request, bob, act), len(looks)) == (first, 2)


def test_the_database_takes_a_key_of_a_user_once(people, draft):
    event = {"kind": "edited", "by": people["bob"], "at": timezone.now(), "key": KEY}
    draft.events.create(**event)
    with pytest.raises(IntegrityError):
        draft.events.create(**event)
