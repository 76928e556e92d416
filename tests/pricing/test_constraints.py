"""What the database itself refuses, whoever writes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from pricing.models import Assumption, Price, PriceList, Scheme

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

DAY = date(2008, 1, 31)


def scheme(**values):
    rule = {
        "vendor": "V",
        "product": "P",
        "role": "broker",
        "metric": "user",
        "charge": "perpetual",
    }
    return Scheme(**{"id": "test-scheme", "rule_confidence": "recalled", **rule, **values})


def price(**values):
    PriceList.objects.get_or_create(id="test-list", defaults={"name": "Test", "currency": "USD"})
    if not Scheme.objects.filter(id="test-scheme").exists():
        Scheme.objects.bulk_create([scheme()])
    row = {
        "price_list_id": "test-list",
        "scheme_id": "test-scheme",
        "valid_from": DAY,
        "amount": Decimal("23.00"),
    }
    return Price(**{**row, "source": "somebody", "confidence": "recalled", **values})


def assumption(**values):
    row = {
        "name": "pue",
        "valid_from": DAY,
        "unit": "ratio",
        "low": 1,
        "typical": 2,
        "high": 3,
        "source": "somebody",
    }
    return Assumption(**{**row, **values})


def is_refused(*rows):
    """bulk_create goes past every check but the database's."""
    with pytest.raises(IntegrityError), transaction.atomic():
        type(rows[0]).objects.bulk_create(rows)


def test_two_prices_of_a_scheme_from_the_same_day_in_one_list_are_refused():
    is_refused(price(), price(amount=Decimal("24.00")))


def test_the_same_day_in_another_list_is_another_price():
    PriceList.objects.create(id="other-list", name="Other", currency="EUR")
    Price.objects.bulk_create([price(), price(price_list_id="other-list")])
    assert Price.objects.filter(scheme="test-scheme").count() == 2


def test_negative_money_is_refused():
    is_refused(price(amount=Decimal("-0.01")))


def test_money_above_ten_million_is_refused():
    is_refused(price(amount=Decimal("10000000.01")))


def test_negative_money_in_a_tier_is_refused():
    is_refused(price(tiers="100:-9.50"))


def test_tiers_without_an_amount_are_refused():
    is_refused(price(amount=None, tiers="100:9.50"))


def test_a_price_without_a_source_is_refused():
    is_refused(price(source=""))


def test_an_unknown_confidence_is_refused():
    is_refused(price(confidence="certain"))


def test_a_source_that_is_no_web_address_is_refused():
    is_refused(price(source_url="javascript:alert(1)"))


def test_a_day_out_of_range_is_refused():
    is_refused(price(valid_from=date(1989, 12, 31)))


@pytest.mark.parametrize(
    "values",
    [
        {"role": "wizard"},
        {"metric": "desk"},
        {"charge": "rent"},
        {"period": "week"},
        {"tier_mode": "stairs"},
        {"rule_confidence": "certain"},
        {"pack": 0},
        {"life_years": 0},
        {"maintenance_rate": Decimal("0.2"), "charge": "subscription"},
        {"maintenance_rate": Decimal("-0.1")},
        {"life_years": 4, "charge": "subscription"},
        {"period": "hour", "charge": "subscription"},
        {"metric": "user_hour", "charge": "subscription", "period": "month"},
        {"metric": "user_hour"},
        {"period": "month"},
        {"rule_source_url": "ftp://example.org/"},
    ],
    ids=lambda values: " ".join(f"{key}={value}" for key, value in values.items()),
)
def test_a_scheme_that_breaks_its_rules_is_refused(values):
    is_refused(scheme(**values))


def test_a_scheme_by_the_hour_is_stored():
    Scheme.objects.bulk_create([scheme(metric="user_hour", charge="subscription", period="hour")])
    assert Scheme.objects.get(id="test-scheme").period == "hour"


@pytest.mark.parametrize(
    "ends", [(3, 2, 4), (1, 5, 4)], ids=["low above typical", "typical above high"]
)
def test_a_range_that_falls_is_refused(ends):
    low, typical, high = ends
    is_refused(assumption(low=low, typical=typical, high=high))


def test_two_assumptions_of_a_name_from_the_same_day_are_refused():
    is_refused(
        assumption(valid_from=date(1999, 1, 1)), assumption(valid_from=date(1999, 1, 1), typical=3)
    )


def test_an_assumption_without_a_source_is_refused():
    is_refused(assumption(source=""))


@pytest.mark.parametrize(
    "written", ["4.50", "0.0116", "23", "54.00", "0.0000000001", "9999999.99", "0.00"]
)
def test_an_amount_comes_back_with_the_decimals_of_its_list(written):
    row = price(amount=Decimal(written))
    row.save()
    again = Price.objects.get(pk=row.pk)
    assert str(again.amount) == str(Decimal(written))
    again.save()
    assert str(Price.objects.get(pk=row.pk).amount) == str(Decimal(written))


def test_a_row_without_amount_says_that_the_sale_has_ended():
    row = price(amount=None)
    row.save()
    assert Price.objects.get(pk=row.pk).amount is None
