"""Money of another currency is converted at a rate that somebody said, or it is missing.

Never digit for digit.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pricing.engine.answer import Answer, answer
from pricing.engine.faults import Fault, Faults
from pricing.engine.knobs import KNOBS
from pricing.engine.read_question import parse
from pricing.engine.vocabulary import DELIVERIES

MONEY = [name for name, knob in KNOBS.items() if knob.is_money]
NOTHING = [
    {"name": name, "typical": "0" if knob.admits(Decimal(0)) else "1"}
    for name, knob in KNOBS.items()
]
SIZE = {"sockets": 2, "cores_per_socket": 4, "ram_gb": 32}
BOX = {
    "schemes": [
        {"id": "box", "role": "server", "metric": "host", "charge": "perpetual", "attributes": SIZE}
    ],
    "prices": [{"scheme": "box", "valid_from": "2007-01-01", "amount": "10.00"}],
}
EVERY_DELIVERY = {
    "fleet": [{"name": delivery, "desktops": 10} for delivery in DELIVERIES],
    "scenarios": [
        {
            "name": "One",
            "delivery": "pc",
            "deliveries": {each: each for each in DELIVERIES},
            "stack": ["box"],
        }
    ],
}


def priced(
    held: list[dict[str, Any]], catalogue: dict[str, Any] | None = None, **document: Any
) -> Answer:
    """A hundred PCs for a year, one call each; money in euros, every other assumption as small as
    may be.
    """
    own = {each["name"] for each in held}
    given = [*held, *(each for each in NOTHING if each["name"] not in own)]
    question = {
        "price_date": "2008-10-31",
        "horizon_years": 1,
        "fleet": [{"name": "All", "desktops": 100}],
        "scenarios": [{"name": "One", "delivery": "pc", "stack": []}],
        "catalogue": {
            "currency": "EUR",
            "schemes": [
                {"id": "nothing", "role": "broker", "metric": "device", "charge": "perpetual"}
            ],
            "assumptions": given,
            **(catalogue or {}),
        },
        "assumptions": {"pc.calls_per_user_year": "1"},
        **document,
    }
    return answer(parse(question, lambda _: None))


def call(**more: Any) -> dict[str, Any]:
    return {
        "name": "cost_per_call",
        "typical": "25",
        "low": "12",
        "high": "40",
        "currency": "USD",
        **more,
    }


def total(found: Answer) -> Decimal:
    figures = found.scenarios[0].figures
    assert figures is not None
    return Decimal(figures.tco) / 100


def faults_of(*held: dict[str, Any], **document: Any) -> list[Fault]:
    with pytest.raises(Faults) as found:
        priced([*held], **document)
    return found.value.faults


def test_a_rate_of_the_document_converts_all_three_values():
    found = priced([call()], exchange_rates={"USD": "0.92"})
    held = found.question.market.assumptions["cost_per_call"]
    assert (held.low, held.typical, held.high) == (
        Decimal("11.04"),
        Decimal("23.00"),
        Decimal("36.80"),
    )
    assert total(found) == 2300


def test_a_converted_number_is_not_rounded():
    found = priced([call(typical="0.0333333333", low=None)], exchange_rates={"USD": "0.1234567891"})
    assert found.question.market.assumptions["cost_per_call"].typical == Decimal(
        "0.00411522629921810703"
    )


def test_without_a_rate_it_is_missing_and_the_fault_says_what_to_give():
    (fault,) = faults_of(call())
    assert (fault.path, fault.message) == (
        "assumptions.cost_per_call",
        "known in USD only; give it in EUR, or a rate",
    )


@pytest.mark.parametrize("name", MONEY)
def test_every_assumption_in_money_is_missing_where_only_its_dollars_are_known(name):
    faults = faults_of(
        {"name": name, "typical": "1", "currency": "USD"}, catalogue=BOX, **EVERY_DELIVERY
    )
    assert [fault.path for fault in faults] == [f"assumptions.{name}"]


def test_typed_in_the_comparisons_currency_it_needs_no_rate():
    assert (
        total(priced([call()], assumptions={"cost_per_call": "24", "pc.calls_per_user_year": "1"}))
        == 2400
    )


def test_an_assumption_of_the_comparisons_own_currency_stays_as_it_is():
    assert total(priced([call(currency="EUR")], exchange_rates={"USD": "0.92"})) == 2500


def test_an_assumption_without_a_currency_is_in_the_comparisons():
    assert total(priced([call(currency="")], exchange_rates={"USD": "0.92"})) == 2500


def test_a_converted_assumption_remembers_what_it_was_and_the_rate():
    held = priced(
        [call(confidence="verified")], exchange_rates={"USD": "0.92"}
    ).question.market.assumptions
    found = held["cost_per_call"]
    assert found.original is not None
    assert found.rate is not None
    assert (found.original.typical, found.original.currency, found.currency) == (25, "USD", "EUR")
    assert (found.rate.rate, found.rate.valid_from) == (Decimal("0.92"), None)


@pytest.mark.parametrize("code", ["usd", "US", "DOLLAR", "U$D", ""])
def test_a_rate_is_named_by_three_capital_letters(code):
    (fault,) = faults_of(call(), exchange_rates={code: "0.92"})
    assert fault.path == f"exchange_rates.{code}"
    assert fault.message == "may be named by three capital letters such as USD"


@pytest.mark.parametrize("rate", ["0", "-1", "x", None, True, [1]])
def test_a_rate_is_a_number_above_0(rate):
    assert faults_of(call(), exchange_rates={"USD": rate})[0].path == "exchange_rates.USD"


def test_a_rate_of_the_comparisons_own_currency_may_only_be_1():
    assert total(priced([call(currency="EUR")], exchange_rates={"EUR": 1})) == 2500
    assert (
        faults_of(call(currency="EUR"), exchange_rates={"EUR": "1.1"})[0].path
        == "exchange_rates.EUR"
    )


def test_a_rate_that_makes_more_of_an_assumption_than_it_may_hold_is_a_fault():
    (fault,) = faults_of(call(), exchange_rates={"USD": "10000000"})
    assert fault.path == "exchange_rates.USD"
    assert (
        fault.message
        == "makes cost_per_call of 120,000,000.00 EUR; that may hold a number from 0 to 10,000,000"
    )


def test_a_currency_stands_with_money_only():
    (fault,) = faults_of({"name": "pue", "typical": "1.5", "currency": "USD"})
    assert fault.path.endswith(".currency")
    assert fault.message == "may stand with money only; pue is in ratio"


def test_a_scenarios_own_day_does_not_move_the_rate():
    scenario = {"name": "One", "delivery": "pc", "stack": [], "price_date": "2007-01-31"}
    assert total(priced([call()], exchange_rates={"USD": "0.92"}, scenarios=[scenario])) == 2300
