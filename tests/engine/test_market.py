"""What is known of a number and when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pricing.engine.market import Assumption

DAY = date(2008, 6, 1)


@pytest.mark.parametrize(
    ("on", "seen"), [(date(2008, 5, 31), None), (DAY, DAY), (date(2008, 6, 2), DAY)]
)
def test_what_holds_always_was_seen_on_the_day_on_which_it_was_confirmed(on, seen):
    assert Assumption("salary", Decimal(1), confirmed_on=DAY).find_seen(on) == seen
