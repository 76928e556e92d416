"""Two editors of a row in the admin at once: the second sees what the first saved."""

from __future__ import annotations

import pytest
from allauth.socialaccount.models import SocialApp
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.utils import timezone

from quotes.models import Organisation

from .people import make_person

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

MODELS = list(admin.site._registry)
DAY = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00", "is_active": "on"}


def open_page(client, row):
    address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
    return address, client.get(address).context["adminform"].form.initial["seen"]


def list_faults(answer):
    return str(answer.context["adminform"].form.non_field_errors())


@pytest.fixture
def eve():
    return make_person("eve")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_whatever_is_changed_is_compared_with_what_was_looked_at(
    admin_user, rf, monkeypatch, model
):
    owner, row, request = admin.site._registry[model], model(), rf.get("/")
    request.user = admin_user
    for module in ("admin", "admin_rows"):
        monkeypatch.setattr(f"pricing.{module}.is_shipped", lambda row: False)
    fields = flatten_fieldsets(owner.get_fieldsets(request, row))
    form = owner.get_form(request, row, change=True, fields=fields)
    is_sent = "seen" in fields and "seen" in form.base_fields
    assert is_sent == owner.has_change_permission(request, row)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_nothing_is_changed_beside_the_page_of_its_row(admin_user, rf, model):
    owner, request = admin.site._registry[model], rf.get("/")
    request.user = admin_user
    inlines = owner.get_inline_instances(request, model())
    assert not owner.list_editable
    assert not any(each.has_change_permission(request, model()) for each in inlines)


def test_the_second_editor_sees_what_the_first_saved(admin_client, eve):
    address, seen = open_page(admin_client, eve)
    User.objects.filter(pk=eve.pk).update(first_name="Eva")
    typed = {"username": "eve", "last_name": "Smith", "seen": seen, **DAY}
    answer = admin_client.post(address, typed)
    assert answer.status_code == 409
    assert "First name: “Eva”" in list_faults(answer)
    assert answer.context["adminform"].form["last_name"].value() == "Smith"
    assert User.objects.get(pk=eve.pk).first_name == "Eva"


def test_a_second_press_is_meant_so(admin_client, eve):
    address, seen = open_page(admin_client, eve)
    User.objects.filter(pk=eve.pk).update(first_name="Eva")
    typed = {"username": "eve", "last_name": "Smith", **DAY}
    answer = admin_client.post(address, {**typed, "seen": seen})
    again = answer.context["adminform"].form["seen"].value()
    assert admin_client.post(address, {**typed, "seen": again}).status_code == 302


def test_who_edits_alone_is_not_stopped(admin_client, eve):
    address, seen = open_page(admin_client, eve)
    typed = {"username": "eve", "last_name": "Smith", "seen": seen, **DAY}
    assert admin_client.post(address, typed).status_code == 302


def test_who_logs_in_meanwhile_has_changed_nothing(admin_client, eve):
    address, seen = open_page(admin_client, eve)
    User.objects.filter(pk=eve.pk).update(last_login=timezone.now())
    answer = admin_client.post(address, {"username": "eve", "seen": seen, **DAY})
    assert answer.status_code == 302


def test_roles_given_by_another_are_not_taken_back(admin_client, eve):
    address, seen = open_page(admin_client, eve)
    eve.groups.add(Group.objects.get(name="viewer"))
    answer = admin_client.post(address, {"username": "eve", "seen": seen, **DAY})
    assert "Roles: “viewer”" in list_faults(answer)


def test_the_organisation_is_not_set_back(admin_client):
    row = Organisation.objects.first() or Organisation.objects.create(name="Acme")
    address, seen = open_page(admin_client, row)
    Organisation.objects.filter(pk=row.pk).update(name="Acme Works")
    answer = admin_client.post(address, {"name": "Acme", "seen": seen})
    assert "“Acme Works”" in list_faults(answer)


def test_a_secret_is_neither_told_nor_sent(admin_client):
    app = SocialApp.objects.create(provider="openid_connect", name="x", secret="first-secret")
    address, seen = open_page(admin_client, app)
    SocialApp.objects.filter(pk=app.pk).update(secret="second-secret")
    answer = admin_client.post(address, {"name": "x", "secret": "third-secret", "seen": seen})
    assert "another value" in list_faults(answer)
    assert "second-secret" not in answer.content.decode()


@pytest.mark.parametrize("seen", ["x", "[]", "[" * 9999, '{"first_name": 1}'])
def test_what_no_page_sent_is_no_error(admin_client, eve, seen):
    address, _ = open_page(admin_client, eve)
    answer = admin_client.post(address, {"username": "eve", "seen": seen, **DAY})
    assert answer.status_code in {302, 409}


def test_a_row_that_is_deleted_within_the_press_is_said_to_be(admin_client, eve, monkeypatch):
    address, seen = open_page(admin_client, eve)
    clean = UserChangeForm.clean
    monkeypatch.setattr(UserChangeForm, "clean", lambda form: eve.delete() and clean(form))
    answer = admin_client.post(address, {"username": "eve", "seen": seen, **DAY})
    assert "was deleted while you saved" in list_faults(answer)
