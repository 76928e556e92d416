"""Who may do what with a quote: each role, action and state, of one's own and of another's."""

from __future__ import annotations

from itertools import product

import pytest
from django.contrib.auth.models import Group, User

from accounts.roles import ROLES
from quotes.drafting import find_today, make_draft
from quotes.models import ComparisonVersion, Organisation, Quote
from quotes.models.comparisons import ORGANISATION, PRIVATE
from quotes.models.quotes import STATES
from quotes.refusals import Absent, Forbidden, Refusal, WrongState
from quotes.rights import RIGHTS, TABLE, check_quote, find_issued, find_quote
from quotes.versions import make_comparison, save_version

from .conftest import NOW, write_document

pytestmark = pytest.mark.stores

# The contract's table: roles, and states from which a step leads on.
WHO_AND_WHEN = {
    "edit": ("buyer approver", "draft"),
    "submit": ("buyer approver", "draft"),
    "take back": ("buyer approver", "submitted approved"),
    "delete": ("buyer approver", "draft"),
    "approve": ("approver", "submitted"),
    "send back": ("approver", "submitted"),
    "issue": ("buyer approver", "approved"),
    "revise": ("buyer approver", "issued"),
    "withdraw": ("approver", "issued"),
}
OF_MAKER = ("edit", "submit", "take back", "delete")
OF_OTHERS = ("approve", "send back")
DONE = "done"


def find_outcome(role: str, action: str, state: str, is_own: bool, is_shared: bool) -> object:
    """What the contract says of one cell."""
    is_to_be_approved = role == "approver" and state in ("submitted", "approved")
    is_seen = is_own or is_shared or is_to_be_approved or state == "issued"
    roles, states = WHO_AND_WHEN[action]
    if not role or state == "deleted" or not is_seen:
        return Absent
    if role not in roles.split():
        return Forbidden
    if (is_own and action in OF_OTHERS) or (not is_own and action in OF_MAKER):
        return Forbidden
    if action == "issue" and not is_own and role != "approver":
        return Forbidden
    if state not in states.split():
        return WrongState
    return DONE


@pytest.fixture
def cells(db):
    """A quote in every state, of the person and of another, private and shared, for each role."""
    other = User.objects.create_user("other")
    made = []
    for role in ("", *ROLES):
        person = User.objects.create_user(role or "none")
        if role:
            person.groups.add(Group.objects.get(name=role))
        for maker, visibility in product((person, other), (PRIVATE, ORGANISATION)):
            version = keep_version(maker, visibility)
            made += [(role, person, make_quote(version, state, maker)) for state in STATES]
    return made


def keep_version(owner: User, visibility: str) -> ComparisonVersion:
    comparison = owner.comparisons.create(name="Desks", visibility=visibility)
    return comparison.versions.create(number=1, document="{}", answer="{}", by=owner, at=NOW)


def make_quote(version: ComparisonVersion, state: str, maker: User) -> Quote:
    more = {}
    if state not in ("draft", "deleted"):
        more = {"content": "x", "digest": "y", "submitted_by": maker}
    if state in ("approved", "issued"):
        more |= {"approved_by": maker, "approved_digest": "y"}
    return Quote.objects.create(
        version=version,
        scenario_place=0,
        state=state,
        maker=maker,
        edited_by=maker,
        valid_until="2026-12-31",
        **more,
    )


def find_given(quote: Quote, action: str, person: User) -> object:
    try:
        check_quote(action, quote, person)
    except Refusal as refusal:
        return type(refusal)
    return DONE


@pytest.mark.parametrize("action", WHO_AND_WHEN)
def test_each_cell_of_the_table_is_as_the_contract_says(cells, action):
    wrong = []
    for role, person, quote in cells:
        is_own = quote.maker == person
        is_shared = quote.version.comparison.visibility == ORGANISATION
        meant = find_outcome(role, action, quote.state, is_own, is_shared)
        if find_given(quote, action, person) is not meant:
            wrong.append((role, quote.state, is_own, is_shared))
    assert (len(cells), wrong) == (100, [])


@pytest.mark.parametrize("action", OF_OTHERS)
@pytest.mark.parametrize("part", ["maker", "edited_by", "submitted_by"])
def test_whoever_had_a_part_in_a_quote_does_not_decide_it(people, draft, part, action):
    draft.state, draft.submitted_by = "submitted", people["bob"]
    check_quote(action, draft, people["anna"])
    setattr(draft, part, people["anna"])
    with pytest.raises(Forbidden, match="Another person has to decide this"):
        check_quote(action, draft, people["anna"])


def test_the_table_has_every_step_of_the_contract():
    assert WHO_AND_WHEN.keys() <= RIGHTS.keys()
    assert len(TABLE) == len(RIGHTS)


def test_what_is_private_to_another_is_absent_in_the_same_words(people, draft):
    said = []
    for number in (draft.pk, draft.pk + 1_000):
        with pytest.raises(Absent) as refused:
            find_quote(number, people["bea"])
        said.append((refused.value.status, str(refused.value)))
    assert said == [(404, "There is no such page.")] * 2


def test_an_issued_quote_is_found_by_whoever_has_a_role(issued, people):
    assert find_issued(issued.number, None, people["vera"]) == issued


@pytest.mark.parametrize(
    ("number", "name"),
    [("DF-2026-000001", "nobody"), ("DF-2026-000002", "vera"), ("DF-1-1", "vera"), ("", "vera")],
)
def test_any_other_number_is_absent(issued, people, number, name):
    with pytest.raises(Absent):
        find_issued(number, None, people[name])


def test_a_superuser_has_no_road_of_his_own(draft):
    superuser = User.objects.create_superuser("root")
    with pytest.raises(Absent):
        check_quote("read", draft, superuser)


def test_who_is_no_longer_active_has_no_role(people, draft):
    people["bob"].is_active = False
    with pytest.raises(Absent):
        check_quote("read", draft, people["bob"])


@pytest.mark.parametrize("name", ["vera", "nobody"])
def test_who_only_reads_saves_nothing(people, name):
    with pytest.raises(Forbidden):
        make_comparison("Desks", write_document(), people[name], at=NOW)


def test_a_new_version_of_what_is_private_to_another_is_absent(people, draft):
    with pytest.raises(Absent):
        save_version(draft.version.comparison, write_document(), people["bea"], base=1, at=NOW)


def test_an_approver_makes_a_draft_too(people):
    version = make_comparison("Desks", write_document(), people["anna"], at=NOW)
    assert make_draft(version, 0, people["anna"], at=NOW).maker == people["anna"]


def test_a_viewer_makes_no_draft_of_what_is_shared(people):
    version = make_comparison(
        "Desks", write_document(), people["bob"], visibility=ORGANISATION, at=NOW
    )
    with pytest.raises(Forbidden):
        make_draft(version, 0, people["vera"], at=NOW)


def test_a_day_is_that_of_the_organisations_zone(db):
    organisation = Organisation(time_zone="Pacific/Auckland")
    assert find_today(organisation, NOW).isoformat() == "2026-12-01"
