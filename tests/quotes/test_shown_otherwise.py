"""A quote that comes back with cells that show no number: refused by the cell, never loaded."""

from __future__ import annotations

import pytest

from pricing.engine.faults import Faults
from pricing.sheets.quote import COLUMNS
from quotes.content import read_content
from quotes.drafting import make_content
from quotes.exports import make_xlsx
from quotes.loading import load_export
from quotes.models import Quote
from quotes.papers import read_issued

from .conftest import NOW
from .test_verifying_shown import show_as

pytestmark = pytest.mark.stores


@pytest.fixture
def book(issued) -> bytes:
    return make_xlsx(read_issued(issued))


@pytest.mark.parametrize("code", ["dd.mm.yyyy", "hh:mm", "[h]:mm", "0.00%", "[$€-407] 0.00"])
def test_no_amount_that_is_shown_otherwise_is_loaded(book, people, code):
    kept = Quote.objects.count()
    with pytest.raises(Faults, match=r"cell [A-Z]+2, column amount: holds '"):
        load_export(show_as(book, code), people["bob"], at=NOW)
    assert Quote.objects.count() == kept


@pytest.mark.parametrize("code", ["$#,##0.00", '0.00 "USD"', "0.0000"])
def test_an_amount_in_other_clothing_loads_as_ever(book, people, issued, code):
    draft = load_export(show_as(book, code), people["bob"], at=NOW)
    assert make_content(draft).rows == read_content(issued.content).rows


def test_all_cells_are_told_at_once_by_their_columns(book, people):
    with pytest.raises(Faults) as found:
        load_export(show_as(book, "dd.mm.yyyy"), people["bob"], at=NOW)
    columns = {fault.path.partition("column ")[2] for fault in found.value.faults}
    assert columns <= {*COLUMNS}
    assert len(columns) > 1
