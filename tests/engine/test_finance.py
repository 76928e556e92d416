"""What a flow of money is worth: the rates at which the formula changes."""

from __future__ import annotations

import numpy as np
import pytest

from pricing.engine.finance import annualise


@pytest.mark.parametrize(("rate", "cost_a_year"), [(0.0, 50.0), (1.0, 400 / 3)])
def test_of_a_hundred_over_two_years_a_year_costs_its_share_of_the_annuity(rate, cost_a_year):
    assert annualise(np.array([100.0]), rate, 2).tolist() == pytest.approx([cost_a_year])
