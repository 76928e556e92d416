"""The table of rights: as it is told, and as it holds."""

from __future__ import annotations

import pytest

from accounts.rights import ADMINISTRATOR, COLUMNS, RIGHTS, STRANGER
from accounts.roles import BUYER, PRICE_EDITOR, ROLES, VIEWER, make_roles
from tests.web.markup import parsed, text_of

from .people import give_second_factor, make_person

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

CALCULATE, SEE, OWN_LISTS, OWN, EDIT, PROPOSE, INVITE, END = RIGHTS
# What stands for each right: an address that opens for those who have it.
DOORS = {
    CALCULATE: "/?preset=today",
    OWN_LISTS: "/lists/",
    SEE: "/prices/",
    OWN: "/accounts/password/change/",
    EDIT: "/admin/pricing/price/add/",
    PROPOSE: "/catalogue/proposals/",
    INVITE: "/admin/auth/user/add/",
    END: "/admin/mfa/authenticator/",
}


def test_the_page_shows_the_table_that_the_program_reads(client):
    root = parsed(client.get("/rights/").content.decode())
    head, *rows = [[text_of(cell) for cell in row] for row in root.iter("tr")]
    assert [word.lower() for word in head[1:-1]] == list(COLUMNS)
    assert rows[: len(RIGHTS)] == [
        [
            right.action,
            *("yes" if name in right.who else "–" for name in COLUMNS),
            right.besides,
        ]
        for right in RIGHTS
    ]


@pytest.fixture
def known(client):
    """Logs somebody of a column in."""

    def log_in(column: str):
        if column != STRANGER:
            person = make_person(
                "ada",
                *{column} & set(ROLES),
                is_superuser=column == ADMINISTRATOR,
                is_staff=column == ADMINISTRATOR,
            )
            give_second_factor(person)
            client.force_login(person)
        return client

    return log_in


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("right", RIGHTS, ids=lambda right: right.action)
def test_each_cell_of_the_table_holds(known, catalogue_db, right, column):
    response = known(column).get(DOORS[right])
    assert (response.status_code == 200) == (column in right.who)


def test_a_price_editor_deletes_no_row_of_the_catalogue(known, catalogue_db):
    client = known(PRICE_EDITOR)
    assert client.get("/admin/pricing/scheme/ms-vecd-sa/change/").status_code == 200
    assert client.get("/admin/pricing/scheme/ms-vecd-sa/delete/").status_code == 403


def test_whoever_may_not_be_in_the_admin_is_refused_and_not_asked_again(known):
    assert known(BUYER).get("/admin/", follow=True).status_code == 403


def test_a_migration_brings_back_what_a_role_lacks_and_leaves_what_was_added(django_user_model):
    from django.contrib.auth.models import Group, Permission

    Group.objects.filter(name=PRICE_EDITOR).delete()
    more = Permission.objects.get(codename="view_user")
    Group.objects.get(name=VIEWER).permissions.add(more)
    make_roles("default")
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
    assert Group.objects.get(name=PRICE_EDITOR).permissions.filter(codename="add_price").exists()
    assert list(Group.objects.get(name=VIEWER).permissions.all()) == [more]


def test_an_administrator_is_called_that_on_the_page_of_the_account(client):
    boss = make_person("boss", is_superuser=True)
    give_second_factor(boss)
    client.force_login(boss)
    page = parsed(client.get("/accounts/").content.decode())
    (lead,) = (each for each in page.iter("p") if each.get("class") == "lead")
    assert text_of(lead).startswith("boss: administrator.")
