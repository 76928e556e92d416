"""What a buyer of November 2026 looks for: prices that were read, what is quoted, every rule."""

from __future__ import annotations

import re
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from tests.pricing.shipped import answered, asked, catalogue, folder, lacks
from tests.pricing.test_rule_notes import enforces

CATALOGUE = catalogue("us-list")
SCHEMES = CATALOGUE.schemes
NOVEMBER, BEFORE_WINDOWS_10 = "2026-11-30", "2025-12-01"
W365 = ["ms-m365-e3", "ms-w365e-2-8-128"]
RULE = re.compile(r"^\| (\d+)\. [^|]+ \| ([^|]+) \| ([^|]+) \| ([^|]*)\|$", re.MULTILINE)
DOCS = Path(__file__).resolve().parents[2] / "docs" / "catalogue.md"


def amount(scheme: str, day: str) -> str | None:
    price = CATALOGUE.on(date.fromisoformat(day)).price(scheme)
    return None if price is None else str(price.amount)


@pytest.mark.parametrize(
    ("scheme", "price"),
    [
        ("ms-entra-p1", "7.00"),
        ("ms-entra-p2", "10.00"),
        ("ms-entra-suite", "12.00"),
        ("ms-intune-p2", "4.00"),
        ("ms-intune-suite", "10.00"),
        ("ms-m365-f1", "3.00"),
        ("ms-m365-bb", "7.00"),
        ("ms-o365-e3", "26.00"),
        ("endpoint-w365-link", "349.00"),
        ("display-2025", "200.00"),
        ("ntx-euc-ultimate-payg", "0.061"),
    ],
)
def test_what_was_read_of_november_2026_has_its_price(scheme, price):
    assert amount(scheme, NOVEMBER) == price


# Windows 10


@pytest.mark.parametrize(
    ("scheme", "years"),
    [
        ("ms-w10-esu", ["61.00", "122.00", "244.00", None]),
        ("ms-w10-esu-intune", ["45.00", "90.00", "180.00", None]),
        ("ms-w10-esu-second-year", [None, "183.00", "244.00", None]),
        ("ms-w10-esu-w365", ["0.00", "0.00", "0.00", None]),
    ],
)
def test_windows_10_is_kept_safe_for_three_years_each_dearer(scheme, years):
    days = ("2025-12-01", "2026-12-01", "2027-12-01", "2028-12-01")
    assert [amount(scheme, day) for day in days] == years


def paid_for(stack: list[Any], day: str, years: int, **more: Any) -> list[str]:
    """What updates of a hundred PCs cost, year by year."""
    document = {
        "title": "Windows 10",
        "price_list": "us-list",
        "price_date": day,
        "horizon_years": years,
        "fleet": [{"name": "Office", "desktops": 100, "endpoint": "existing_pc"}],
        "scenarios": [{"name": "One", "delivery": "pc", "stack": stack}],
        **more,
    }
    [scenario] = answered(document)
    assert scenario.figures is not None
    [line] = [line for line in scenario.figures.lines if line.scheme == stack[-1]]
    return [f"{cents / 100:.2f}" for cents in line.cash_flow[1:]]


def test_three_years_of_updates_are_6_100_then_12_200_then_24_400():
    known = {"price_changes": "known", "assumptions": {"price_inflation": "0"}}
    assert paid_for(["ms-w10-esu"], "2025-12-01", 3, **known) == ["6100.00", "12200.00", "24400.00"]


def test_who_joins_in_the_second_year_pays_the_first_as_well():
    known = {"price_changes": "known", "assumptions": {"price_inflation": "0"}}
    stack = ["ms-w10-esu-second-year"]
    assert paid_for(stack, NOVEMBER, 2, **known) == ["18300.00", "24400.00"]


def test_a_quarter_less_is_for_whom_intune_manages():
    assert asked(NOVEMBER, "pc", ["ms-intune-p1", "ms-w10-esu-intune"]).findings == []
    alone = asked(NOVEMBER, "pc", ["ms-w10-esu-intune"])
    assert [f.scheme for f, _ in alone.findings] == ["ms-w10-esu-intune"]


def test_the_updates_of_a_pc_are_free_where_it_works_on_windows_365():
    assert asked(NOVEMBER, "cloud", [*W365, "ms-w10-esu-w365"]).findings == []
    alone = asked(NOVEMBER, "pc", ["ms-w10-esu-w365"])
    assert [f.scheme for f, _ in alone.findings] == ["ms-w10-esu-w365"]


def test_a_thin_client_needs_no_updates_of_windows_10():
    stack = ["ms-m365-e3", "az-vm-d8s-v5-host", "ms-w10-esu"]
    found = asked(NOVEMBER, "cloud", stack, endpoint="existing_thin_client")
    assert [f.scheme for f, _ in found.findings] == ["ms-w10-esu"]


# Microsoft's plans


