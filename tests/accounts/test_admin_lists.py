"""Whatever is asked of a list of the admin, and whatever is selected in it, is no error."""

from __future__ import annotations

from contextlib import suppress
from itertools import product

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group, User
from django.db.models import Field, Model
from django.http import HttpRequest
from django.urls import reverse

from accounts.admin_lists import NO_ROWS, AskedAdmin
from accounts.models import Token
from quotes.models import Organisation

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

NINES = "9" * 24
VALUES = ("", "x", "9999", NINES, f"1,{NINES}")
LOOKUPS = ("exact", "in", "range", "lt", "contains", "year", "year__in")
LISTS = [model for model in admin.site._registry if model is not Organisation]
DATED = [model for model, owner in admin.site._registry.items() if owner.date_hierarchy]
ACTED_ON = [(User, "make_links"), (User, "end_sessions"), (Token, "revoke")]
ACTED_ON += [(model, "delete_selected") for model in (User, Group, Authenticator, UserSession)]


def name_list(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def pick_fields(model: type[Model]) -> list[str]:
    """A field of each type."""
    by_type = {
        type(each): each.name for each in model._meta.get_fields() if isinstance(each, Field)
    }
    return ["pk", *by_type.values()]


def ask(owner: admin.ModelAdmin, request: HttpRequest) -> int:
    """The status of a list, whose page is not drawn."""
    with suppress(DisallowedModelAdminLookup):
        return owner.changelist_view(request).status_code
    return 400


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_a_list_is_asked_anything(admin_user, rf, model):
    owner = admin.site._registry[model]
    answered = set()
    for name, lookup, value in product(pick_fields(model), LOOKUPS, VALUES):
        request = rf.get("/", {f"{name}__{lookup}": value})
        request.user = admin_user
        answered.add(ask(owner, request))
    assert answered == {200, 302, 400}


@pytest.mark.parametrize("model", DATED, ids=lambda model: model.__name__)
@pytest.mark.parametrize("part", ["year", "month", "day"])
def test_a_day_is_looked_for_by_anything(admin_client, model, part):
    day = admin.site._registry[model].date_hierarchy
    whole = {f"{day}__year": "2009", f"{day}__month": "1", f"{day}__day": "31"}
    answers = [
        admin_client.get(name_list(model), {**whole, f"{day}__{part}": value}) for value in VALUES
    ]
    assert {answer.status_code for answer in answers} <= {200, 302}


@pytest.mark.parametrize("lookup", ["id__in", "date_joined__year", "is_active__exact"])
def test_what_cannot_be_read_leaves_the_list_as_it_is(admin_client, lookup):
    answer = admin_client.get(name_list(User), {lookup: "x"}, follow=True)
    assert answer.redirect_chain == [(f"{name_list(User)}?e=1", 302)]
    assert answer.context["cl"].result_count == 1


@pytest.mark.parametrize("lookup", ["id__range", "username__regex", "username__iregex"])
def test_what_no_address_can_ask_is_refused_in_words(admin_client, lookup):
    answer = admin_client.get(name_list(User), {lookup: "(a+)+$"})
    assert answer.status_code == 400
    assert "The request could not be understood." in answer.content.decode()


def test_an_error_of_the_list_itself_is_not_laid_to_what_was_asked(admin_client, monkeypatch):
    def fail(request):
        raise ValueError("of the program")

    monkeypatch.setattr(admin.site._registry[User], "get_queryset", fail)
    with pytest.raises(ValueError, match="of the program"):
        admin_client.get(name_list(User))


@pytest.mark.parametrize(("model", "action"), ACTED_ON)
@pytest.mark.parametrize("selected", ["", "x", NINES, "1,2"])
def test_nothing_is_done_to_a_selection_that_names_no_rows(admin_client, model, action, selected):
    sent = {"action": action, ACTION_CHECKBOX_NAME: [selected], "post": "yes"}
    answer = admin_client.post(name_list(model), sent, follow=True)
    assert NO_ROWS in answer.content.decode()
    assert User.objects.count() == 1


def test_what_was_selected_is_deleted(admin_client):
    row = Group.objects.create(name="of the attic")
    sent = {"action": "delete_selected", ACTION_CHECKBOX_NAME: [str(row.pk)], "post": "yes"}
    assert admin_client.post(name_list(Group), sent).status_code == 302
    assert not Group.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model.__name__)
def test_every_page_of_rows_has_what_all_have(model):
    assert isinstance(admin.site._registry[model], AskedAdmin)
