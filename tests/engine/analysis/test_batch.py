"""The fast totals are the plain engine's."""

from __future__ import annotations

import numpy as np
import pytest

from pricing.engine.analysis.batch import costs_of, plain_costs_of
from pricing.engine.analysis.inputs import inputs_of
from pricing.engine.analysis.opened import open_inputs
from pricing.engine.read_question import parse
from tests.purchase_strategies import random_purchase
from tests.strategies import random_document

ROWS = 7


def between(seed):
    """Draws that lie anywhere between the ends of a range, and a little beyond where a range is a
    point.
    """

    def draws(name, range_):
        share = np.random.default_rng([seed, *name.encode()]).random(ROWS)
        low, high = float(range_.low), float(range_.high)
        if name.startswith("fleet.") and not name.endswith("peak_concurrency"):
            return np.floor(low * (0.5 + share))
        return low + (high - low) * share if low < high else low * (0.75 + share / 4)

    return draws


def assert_alike(question, draws):
    fast, plain = costs_of(question, draws), plain_costs_of(question, draws)
    for found, right in ((fast.tco, plain.tco), (fast.desktop_years, plain.desktop_years)):
        np.testing.assert_allclose(found, np.broadcast_to(right, found.shape), rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("make", [random_document, random_purchase])
@pytest.mark.parametrize("seed", range(100))
def test_the_fast_totals_are_those_of_the_engine_that_makes_every_line(make, seed):
    question = parse(make(seed), lambda _: None)
    assert_alike(question, between(seed))


@pytest.mark.parametrize("make", [random_document, random_purchase])
@pytest.mark.parametrize("seed", range(100))
def test_so_they_are_with_every_number_moved_at_once(make, seed):
    question = parse(make(seed), lambda _: None)
    names = [each.name for each in inputs_of(question)]
    assert_alike(open_inputs(question, names), between(seed))
