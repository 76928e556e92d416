"""What explains an amount multiplies out to it."""

from pathlib import Path

import pytest

from pricing.engine.answer import answer
from pricing.engine.document import parse
from pricing.engine.explain import operating_steps
from pricing.engine.json_text import read_json
from pricing.engine.operations import OPERATING_LINES
from pricing.engine.payments import payments_of

CASES = Path(__file__).parents[1] / "cases" / "spec"


def answered(name: str):
    return answer(parse(read_json((CASES / f"{name}.json").read_bytes()), lambda _: None))


@pytest.mark.parametrize("name", ["who-gets-what", "whole-life-cost"])
def test_the_factors_of_every_operating_line_multiply_out_to_its_cash_flow(name):
    result = answered(name)
    seen = 0
    for place, scenario in enumerate(result.scenarios):
        lines = {line.key: line for line in scenario.figures.lines}
        for operating in OPERATING_LINES:
            if operating.key not in lines:
                continue
            steps = operating_steps(result.evaluation, place, operating)
            first = 0 if operating.rises_with is None else 1
            for column in range(first, result.question.horizon_years + first):
                made = sum(step.amount(column - first + 1) for step in steps)
                assert abs(float(made) * 100 - lines[operating.key].cash_flow[column]) <= 0.5001
                seen += 1
    assert seen > 50


@pytest.mark.parametrize("name", ["who-gets-what", "tiers-growth-life", "packs-minimums-cores"])
def test_the_payments_of_a_scheme_add_up_to_its_cash_flow(name):
    result = answered(name)
    for place, scenario in enumerate(result.scenarios):
        payments = payments_of(result.evaluation, place)
        for line in scenario.figures.lines:
            if line.scheme is None:
                continue
            kind = {"maintenance"} if line.key.endswith("/maintenance") else {"purchase", "subscription"}
            for column, cents in enumerate(line.cash_flow):
                own = [p for p in payments if p.scheme.id == line.scheme and p.due_year == column and p.kind in kind]
                assert abs(sum(p.amount for p in own) * 100 - cents) <= max(1, len(own))
