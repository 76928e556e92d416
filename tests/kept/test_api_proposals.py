"""The API of proposals: proposed, applied once, refused as pages refuse."""

from __future__ import annotations

import pytest

from accounts.tokens import make_token
from calculator.kept.day import find_day
from pricing.models import CatalogueChange, Price, Proposal
from tests.pricing.proposals import make_own_list, make_row, write

from .api import Program

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

ALL = "/api/catalogue/proposals"
ROW = {
    "scheme": "ms-vecd-sa",
    "valid_from": "2009-01-01",
    "amount": "25.00",
    "source": "Offer 8",
    "confidence": "verified",
}
BODY = {"price_list": "acme", "rows": [ROW]}


@pytest.fixture
def program(people, client) -> Program:
    make_own_list()
    today = find_day()
    return Program(client, make_token(people["paula"], "x", today=today, ends_on=today))


def ask_refused(program, path, body) -> tuple[int, list[str]]:
    response = program.ask("POST", path, body)
    return response.status_code, [each["path"] for each in response.json()["faults"]]


def test_a_program_proposes_and_applies(program):
    told = program.post(ALL, BODY)
    assert (told["counts"]["changed_from_a_day_on"], told["writes"]) == (1, 1)
    done = program.post(f"{ALL}/{told['id']}/apply", {"reason": "the offer of May"})
    change = CatalogueChange.objects.latest("number")
    assert (done["change"], change.by.username) == (change.number, "paula")
    again = program.post(f"{ALL}/{told['id']}/apply", {"reason": "another"})
    assert again == done


def test_a_decimal_stands_as_it_was_written(program):
    body = '{"price_list": "acme", "rows": [{"scheme": "ms-vecd-sa", "valid_from": "2009-01-01", '
    body += '"amount": 25.50, "source": "x", "confidence": "verified"}]}'
    told = program.post(ALL, body)
    program.post(f"{ALL}/{told['id']}/apply", {"reason": "x"})
    assert str(Price.objects.get(price_list="acme", valid_from="2009-01-01").amount) == "25.50"


def test_what_moved_is_a_conflict_with_both(program):
    told = program.post(ALL, BODY)
    write(make_row(day="2009-01-01", amount="24.00"))
    response = program.ask("POST", f"{ALL}/{told['id']}/apply", {"reason": "x"})
    (moved,) = response.json()["moved"]
    assert (response.status_code, moved["key"]) == (409, "ms-vecd-sa 2009-01-01")
    assert (moved["looked_at"]["amount"], moved["now"]) == ("20.50", None)


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"price_list": "us-list"}, "price_list"),
        ({"price_list": "nonesuch"}, "price_list"),
        ({"rows": []}, "rows"),
        ({"rows": [ROW | {"amount": "$23"}]}, "rows[0].amount"),
        ({"rows": [ROW | {"scheme": "nonesuch"}]}, "rows[0].scheme"),
        ({"rows": [ROW | {"x": "y"}]}, "rows[0].x"),
        ({"rows": [ROW, ROW]}, "rows[1].scheme"),
        ({"corrections": "yes"}, "corrections"),
        ({"file_name": "x" * 201}, "file_name"),
        ({"complete_on": "31/02/2010"}, "complete_on"),
        ({"complete_on": "0001-01-01"}, "complete_on"),
        ({"complete_on": "1989-12-31"}, "complete_on"),
        ({"complete_on": "2100-01-01"}, "complete_on"),
        ({"complete_on": "9999-12-31"}, "complete_on"),
        ({"rows": [ROW | {"valid_from": "2100-01-01"}]}, "rows[0].valid_from"),
    ],
)
def test_each_fault_is_named_by_its_place_and_nothing_is_kept(program, more, path):
    assert ask_refused(program, ALL, BODY | more) == (422, [path])
    assert not Proposal.objects.exists()


def test_it_is_not_applied_without_a_reason(program):
    told = program.post(ALL, BODY)
    path = f"{ALL}/{told['id']}/apply"
    assert ask_refused(program, path, {"reason": " "}) == (422, ["reason"])


@pytest.mark.parametrize("name", ["vera", "bob", "anna", "nobody"])
def test_who_is_no_price_editor_is_refused(program, ask_as, name):
    told = program.post(ALL, BODY)
    assert ask_as(name).ask("POST", ALL, BODY).status_code == 403
    applied = ask_as(name).ask("POST", f"{ALL}/{told['id']}/apply", {"reason": "x"})
    assert applied.status_code == 403


def test_a_stranger_is_asked_who_he_is(program, ask_as):
    assert ask_as("").ask("POST", ALL, BODY).status_code == 401


def test_a_proposal_that_there_is_not_is_absent(program):
    assert program.ask("POST", f"{ALL}/999/apply", {"reason": "x"}).status_code == 404
