"""From a comparison to a file that is checked, in one go."""

from __future__ import annotations

import pytest

from quotes.exports import make_csv
from quotes.papers import read_issued
from quotes.verdicts import CLOTHING, DIFFERENT, IDENTICAL, UNKNOWN
from quotes.verifying import verify

pytestmark = pytest.mark.stores


def test_a_quote_that_was_issued_has_the_first_number_of_its_year(issued):
    assert (issued.number, issued.version) == ("DF-2026-000001", 1)


def test_the_money_of_a_quote_is_kept_in_cents(issued):
    assert (issued.net, issued.due) == (4_000_000, 4_000_000)


def test_its_csv_is_identical(issued):
    assert verify(make_csv(read_issued(issued))).kind == IDENTICAL


def test_its_csv_with_semicolons_is_the_same_in_other_clothing(issued):
    verdict = verify(make_csv(read_issued(issued), "semicolon"))
    assert (verdict.kind, verdict.differences) == (CLOTHING, [])


def test_one_changed_cell_is_named_by_line_and_column(issued):
    data = make_csv(read_issued(issued)).replace(b"10000.00", b"10000.01", 1)
    verdict = verify(data)
    assert verdict.kind == DIFFERENT
    assert [(each.line, each.column, each.found) for each in verdict.differences] == [
        (1, "amount", "10000.01")
    ]


def test_a_file_that_was_never_issued_is_unknown(issued):
    data = make_csv(read_issued(issued))
    data = data.replace(b"DF-2026-000001", b"DF-2026-000009")
    assert verify(data.replace(issued.checksum.encode(), b"")).kind == UNKNOWN
