"""What can be moved, and that a moved number gives what the plain document with it gives."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from pricing.engine.analysis.batch import costs_of
from pricing.engine.analysis.bounds import put_back
from pricing.engine.analysis.inputs import inputs_of
from pricing.engine.analysis.opened import move_inputs, take_catalogue_ranges
from pricing.engine.numbers import Range
from pricing.engine.read_question import parse
from tests.engine.analysis.putting_back import with_values
from tests.engine.analysis.test_flips import two
from tests.purchase_strategies import random_purchase
from tests.strategies import random_document


def question_of(document):
    return parse(document, lambda _: None)


@pytest.mark.parametrize("make", [random_document, random_purchase])
@pytest.mark.parametrize("seed", range(20))
def test_a_moved_number_costs_what_the_document_with_that_number_costs(make, seed):
    document = make(seed)
    question = question_of(document)
    compared = 0
    for each in inputs_of(question):
        own = any(each.name in scenario.assumptions for scenario in question.scenarios)
        if own or each.typical == each.most:
            continue
        value = each.typical + (
            1 if each.is_whole else min(Decimal(1), (each.most - each.typical) / 100)
        )
        row, draws = move_inputs(question, {each.name: np.array([float(value)])})
        plain = costs_of(question_of(with_values(document, put_back(question, each, value))), draws)
        np.testing.assert_allclose(
            costs_of(row, draws).tco, plain.tco, rtol=1e-11, err_msg=each.name
        )
        compared += 1
    assert compared > 10


def test_a_scheme_that_was_quoted_has_a_price_and_no_factor_to_move():
    document = two()
    document["scenarios"][0]["prices"] = {"one": {"net": "9"}}
    names = [each.name for each in inputs_of(question_of(document))]
    assert "net:one" in names
    assert "price:one" not in names
    assert "price:other" in names


def test_a_quote_by_year_stays_as_it_is_where_no_value_moves_it():
    document = two(horizon_years=2)
    document["catalogue"]["schemes"][0]["charge"] = "subscription"
    document["scenarios"][0]["prices"] = {"one": {"net": ["9", "7"]}}
    question, draws = move_inputs(question_of(document), {"net:one": np.array([np.nan, 9.0])})
    assert costs_of(question, draws).tco[0].tolist() == [1600, 1800]


def test_users_who_are_as_many_as_the_desktops_move_with_them():
    document = random_document(0)
    assert Decimal(document["fleet"][3]["users"]) == document["fleet"][3]["desktops"]
    question, draws = move_inputs(question_of(document), {"fleet.3.desktops": np.array([25.0])})
    document["fleet"][3] |= {"desktops": 25, "users": 25}
    np.testing.assert_allclose(
        costs_of(question, draws).tco, costs_of(question_of(document), draws).tco
    )


def test_the_catalogues_range_stands_where_the_document_says_nothing(shipped_catalogue):
    from pricing.market import catalogue
    from pricing.presets import preset

    question = parse({**preset("autumn-2008"), "assumptions": {"pue": "2"}}, catalogue)
    ranged = take_catalogue_ranges(question)
    assert ranged.assumptions["pue"] == Decimal(2)
    assert ranged.assumptions["pc.desktops_per_admin"] == Range(
        Decimal(80), Decimal(200), Decimal(400)
    )
