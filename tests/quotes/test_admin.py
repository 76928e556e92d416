"""The admin looks at quotes and changes none."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from quotes.models import (
    Comparison,
    ComparisonVersion,
    IssuedQuote,
    Organisation,
    Quote,
    QuoteEvent,
)
from tests.accounts.people import give_second_factor

pytestmark = pytest.mark.stores

LOOKED_AT = (
    *("comparison", "comparisonversion", "issuedquote", "numbergap", "numberseries"),
    *("quote", "quoteevent"),
)


@pytest.mark.parametrize("name", LOOKED_AT)
def test_the_admin_shows_every_row(issued, admin_client, name):
    assert admin_client.get(reverse(f"admin:quotes_{name}_changelist")).status_code == 200


@pytest.mark.parametrize("name", [*LOOKED_AT, "sharelink"])
def test_the_admin_adds_none(db, admin_client, name):
    assert admin_client.post(reverse(f"admin:quotes_{name}_add"), {}).status_code == 403


@pytest.mark.parametrize("way", ["change", "delete"])
def test_the_admin_changes_and_deletes_none(issued, admin_client, way):
    address = reverse(f"admin:quotes_issuedquote_{way}", args=[issued.pk])
    assert admin_client.post(address, {"net": 1, "post": "yes"}).status_code == 403
    assert IssuedQuote.objects.get().net == 4_000_000


def test_the_one_organisation_has_no_list(db, admin_client):
    address = reverse("admin:quotes_organisation_changelist")
    add = reverse("admin:quotes_organisation_add")
    assert admin_client.get(address)["Location"] == add
    row = Organisation.objects.create(id=1, name="ACME")
    change = reverse("admin:quotes_organisation_change", args=[row.pk])
    assert admin_client.get(address)["Location"] == change


def test_django_s_groups_are_called_roles(db, admin_client):
    index = admin_client.get(reverse("admin:index")).content.decode()
    assert (">Roles<" in index, ">Groups<" in index) == (True, False)
    person = User.objects.create(username="ada")
    page = admin_client.get(reverse("admin:auth_user_change", args=[person.pk]))
    assert page.context["adminform"].form.fields["groups"].label == "Roles"


def edit_organisation(client, **changes):
    organisation = Organisation.load()
    organisation.save()
    address = reverse("admin:quotes_organisation_change", args=[organisation.pk])
    fields = {"name": "ACME", "prefix": "AC", "time_zone": "Europe/Berlin", "currency": "EUR"}
    fields |= {"tax_label": "VAT", "tax_rate": "0.19", "valid_days": "14", **changes}
    client.post(address, fields)
    organisation.refresh_from_db()
    return organisation


def test_the_organisation_is_edited_in_the_admin(admin_client):
    assert edit_organisation(admin_client).prefix == "AC"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("time_zone", "Europe/Nowhere"),
        ("prefix", "a b"),
        ("tax_rate", "1.5"),
        ("currency", "euro"),
        ("site", "quotes.example.org"),
        ("site", "https://a@b"),
        ("site", "ftp://a"),
        ("valid_days", "1826"),
        ("tax_label", "\u200b"),
    ],
)
def test_what_the_organisation_may_not_hold_is_refused(admin_client, field, text):
    assert edit_organisation(admin_client, **{field: text}).name == ""


def list_rows(number: int) -> Iterator[tuple[str, str]]:
    """Every address of the admin that names a row and opens no other, with that of a row that
    there is not; of users and quotes, of which a price editor may see none.
    """
    for model in (User, Group, Quote, Comparison, ComparisonVersion, IssuedQuote, QuoteEvent):
        row = model._default_manager.latest("pk")
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for pattern in admin.site._registry[model].get_urls():
            route = str(pattern.pattern)
            ends = re.sub("<[^>]+>", "{}", route)
            if ends != route and ends != "{}/":
                yield base + ends.format(row.pk), base + ends.format(row.pk + number)
    kind = ContentType.objects.get_for_model(Quote).pk
    yield f"/admin/r/{kind}/{Quote.objects.latest('pk').pk}/", f"/admin/r/{kind}/{number}/"


def test_the_admin_does_not_tell_which_rows_there_are(issued, people, client):
    give_second_factor(people["paula"])
    client.force_login(people["paula"])
    told, count = [], 0
    for address, absent in list_rows(10_000):
        count += 1
        one, other = client.get(address), client.get(absent)
        if (one.status_code, one.content, one.headers.get("Location")) != (
            other.status_code,
            other.content,
            other.headers.get("Location"),
        ):
            told.append(address)
    assert (told, count) == ([], 23)


def test_the_head_of_a_quote_is_no_book(admin_client):
    answer = admin_client.post("/admin/quotes/organisation/add/", {"letterhead": "a" * 5001})
    [fault] = answer.context["adminform"].form.errors["letterhead"]
    assert "5000" in fault
