"""Whoever applies while another does: waits, hears that it is so, and the proposal stays."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from calculator.busy import BUSY, RETRY_AFTER_SECONDS, WORDS
from pricing.catalogue.files import SHIPPED
from pricing.models import CatalogueChange, Price, Proposal
from tests.pricing.proposals import make_own_list, make_row, offer
from tests.web.markup import parsed, text_of

from .held import hold

pytestmark = [pytest.mark.stores, pytest.mark.django_db(transaction=True)]

STAYS = "Another change is being applied. This proposal stays: try again."
# SQLite lets one write at a time, and whoever applies is counted first.
SAID = {"sqlite": WORDS[BUSY].keeping, "postgresql": STAYS}
APPLYING = "SELECT 1 FROM pricing_catalogueversion FOR UPDATE"  # as whoever applies
APPLY = {"action": "apply", "reason": "our offer of May"}


@pytest.fixture
def offered(transactional_db, catalogue_db, people) -> Proposal:
    make_own_list()
    return offer(make_row(day="2009-01-01", amount="25.00"), by=people["paula"])


def read_state() -> tuple[int, bool, bool]:
    """The last change, whether the price is there, and whether the proposal counts as applied."""
    price = Price.objects.filter(price_list="acme", valid_from="2009-01-01")
    applied = Proposal.objects.exclude(applied_at=None)
    return CatalogueChange.objects.latest("number").number, price.exists(), applied.exists()


def test_on_the_page_the_proposal_stays_and_is_applied_once_the_other_is_done(
    offered, as_, tmp_path
):
    paula, address = as_("paula"), f"/catalogue/proposals/{offered.pk}/"
    paula.get(address)
    before = read_state()
    with hold(tmp_path, APPLYING) as let_go:
        answer = paula.post(address, APPLY)
        page = parsed(answer.content.decode())
        assert (answer.status_code, answer["Retry-After"]) == (503, str(RETRY_AFTER_SECONDS))
        assert SAID[connection.vendor] in text_of(page)
        assert APPLY["reason"] in {each.get("value") or text_of(each) for each in page.iter()}
        assert read_state() == before
        let_go()
        assert paula.post(address, APPLY).status_code == 303
        assert read_state() == (before[0] + 1, True, True)


def test_a_program_hears_it_too(offered, as_, tmp_path):
    paula, address = as_("paula"), f"/api/catalogue/proposals/{offered.pk}/apply"
    paula.get("/prices/")
    before = read_state()
    sent = {"data": {"reason": "our offer of May"}, "content_type": "application/json"}
    with hold(tmp_path, APPLYING) as let_go:
        answer = paula.post(address, **sent)
        assert (answer.status_code, answer["Retry-After"]) == (503, str(RETRY_AFTER_SECONDS))
        assert answer.json()["faults"][0]["message"] == SAID[connection.vendor]
        assert read_state() == before
        let_go()
        assert paula.post(address, **sent).json()["change"] == before[0] + 1


def test_a_load_meanwhile_loads_nothing_and_says_so(offered, tmp_path):
    before = read_state()
    with hold(tmp_path, APPLYING), pytest.raises(CommandError, match="nothing was loaded"):
        call_command("load_catalogue", str(SHIPPED))
    assert read_state() == before
