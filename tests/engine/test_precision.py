"""How right large totals are: what the methodology promises, against exact fractions."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest

from pricing.engine.answer import answer
from pricing.engine.read_question import parse
from tests.broken import BASE
from tests.oracle import evaluate

A_THOUSANDTH = Fraction(1, 1000)


def document(quantity: int, amount: str, years: int = 10) -> dict[str, Any]:
    """One desk, and so many licences at a yearly price that rises by 3.3 %."""
    licence = {"id": "lic", "role": "broker", "metric": "device", "charge": "subscription"}
    return BASE | {
        "horizon_years": years,
        "annual_growth": 0,
        "fleet": [{"name": "Office", "desktops": 1}],
        "assumptions": {"price_inflation": "0.033"},
        "scenarios": [
            {"name": "Here", "delivery": "pc", "stack": [{"scheme": "lic", "quantity": quantity}]}
        ],
        "catalogue": BASE["catalogue"]
        | {
            "schemes": [licence],
            "prices": [{"scheme": "lic", "valid_from": "2007-01-01", "amount": amount}],
        },
    }


def cents_off(given: dict[str, Any]) -> tuple[Fraction, Fraction]:
    """The exact total, and by how many cents the stated one misses it."""
    figures = answer(parse(given, lambda _: None)).scenarios[0].figures
    assert figures is not None
    exact = Fraction(evaluate(given, 0).tco)
    return exact, abs(figures.tco - 100 * exact)


@pytest.mark.parametrize(
    ("most", "allowed"), [(10**11, Fraction(1, 2) + A_THOUSANDTH), (10**13, Fraction(1))]
)
def test_a_total_is_right_to_half_a_cent_up_to_10_11_and_to_a_cent_up_to_10_13(most, allowed):
    dice = Random(1)
    held = 0
    while held < 150:
        amount = Fraction(dice.randrange(10**5, 10**8), 100)
        quantity = int(Fraction(dice.random()) * most / amount / 12)
        if not 1 <= quantity <= 10_000_000:
            continue
        exact, off = cents_off(document(quantity, f"{float(amount):.2f}"))
        assert exact < most
        assert off <= allowed, (quantity, amount)
        held += 1


def test_a_total_of_ten_billion_thousands_is_a_cent_off_at_most():
    """A case in which the rounded total is not the nearest one: 992,179,981,367,168 cents would
    be.
    """
    exact, off = cents_off(document(2_635_012, "323943.80"))
    assert exact > 8 * 10**12
    assert off < 1
