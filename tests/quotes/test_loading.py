"""A file that comes back as a draft, and two quotes side by side."""

from __future__ import annotations

import csv
import io
import json

import pytest

from pricing.sheets.quote import COLUMNS
from quotes.content import read_content
from quotes.differences import compare_contents
from quotes.doubts import list_doubts
from quotes.drafting import make_content
from quotes.exports import FILES, make_csv
from quotes.loading import load_export
from quotes.papers import read_issued
from quotes.refusals import Absent, Conflict, Forbidden, Invalid

from .conftest import NOW, make_draft_of, write_document

pytestmark = pytest.mark.stores


def change(data: bytes, line: int, **cells: str) -> bytes:
    """A file of which one row has other cells."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    for column, text in cells.items():
        rows[line][COLUMNS.index(column)] = text
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


@pytest.mark.parametrize("kind", FILES)
def test_each_export_loads_back_as_a_draft_with_the_identical_rows(issued, people, kind):
    draft = load_export(FILES[kind](read_issued(issued)), people["bob"], at=NOW)
    assert make_content(draft).rows == read_content(issued.content).rows
    assert list_doubts(make_content(draft)) == list_doubts(read_content(issued.content))


def test_a_draft_of_a_file_is_the_next_version_of_the_same_deal(issued, people, issue):
    draft = load_export(make_csv(read_issued(issued)), people["bob"], at=NOW)
    again = issue(draft)
    assert (again.number, again.version) == (issued.number, 2)


def test_a_file_with_another_price_goes_to_approval_with_each_difference(issued, people, issue):
    data = change(
        make_csv(read_issued(issued)),
        2,
        net_unit_price="90.00",
        unit_amount="90.00",
        amount="9000.00",
    )
    draft = load_export(data, people["bob"], at=NOW)
    assert make_content(draft).header["differences"] == [
        "line 2, net_unit_price: issued 100.00, now 90.00",
        "line 2, unit_amount: issued 100.00, now 90.00",
        "line 2, amount: issued 10000.00, now 9000.00",
    ]
    assert "rows differ from those of the comparison" in list_doubts(make_content(draft))
    assert issue(draft).net == 3_900_000


def test_a_row_that_was_taken_out_is_named(issued, people):
    data = make_csv(read_issued(issued))
    draft = load_export(b"\r\n".join(data.split(b"\r\n")[:-2]), people["bob"], at=NOW)
    assert make_content(draft).header["differences"] == ["line 4 is missing"]


@pytest.mark.parametrize(
    "cells",
    [
        {"amount": "9999.99"},
        {"net_unit_price": "90.00"},
        {"packs": "many"},
        {"packs": "1.5"},
        {"amount": ""},
        {"due_year": "-1"},
        {"category": "gifts"},
        {"metric": "elephant"},
        {"price_valid_from": "soon"},
        {"description": "a\0b"},
        {"net_unit_price": "9E+99"},
        {"pack": ""},
    ],
)
def test_a_row_that_cannot_be_is_refused_in_words(issued, people, cells):
    data = change(make_csv(read_issued(issued)), 2, **cells)
    with pytest.raises(Invalid, match="Line 2"):
        load_export(data, people["bob"], at=NOW)


def test_who_makes_no_drafts_loads_none(issued, people):
    data = make_csv(read_issued(issued))
    for name, refusal in (("vera", Forbidden), ("nobody", Absent)):
        with pytest.raises(refusal):
            load_export(data, people[name], at=NOW)


def test_a_file_of_what_was_superseded_is_refused(issued, people, issue):
    data = make_csv(read_issued(issued))
    issue(load_export(data, people["bob"], at=NOW))
    with pytest.raises(Conflict):
        load_export(data, people["bob"], at=NOW)


# Side by side


def contents(people, *documents):
    return [make_content(make_draft_of(people["bob"], each)) for each in documents]


def test_a_quote_beside_itself_has_no_difference(people):
    [one] = contents(people, write_document())
    assert compare_contents(one, one).changed == []


def test_a_dearer_price_moves_each_of_its_rows(people):
    found = compare_contents(*contents(people, write_document(), write_document(prices="101.00")))
    assert [str(row.amount) for row in found.changed] == ["100.00"] * 4
    assert (str(found.before), str(found.after)) == ("40000.00", "40400.00")


def test_a_row_that_was_added_and_one_that_was_taken_out_are_told(people):
    def write(name: str) -> str:
        line = {"name": name, "category": "licences", "amount": "5.00"}
        return write_document(scenario={"own_lines": [line]})

    found = compare_contents(*contents(people, write("Old"), write("New")))
    told = [(row.before and row.before["description"], str(row.amount)) for row in found.changed]
    assert told == [(None, "5.00"), ("Old", "-5.00")]


def test_rows_of_the_same_scheme_are_matched_by_their_year(people):
    longer = json.loads(write_document())
    shorter = {**longer, "horizon_years": 3}
    found = compare_contents(*contents(people, json.dumps(longer), json.dumps(shorter)))
    [gone] = found.changed
    assert (gone.before["due_year"], gone.after) == ("4", None)
