"""What the cases say where it can be said in closed form, and that the error said of it is true."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from scipy.stats import beta

from pricing.engine.analysis import uncertainty
from pricing.engine.analysis.batch import Prepared
from pricing.engine.analysis.sampling import block_draws, blocks_of, dimensions_of
from pricing.engine.analysis.uncertainty import Tally, uncertainty_of
from pricing.engine.document import Uncertainty
from pricing.engine.read_question import parse
from tests.engine.analysis.examples import pert, seats
from tests.strategies import random_document


def uncertain(question, draws=2000, seed=1, may_win=None):
    asked = replace(question, uncertainty=Uncertainty(draws, seed))
    return uncertainty_of(asked, may_win or [True] * len(question.scenarios))


LINEAR = {
    "cost_per_call": pert(10, 20, 60),
    "pc.calls_per_user_year": pert(2, 3, 8),
    "admin_salary": pert(0, 0, 1000),
}
LINEAR_MEAN = 10 + (10 + 80 + 60) / 6 * (2 + 12 + 8) / 6 + (0 + 0 + 1000) / 6 / 100


def test_means_of_a_model_worked_out_by_hand_lie_within_four_standard_errors_for_a_hundred_seeds():
    question = seats(assumptions=LINEAR)
    for seed in range(100):
        spread = uncertain(question, 4096, seed).spreads[0]
        assert abs(spread.mean - LINEAR_MEAN) <= 4 * spread.standard_error + 1e-9, seed


@pytest.mark.parametrize("growth", ["0", pert("-0.2", "0.05", "0.3")])
def test_the_standard_error_is_an_honest_estimate_over_a_hundred_seeds(growth):
    question = seats(years=4, assumptions=LINEAR, annual_growth=growth, desktops=33)
    found = [uncertain(question, 4096, seed).spreads[0] for seed in range(100)]
    means = np.array([spread.mean for spread in found])
    told = np.sqrt(np.mean([spread.standard_error**2 for spread in found]))
    assert 0.75 < means.std(ddof=1) / told < 1.3


def test_the_error_is_far_below_that_of_plain_dice():
    spread = uncertain(seats(assumptions=LINEAR), 65_536).spreads[0]
    cents = np.array([spread.cents.quantile(level) for level in (16, 84)])
    plain = (cents[1] - cents[0]) / 200 / np.sqrt(65_536)
    assert spread.standard_error < plain / 10


def test_percentiles_are_those_of_the_one_range_that_there_is():
    question = seats(prices=("100",), scenario_prices=[pert("0.5", 1, 3)])
    spread = uncertain(question, 100_000).spreads[0]
    for level in (5, 10, 50, 90, 95):
        right = 100 * (0.5 + 2.5 * beta.ppf(level / 100, 1 + 4 * 0.2, 1 + 4 * 0.8))
        assert spread.cents.quantile(level) / 100 == pytest.approx(right, abs=0.02)


def test_a_degenerate_range_is_a_point_at_the_deterministic_answer():
    question = seats(prices=("12.34",), assumptions={"pue": pert(2, 2, 2)})
    spread = uncertain(question, 500).spreads[0]
    assert {spread.cents.quantile(level) for level in (5, 10, 50, 90, 95)} == {1234}
    assert spread.mean == pytest.approx(12.34, abs=1e-12)
    assert spread.standard_error == pytest.approx(0, abs=1e-12)


def test_one_draw_is_made_sixteen():
    assert uncertain(seats(), draws=1).cases == 16


def test_chances_to_be_cheapest_sum_to_one():
    for seed in range(40):
        question = parse(random_document(seed), lambda _: None)
        chances = [spread.cheapest for spread in uncertain(question, 64).spreads if spread]
        if chances:
            assert sum(chances) == pytest.approx(1, abs=1e-9)


def test_two_equal_scenarios_share_the_chance():
    found = uncertain(seats(prices=("10", "10", "11"), assumptions=LINEAR)).spreads
    assert [spread.cheapest for spread in found] == [0.5, 0.5, 0]
    assert [spread.below_baseline for spread in found] == [None, 0, 0]


def test_a_scenario_that_may_not_win_is_never_cheapest_and_may_still_cost_less():
    found = uncertain(seats(prices=("10", "9")), may_win=[True, False]).spreads
    assert [spread.cheapest for spread in found] == [1, 0]
    assert found[1].below_baseline == 1


def test_scenarios_share_each_case():
    """Both draw the same salary, so the second is dearer in every case though their ranges
    overlap.
    """
    found = uncertain(
        seats(prices=("10", "10.50"), assumptions={"admin_salary": pert(0, 1000, 9000)})
    ).spreads
    assert found[0].cheapest == 1


def test_a_price_s_range_is_one_draw_for_all_scenarios_that_have_it_drawn():
    same = [pert(0, 1, 2), pert(0, 1, 2)]
    one_scheme = seats(prices=("10", "10"), scenario_prices=same)
    alone = uncertain(one_scheme, 8192).spreads
    assert alone[0].cheapest == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("at_once", [700, 3000, 10**6])
def test_the_figures_do_not_depend_on_how_many_cases_are_priced_at_once(at_once, monkeypatch):
    def figures(question):
        found = uncertain(question, 20_000, 3).spreads
        return [
            (s.mean, s.standard_error, s.cents.quantile(5), s.cheapest, s.below_baseline)
            for s in found
            if s
        ]

    questions = [parse(random_document(seed), lambda _: None) for seed in (1, 3, 8)]
    before = [figures(question) for question in questions]
    monkeypatch.setattr(uncertainty, "AT_ONCE", at_once)
    assert [figures(question) for question in questions] == before


@pytest.mark.parametrize("seed", range(20))
def test_the_same_question_gives_the_same_figures_whoever_makes_the_blocks_in_whatever_order(seed):
    question = replace(
        parse(random_document(seed), lambda _: None), uncertainty=Uncertainty(512, seed)
    )
    whole = uncertain(question, 512, seed)
    blocks, dimensions = blocks_of(512), dimensions_of(question)
    tallies = [Tally() for _ in question.scenarios]
    for block in reversed(range(blocks.number)):
        costs = (
            Prepared(question)
            .costs(block_draws(dimensions, seed, [block], blocks.size))
            .per_desktop_year
        )
        for tally, row in zip(tallies, costs, strict=True):
            if np.isfinite(row).all():
                tally.add(
                    np.floor(np.broadcast_to(row, (blocks.size,)) * 100 + 0.5).astype(np.int64)
                )
    for spread, tally in zip(whole.spreads, tallies, strict=True):
        if spread is not None:
            assert [spread.cents.quantile(level) for level in (5, 50, 95)] == [
                tally.quantile(q) for q in (5, 50, 95)
            ]


class TestTally:
    def test_percentiles_are_the_smallest_cases_that_so_many_do_not_exceed(self):
        tally = Tally()
        tally.add(np.arange(1, 101))
        assert [tally.quantile(level) for level in (1, 5, 50, 95, 100)] == [1, 5, 50, 95, 100]

    def test_counts_add_up_without_regard_to_order(self):
        one, other = Tally(), Tally()
        parts = [np.array([5, 7]), np.array([-3, 900]), np.array([6, 6, 6])]
        for part, back in zip(parts, reversed(parts), strict=True):
            one.add(part)
            other.add(back)
        assert [one.quantile(q) for q in range(1, 101)] == [
            other.quantile(q) for q in range(1, 101)
        ]

    def test_cases_far_apart_are_counted_in_wider_bins_and_take_no_more_room(self):
        tally = Tally()
        tally.add(np.array([0, 1, 2, 3]))
        tally.add(np.array([10**13]))
        assert tally.width == 2**24
        assert tally.quantile(100) == pytest.approx(10**13, rel=1e-5)
        other = Tally()
        other.add(np.array([10**13]))
        other.add(np.array([3, 2, 1, 0]))
        assert other.quantile(50) == tally.quantile(50)

    def test_shares_lie_between_edges(self):
        tally = Tally()
        tally.add(np.arange(100))
        assert tally.shares([0, 25, 50, 100]) == [0.25, 0.25, 0.5]


def test_a_scenario_with_something_not_on_sale_has_no_spread():
    question = seats(prices=("10", "9"), price_date="2006-01-31")
    assert uncertain(question, 64).spreads == [None, None]


def test_a_count_that_is_drawn_stays_whole():
    question = parse(random_document(1), lambda _: None)
    wide = replace(question, assumptions={**question.assumptions, "spare_hosts": _range(0, 1, 3)})
    costs = Prepared(wide).costs(block_draws(dimensions_of(wide), 1, [0], 256)).tco
    assert len(np.unique(costs[-1].round(2))) == 4


def _range(low, mode, high):
    from pricing.engine.numbers import Range

    return Range(Decimal(low), Decimal(mode), Decimal(high))
