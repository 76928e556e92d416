"""One rule says which characters a name may hold, whatever door it comes by."""

from __future__ import annotations

import json

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory

from accounts.adapters import AccountAdapter
from accounts.forms import TokenForm
from calculator.kept.day import find_day
from calculator.kept.forms import DraftForm, KeepForm
from calculator.kept.proposal_forms import NEW, UploadForm
from calculator.kept.term_forms import TermForm
from pricing.engine.fields import SHAPES
from pricing.engine.plain_values import PlainReader
from pricing.engine.signs import find_wrong_sign
from pricing.models import Assumption, ExchangeRate, ListTerm, Price, PriceList, Scheme
from pricing.presets import preset
from tests.web.markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

WRONG = [
    *("\u202e", "\u2066", "\u206f", "\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\U0010ffff"),
    *("\U000e0041", "\U000e0001", "\x00", "\x1b", "\x85", "\ufeff", "\ue000", "\u2028"),
]
UNSEEN = ["\u200b", "\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\u034f", "\ufe0f", "\u00ad"]
FLAG = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
SEEN = [
    *("Büro", "می\u200cخواهم", "\U0001f469\u200d\U0001f4bb", FLAG, "❤\ufe0f", "สวัสดี\u200bครับ"),
    *("\u05e9\u05dc\u05d5\u05dd\u200f (Ltd)", "\u0301\u0301"),
]


def write(name: str) -> str:
    document = json.loads(json.dumps(preset("january-2008")))
    document["scenarios"][1]["name"] = name
    return json.dumps(document)


def ask_api(name: str) -> str:
    answer = Client().post("/api/compare", write(name), content_type="application/json")
    return answer.content.decode() if answer.status_code != 200 else ""


def ask_page(name: str, method: str) -> str:
    send = getattr(Client(), method)
    sent = {"address": "preset=january-2008", "scenarios.1.name": name}
    if method == "get":
        sent = {"preset": "january-2008", "scenarios.1.name": name}
    page = parsed(send("/", sent, follow=True).content.decode())
    return text_of(page.find(".//*[@id='faults']"))


def check(form: type[forms.Form], field: str, name: str, **more: object) -> str:
    return " ".join(form(data={"price_list": NEW, field: name}, **more).errors.get(field, []))


def check_text(shape: str, name: str) -> str:
    reader = PlainReader()
    reader.text(name, "name", SHAPES[shape]["name"])
    return " ".join(map(str, reader.faults))


def check_account(name: str) -> str:
    try:
        AccountAdapter().clean_username(name, shallow=True)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


NAMES = {
    "api": ask_api,
    "form": lambda name: ask_page(name, "post"),
    "address": lambda name: ask_page(name, "get"),
    "comparison": lambda name: check(KeepForm, "name", name, targets=[]),
    "token": lambda name: check(TokenForm, "name", name, today=find_day()),
    "new list": lambda name: check(UploadForm, "name", name),
    "source of a term": lambda name: check(TermForm, "source", name, price_list="us-list"),
    **{
        f"{field} of a quote": lambda name, field=field: check(DraftForm, field, name)
        for field in ("supplier", "customer", "tax_label", "notes")
    },
    "account": check_account,
    **{
        f"shape {shape}": lambda name, shape=shape: check_text(shape, name)
        for shape in ("group", "scenario", "own_line")
    },
}


OF_NAMES = [door for door in NAMES if "of a" not in door]  # texts may be left empty


@pytest.mark.parametrize("sign", WRONG, ids=ascii)
@pytest.mark.parametrize("door", NAMES)
def test_a_name_with_what_no_text_holds_is_refused_at_every_door(door, sign):
    assert NAMES[door](f"Off{sign}ice")


@pytest.mark.parametrize("sign", ["\ufffe", "\U000e0041", "\u206f"], ids=ascii)
@pytest.mark.parametrize("door", NAMES)
def test_the_character_is_named_by_its_code_point(door, sign):
    assert f"U+{ord(sign):04X}" in NAMES[door](f"Off{sign}ice")


@pytest.mark.parametrize("name", UNSEEN, ids=ascii)
@pytest.mark.parametrize("door", OF_NAMES)
def test_a_name_of_which_nothing_is_seen_is_refused_at_every_door(door, name):
    assert NAMES[door](name)


@pytest.mark.parametrize("name", SEEN, ids=ascii)
@pytest.mark.parametrize("door", [door for door in NAMES if door != "account"])
def test_names_of_every_script_and_their_joiners_are_taken(door, name):
    assert NAMES[door](name) == ""


MODELS = [PriceList, Price, Scheme, Assumption, ListTerm, ExchangeRate, User]


def list_texts(model: type) -> list[forms.Field]:
    """The fields of a text at the admin's page of a model, where somebody may write."""
    person = User(is_superuser=True, is_staff=True)
    request = RequestFactory().get("/admin/")
    request.user = person
    row = person if model is User else None  # a new account has a name and no more
    fields = admin.site._registry[model].get_form(request, row)().fields
    typed = (forms.TextInput, forms.Textarea)
    return [
        field
        for field in fields.values()
        if type(field) is forms.CharField and isinstance(field.widget, typed)
    ]


@pytest.mark.parametrize("sign", ["\u202e", "\ufffe", "\U000e0041", "\u2028"], ids=ascii)
@pytest.mark.parametrize("model", MODELS)
def test_every_text_at_the_admin_refuses_it(model, sign):
    found = list_texts(model)
    assert found
    for field in found:
        with pytest.raises(ValidationError):
            field.clean(f"a{sign}b")


@pytest.mark.parametrize("address", ["/prices/", "/api/prices"])
@pytest.mark.parametrize("sign", WRONG, ids=ascii)
def test_what_is_searched_for_is_refused_at_its_field(client, address, sign):
    answer = client.get(address, {"q": f"vec{sign}d"})
    if address == "/api/prices":
        assert answer.json()["faults"][0]["path"] == "q"
        return
    [field] = [
        each
        for each in parsed(answer.content.decode()).iter("input")
        if each.get("name") == "q" and each.get("type") != "hidden"
    ]
    assert field.get("aria-invalid") == "true"


def test_the_quick_look_at_a_text_finds_what_the_whole_one_finds():
    joiner = "\u200d"  # which is allowed and cannot be printed, so that every sign is looked at
    missed = [
        sign
        for sign in map(chr, (*range(0x20000), *range(0xE0000, 0xE0200)))
        if bool(find_wrong_sign(sign)) != bool(find_wrong_sign(f"{sign}{joiner}"))
    ]
    assert missed == []
