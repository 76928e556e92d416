"""Each form of the admin is sent back as it was shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db.models import DateField, Model
from django.urls import reverse

from accounts.models import Token
from pricing.catalogue.changing import read_stored
from pricing.models import (
    Assumption,
    CatalogueChange,
    ExchangeRate,
    ListTerm,
    Price,
    PriceList,
    Scheme,
)
from pricing.read_only import ReadOnly
from quotes.models import Organisation
from tests.web.markup import parsed, text_of

from .own_lists import change, make_list, price_row, term_row

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

DAY = date(2009, 1, 31)


def make_own(model: Any, **own: Any) -> Any:
    """A row of the organisation's that says what a shipped one says."""
    row = read_stored(model.objects.exclude(**own).earliest("pk"))
    change(row._replace(values={**row.values, **own}))
    return model.objects.get(**own)


def make_price() -> Price:
    make_list(price_row("acme", "ms-vecd-sa", "2009-01-01", "23.00"))
    return Price.objects.get(price_list="acme")


def make_term() -> ListTerm:
    make_list(term_row("acme", "ms-vecd-sa", "0.1"))
    return ListTerm.objects.get()


def make_price_list() -> PriceList:
    make_list()
    return PriceList.objects.get(id="acme")


def make_organisation() -> Organisation:
    organisation = Organisation.load()
    organisation.name, organisation.prefix = "ACME", "AC"
    organisation.save()
    return organisation


def find_admin() -> User:
    return User.objects.get()


def make_account() -> SocialAccount:
    return SocialAccount.objects.create(
        user=find_admin(), provider="oidc", uid="1", extra_data={"sub": "1"}
    )


def make_app() -> SocialApp:
    return SocialApp.objects.create(provider="openid_connect", name="ours", client_id="1")


def make_social_token() -> SocialToken:
    return SocialToken.objects.create(app=make_app(), account=make_account(), token="1")


def make_token() -> Token:
    return Token.objects.create(owner=find_admin(), name="ours", made_on=DAY, ends_on=DAY)


def make_session() -> UserSession:
    return UserSession.objects.create(
        user=find_admin(), ip="::1", session_key="1", user_agent="ours", data={"of": "1"}
    )


# How there comes to be a row of each kind that the admin lets one change.
MADE: dict[type[Model], Callable[[], Any]] = {
    Price: make_price,
    ListTerm: make_term,
    PriceList: make_price_list,
    Scheme: lambda: make_own(Scheme, id="own-scheme"),
    Assumption: lambda: make_own(Assumption, valid_from=DAY),
    ExchangeRate: lambda: make_own(ExchangeRate, valid_from=DAY),
    Organisation: make_organisation,
    User: find_admin,
    Group: Group.objects.first,
    EmailAddress: lambda: EmailAddress.objects.create(user=find_admin(), email="a@example.org"),
    SocialApp: make_app,
    SocialAccount: make_account,
    SocialToken: make_social_token,
    UserSession: make_session,
    Authenticator: Authenticator.objects.first,
    Token: make_token,
}
CHANGED = [
    model for model, owner in admin.site._registry.items() if not isinstance(owner, ReadOnly)
]
FAR_DAYS = ["0001-01-01", "1989-12-31", "2100-01-01", "9999-12-31"]
WITH_DAYS = [Price, ListTerm, Scheme, Assumption, ExchangeRate]
DATED = [(Price, "valid_from"), (ListTerm, "valid_from"), (Assumption, "valid_from")]
DATED += [(ExchangeRate, "valid_from"), (Price, "confirmed_on"), (User, "date_joined_0")]


def name_address(row: Model) -> str:
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])


def read_shown(page: Element) -> dict[str, list[str]]:
    """What a browser sends of the row's form as it stands, but for its buttons."""
    [form] = [each for each in page.iter("form") if each.get("id", "").endswith("_form")]
    sent: dict[str, list[str]] = {}
    for each in form.iter():
        sent.setdefault(each.get("name", ""), []).extend(_read_values(each))
    return {name: values for name, values in sent.items() if name and values}


def _read_values(each: Element) -> list[str]:
    if each.tag == "textarea":
        return ["".join(each.itertext()).removeprefix("\n")]
    if each.tag == "select":
        options = [*each.iter("option")]
        chosen = [option.get("value", "") for option in options if "selected" in option.attrib]
        return chosen or [options[0].get("value", "")] * ("multiple" not in each.attrib)
    if each.get("type") == "checkbox":
        return ["on"] * ("checked" in each.attrib)
    return [each.get("value", "")] * (each.tag == "input" and each.get("type") != "submit")


def open_form(client: Any, row: Model) -> dict[str, list[str]]:
    return read_shown(parsed(client.get(name_address(row)).content.decode()))


@pytest.mark.parametrize("model", CHANGED, ids=lambda model: model.__name__)
def test_a_form_that_is_sent_as_it_was_shown_is_saved(admin_client, model):
    row = MADE[model]()
    sent = open_form(admin_client, row)
    answer = admin_client.post(name_address(row), {**sent, "reason": ["looked at again"]})
    assert answer.status_code == 302, text_of(parsed(answer.content.decode()))


def test_a_number_is_shown_without_an_exponent(admin_client):
    row = make_own(Scheme, id="own-scheme")
    assert str(row.maintenance_rate) == "0E-10"
    assert open_form(admin_client, row)["maintenance_rate"] == ["0.0000000000"]


@pytest.mark.parametrize(("model", "name"), DATED)
def test_a_day_is_shown_as_it_is_read(admin_client, model, name):
    row = MADE[model]()
    stored = getattr(row, name.removesuffix("_0"))
    shown = f"{stored:%Y-%m-%d}" if stored else ""
    assert open_form(admin_client, row)[name] == [shown]


def test_the_calendar_of_the_admin_writes_days_as_they_are_read(admin_client):
    script = admin_client.get(reverse("admin:jsi18n")).content.decode()
    assert '"DATE_INPUT_FORMATS": [\n      "%Y-%m-%d"\n    ]' in script


@pytest.mark.parametrize("day", ["01/02/2010", "2010-02-30", "20100201"])
def test_a_day_that_cannot_be_read_is_told_once_with_how_it_is_written(admin_client, day):
    row = make_price()
    sent = {**open_form(admin_client, row), "valid_from": [day], "reason": ["another day"]}
    answer = admin_client.post(name_address(row), sent)
    assert answer.context["adminform"].form.errors == {"valid_from": ["A day, as 2026-12-31."]}


@pytest.mark.parametrize("day", FAR_DAYS)
@pytest.mark.parametrize("model", WITH_DAYS, ids=lambda model: model.__name__)
def test_a_day_that_no_row_may_hold_is_refused_at_each_field_of_a_day(admin_client, model, day):
    row = MADE[model]()
    sent = {**open_form(admin_client, row), "reason": ["another day"]}
    names = [each.name for each in model._meta.fields if isinstance(each, DateField)]
    changes = CatalogueChange.objects.count()
    for name in {*names} & {*sent}:
        answer = admin_client.post(name_address(row), sent | {name: [day]})
        assert name in answer.context["adminform"].form.errors
    assert CatalogueChange.objects.count() == changes


def test_a_number_that_cannot_be_read_is_not_called_empty(admin_client):
    row = make_own(ExchangeRate, valid_from=DAY)
    typed = {"rate": ["1,5"], "note": ["read again"], "reason": ["another rate"]}
    answer = admin_client.post(name_address(row), open_form(admin_client, row) | typed)
    assert answer.context["adminform"].form.errors.keys() == {"rate"}
    assert "empty" not in answer.context["adminform"].form.errors["rate"].as_text()
