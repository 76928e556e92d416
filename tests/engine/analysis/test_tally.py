"""Cases counted by whole cents: when bins double, and what stands in the middle of one."""

from __future__ import annotations

import numpy as np
import pytest

from pricing.engine.analysis.batch import Costs
from pricing.engine.analysis.uncertainty import Tally, _count_wins

HALF = 1 << 20  # as many bins as there may be


def tally_of(*added):
    tally = Tally()
    for cents in added:
        tally.add(np.array(cents))
    return tally


@pytest.mark.parametrize(
    ("high", "width"), [(HALF - 1, 1), (HALF, 2), (2 * HALF - 1, 2), (2 * HALF, 4)]
)
def test_bins_double_where_the_cases_lie_further_apart_than_2_to_the_20(high, width):
    assert tally_of([0, high]).width == width


@pytest.mark.parametrize(("level", "cents"), [(50, 2), (51, 3_145_730)])
def test_a_quantile_is_the_middle_of_its_bin(level, cents):
    """Bins of 4 cents: 0 lies in that of 0 to 3, 3,145,728 in that of 3,145,728 to 3,145,731."""
    assert tally_of([0, 3 * HALF]).quantile(level) == cents


def test_the_same_amount_again_and_again_keeps_whole_cents():
    tally = tally_of(*[[600_000]] * 4)
    assert (tally.width, tally.quantile(50)) == (1, 600_000)


def test_what_is_less_than_all_before_is_counted_in_its_place():
    tally = tally_of([7], [5], [5])
    assert [tally.quantile(level) for level in (66, 67)] == [5, 7]


def test_of_scenarios_that_tie_each_wins_its_share_and_who_may_not_win_none():
    cents = np.array([[3.0, 1.0], [3.0, 2.0], [1.0, 1.0]])
    assert _count_wins(cents, np.array([True, True, False])).tolist() == [
        [0.5, 1],
        [0.5, 0],
        [0, 0],
    ]


def test_where_nobody_may_win_nobody_does():
    assert _count_wins(np.array([[3.0]]), np.array([False])).tolist() == [[0.0]]


def test_without_desktops_there_is_no_cost_for_one_and_with_one_all_is_its_own():
    costs = Costs(np.array([[100.0, 100.0]]), np.array([0.0, 1.0]))
    assert str(costs.per_desktop_year.tolist()) == "[[nan, 100.0]]"
