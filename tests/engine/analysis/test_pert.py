"""The distribution of a range beside its closed form."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from pricing.engine.analysis.pert import _ENDS, _find_share_below


@pytest.mark.parametrize(("a", "b"), [(1, 5), (2, 4), (3, 3), (5, 1)])
def test_the_share_below_is_that_of_whole_shapes_to_twelve_digits(a, b):
    """Of whole shapes it is the chance of at least a heads among a + b - 1 coins of bias x."""
    x, coins = np.sin(_ENDS) ** 2, a + b - 1
    chances = [
        comb(coins, heads) * x**heads * (1 - x) ** (coins - heads) for heads in range(a, a + b)
    ]
    np.testing.assert_allclose(_find_share_below(a, b), sum(chances), rtol=0, atol=1e-12)
