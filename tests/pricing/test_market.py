"""The catalogue as the engine's data: right on every day, never stale."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from pricing.market import UnknownPriceList, catalogue, price_lists
from pricing.models import Price, Scheme
from pricing.presets import UnknownPreset, preset, presets

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]


def amount(scheme, day, price_list="us-list"):
    price = catalogue(price_list).on(date.fromisoformat(day)).price(scheme)
    return None if price is None else str(price.amount)


def test_vecd_is_on_sale_in_january_2008_and_not_in_2011():
    assert amount("ms-vecd-sa", "2008-01-31") == "23.00"
    assert amount("ms-vecd-sa", "2011-01-01") is None


def test_windows_vda_is_the_other_way_round():
    assert amount("ms-windows-vda", "2008-01-31") is None
    assert amount("ms-windows-vda", "2011-01-01") == "100.00"


def test_a_price_holds_until_the_day_before_the_next():
    assert amount("ms-vecd-sa", "2008-01-20") == "78.00"
    assert amount("ms-vecd-sa", "2008-01-21") == "23.00"


def test_an_hourly_price_keeps_its_four_decimals():
    assert amount("az-vm-d2s-v5-host", "2026-10-14") == "0.0960"


def test_a_list_has_its_own_prices_and_currency():
    assert catalogue("eu-list").currency == "EUR"
    assert amount("px-ve-basic", "2026-10-14", "eu-list") == "370.00"
    assert amount("px-ve-basic", "2026-10-14", "uk-list") is None


def test_a_scheme_carries_its_rule():
    scheme = catalogue("us-list").schemes["ms-ws2008-ent"]
    assert (scheme.metric, scheme.includes, scheme.provides) == (
        "host",
        {"server_cal": 25},
        ("server_os", "hyperv_right", "directory", "clustering"),
    )
    assert catalogue("us-list").schemes["server-2s-qc-32"].attributes["watts"] == Decimal(355)
    assert catalogue("us-list").schemes["vmw-vi3-standard"].maintenance_rate == Decimal("0.21")


def test_assumptions_in_force_change_with_the_day():
    market = catalogue("us-list")
    assert market.on(date(2008, 1, 31)).assumptions["pue"].typical == Decimal("2.5")
    assert market.on(date(2026, 7, 31)).assumptions["pue"].typical == Decimal("1.54")
    assert str(market.on(date(2008, 1, 31)).assumptions["admin_salary"].typical) == "90000"


def test_an_unknown_list_is_a_key_error():
    with pytest.raises(UnknownPriceList, match="there is no price list de-list"):
        catalogue("de-list")
    assert issubclass(UnknownPriceList, KeyError)


def test_all_lists_are_told():
    assert [(row.id, row.currency) for row in price_lists()] == [
        ("eu-list", "EUR"),
        ("uk-list", "GBP"),
        ("us-list", "USD"),
    ]


def test_what_was_read_once_costs_one_small_query(django_assert_num_queries):
    first = catalogue("us-list")
    with django_assert_num_queries(1):
        assert catalogue("us-list") is first


def test_a_saved_price_is_served_at_once():
    assert amount("ms-vecd", "2008-01-31") == "110.00"
    price = Price.objects.get(price_list="us-list", scheme="ms-vecd", valid_from=date(2007, 4, 2))
    price.amount = Decimal("120.5")
    price.save()
    assert amount("ms-vecd", "2008-01-31") == "120.5"
    price.delete()
    assert amount("ms-vecd", "2008-01-31") is None


def test_a_changed_rule_is_served_at_once():
    catalogue("us-list")
    scheme = Scheme.objects.get(id="ms-vecd")
    scheme.minimum = 7
    scheme.save()
    assert catalogue("us-list").schemes["ms-vecd"].minimum == 7


def test_a_scheme_with_prices_is_not_deleted():
    with pytest.raises(ProtectedError):
        Scheme.objects.get(id="ms-vecd").delete()


def test_the_admin_refuses_what_the_files_refuse():
    price = Price.objects.filter(price_list="us-list", scheme="ms-vecd").earliest("valid_from")
    price.tiers = "100:9.50 50:8"
    with pytest.raises(ValidationError, match="may hold more than 100"):
        price.full_clean()
    scheme = Scheme.objects.get(id="server-2s-qc-32")
    scheme.attributes = "sockets=2"
    with pytest.raises(ValidationError, match="must be there"):
        scheme.full_clean()


def test_every_shipped_row_passes_the_checks_of_the_admin():
    for row in [*Scheme.objects.all(), *Price.objects.all()]:
        row.full_clean(validate_constraints=False, validate_unique=False)


def test_presets_are_told_with_the_first_one_first():
    assert list(presets())[:5] == [
        "autumn-2008",
        "january-2008",
        "today",
        "branch-office-50",
        "call-centre-20000",
    ]
    assert list(presets())[5:] == ["microsoft-2010", "idc-view-2009"]
    assert preset("today")["title"].startswith("Today: stay on VMware")
    with pytest.raises(
        UnknownPreset, match="there is no preset 1999; there are autumn-2008, january-2008, today"
    ):
        preset("1999")