def test_whatever_microsoft_sells_by_user_and_month_has_three_terms():
    billed_by_azure_or_for_the_state = ("ms-avd-", "az-disk-", "ms-w365-gov")
    plans = [
        scheme
        for scheme in SCHEMES.values()
        if (scheme.vendor, scheme.metric, scheme.period) == ("Microsoft", "user", "month")
        and not scheme.id.startswith(billed_by_azure_or_for_the_state)
    ]
    assert len(plans) == 65
    for scheme in plans:
        has = [f"{name}:{factor}" for name, factor in scheme.terms.items()]
        assert has == ["yearly:1", "monthly:1.05", "flexible:1.2"], scheme.id


def test_no_online_service_of_microsoft_has_volume_levels_after_october_2025():
    market = CATALOGUE.on(date(2025, 11, 1))
    tiered = [
        name
        for name, price in market.prices.items()
        if price.tiers and SCHEMES[name].vendor == "Microsoft" and SCHEMES[name].terms
    ]
    assert tiered == []


def test_entra_suite_stands_on_p1():
    assert asked(NOVEMBER, "pc", ["ms-m365-e3", "ms-entra-suite"]).findings == []
    alone = asked(NOVEMBER, "pc", ["ms-entra-suite"])
    assert [f.scheme for f, _ in alone.findings] == ["ms-entra-suite"]


# By quotation


@pytest.mark.parametrize(
    "scheme",
    [
        "aws-workspaces-applications",
        "ms-w365-reserve",
        "az-vm-d8s-v6-host",
        "ctx-daas-premium-user",
        "hpe-vm-essentials",
        "ctx-xenserver8-standard",
        "dizzion-user",
        "thinlinc-ccu",
        "controlup-user",
        "ms-w11-iot-ltsc",
        "dock-laptop",
        "ntx-nci-pro",
    ],
)
def test_what_no_list_prices_is_quoted_in_2026_and_was_not_in_2008(scheme):
    assert CATALOGUE.on(date(2026, 10, 14)).is_quoted(scheme)
    assert not CATALOGUE.on(date(2008, 10, 31)).is_quoted(scheme)


def test_platespin_was_quoted_in_2008_and_is_not_in_2026():
    assert CATALOGUE.on(date(2008, 10, 31)).is_quoted("platespin-powerconvert")
    assert not CATALOGUE.on(date(2026, 10, 14)).is_quoted("platespin-powerconvert")


def test_citrix_daas_had_a_list_price_until_it_was_quoted():
    scheme = "ctx-daas-premium-user"
    assert amount(scheme, "2024-02-29") == "20.00"
    assert not CATALOGUE.on(date(2024, 2, 29)).is_quoted(scheme)
    assert CATALOGUE.on(date(2024, 3, 1)).is_quoted(scheme)


def test_what_is_quoted_waits_for_a_price_and_takes_the_one_that_is_typed():
    stack = ["server-2s-64c-1024", "hpe-vm-essentials", "kasm-ccu", "ms-vda-device"]
    assert lacks(asked(NOVEMBER, "vdi", stack)) == {("not_on_sale", "hpe-vm-essentials")}
    found = asked(NOVEMBER, "vdi", stack, {"hpe-vm-essentials": {"net": 600}})
    assert found.compliant
    assert found.figures is not None


def test_a_display_is_a_line_of_its_own_among_devices():
    stack = ["endpoint-w365-link", {"scheme": "display-2025", "quantity": 100}]
    found = asked(NOVEMBER, "cloud", [*W365, *stack], endpoint="w365_link")
    assert found.compliant
    assert found.figures is not None
    [line] = [line for line in found.figures.lines if line.scheme == "display-2025"]
    assert (line.category, line.cash_flow[0]) == ("devices", 2_000_000)


def test_every_scheme_that_is_quoted_says_since_when_and_has_no_price_then():
    for scheme in SCHEMES.values():
        if scheme.quoted_from:
            assert amount(scheme.id, scheme.quoted_from.isoformat()) is None, scheme.id


# Rule by rule


def rules() -> list[tuple[str, list[str], list[str], str]]:
    """Number, schemes, fields and words of each row of the page's table."""
    return [
        (number, *(re.findall("`([^`]+)`", cell) for cell in (schemes, fields)), words.strip())
        for number, schemes, fields, words in RULE.findall(DOCS.read_text())
    ]


def test_all_69_licensing_rules_are_told():
    assert [int(number) for number, *_ in rules()] == list(range(1, 70))


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule[0])
def test_each_rule_is_carried_by_the_fields_that_the_page_names_or_says_why_not(rule):
    _, names, fields, words = rule
    assert fields or words
    for name in names:
        found = [scheme for scheme in SCHEMES.values() if fnmatchcase(scheme.id, name)]
        assert found, name
        lost = [(s.id, field) for s in found for field in fields if not enforces(s, field)]
        assert lost == []


def test_every_list_says_when_what_was_quoted_ended():
    old = {"provision-vas", "quest-vworkspace", "platespin-powerconvert"}
    for price_list in folder().prices:
        assert not any(catalogue(price_list).on(date(2026, 10, 14)).is_quoted(s) for s in old)
