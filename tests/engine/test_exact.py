"""Which noise of a sum is forgiven where money becomes whole cents."""

from __future__ import annotations

import numpy as np
import pytest

from pricing.engine.exact import cents_half_up


@pytest.mark.parametrize(
    ("below_half", "cents"), [("0.00499995", 4_000_000_001), ("0.0049999", 4_000_000_000)]
)
def test_of_40_million_seven_millionths_of_a_cent_are_forgiven(below_half, cents):
    """4 x 10^9 cents over 2^49: five millionths below a half are one, ten are none."""
    assert cents_half_up(np.array([40_000_000 + float(below_half)])) == cents
