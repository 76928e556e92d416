"""Rights as the addresses hold them: each role, step and state, of one's own and of another's."""

from __future__ import annotations

import pytest

from quotes.models import Comparison, Quote
from quotes.refusals import Absent, Forbidden, WrongState
from tests.quotes.test_rights import DONE, WHO_AND_WHEN
from tests.security.routes import list_addresses

from .cells import CHANGED, LIVING, UNSEEN, Cell, find_meant

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


def find_given(cell: Cell, action: str) -> object:
    """What a press of the step's button comes to."""
    response = cell.client.post(cell.address, UNSEEN | {"action": action})
    is_unseen = CHANGED in response.content.decode()
    return {404: Absent, 403: Forbidden, 409: DONE if is_unseen else WrongState}.get(
        response.status_code, response.status_code
    )


# An issued quote has a page of its own, with steps of its own.
AT_PAGES = {
    "draft": ("submit", "delete", "approve", "issue"),
    "submitted": ("take back", "approve", "send back", "issue"),
    "approved": ("take back", "issue", "approve"),
    "issued": ("revise", "withdraw"),
}


@pytest.mark.parametrize("state", LIVING)
def test_each_step_is_taken_by_whom_the_table_names(cells, state):
    wrong = []
    for cell in cells:
        if cell.quote.state != state:
            continue
        for action in AT_PAGES[state]:
            given, meant = find_given(cell, action), find_meant(cell, action)
            if given is not meant:
                wrong.append((*cell.name, action, given, meant))
    assert wrong == []


def test_every_step_of_the_table_is_tried():
    tried = {action for actions in AT_PAGES.values() for action in actions}
    assert tried == WHO_AND_WHEN.keys() - {"edit"}


def test_who_may_read_a_quote_finds_its_page_and_its_files_and_nobody_else(cells):
    wrong = []
    for cell in cells:
        is_to_be_approved = cell.role == "approver" and cell.quote.state in (
            "submitted",
            "approved",
        )
        is_seen = cell.is_own or cell.is_shared or is_to_be_approved or cell.quote.state == "issued"
        meant = 200 if cell.role and is_seen else 404
        for address in (cell.address, f"{cell.address[:-1]}.csv"):
            if cell.client.get(address).status_code != meant:
                wrong.append((*cell.name, address))
    assert wrong == []


def test_who_may_read_a_comparison_finds_its_versions_and_nobody_else(cells):
    wrong = []
    for cell in cells:
        response = cell.client.get(f"/comparisons/{cell.quote.version.comparison_id}/v1/")
        meant = 200 if cell.role and (cell.is_own or cell.is_shared) else 404
        if response.status_code != meant:
            wrong.append(cell.name)
    assert wrong == []


PRIVATE_OR_ABSENT = [
    "/quotes/drafts/{}/",
    "/quotes/drafts/{}.csv",
    "/quotes/drafts/{}.xlsx",
    "/quotes/drafts/{}.json",
]


@pytest.mark.parametrize(
    ("method", "address"),
    [("post", PRIVATE_OR_ABSENT[0]), *(("get", address) for address in PRIVATE_OR_ABSENT)],
)
def test_what_is_private_to_another_is_absent_byte_for_byte(draft, as_, method, address):
    ask = getattr(as_("bea"), method)
    said = [ask(address.format(number)) for number in (draft.pk, draft.pk + 1000, 10**30)]
    assert [each.status_code for each in said] == [404, 404, 404]
    assert {each.content for each in said} == {as_("bea").get("/nonesuch/").content}


def test_a_comparison_that_is_private_to_another_is_absent_byte_for_byte(draft, as_):
    addresses = [f"/comparisons/{number}/v1/" for number in (draft.version.comparison_id, 10**30)]
    said = [as_("bea").get(address) for address in addresses]
    assert {each.content for each in said} == {as_("bea").get("/nonesuch/").content}


def list_telling(client, draft, name: str) -> set[str]:
    """The routes that tell a reader the name of a comparison."""
    ids = {"comparison_id": draft.version.comparison_id, "quote_id": draft.pk}
    routes = [*list_addresses(**ids), "/comparisons/?archived=1"]
    return {each for each in routes if name in read_answer(client.get(each))}


def read_answer(answer) -> str:
    return answer.getvalue().decode("utf-8", "replace")


def test_no_route_tells_another_the_name_of_what_is_private(draft, as_, catalogue_db):
    name = "Desks of nobody else"
    Comparison.objects.update(name=name)
    assert len(list_telling(as_("bob"), draft, name)) > 3
    for other in ("bea", "anna", "nobody"):
        assert list_telling(as_(other), draft, name) == set()


def test_a_quote_of_a_comparison_that_is_private_to_another_is_not_made(draft, as_):
    for number in (draft.version.comparison_id, 10**8):
        form = {"comparison": number, "version": 1, "scenario": 1}
        assert as_("bea").post("/quotes/", form).status_code == 404
    assert Quote.objects.count() == 1


def test_a_stranger_is_asked_to_log_in(issued, as_):
    addresses = ["/comparisons/", "/quotes/", "/quotes/drafts/1/", f"/quotes/{issued.number}/v1/"]
    said = [as_("").get(address) for address in addresses]
    assert [each["Location"] for each in said] == [
        f"/accounts/login/?next={address}" for address in addresses
    ]
