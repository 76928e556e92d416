"""Who may win by how much, and whether the noise of a sum decides it."""

from __future__ import annotations

import numpy as np
import pytest

from pricing.engine.analysis.ranking import Ranking

ON_THE_EDGE = 736_016.8849999947  # whether it rounds up hangs on the noise of its sum


@pytest.mark.parametrize(
    ("least", "is_sure"),
    [(736_016.88, False), (736_016.87, True), (736_016.89, False), (736_016.90, False)],
)
def test_noise_decides_where_it_moves_one_within_a_cent_of_the_least(least, is_sure):
    """The one on the edge costs 736,016.88 or 736,016.89."""
    tco = np.array([[least], [ON_THE_EDGE]])
    ranking = Ranking(tco, np.array([[True], [True]]), np.array([1.0]))
    assert ranking.is_sure.tolist() == [is_sure]


def test_noise_of_one_who_may_not_win_decides_nothing():
    tco = np.array([[736_016.88], [ON_THE_EDGE]])
    ranking = Ranking(tco, np.array([[True], [False]]), np.array([1.0]))
    assert ranking.is_sure.tolist() == [True]
