"""Tiers of an AWS offer: all of them, or none is taken."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pricing.models import Price, Scheme

from .feeds import LIST, make_aws, make_offer, make_own_list, make_rate, make_term

pytestmark = pytest.mark.stores

SCHEME = "aws-ws-standard-on"
BOUNDS = ("0", "10240", "51200", "153600", "Inf")
AMOUNTS = ("0.09", "0.085", "0.07", "0.05")
WHOLE = [*zip(pairwise(BOUNDS), AMOUNTS, strict=True)]


@pytest.fixture
def aws(catalogue_db, tmp_path):
    make_own_list()
    Scheme.objects.filter(id=SCHEME).update(tier_mode="graduated")
    feed = make_aws(tmp_path)
    feed.rules.write_text(feed.rules.read_text().replace("decimals = 2", "decimals = 3", 1))
    return feed


def load(aws, tiers) -> list[str]:
    """The faults of an offer with tiers, each from where, to where and its amount."""
    offer = make_offer()
    rates = (
        make_rate("ON", "Month", amount, beginRange=start, endRange=end)
        for (start, end), amount in tiers
    )
    offer["terms"]["OnDemand"]["ON"] = make_term("ON", *rates)
    aws.write(offer)
    return aws.load()[2]


def test_whole_tiers_are_taken(aws):
    assert load(aws, WHOLE) == []
    price = Price.objects.get(price_list=LIST, scheme=SCHEME)
    assert (str(price.amount), price.tiers) == ("0.090", "10241:0.085 51201:0.070 153601:0.050")


@pytest.mark.parametrize("place", range(1, len(WHOLE)))
def test_a_tier_that_is_missing_is_said(aws, place):
    (fault,) = load(aws, WHOLE[:place] + WHOLE[place + 1 :])
    assert "the price of the units between is missing" in fault
    assert not Price.objects.filter(price_list=LIST).exists()


@pytest.mark.parametrize("start", ["10239", "10241", "20480"])
def test_a_tier_that_begins_elsewhere_than_the_last_one_ends_is_said(aws, start):
    moved = [WHOLE[0], ((start, "51200"), "0.085"), *WHOLE[2:]]
    (fault,) = load(aws, moved)
    assert f"holds '10240'; may end at {start}" in fault
