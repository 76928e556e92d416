"""What the bench measures the engine against gives the engine's figures."""

from __future__ import annotations

import math
import re

import pytest

from bench.peers import SEATS, as_floats, document, float_oracle, plain_python, with_more_seats
from bench.sheet import Sheet, figures
from pricing.engine.answer import answer
from pricing.engine.answer_document import answer_document
from pricing.engine.read_question import parse

FUNCTIONS = {
    "MAX": max,
    "MIN": min,
    "SUM": lambda *numbers: sum(numbers),
    "ROUNDUP": lambda number, _: math.ceil(number),
    "ROUNDDOWN": lambda number, _: math.floor(number),
    "ROUND": lambda number, decimals: (
        math.copysign(math.floor(abs(number) * 10**decimals + 0.5), number) / 10**decimals
    ),
}


@pytest.fixture(scope="module")
def asked():
    return document()


@pytest.fixture(scope="module")
def sheet(asked):
    return Sheet(asked)


def engines(document):
    return as_floats(figures(answer_document(answer(parse(document, lambda _: None)))))


def computed(sheet, seats):
    """The sheet's figures as Python computes its formulas."""
    cells = [0.0]
    for cell in sheet.column("c", {SEATS: seats}):
        if isinstance(cell, str):
            formula = re.sub(r"c([0-9]+)", r"c[\1]", cell.removeprefix("=")).replace("^", "**")
            cell = eval(formula, FUNCTIONS, {"c": cells})
        cells.append(cell)
    return {figure: cells[row] for figure, row in sheet.figure_rows.items()}


@pytest.mark.parametrize("more", [0, 1, 50, 99])
def test_the_sheet_gives_the_engines_figures_to_the_cent(asked, sheet, more):
    wanted = engines(with_more_seats(asked, more))
    found = computed(sheet, 600 + more)
    assert {figure: round(value, 2) for figure, value in found.items()} == {
        figure: wanted[figure] for figure in found
    }


def test_the_sheet_has_every_scenarios_total_and_what_is_not_in_it_is_zero(asked, sheet):
    wanted = engines(asked)
    assert {f"{scenario['name']}/tco" for scenario in asked["scenarios"]} <= set(sheet.figure_rows)
    assert {wanted[figure] for figure in set(wanted) - set(sheet.figure_rows)} == {0}


def test_seats_move_what_the_sheet_says(asked, sheet):
    total = f"{asked['scenarios'][0]['name']}/tco"
    assert computed(sheet, 600)[total] < computed(sheet, 601)[total]


def test_plain_floats_give_the_engines_figures_to_the_cent(asked):
    found = as_floats(figures(plain_python(float_oracle())(asked)()))
    assert found == engines(asked)
