"""Where between two corners of a map two scenarios cost the same."""

from __future__ import annotations

import numpy as np
import pytest

from pricing.engine.analysis.heat_map import _find_between


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (-1.0, 3.0, 0.25),
        (3.0, -1.0, 0.75),
        (0.0, -1.0, 0.0),
        (0.0, 1.0, np.nan),
        (1.0, 0.0, np.nan),
        (1.0, 3.0, np.nan),
        (-np.inf, 1.0, 0.5),
    ],
)
def test_a_line_is_crossed_where_its_height_is_0_and_not_where_its_sign_stays(one, other, share):
    found = _find_between(np.array([one]), np.array([other]))
    np.testing.assert_array_equal(found, [share])
