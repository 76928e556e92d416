"""Every answer says which change of the catalogue it was priced with, to each what he may know."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from pricing.analyses import ANALYSES
from pricing.models import CatalogueVersion
from pricing.presets import presets
from tests.pricing.own_lists import change, list_row, price_row
from tests.pricing.test_quote import simple

from .markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

PRESET = presets()["autumn-2008"]


@pytest.fixture
def numbers() -> tuple[int, int]:
    """The last change of what ships, and that of an own list behind it."""
    shown = CatalogueVersion.objects.get().number
    return shown, change(list_row("acme"), price_row("acme", "ms-vecd-sa", "2008-01-21", "15.00"))


def ask(client, document, path="/api/compare"):
    answer = client.post(path, json.dumps(document), "application/json")
    assert answer.status_code == 200
    return answer.json()


def find_change(page: str) -> tuple[str, list[str]]:
    """What the page says of the change, and where it leads."""
    (said,) = (each for each in parsed(page).iter() if each.get("id") == "change")
    return text_of(said), [link.get("href") for link in said.iter("a")]


def test_a_stranger_hears_the_last_change_that_he_may_know_of(client, numbers):
    assert ask(client, PRESET)["catalogue"] == numbers[0]


def test_who_is_logged_in_hears_the_last_one(client, django_user_model, numbers):
    client.force_login(django_user_model.objects.create_user("ann"))
    assert ask(client, PRESET)["catalogue"] == numbers[1]


def test_a_stranger_who_asks_for_a_hidden_change_hears_the_one_before(client, numbers):
    assert ask(client, PRESET | {"known_on": str(numbers[1])})["catalogue"] == numbers[0]


def test_a_pinned_answer_says_its_own_change_after_later_ones(client, django_user_model, numbers):
    client.force_login(django_user_model.objects.create_user("ann"))
    pinned = PRESET | {"known_on": str(numbers[0])}
    before = ask(client, pinned)
    change(price_row("acme", "ms-vecd-sa", "2008-02-21", "16.00"))
    assert before["catalogue"] == numbers[0]
    assert ask(client, pinned) == before


def test_a_document_with_its_own_prices_names_no_change(client):
    assert "catalogue" not in ask(client, simple())


@pytest.mark.parametrize("name", ["framings", "flips"])
def test_analyses_say_it_too(client, numbers, name):
    assert name in [each.name for each in ANALYSES]
    assert ask(client, {"document": PRESET}, f"/api/{name}")["catalogue"] == numbers[0]


def test_the_search_says_it_too(client, numbers):
    question = {"document": PRESET, "deliveries": {g["name"]: ["pc"] for g in PRESET["fleet"]}}
    assert ask(client, question, "/api/search")["catalogue"] == numbers[0]


def test_the_page_says_it_and_leads_to_the_change(client, numbers):
    said = find_change(client.get("/?preset=autumn-2008").content.decode())
    words = f"Priced with change {numbers[0]} of the catalogue."
    assert said == (words, [f"/catalogue/changes/{numbers[0]}/"])


def test_the_command_says_it(capsys, tmp_path, numbers):
    path = tmp_path / "asked.json"
    path.write_text(json.dumps(PRESET))
    call_command("compare", str(path))
    assert f"\nPriced with change {numbers[1]} of the catalogue.\n" in capsys.readouterr().out


def test_the_price_indication_of_a_stranger_names_the_change_that_he_may_know_of(client, numbers):
    rows = client.get("/quote.csv?preset=autumn-2008&scenario=1").content.decode("utf-8-sig")
    head, first, *_ = rows.splitlines()
    assert head.endswith(",compliant,catalogue,rows,checksum")
    assert first.rsplit(",", 3)[1] == str(numbers[0])
