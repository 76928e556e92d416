"""What an approver is told to answer for."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from quotes.content import Content
from quotes.doubts import list_doubts, tell_recalled, tell_share, tell_typed
from quotes.drafting import make_content
from tests.small_purchases import asked, scheme

from .conftest import make_draft_of


def with_rows(*rows: tuple[str, str]) -> Content:
    """A content of amounts and how sure each is."""
    net = sum(Decimal(amount) for amount, _ in rows)
    return Content({"columns": ["amount", "confidence"]}, rows, {"net": f"{net:.2f}"})


def test_rows_and_share_that_rest_on_recalled_prices_are_named():
    rows = [("100.00", "recalled"), ("200.00", "recalled"), ("700.00", "verified")]
    assert tell_recalled(with_rows(*rows)) == (
        "2 of 3 rows (30 % of the net) rest on recalled prices, read in no source yet"
    )


def test_where_none_is_recalled_nothing_is_said():
    assert tell_recalled(with_rows(("100.00", "verified"), ("1.00", ""))) == ""


def test_a_share_that_is_nearly_nothing_is_not_nothing():
    assert tell_share(Decimal("0.01"), Decimal(1000)) == "under 0.1 % of the net"


@pytest.mark.parametrize("net", ["0.00", "-5.00", "9.99"])
def test_what_credits_make_no_share_is_said_in_money(net):
    assert tell_share(Decimal(10), Decimal(net)) == f"10.00 of {net} net"


def test_rows_and_share_that_rest_on_typed_or_quoted_prices_are_named():
    assert tell_typed(with_rows(("100.00", "verified"), ("300.00", ""))) == (
        "1 of 2 rows (75 % of the net) rests on prices that were typed here or quoted by a "
        "supplier; no source was read"
    )


def test_where_none_is_typed_nothing_is_said_of_it():
    assert tell_typed(with_rows(("100.00", "recalled"))) == ""


@pytest.mark.stores
def test_a_price_that_is_typed_lifts_the_reason_and_is_told_instead(people):
    document = asked(scheme(), scenario={"prices": {"it": {"net": "85"}}})
    document["catalogue"]["prices"][0]["confidence"] = "recalled"
    content = make_content(make_draft_of(people["bob"], json.dumps(document)))
    assert list_doubts(content) == []
    assert tell_typed(content).startswith("4 of 4 rows (100 % of the net) rest on prices that")


@pytest.mark.stores
def test_what_is_doubted_of_a_draft_names_its_recalled_rows(people):
    document = asked(scheme())
    document["catalogue"]["prices"][0] |= {"confidence": "recalled", "source": "A letter"}
    content = make_content(make_draft_of(people["bob"], json.dumps(document)))
    assert list_doubts(content)[-1].startswith("4 of 4 rows (100 % of the net) rest on recalled")
