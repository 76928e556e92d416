"""Numbers of a file that may be two, and columns of a row that contradict each other."""

from __future__ import annotations

import pytest

from quotes.contradictions import RULES
from quotes.drafting import make_content
from quotes.exports import make_csv
from quotes.loading import load_export
from quotes.papers import read_issued
from quotes.refusals import Invalid
from quotes.row_bounds import WORDS, check_texts

from .conftest import NOW
from .test_loading import change

pytestmark = pytest.mark.stores


@pytest.fixture
def load(issued, people):
    """The content that a file makes whose rows hold these columns of line 2 alone."""

    def take(**cells: str):
        heads = ";".join(("quote", "version", "line", *cells))
        row = ";".join((issued.number, str(issued.version), "2", *cells.values()))
        return make_content(load_export(f"{heads}\n{row}\n".encode(), people["bob"], at=NOW))

    return take


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("12.000", "12", "12000"), ("1,234", "1.234", "1234"), ("85.125", "85.125", "85125")],
)
def test_a_number_that_may_be_two_is_asked_back_with_both(load, text, low, high):
    with pytest.raises(Invalid) as found:
        load(net_unit_price=text)
    words = f"Line 2, net_unit_price: holds '{text}', which may be {low} or {high}, "
    assert str(found.value).startswith(words)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        *(("12,5", "12.50"), ("12.5", "12.50"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50")),
        *(("0,850", "0.85"), ("0.850", "0.85")),
    ],
)
def test_a_number_that_may_be_one_alone_is_read_without_others_that_say_how(load, text, read):
    assert load(net_unit_price=text).records[0]["net_unit_price"] == read


def test_a_number_that_was_issued_decides_how_another_is_read(load):
    found = load(unit_amount="100,00", net_unit_price="1.234")
    assert found.records[0]["net_unit_price"] == "1234.00"


def test_of_two_numbers_the_one_that_was_issued_is_meant(load):
    assert load(net_unit_price="100,00").records[0]["net_unit_price"] == "100.00"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (
            {"list_unit_price": "120.00"},
            "line 2, net_unit_price: 100.00 does not follow from list_unit_price 120.00 and "
            "discount 0 and list_factor 1",
        ),
        (
            {"discount": "0.5"},
            "line 2, net_unit_price: 100.00 does not follow from list_unit_price 100.00 and "
            "discount 0.5 and list_factor 1",
        ),
        ({"quantity": "90"}, "line 2, packs: 100 does not follow from quantity 90 and pack 1"),
        ({"pack": "10"}, "line 2, packs: 100 does not follow from quantity 100 and pack 10"),
    ],
)
def test_columns_that_say_something_else_than_others_are_told(issued, people, cells, told):
    data = change(make_csv(read_issued(issued)), 2, **cells)
    content = make_content(load_export(data, people["bob"], at=NOW))
    assert told in content.header["differences"]


@pytest.mark.parametrize(
    "cells",
    [
        {"list_unit_price": "120.00", "net_unit_price": "120.00"},
        {"discount": "0.5", "net_unit_price": "50.00"},
        {"pack": "30", "packs": "4"},
    ],
)
def test_columns_that_follow_are_told_as_changes_alone(issued, people, cells):
    data = change(make_csv(read_issued(issued)), 2, **cells)
    content = make_content(load_export(data, people["bob"], at=NOW))
    assert "does not follow" not in "; ".join(content.header["differences"])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.column)
def test_a_row_that_was_added_is_looked_at_too(issued, people, rule):
    data = make_csv(read_issued(issued))
    wrong = {"net_unit_price": (b",100.00,0,1,", b",90.00,0,1,"), "packs": (b",1,100,", b",1,90,")}
    old, new = wrong[rule.column]
    last = data.splitlines()[-1].replace(b",4,roll_out,it,", b",5,roll_out,new,")
    assert old in last
    more = last.replace(old, new) + b"\r\n"
    content = make_content(load_export(data + more, people["bob"], at=NOW))
    assert f"line 5, {rule.column}: " in "; ".join(content.header["differences"])


@pytest.mark.parametrize("column", WORDS)
def test_what_a_column_of_words_may_hold_is_named_with_what_it_holds(issued, column):
    row = read_issued(issued).content.records[1]
    with pytest.raises(Invalid) as found:
        check_texts(2, {**row, column: "elephant"}, issued.currency)
    words = str(found.value)
    assert f"Line 2, {column}: holds 'elephant'; may hold " in words
    assert "may hold ," not in words
