"""The rates of AWS savings plans, a shape of their own: exactly the rows that rules say."""

from __future__ import annotations

import pytest

from pricing.catalogue.feeds.sent import name_feed
from pricing.models import Price

from .feeds import LIST, make_aws_plans, make_own_list, make_plan_rate, make_plan_term, make_plans

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("own_list")]


@pytest.fixture
def own_list(catalogue_db):
    make_own_list()


@pytest.fixture
def plans(tmp_path):
    return make_aws_plans(tmp_path)


def test_the_rate_of_plan_length_and_machine_is_the_price_that_its_rule_makes_of_it(plans):
    assert plans.load()[2] == []
    (price,) = Price.objects.filter(price_list=LIST)
    said = (price.scheme_id, str(price.amount), str(price.valid_from), price.feed_id)
    assert said == ("az-vm-d8s-v5-sp3", "171.19", "2026-11-01", "PLAN.BoxUsage:m7i.2xlarge")
    assert price.note == "0.2345 USD a Hrs, times 730, rounded half up to 2 decimals"


def test_the_same_rates_again_are_no_change(plans):
    plans.load()
    assert "nothing changed" in plans.load()[1]


def test_rates_of_plans_are_known_by_their_shape():
    assert name_feed("rates.json", b'{"terms": {"savingsPlan": [{"discountedRate": 1}]}}') == "aws"


def spoil(change):
    content = make_plans()
    change(content["terms"]["savingsPlan"], content)
    return content


BROKEN = {
    "another unit": (
        lambda terms, _: terms[0]["rates"][0].update(unit="Quantity"),
        "may hold 'Hrs'",
    ),
    "another currency": (
        lambda terms, _: terms[0]["rates"][0].update(
            discountedRate={"price": "1", "currency": "CNY"}
        ),
        "may hold USD",
    ),
    "no number": (
        lambda terms, _: terms[0]["rates"][0].update(
            discountedRate={"price": "1,5", "currency": "USD"}
        ),
        "may hold a number from 0 up",
    ),
    "no price": (lambda terms, _: terms[0]["rates"][0].pop("discountedRate"), "may hold rates"),
    "two machines": (
        lambda terms, _: terms[0]["rates"].append(
            make_plan_rate("BoxUsage:m7i.2xlarge", "0.5", rateCode="OTHER")
        ),
        "takes two prices",
    ),
    "a plan of no product": (
        lambda terms, _: terms.append(make_plan_term("GONE", make_plan_rate("x", "1"))),
        "is of no product: half a file",
    ),
    "no terms": (lambda terms, _: terms.clear(), "may hold a list of terms"),
    "a term without rates": (lambda terms, _: terms[0].pop("rates"), "and rates"),
    "no day": (lambda terms, _: terms[0].update(effectiveDate="soon"), "may hold a day"),
    "no machine of the rule": (
        lambda terms, _: terms[0]["rates"].pop(0),
        "takes no price of this feed",
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_broken_rates_are_refused_with_their_place_and_write_nothing(plans, broken):
    change, words = BROKEN[broken]
    plans.write(spoil(change))
    status, _, faults = plans.load()
    assert status == 2
    assert words in " ".join(faults)
    assert not Price.objects.filter(price_list=LIST).exists()
