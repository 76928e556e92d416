"""A list in another currency than its base: the base's amounts at the rate of the price date."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pricing.bodies import read_search
from pricing.catalogue.changing import Row
from pricing.catalogue.history import find_change, read_known
from pricing.catalogue.rows import EXCHANGE_RATES
from pricing.comparison import compare, question_of
from pricing.engine.analysis.bridge import Side, bridge
from pricing.engine.analysis.inputs import inputs_of
from pricing.engine.answer_document import answer_document
from pricing.engine.faults import Faults
from pricing.engine.market import Price
from pricing.market import catalogue
from pricing.presets import preset
from pricing.sheets.quote import rows_of
from quotes.kept_catalogues import read_catalogue
from quotes.versions import make_comparison, price_version
from tests.accounts.people import make_person
from tests.pricing.own_lists import NOW, SOURCE, change, list_row, price_row, term_row

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

VECD = "ms-vecd-sa"  # 78.00 until it is 23.00 from 21 January 2008; of Microsoft
DAY = date(2008, 1, 31)  # 1 USD was 0.672495 EUR
CREDITS = "aws-ws-value-hour"


def rate_row(from_currency: str, to_currency: str, day: str, rate: str, **more: Any) -> Row:
    values = {
        "from_currency": from_currency,
        "to_currency": to_currency,
        "valid_from": date.fromisoformat(day),
        "rate": Decimal(rate),
        **SOURCE,
        "source": "ECB",
    }
    return Row(EXCHANGE_RATES, "", values | more)


def tiered_row(price_list: str, amount: str, *tiers: tuple[int, str]) -> Row:
    row = price_row(price_list, VECD, "2008-01-30", amount)
    values = row.values | {"tiers": tuple((start, Decimal(each)) for start, each in tiers)}
    return row._replace(values=values)


def make_euro_list(*rows: Row, base: str = "us-list") -> None:
    change(list_row("acme", base, currency="EUR"), *rows)


def make_tiny_list(base: str = "us-list") -> None:
    """In money of which one unit is worth 10,000 dollars."""
    rate = rate_row("USD", "CHF", "2008-01-30", "0.0001")
    change(list_row("acme", base, currency="CHF"), rate)


def say(price_list: str = "acme", scheme: str = VECD, day: date = DAY) -> Price:
    """The price that a list says, in its currency."""
    found = catalogue(price_list).on(day).price(scheme)
    assert found is not None
    return found


def ask(price_list: str = "acme", **more: Any) -> dict[str, Any]:
    return deepcopy(preset("january-2008")) | {"price_list": price_list} | more


def list_faults(document: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(Faults) as found:
        compare(document)
    return [(fault.path, fault.message) for fault in found.value.faults]


# What the list says


def test_the_amount_of_the_base_is_multiplied_by_the_rate_of_the_day_and_rounded_once():
    make_euro_list()
    assert str(say().amount) == "15.47"


def test_each_tier_is_rounded_by_itself():
    change(list_row("there"), tiered_row("there", "23.00", (100, "9.50"), (500, "8.01")))
    make_euro_list(base="there")
    assert [(start, str(amount)) for start, amount in say().tiers] == [
        (100, "6.39"),
        (500, "5.39"),
    ]


def test_an_amount_finer_than_its_currency_stays_as_much_finer():
    change(list_row("there"), price_row("there", VECD, "2008-01-30", "0.0116"))
    make_euro_list(base="there")
    assert str(say().amount) == "0.0078"


def test_what_costs_something_never_becomes_nothing_at_a_tiny_rate():
    make_tiny_list()
    assert str(say().amount) == "0.0023"


def test_a_quote_at_a_tiny_rate_says_the_price_and_has_an_amount():
    make_tiny_list()
    rows = rows_of(compare(ask()), 1)
    assert {
        (row["list_unit_price"], row["net_unit_price"], Decimal(row["amount"]) > 0)
        for row in rows
        if row["scheme"] == VECD
    } == {("0.0023", "0.0023", True)}


def test_what_costs_nothing_stays_so_at_a_tiny_rate():
    change(list_row("there"), price_row("there", VECD, "2008-01-30", "0.00"))
    make_tiny_list(base="there")
    assert str(say().amount) == "0.00"


def test_yen_have_no_decimals():
    change(list_row("acme", currency="JPY"))
    assert str(say().amount) == "2443"  # 23.00 x 0.672495 x 157.93


def test_an_own_row_is_in_the_currency_of_the_list():
    make_euro_list(price_row("acme", VECD, "2008-01-30", "20.00"))
    assert (str(say().amount), say().rate) == ("20.00", None)


def test_a_term_comes_off_the_converted_amount():
    make_euro_list(term_row("acme", "Microsoft", "0.12"))
    [row] = [row for row in list_rows() if row["scheme"] == VECD and row["due_year"] == "1"]
    assert [row[name] for name in ("list_unit_price", "discount", "net_unit_price")] == [
        "15.47",
        "0.12",
        "13.61",
    ]


def list_rows(place: int = 1) -> list[dict[str, str]]:
    return rows_of(compare(ask()), place)


def test_what_lies_two_lists_beneath_is_converted_once_whatever_lies_between():
    change(list_row("pounds", currency="GBP"))
    make_euro_list(base="pounds")
    assert str(say().amount) == "15.47"  # by pounds 11.57, and 15.57 of these


def test_a_row_of_the_list_between_is_converted_from_its_own_currency():
    change(list_row("pounds", currency="GBP"), price_row("pounds", VECD, "2008-01-30", "10.00"))
    make_euro_list(base="pounds")
    assert str(say().amount) == "13.37"


def test_what_comes_back_to_its_own_currency_is_not_converted():
    change(list_row("pounds", currency="GBP"), list_row("back", "pounds"))
    assert (str(say("back").amount), say("back").rate) == ("23.00", None)


def test_a_converted_price_is_derived_at_best():
    make_euro_list()
    assert (say("us-list").confidence, say().confidence) == ("verified", "derived")


def test_a_recalled_rate_makes_a_recalled_price():
    make_euro_list(rate_row("USD", "EUR", "2008-01-31", "0.6734", confidence="recalled"))
    assert say().confidence == "recalled"


def test_the_source_tells_the_amount_the_rate_and_its_day():
    make_euro_list(rate_row("USD", "EUR", "2008-01-31", "0.6734"))
    assert say().source == ("23.00 USD at 0.6734, ECB, 31 January 2008; Xinhua, 22 Jan 2008")


def test_the_source_of_a_term_stands_before_that_of_the_rate():
    make_euro_list(
        term_row("acme", "Microsoft", "0.12"), rate_row("USD", "EUR", "2008-01-31", "0.6734")
    )
    assert say().source.startswith(
        "12 % off Microsoft, contract 4711; list price: 23.00 USD at 0.6734, ECB, 31 January 2008;"
    )


# Rates


def test_over_a_third_currency_the_product_is_not_rounded():
    change(list_row("acme", currency="JPY"))
    rate = say().rate
    assert rate is not None
    assert rate.rate == Decimal("0.672495") * Decimal("157.93")


def test_two_rates_of_different_sources_make_no_product():
    change(
        list_row("acme", currency="CHF"),
        rate_row("EUR", "CHF", "2008-01-31", "1.6051", source="A bank"),
    )
    assert catalogue("acme").on(DAY).price(VECD) is None


@pytest.mark.parametrize(("day", "holds"), [("2026-11-06", True), ("2026-11-07", False)])
def test_a_rate_holds_for_seven_days(day, holds):
    make_euro_list()
    market = catalogue("acme").on(date.fromisoformat(day))
    assert bool(market.prices) is holds


def test_without_a_rate_each_scenario_says_which_one_it_lacks():
    make_euro_list()
    document = ask(price_date="2005-12-29") | {"scenarios": ask()["scenarios"][:1]}
    change(*(price_row("us-list", each, "2005-01-01", "1.00") for each in list_schemes(document)))
    assert list_faults(document) == [
        ("scenarios[0]", "no rate USD to EUR for 2005-12-29; nearest 2005-12-30")
    ]


def list_schemes(document: dict[str, Any]) -> list[str]:
    entries = document["scenarios"][0]["stack"]
    return [each if isinstance(each, str) else each["scheme"] for each in entries]


def test_a_rate_of_the_comparison_stands_over_the_catalogues():
    make_euro_list()
    found = compare(ask(exchange_rates={"USD": "0.9"}))
    price = found.question.market.price(VECD)
    assert (str(price.amount), price.source.partition(";")[0]) == (
        "20.70",
        "23.00 USD at 0.9, as set in this comparison",
    )


def test_each_scenario_is_converted_at_the_rate_of_its_own_day():
    make_euro_list()
    document = ask()
    document["scenarios"][1]["price_date"] = "2008-07-01"
    market = compare(document).question.scenarios[1].market
    assert str(market.rates["USD"].rate) != "0.672495"
    assert market.price(VECD).rate is market.rates["USD"]


def test_a_list_is_converted_at_the_rate_that_was_known_then():
    number = change(list_row("acme", currency="EUR"))
    change(rate_row("USD", "EUR", "2008-01-31", "0.5"))
    known = read_known("acme", find_change(str(number)))
    assert (str(known.on(DAY).price(VECD).amount), str(say().amount)) == ("15.47", "11.50")


# Comparisons


def test_a_comparison_as_known_then_keeps_its_answer_when_a_rate_is_corrected():
    number = change(list_row("acme", currency="EUR"))
    before = answer_document(compare(ask(known_on=str(number))))
    change(rate_row("USD", "EUR", "2008-01-31", "0.5"))
    assert answer_document(compare(ask(known_on=str(number)))) == before


def test_the_answer_tells_amount_and_rate_of_a_converted_price():
    make_euro_list(rate_row("USD", "EUR", "2008-01-31", "0.6734"))
    lines = answer_document(compare(ask()))["scenarios"][1]["lines"]
    [price] = [line["price"] for line in lines if line["key"] == VECD]
    assert (price["amount"], price["original"]) == ("15.49", {"amount": "23.00", "currency": "USD"})
    assert [price["exchange_rate"][name] for name in ("rate", "valid_from", "source")] == [
        "0.6734",
        "2008-01-31",
        "ECB",
    ]


def test_an_answer_without_another_currency_tells_no_rate():
    lines = answer_document(compare(ask("us-list")))["scenarios"][1]["lines"]
    [price] = [line["price"] for line in lines if line["key"] == VECD]
    assert "exchange_rate" not in price


def test_a_quoted_price_needs_no_rate():
    make_euro_list(price_row("us-list", VECD, "2027-01-01", "23.00"))
    document = ask(price_date="2027-01-01", assumptions={}) | {"fleet": ask()["fleet"][:1]}
    document["scenarios"] = [
        {"name": "One", "delivery": "pc", "stack": [VECD], "prices": {VECD: {"net": "9.00"}}}
    ]
    assert all(path.startswith("assumptions.") for path, _ in list_faults(document))


def test_a_search_that_lacks_a_rate_says_so():
    make_euro_list(price_row("us-list", VECD, "2027-01-01", "23.00"))
    document = ask(price_date="2027-01-01")
    with pytest.raises(Faults) as found:
        read_search({"document": document})
    assert ("document.price_date", "no rate USD to EUR for 2027-01-01; nearest 2026-10-30") in [
        (fault.path, fault.message) for fault in found.value.faults
    ]


@pytest.mark.parametrize(("price_list", "moves"), [("eu-list", True), ("acme", False)])
def test_a_rate_is_no_input_where_prices_are_converted_at_it(price_list, moves):
    make_euro_list()
    document = ask(price_list, scenarios=[{"name": "Keep", "delivery": "pc", "stack": []}])
    if price_list == "acme":
        document["scenarios"][0]["stack"] = [VECD]
    keys = {each.name for each in inputs_of(question_of(document))}
    assert ("rate:USD" in keys) is moves


def test_a_kept_version_is_priced_as_it_was_though_its_rate_is_corrected():
    make_euro_list(term_row("acme", "Microsoft", "0.12"))
    version = make_comparison("Ours", json.dumps(ask()), make_person("ada", "buyer"), at=NOW)
    change(rate_row("USD", "EUR", "2008-01-31", "0.5"))
    read_catalogue.cache_clear()
    assert answer_document(price_version(version)) == json.loads(version.answer)


def test_a_kept_list_over_a_third_currency_keeps_both_rates():
    change(list_row("acme", currency="JPY"))
    version = make_comparison("Ours", json.dumps(ask()), make_person("ada", "buyer"), at=NOW)
    change(rate_row("EUR", "JPY", "2008-01-31", "100"))
    read_catalogue.cache_clear()
    assert answer_document(price_version(version)) == json.loads(version.answer)


def test_the_way_to_another_day_sums_to_the_cent_though_all_prices_move_with_the_rate():
    make_euro_list(term_row("acme", "Microsoft", "0.12"))
    start, end = (compare(ask(price_date=day)) for day in ("2008-01-31", "2008-02-15"))
    found = bridge(Side(start, 1), Side(end, 1))
    assert sum(effect.cents for effect in found.effects) == found.difference


def test_a_kept_version_with_a_rate_of_its_own_is_priced_as_it_was():
    make_euro_list()
    document = json.dumps(ask(exchange_rates={"USD": "0.9"}))
    version = make_comparison("Ours", document, make_person("ada", "buyer"), at=NOW)
    read_catalogue.cache_clear()
    assert answer_document(price_version(version)) == json.loads(version.answer)
