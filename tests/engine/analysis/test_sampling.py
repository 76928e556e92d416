"""Draws are PERT draws, each block an honest sample of its own, and none depends on another's."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from scipy.stats import beta

from pricing.engine.analysis.pert import CELLS, quantiles, shape_of, share_below, value_at
from pricing.engine.analysis.sampling import (
    FEWEST_BLOCKS,
    STEPS,
    block_draws,
    blocks_of,
    dimensions_of,
    plain_draws,
)
from pricing.engine.numbers import Range
from tests.engine.analysis.examples import seats

SHAPES = [(3.0, 3.0), (1.0, 5.0), (5.0, 1.0), (1.0, 1.0), (1.4, 4.6), (2.5, 3.5), (4.999, 1.001)]


def range_of(low, mode, high):
    return Range(Decimal(low), Decimal(mode), Decimal(high))


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_the_table_of_quantiles_is_scipys_inverse_within_a_hundred_thousandth_of_the_range(a, b):
    levels = np.arange(CELLS + 1) / CELLS
    assert np.abs(quantiles(a, b) - beta.ppf(levels, a, b)).max() < 1e-5


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_between_the_table_s_points_a_draw_is_off_by_less_than_a_hundred_thousandth(a, b):
    levels = (np.arange(CELLS // 100, CELLS - CELLS // 100) + 0.5) / CELLS
    inner = quantiles(a, b)[CELLS // 100 : CELLS - CELLS // 100 + 1]
    assert np.abs((inner[:-1] + inner[1:]) / 2 - beta.ppf(levels, a, b)).max() < 1e-5


@pytest.mark.parametrize("mode", ["0", "1", "2.5", "9", "10"])
def test_the_share_below_a_value_is_scipys_within_a_millionth(mode):
    given = range_of("0", mode, "10")
    values = np.linspace(0, 10, 101)
    shares = np.array([share_below(given, value) for value in values])
    assert np.abs(shares - beta.cdf(values / 10, *shape_of(given))).max() < 1e-6


def test_the_value_at_a_share_has_that_share_below():
    given = range_of("2", "3", "7")
    assert share_below(given, value_at(given, 0.1)) == pytest.approx(0.1, abs=1e-9)


def test_a_range_whose_mode_is_an_end_has_the_shapes_one_and_five():
    assert shape_of(range_of("2", "2", "6")) == (1, 5)
    assert shape_of(range_of("2", "6", "6")) == (5, 1)


def test_draws_lie_within_their_range_and_in_every_stratum_once():
    question = seats(assumptions={"admin_salary": {"low": 1, "mode": 2, "high": 5}})
    size = 2048
    drawn = block_draws(dimensions_of(question), 7, [3], size)("admin_salary", range_of(1, 2, 5))
    levels = beta.cdf((drawn - 1) / 4, *shape_of(range_of(1, 2, 5)))
    assert drawn.min() >= 1
    assert drawn.max() <= 5
    inner = np.sort(np.floor(levels * size + 1e-3))[2:-2]
    assert (np.diff(inner) <= 2).all()
    assert np.bincount(np.floor(levels * size).astype(int)).max() <= 3


@pytest.mark.parametrize("size", [1, 64, 1024, 4096])
def test_no_two_inputs_go_together(size):
    dimensions = dimensions_of(seats(prices=["1"] * 12))
    draws = block_draws(dimensions, 1, range(FEWEST_BLOCKS), size)
    rows = np.array([draws(name, range_of(0, "0.5", 1)) for name in dimensions])
    assert rows.shape == (83, FEWEST_BLOCKS * size)
    if size > 1:
        together = np.abs(np.corrcoef(rows) - np.eye(len(rows)))
        assert together.max() < 5 / np.sqrt(FEWEST_BLOCKS * size) + 0.1


def test_inputs_beyond_the_lattice_are_shuffled():
    dimensions = {f"price:{place}": place for place in range(len(STEPS) + 3)}
    draws = block_draws(dimensions, 1, [0], 1024)
    rows = np.array(
        [
            draws(f"price:{place}", range_of(0, "0.5", 1))
            for place in range(len(STEPS) - 1, len(STEPS) + 3)
        ]
    )
    assert np.abs(np.corrcoef(rows) - np.eye(4)).max() < 0.2


def test_a_block_is_the_same_whichever_stand_beside_it():
    dimensions, some = dimensions_of(seats()), range_of(10, 20, 50)
    alone = [block_draws(dimensions, 5, [block], 1024)("pue", some) for block in range(3)]
    assert (block_draws(dimensions, 5, range(3), 1024)("pue", some) == np.concatenate(alone)).all()


def test_another_range_moves_no_draws():
    narrow = block_draws(dimensions_of(seats()), 5, [2], 1024)
    more = seats(
        assumptions={"pue": {"low": 1, "mode": 2, "high": 3}},
        scenario_prices=[{"low": 0, "mode": 1, "high": 2}],
    )
    wide = block_draws(dimensions_of(more), 5, [2], 1024)
    wide("pue", range_of(1, 2, 3))
    some = range_of(10, 20, 50)
    assert (narrow("cost_per_call", some) == wide("cost_per_call", some)).all()


def test_another_seed_or_block_is_another_sample():
    dimensions, some = dimensions_of(seats()), range_of(10, 20, 50)
    first = block_draws(dimensions, 5, [2], 1024)("pue", some)
    assert (first == block_draws(dimensions, 5, [2], 1024)("pue", some)).all()
    assert (first != block_draws(dimensions, 6, [2], 1024)("pue", some)).mean() > 0.99
    assert (first != block_draws(dimensions, 5, [3], 1024)("pue", some)).mean() > 0.99


@pytest.mark.parametrize("draws", [1, 7, 16, 100, 1000, 20_000, 65_536, 100_000, 10_000_000])
def test_there_are_never_fewer_cases_than_were_asked_for_nor_fewer_than_sixteen_blocks(draws):
    blocks = blocks_of(draws)
    assert draws <= blocks.cases < max(FEWEST_BLOCKS + 1, draws * 1.1)
    assert blocks.number >= FEWEST_BLOCKS
    assert CELLS % blocks.size == 0


def test_numpys_own_dice_draw_the_same_distribution():
    some = range_of(10, 20, 50)
    drawn = plain_draws(1, 100_000, ["pue"])("pue", some)
    assert drawn.mean() == pytest.approx((10 + 4 * 20 + 50) / 6, abs=0.1)
    ours = block_draws(dimensions_of(seats()), 1, [0, 1], 4096)("pue", some)
    assert np.quantile(ours, [0.05, 0.5, 0.95]) == pytest.approx(
        np.quantile(drawn, [0.05, 0.5, 0.95]), abs=0.15
    )
