"""The pages of own price lists: whole and readable on a desk, on a phone, in the dark."""

from __future__ import annotations

import pytest

from tests.pricing.own_lists import change, list_row, price_row, term_row

from .page import NARROW
from .test_whole_life import check, look, people

__all__ = ["look", "people"]  # fixtures

DESK = (1440, 900)
PHONE = (NARROW["width"], NARROW["height"])


@pytest.fixture
def own(catalogue_db, people):
    change(
        list_row("acme"),
        price_row("acme", "vmw-vi3-standard", "2007-12-01", "2500.00"),
        price_row("acme", "ms-vecd-sa", "2008-01-01"),
        term_row("acme", "Microsoft", "0.125"),
        term_row("acme", "*", "0.05", "2008-06-01"),
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_is_wrong_with_the_pages_for_eyes_or_ears(own, look, size, scheme):
    page = look("bob", *size, color_scheme=scheme)
    for address in ("/lists/", "/lists/acme/?price_date=2008-01-31", "/lists/acme/?price_date=x"):
        page.goto(address)
        check(page)
