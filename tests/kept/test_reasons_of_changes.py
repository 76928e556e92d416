"""Why the catalogue is changed is kept whole or refused where it is typed, at every door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from pricing.catalogue.proposing import LONGEST_REASON
from pricing.models import CatalogueChange, Price
from tests.pricing.proposals import make_own_list, make_row, offer
from tests.web.markup import parsed, text_of

from .conftest import read_fields

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("own_list")]

LONGEST = "r" * (LONGEST_REASON - 11) + " END OF IT."
WRONG = {
    "blanks": " \n ",
    "nothing": "",
    "of a turning sign": "a\u202e",
    "too long": f"{LONGEST}.",
    "unseen": "\u200b",
    "unseen filler": "\u3164 \ufe0f",
}
FILE = (
    "scheme,valid_from,amount,tiers,source,source_url,confidence,note\n"
    "ms-vecd-sa,2009-01-01,25.00,,Offer 8,,verified,\n"
)
PRICE = {
    "price_list": "acme",
    "scheme": "ms-vecd-sa",
    "valid_from": "2009-01-01",
    "amount": "24.50",
    "source": "a letter",
    "confidence": "verified",
}


@pytest.fixture
def own_list(catalogue_db):
    make_own_list()


@pytest.fixture
def take(as_, ask_as, admin_client, tmp_path) -> Callable[[str, str], Any]:
    """Changes the catalogue by a door, with a reason; gives what came of it."""

    def apply_by_page(reason: str) -> Any:
        address = f"/catalogue/proposals/{offer(make_row(day='2009-01-01')).pk}/"
        return as_("paula").post(address, {"action": "apply", "reason": reason})

    def apply_by_program(reason: str) -> Any:
        address = f"/api/catalogue/proposals/{offer(make_row(day='2009-01-01')).pk}/apply"
        return ask_as("paula").ask("POST", address, {"reason": reason})

    def type_in(reason: str) -> Any:
        return admin_client.post("/admin/pricing/price/add/", {**PRICE, "reason": reason})

    def revoke(reason: str) -> Any:
        price = Price.objects.get(price_list="acme", scheme="ms-vecd-sa")
        address = f"/admin/pricing/price/{price.pk}/delete/"
        shown = read_fields(admin_client.get(address).content.decode())
        return admin_client.post(address, shown | {"reason": reason})

    def load(reason: str) -> Any:
        (tmp_path / "prices").mkdir()
        (tmp_path / "prices" / "acme.csv").write_text(FILE)
        call_command("load_catalogue", str(tmp_path), "--list", "acme", reason=reason)

    doors = {each.__name__: each for each in (apply_by_page, apply_by_program, type_in, revoke)}
    return lambda door, reason: {**doors, "load": load}[door](reason)


DOORS = ["apply_by_page", "apply_by_program", "load", "revoke", "type_in"]


def read_reasons() -> list[str]:
    return [*CatalogueChange.objects.order_by("number").values_list("reason", flat=True)]


@pytest.mark.parametrize("door", DOORS)
def test_the_longest_reason_is_kept_whole(take, door):
    take(door, LONGEST)
    assert read_reasons()[-1] == LONGEST


@pytest.mark.parametrize("wrong", sorted(WRONG))
@pytest.mark.parametrize("door", [each for each in DOORS if each != "load"])
def test_a_reason_that_cannot_be_kept_is_refused_and_nothing_changes(take, door, wrong):
    before = read_reasons()
    answer = take(door, WRONG[wrong])
    assert answer.status_code == (200 if door == "type_in" else 422)
    assert read_reasons() == before
    if door == "apply_by_program":
        assert [each["path"] for each in answer.json()["faults"]] == ["reason"]
    if door == "apply_by_page":
        [typed] = parsed(answer.content.decode()).findall(".//textarea[@name='reason']")
        assert typed.get("aria-invalid") == "true"


@pytest.mark.parametrize("wrong", sorted(WRONG))
@pytest.mark.parametrize("command", ["load_catalogue", "load_feed"])
def test_commands_refuse_the_same_reasons(tmp_path, command, wrong):
    before = read_reasons()
    given = {"reason": WRONG[wrong]}
    words = [str(tmp_path)]
    if command == "load_feed":
        words = ["azure", str(tmp_path / "feed.json")]
        given |= {"rules": tmp_path / "rules.toml", "list": "acme"}
    with pytest.raises(CommandError, match="--reason TEXT: "):
        call_command(command, *words, **given)
    assert read_reasons() == before


def test_a_price_that_is_not_revoked_keeps_what_was_typed(take):
    page = parsed(take("revoke", WRONG["too long"]).content.decode())
    assert text_of(next(page.iter("textarea"))) == WRONG["too long"]
    assert "It may hold up to 2,000 characters, and has 2,001." in text_of(page)
