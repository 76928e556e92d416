"""One sum of money in the ways in which people read it."""

from __future__ import annotations

import pytest

from pricing.engine.figures import Amounts


@pytest.mark.parametrize(
    ("amounts", "compared"), [(Amounts(5, 60, 10, 120), 5), (Amounts(None, None, 10, 120), 120)]
)
def test_people_compare_by_a_desktop_a_month_and_by_all_where_none_stands(amounts, compared):
    assert amounts.compared == compared
