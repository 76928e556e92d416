"""What explains an amount multiplies out to it."""

from fractions import Fraction
from pathlib import Path

import pytest

from pricing.engine.answer import answer
from pricing.engine.explain import operating_steps
from pricing.engine.json_text import read_json
from pricing.engine.operating_lines import OPERATING_LINES
from pricing.engine.payments import payments_of
from pricing.engine.read_question import parse
from tests.purchase_strategies import random_purchase

CASES = Path(__file__).parents[1] / "cases" / "spec"


def answered(name: str):
    return answer(parse(read_json((CASES / f"{name}.json").read_bytes()), lambda _: None))


def purchased(block: int):
    """The answers of some random comparisons that use what real purchases need."""
    return [
        answer(parse(random_purchase(seed), lambda _: None))
        for seed in range(block * 15, block * 15 + 15)
    ]


@pytest.mark.parametrize("name", ["who-gets-what", "whole-life-cost"])
def test_the_factors_of_every_operating_line_multiply_out_to_its_cash_flow(name):
    assert held(answered(name)) > 50


@pytest.mark.parametrize("block", range(5))
def test_so_they_do_where_devices_wear_out_and_fleets_grow(block):
    assert sum(held(result) for result in purchased(block)) > 500


def test_a_factor_is_typed_where_the_comparison_says_it_and_not_the_catalogue():
    document = read_json((CASES / "who-gets-what.json").read_bytes())
    document["assumptions"] = {"energy_price": "0.2"}
    result = answer(parse(document, lambda _: None))
    [line] = [line for line in OPERATING_LINES if line.price == "energy_price"][:1]
    [step, *_] = operating_steps(result.evaluation, 0, line)
    typed = {factor.knob: factor.is_typed for factor in (*step.factors, step.price) if factor.knob}
    assert (typed["energy_price"], typed["endpoint_hours_per_year"]) == (True, False)


def held(result) -> int:
    """Compares each column of each operating line; how many there were."""
    seen = 0
    for place, scenario in enumerate(result.scenarios):
        lines = {line.key: line for line in scenario.figures.lines} if scenario.figures else {}
        for operating in OPERATING_LINES:
            if operating.key not in lines:
                continue
            made = [Fraction(0)] * (result.question.horizon_years + 1)
            for step in operating_steps(result.evaluation, place, operating):
                for year in range(1, result.question.horizon_years + 1):
                    made[step.due(year)] += step.amount(year)
            for amount, cents in zip(made, lines[operating.key].cash_flow, strict=True):
                assert abs(float(amount) * 100 - cents) <= 0.5001 + abs(cents) * 1e-9
                seen += 1
    return seen


@pytest.mark.parametrize("name", ["who-gets-what", "tiers-growth-life", "packs-minimums-cores"])
def test_the_payments_of_a_scheme_add_up_to_its_cash_flow(name):
    assert paid_for(answered(name)) > 0


@pytest.mark.parametrize("block", range(5))
def test_so_do_those_of_quotes_terms_owned_packs_known_changes_and_own_lines(block):
    assert sum(paid_for(result) for result in purchased(block)) > 300


def paid_for(result) -> int:
    """Compares each column of each line of a scheme, and of what is bought on own lines; how many
    there were.
    """
    seen = 0
    for place, scenario in enumerate(result.scenarios):
        payments = payments_of(result.evaluation, place)
        for line in scenario.figures.lines if scenario.figures else ():
            mine = [payment for payment in payments if key_of(payment) == line.key]
            if line.key.endswith(":residual") or (line.scheme is None and not mine):
                continue
            for column, cents in enumerate(line.cash_flow):
                due = [payment.amount for payment in mine if payment.due_year == column]
                assert abs(sum(due) * 100 - cents) <= max(1, len(due))
                seen += 1
    return seen


def key_of(payment) -> str:
    """The line to which a payment belongs."""
    if payment.own is not None:
        return f"own:{payment.own.name}"
    return payment.scheme.id + ("/maintenance" if payment.kind == "maintenance" else "")
