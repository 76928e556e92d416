"""Rights as the API holds them: each role, step and state, of one's own and of another's."""

from __future__ import annotations

import json

import pytest

from accounts.tokens import make_token
from calculator.kept.day import find_day
from calculator.views.api_quotes import ACTIONS
from quotes.models import Quote
from quotes.refusals import Absent, Forbidden, WrongState
from tests.quotes.test_rights import DONE, WHO_AND_WHEN

from .api import Program
from .cells import CHANGED, LIVING, UNSEEN, Cell, find_meant

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

ALL = "/api/quotes"
# Terms of a revision that nobody saw: where they may be changed it says so, and changes nothing.
UNSEEN_TERMS = {"revision": 99, "terms": {"notes": "x"}}
NUMBERS = (10**8, 10**30)


def find_given(program: Program, quote: Quote, action: str) -> object:
    """What a request for a step comes to."""
    path = f"{ALL}/{quote.pk}"
    if action == "edit":
        response = program.ask("PATCH", path, UNSEEN_TERMS)
    else:
        response = program.ask("POST", f"{path}/{action.replace(' ', '-')}", UNSEEN)
    is_unseen = CHANGED in response.content.decode()
    return {404: Absent, 403: Forbidden, 409: DONE if is_unseen else WrongState}.get(
        response.status_code, response.status_code
    )


def list_wrong(cells: list[Cell], program_of, action: str) -> list[tuple[object, ...]]:
    """The cells in which an action comes to something else than the contract says."""
    wrong = []
    for cell in cells:
        given, meant = find_given(program_of(cell), cell.quote, action), find_meant(cell, action)
        # The retry of an issue, by who may issue, finds what was issued.
        if action == "issue" and cell.quote.state == "issued" and meant is WrongState:
            meant = 200
        if given is not meant and given != meant:
            wrong.append((*cell.name, given, meant))
    return wrong


@pytest.mark.parametrize("action", WHO_AND_WHEN)
def test_each_cell_is_as_the_contract_says_in_a_session(cells, action):
    assert list_wrong(cells, lambda cell: Program(cell.client), action) == []


@pytest.mark.parametrize("action", ["edit", "approve", "issue"])
def test_a_token_has_the_rights_of_its_owner_and_no_others(cells, client, action):
    today, tokens = find_day(), {}
    for cell in cells:
        if cell.person not in tokens:
            tokens[cell.person] = make_token(cell.person, "x", today=today, ends_on=today)
    assert list_wrong(cells, lambda cell: Program(client, tokens[cell.person]), action) == []


def test_who_may_read_a_quote_finds_it_and_nobody_else(cells):
    wrong = []
    for cell in cells:
        is_to_be_approved = cell.role == "approver" and cell.quote.state in LIVING[1:3]
        is_seen = cell.is_own or cell.is_shared or is_to_be_approved or cell.quote.state == "issued"
        meant = 200 if cell.role and is_seen else 404
        response = Program(cell.client).ask("GET", f"{ALL}/{cell.quote.pk}")
        if response.status_code != meant:
            wrong.append(cell.name)
    assert wrong == []


def test_every_role_reads_what_was_issued(cells):
    wrong = []
    for cell in cells:
        if cell.quote.state != "issued":
            continue
        for ending in ("", ".csv", ".pdf"):
            path = f"{ALL}/{cell.quote.issued.number}/v1{ending}"
            response = Program(cell.client).ask("GET", path)
            if response.status_code != (200 if cell.role else 404):
                wrong.append((*cell.name, ending))
    assert wrong == []


def test_lists_hold_what_may_be_read_and_no_more(cells):
    wrong = []
    for person in {cell.person for cell in cells}:
        own = [cell for cell in cells if cell.person == person]
        response = Program(own[0].client).ask("GET", ALL)
        if not own[0].role:
            assert response.status_code == 403
            continue
        listed = {each["id"] for each in response.json()["drafts"]}
        for cell in own:
            is_seen = Program(cell.client).ask("GET", f"{ALL}/{cell.quote.pk}").status_code == 200
            if (cell.quote.pk in listed) != (is_seen and cell.quote.state != "issued"):
                wrong.append(cell.name)
    assert wrong == []


def test_who_may_read_a_comparison_finds_its_versions_and_nobody_else(cells):
    wrong = []
    for cell in cells:
        path = f"/api/comparisons/{cell.quote.version.comparison_id}/v1"
        response = cell.client.get(path)
        meant = 200 if cell.role and (cell.is_own or cell.is_shared) else 404
        if response.status_code != meant:
            wrong.append(cell.name)
    assert wrong == []


DOORS_OF_QUOTES = [
    ("GET", "", ""),
    ("PATCH", "", json.dumps(UNSEEN_TERMS)),
    *(("POST", f"/{action}", json.dumps(UNSEEN)) for action in ACTIONS),
]


@pytest.mark.parametrize(("method", "path", "body"), DOORS_OF_QUOTES)
def test_a_quote_that_is_private_to_another_is_absent_byte_for_byte(
    draft, ask_as, method, path, body
):
    bea = ask_as("bea")
    said = [
        bea.client.generic(
            method,
            f"{ALL}/{number}{path}",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": str(number)},
        )
        for number in (draft.pk, draft.pk + 1000, *NUMBERS)
    ]
    assert [each.status_code for each in said] == [404] * 4
    assert {each.content for each in said} == {bea.client.get("/api/nonesuch").content}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("GET", "v1", ""), ("POST", "versions", '{"base": 1, "document": {}}')],
)
def test_a_comparison_that_is_private_to_another_is_absent_byte_for_byte(
    draft, ask_as, method, path, body
):
    bea, own = ask_as("bea"), draft.version.comparison_id
    said = [
        bea.client.generic(
            method, f"/api/comparisons/{number}/{path}", body, content_type="application/json"
        )
        for number in (own, own + 1000, *NUMBERS)
    ]
    assert {each.content for each in said} == {bea.client.get("/api/nonesuch").content}


def test_a_quote_of_a_comparison_that_is_private_to_another_is_not_made(draft, ask_as):
    bea, own = ask_as("bea"), draft.version.comparison_id
    said = [
        bea.ask("POST", ALL, {"comparison": number, "version": 1, "scenario": 1})
        for number in (own, own + 1000)
    ]
    assert {each.content for each in said} == {bea.client.get("/api/nonesuch").content}
    assert Quote.objects.count() == 1


@pytest.mark.parametrize("number", ["DF-2026-999999", "1", "x"])
@pytest.mark.parametrize("ending", ["", ".pdf", ".csv"])
def test_a_number_under_which_nothing_was_issued_is_absent(issued, ask_as, number, ending):
    vera = ask_as("vera")
    said = vera.ask("GET", f"{ALL}/{number}/v1{ending}").content
    assert said == vera.client.get("/api/nonesuch").content
