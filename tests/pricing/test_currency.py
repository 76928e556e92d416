"""The shipped price lists in euros and pounds.

Money read in dollars is converted, never taken digit for digit.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from pricing.catalogue.files import SHIPPED, read_folder
from pricing.comparison import compare
from pricing.engine.exchange import Rates
from pricing.engine.faults import Faults
from pricing.engine.knobs import KNOBS
from pricing.market import catalogue
from pricing.models import ExchangeRate

pytestmark = pytest.mark.stores

FOLDER = read_folder(SHIPPED)
RATES = [entry.values for entry in FOLDER.exchange_rates]
KEPT_PCS = {
    "price_list": "eu-list",
    "price_date": "2026-07-31",
    "horizon_years": 1,
    "fleet": [{"name": "Office", "desktops": 100}],
    "scenarios": [{"name": "Keep PCs", "delivery": "pc", "stack": []}],
}


def lines(document):
    """The lines of the one scenario by their keys, and its total, in units of its currency."""
    figures = compare(document).scenarios[0].figures
    return {line.key: Decimal(line.total) / 100 for line in figures.lines} | {
        "total": Decimal(figures.tco) / 100
    }


@pytest.fixture
def without_rates(catalogue_db):
    """The shipped catalogue without its exchange rates."""
    from pricing.models import CatalogueVersion

    ExchangeRate.objects.all().delete()
    CatalogueVersion.change()


def test_the_euro_list_counts_dollars_at_the_rate_of_the_day(catalogue_db):
    euros, dollars = lines(KEPT_PCS), lines({**KEPT_PCS, "price_list": "us-list"})
    assert dollars["total"] == Decimal("103408.70")
    assert (dollars["administration"], dollars["help_desk"]) == (54200, 24200)
    assert (euros["administration"], euros["help_desk"]) == (
        Decimal("47191.99"),
        Decimal("21070.96"),
    )
    assert euros["total"] == Decimal("90038.06")


def test_the_pound_list_counts_dollars_at_the_rate_of_the_day(catalogue_db):
    assert lines({**KEPT_PCS, "price_list": "uk-list"})["administration"] == Decimal("40383.61")


def test_a_rate_of_ones_own_stands_over_the_catalogues(catalogue_db):
    found = lines({**KEPT_PCS, "exchange_rates": {"USD": "0.9090909091"}})
    assert (found["administration"], found["help_desk"]) == (
        Decimal("49272.73"),
        Decimal("22000.00"),
    )


def test_without_a_rate_each_money_that_is_needed_is_asked_for(without_rates):
    with pytest.raises(Faults) as found:
        compare(KEPT_PCS)
    assert {fault.message for fault in found.value.faults} == {
        "known in USD only; give it in EUR, or a rate"
    }
    assert {fault.path.removeprefix("assumptions.") for fault in found.value.faults} == {
        *("admin_salary", "cost_per_call", "deployment_hour_rate", "energy_price"),
        *("mbps_price_month", "pc.project_cost", "user_hour_cost"),
    }


def test_a_rate_of_ones_own_is_enough_where_the_catalogue_has_none(without_rates):
    assert lines({**KEPT_PCS, "exchange_rates": {"USD": 1}})["total"] == Decimal("103408.70")


def test_dollars_in_the_dollar_list_need_no_rate(without_rates):
    assert lines({**KEPT_PCS, "price_list": "us-list"})["total"] == Decimal("103408.70")


@pytest.mark.parametrize(
    ("price_list", "day", "rate"),
    [
        ("eu-list", "2008-01-31", "0.672495"),
        ("eu-list", "2008-10-31", "0.783883"),
        ("uk-list", "2008-10-31", "0.616838"),
        ("eu-list", "2026-07-31", "0.870701"),
    ],
)
def test_the_rate_in_force_is_the_last_that_began(catalogue_db, price_list, day, rate):
    assert catalogue(price_list).on(date.fromisoformat(day)).rates["USD"].rate == Decimal(rate)


@pytest.mark.parametrize("price_list", ["us-list", "uk-list", "eu-list"])
def test_every_assumption_has_a_value_in_every_shipped_list_on_every_day_that_has_assumptions(
    catalogue_db, price_list
):
    for year in range(2006, 2027):
        assert catalogue(price_list).on(date(year, 1, 1)).unconverted == {}


def test_every_shipped_assumption_in_money_says_its_currency_and_no_other_does():
    rows = [entry.values for entry in FOLDER.assumptions]
    assert [
        row["name"] for row in rows if bool(row["currency"]) != KNOBS[row["name"]].is_money
    ] == []
    assert [
        row["unit"] for row in rows if row["currency"] and row["currency"] not in row["unit"]
    ] == []


def test_each_shipped_rate_is_as_read_or_what_its_note_works_out():
    for row in RATES:
        if row["from_currency"] == "EUR":
            assert (row["confidence"], row["note"]) == ("verified", ""), row
            continue
        above, _, beneath = (
            row["note"].partition("worked out: ")[2].partition(", to")[0].partition(" / ")
        )
        assert abs(Decimal(above) / Decimal(beneath) - row["rate"]) <= Decimal("0.0000005"), row


@pytest.mark.parametrize(
    "pair", [*("USD EUR", "USD GBP", "EUR USD", "EUR GBP", "EUR JPY", "GBP EUR")]
)
def test_no_day_lacks_a_rate_until_the_last(pair):
    days = sorted(
        row["valid_from"]
        for row in RATES
        if [row["from_currency"], row["to_currency"]] == pair.split()
    )
    assert (days[0], days[-1]) == (date(2005, 12, 30), date(2026, 10, 30))
    assert {(after - before).days for before, after in pairwise(days)} <= set(range(1, 8))


def test_dollars_become_yen_over_euros_by_two_rates_unrounded(catalogue_db):
    rate = Rates("JPY", catalogue("us-list").rates.rows).find("USD", date(2008, 1, 31))
    assert (str(rate.rate), str(rate).partition(",")[0]) == (
        str(Decimal("0.672495") * Decimal("157.93")),
        "0.672495 × 157.93",
    )


def test_a_rate_of_seven_days_before_counts(catalogue_db):
    assert "USD" in catalogue("eu-list").on(date(2026, 11, 6)).rates


def test_a_rate_of_eight_days_before_does_not(catalogue_db):
    assert "USD" not in catalogue("eu-list").on(date(2026, 11, 7)).rates


def test_a_rate_that_is_too_old_is_named_with_the_day_of_the_nearest(catalogue_db):
    with pytest.raises(Faults) as found:
        lines({**KEPT_PCS, "price_date": "2026-11-29"})
    assert {fault.message for fault in found.value.faults} == {
        "known in USD only; give it in EUR, or a rate; no rate USD to EUR for 2026-11-29; "
        "nearest 2026-10-30"
    }


def test_what_moves_together_ends_at_one_that_moves_alone():
    with_what = {entry.values["name"]: entry.values["moves_with"] for entry in FOLDER.assumptions}
    assert with_what["session.desktops_per_admin"] == "vdi.desktops_per_admin"
    assert [name for name, leader in with_what.items() if leader and with_what[leader]] == []


def test_a_note_says_why_two_move_together():
    silent = [
        e.values["name"]
        for e in FOLDER.assumptions
        if e.values["moves_with"] and "moves with" not in e.values["note"]
    ]
    assert silent == []


def test_a_file_refuses_money_without_a_currency(tmp_path):
    text = (SHIPPED / "assumptions.csv").read_text().replace(",USD,", ",,", 1)
    (tmp_path / "assumptions.csv").write_text(text)
    with pytest.raises(Exception, match="it is money") as found:
        read_folder(tmp_path)
    assert len(found.value.faults) == 1


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("usd,EUR,2026-01-02,0.9,ECB,,verified,", "from_currency"),
        ("USD,USD,2026-01-02,0.9,ECB,,verified,", "to_currency"),
        ("USD,EUR,2026-01-02,0,ECB,,verified,", "rate"),
        ("USD,EUR,2026-01-02,0.9,,,verified,", "source"),
        ("USD,EUR,,0.9,ECB,,verified,", "valid_from"),
        ("USD,EUR,2026-01-02,0.9,ECB,,sure,", "confidence"),
    ],
)
def test_a_faulty_rate_is_named_by_its_column(tmp_path, row, column):
    head = (SHIPPED / "exchange_rates.csv").read_text().partition("\n")[0]
    (tmp_path / "exchange_rates.csv").write_text(f"{head}\n{row}\n")
    with pytest.raises(Exception, match=re.escape("exchange_rates.csv, line 2")) as found:
        read_folder(tmp_path)
    assert [fault.column for fault in found.value.faults] == [column]


def test_two_rates_of_one_day_are_a_fault(tmp_path):
    with (SHIPPED / "exchange_rates.csv").open(newline="") as stream:
        head, first, *_ = csv.reader(stream)
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in (head, first, first))
    (tmp_path / "exchange_rates.csv").write_text(text)
    words = (
        "line 3, column from_currency: holds EUR to GBP from 2005-12-30; stands in line 2 already"
    )
    with pytest.raises(Exception, match=words):
        read_folder(tmp_path)
