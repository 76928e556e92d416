"""Lines along one input, their crossings, the winner's strip; the map of two inputs."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from pricing.engine.analysis.bounds import list_bounded_inputs, put_back, settle
from pricing.engine.analysis.crossover import crossover_of
from pricing.engine.analysis.heat_map import heat_map_of
from pricing.engine.analysis.ranking import places_in
from pricing.engine.faults import Faults
from pricing.engine.read_question import parse
from tests.engine.analysis.putting_back import cents_of, cheapest, with_values
from tests.engine.analysis.test_flips import two
from tests.strategies import random_document

BLOCK = 10


def asked(document, find_catalogue=lambda _: None):
    question = settle(parse(document, find_catalogue))
    return question, {each.input.name: each for each in list_bounded_inputs(question)}


def within(bounded_input, low, high):
    return bounded_input._replace(low=Decimal(low), high=Decimal(high))


def test_two_lines_cross_where_their_prices_are_equal():
    question, inputs = asked(two("10.00", "12.00"))
    found = crossover_of(question, within(inputs["price:one"], "0", "2"))
    [crossing] = found.crossings
    assert (crossing.below, crossing.above, crossing.at) == (1, 0, Decimal("1.200005"))
    assert crossing.is_tie
    assert crossing.is_of_cheapest
    assert crossing.per_desktop_month == pytest.approx(1.00)  # 12.00 for one year
    assert [(s.low, s.high, s.cheapest) for s in found.stretches] == [
        (Decimal(0), Decimal("1.2000049999"), (0,)),
        (Decimal("1.200005"), Decimal(2), (1,)),
    ]


def test_desktops_are_whole_and_packs_make_the_lines_jump():
    document = two("10.00", "895.00")
    document["catalogue"]["schemes"][1]["pack"] = 100
    question, inputs = asked(document)
    found = crossover_of(question, within(inputs["fleet.0.desktops"], "80", "110"))
    assert found.values == list(range(80, 111))
    assert [(c.below, c.last, c.at, c.is_tie) for c in found.crossings] == [
        (1, 89, 90, False),
        (0, 100, 101, False),
    ]
    assert [(s.low, s.high, s.cheapest) for s in found.stretches] == [
        (80, 89, (0,)),
        (90, 100, (1,)),
        (101, 110, (0,)),
    ]


@pytest.mark.parametrize(
    ("pack", "amount", "stretches"),
    [
        (2, "20.00", [(80, 90, (0,)), (91, 100, (1,))]),
        (3, "30.00", [(80, 87, (0,)), (88, 90, (0, 1)), (91, 100, (1,))]),
    ],
)
def test_a_tie_as_wide_as_a_step_is_a_crossing_and_a_wider_one_a_stretch(pack, amount, stretches):
    document = two(amount, "900.00")
    for scheme, size in zip(document["catalogue"]["schemes"], (pack, 100), strict=True):
        scheme["pack"] = size
    question, inputs = asked(document)
    found = crossover_of(question, within(inputs["fleet.0.desktops"], "80", "100"))
    assert [(s.low, s.high, s.cheapest) for s in found.stretches] == stretches


def test_without_desktops_a_cost_for_a_desktop_is_not_known():
    question, inputs = asked(two())
    found = crossover_of(question, within(inputs["fleet.0.desktops"], "0", "5"))
    assert np.isnan(found.per_desktop_month[:, 0]).all()
    assert found.per_desktop_month[0, 1] == pytest.approx(10 / 12)


def test_what_is_not_on_sale_has_no_line_and_does_not_cross():
    document = two()
    document["catalogue"]["prices"].pop()
    question, inputs = asked(document)
    found = crossover_of(question, within(inputs["price:one"], "0", "2"))
    assert np.isnan(found.per_desktop_month[1]).all()
    assert (found.crossings, [s.cheapest for s in found.stretches]) == ([], [(0,)])


@pytest.mark.parametrize(("maximum", "cheapest"), [(99, (1,)), (100, (0,))])
def test_who_is_bought_up_to_the_maximum_may_win_and_who_is_bought_beyond_not(maximum, cheapest):
    document = two("10.00", "12.00")
    document["catalogue"]["schemes"][0]["maximum"] = maximum
    question, inputs = asked(document)
    found = crossover_of(question, within(inputs["price:one"], "0", "1"))
    assert [stretch.cheapest for stretch in found.stretches] == [cheapest]


@pytest.mark.parametrize(("factor", "most"), [("0", 10), ("2", 20)])
def test_a_factor_of_a_price_is_looked_at_up_to_ten_times_what_it_is(factor, most):
    document = two()
    document["scenarios"][0]["prices"] = {"one": factor}
    _, inputs = asked(document)
    assert (inputs["price:one"].low, inputs["price:one"].high) == (0, most)


def test_where_none_may_win_the_strip_says_nobody():
    document = two()
    for scenario in document["scenarios"]:
        scenario["delivery"] = "vdi"
    question, inputs = asked(document)
    assert [s.cheapest for s in crossover_of(question, inputs["price:one"]).stretches] == [()]


def test_where_two_tie_over_a_stretch_the_strip_names_both():
    question, inputs = asked(two("10.00", "10.00"))
    found = crossover_of(question, within(inputs["fleet.0.desktops"], "1", "1000"))
    assert [(s.low, s.high, s.cheapest) for s in found.stretches] == [(1, 1000, (0, 1))]


def test_where_two_lines_cross_at_a_looked_at_value_it_belongs_to_the_one_before():
    question, inputs = asked(two("10.00", "10.00"))
    found = crossover_of(question, within(inputs["price:one"], "0", "2"))
    assert [(s.low, s.cheapest) for s in found.stretches] == [
        (0, (0,)),
        (Decimal("1.000005"), (1,)),
    ]


def test_a_region_of_a_map_in_which_two_tie_is_of_both():
    document = two("10.00", "10.00")
    document["scenarios"].append({"name": "Third", "delivery": "pc", "stack": ["third"]})
    document["catalogue"]["schemes"].append({**document["catalogue"]["schemes"][0], "id": "third"})
    document["catalogue"]["prices"].append(
        {**document["catalogue"]["prices"][0], "scheme": "third"}
    )
    question, inputs = asked(document)
    found = heat_map_of(
        question,
        within(inputs["price:third"], "0", "2"),
        within(inputs["fleet.0.desktops"], "1", "9"),
        4,
    )
    assert [places_in(cell) for cell in found.cheapest[-1]] == [(2,), (2,), (0, 1), (0, 1)]
    assert found.lead[-1].tolist() == pytest.approx([10 / 12, 10 / 36, 0, 0])
    assert found.contour[:, 0] == pytest.approx(1)


def is_statable(document):
    """Whether all totals are small enough for an answer to state."""
    try:
        cents_of(document)
    except Faults:
        return False
    return True


@pytest.mark.parametrize("block", range(10))
def test_crossings_and_stretches_of_random_documents_hold_when_put_back(block):
    compared = 0
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        document = random_document(seed)
        question, inputs = asked(document)
        names = sorted(inputs)
        along = inputs[names[seed * 7 % len(names)]]
        if along.low == along.high:
            continue
        if not all(
            is_statable(with_values(document, put_back(question, along.input, end)))
            for end in along[1:3]
        ):
            continue
        found = crossover_of(question, along)
        for crossing in found.crossings[:8]:
            cents, _ = cents_of(with_values(document, put_back(question, along.input, crossing.at)))
            assert abs(cents[crossing.below] - crossing.cents[0]) <= 1, seed
            noise = int(crossing.is_tie)  # there the last cent may be rounded either way
            assert cents[crossing.below] < cents[crossing.above] + noise, seed
            cents, _ = cents_of(
                with_values(document, put_back(question, along.input, crossing.last))
            )
            assert cents[crossing.below] >= cents[crossing.above] - noise, seed
        for stretch in found.stretches[:8]:
            for end in (stretch.low, stretch.high):
                there = cheapest(with_values(document, put_back(question, along.input, end)))
                assert {*stretch.cheapest} <= {*there}, seed
        compared += len(found.stretches)
    assert compared >= BLOCK // 2


def test_a_map_of_two_prices_is_parted_by_the_straight_line_on_which_they_tie():
    question, inputs = asked(two("10.00", "12.00"))
    found = heat_map_of(
        question, within(inputs["price:one"], "0", "2"), within(inputs["price:other"], "0", "2"), 21
    )
    assert found.cheapest.shape == (21, 21)
    assert places_in(found.cheapest[10, 10]) == (0,)
    assert found.lead[10, 10] == pytest.approx(2 / 12)
    assert places_in(found.cheapest[0, 10]) == (1,)
    x0, y0, x1, y1 = found.contour.T
    np.testing.assert_allclose(y0, x0 / 1.2, atol=1e-9)
    np.testing.assert_allclose(y1, x1 / 1.2, atol=1e-9)
    assert np.hypot(x1 - x0, y1 - y0).sum() == pytest.approx(np.hypot(2, 2 / 1.2), abs=0.15)


def test_every_cell_of_a_map_is_what_the_plain_document_costs():
    document = random_document(3)
    question, inputs = asked(document)
    across, upwards = (inputs[name] for name in ("annual_growth", "admin_salary"))
    found = heat_map_of(question, across, upwards, 5)
    for row, up in enumerate(found.rows):
        for column, right in enumerate(found.columns):
            values = put_back(question, across.input, right) | put_back(question, upwards.input, up)
            assert places_in(found.cheapest[row, column]) == cheapest(with_values(document, values))


def test_a_map_in_which_one_scenario_may_win_has_no_lead_and_no_line():
    document = two()
    document["scenarios"][1]["delivery"] = "vdi"
    question, inputs = asked(document)
    found = heat_map_of(question, inputs["price:one"], inputs["price:other"], 5)
    assert (found.cheapest == 1).all()
    assert np.isnan(found.lead).all()
    assert len(found.contour) == 0


def test_the_lines_of_2008_cross_where_they_were_drawn(shipped_catalogue):
    from pricing.market import catalogue
    from pricing.presets import preset

    question, inputs = asked(preset("autumn-2008"), catalogue)
    found = crossover_of(question, inputs["vdi.desktops_per_admin"])
    ties = [round(float(crossing.at), 1) for crossing in found.crossings]
    assert {208.2, 421.7} <= set(ties)
    assert [(s.cheapest, round(s.high)) for s in found.stretches] == [((4,), 422), ((2,), 500)]
