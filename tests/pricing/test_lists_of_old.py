"""A list that stands on no other and does not ship says what to do instead of an edit."""

from __future__ import annotations

import pytest

from pricing.catalogue.proposing import Shipped, propose
from pricing.models import Price
from tests.web.markup import parsed, text_of

from .own_lists import change, list_row, price_row
from .proposals import NOW, make_row

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("list_of_old")]

WORDS = "its prices change with load_catalogue --list old alone"
INSTEAD = "make a list of your own on top of it at /catalogue/proposals/"


@pytest.fixture
def list_of_old(catalogue_db):
    change(list_row("old", base=""), price_row("old", "ms-mdop", "2008-01-30", "9.00"))


def test_a_proposal_is_refused_with_what_to_do():
    with pytest.raises(Shipped) as refused:
        propose([make_row()], "old", by=None, at=NOW)
    assert (WORDS in str(refused.value), INSTEAD in str(refused.value)) == (True, True)


@pytest.mark.parametrize(
    ("price_list", "words"), [("old", INSTEAD), ("us-list", "changes with a release alone")]
)
def test_the_page_of_its_price_says_what_to_do(admin_client, price_list, words):
    price = Price.objects.filter(price_list=price_list).first()
    answer = admin_client.get(f"/admin/pricing/price/{price.pk}/change/")
    assert words in text_of(parsed(answer.content.decode()))
