"""A file that comes back as a draft, and two quotes side by side."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from calculator.kept.changes import list_changes
from pricing.engine.faults import Faults
from pricing.presumed import Presumed
from pricing.sheets.quote import COLUMNS
from quotes.cells import DATES
from quotes.content import COLUMNS as ROW_COLUMNS
from quotes.content import read_content
from quotes.differences import UNCOMPARED, compare_contents
from quotes.doubts import list_doubts
from quotes.drafting import make_content
from quotes.exports import FILES, make_csv, make_json
from quotes.loading import OF_PRICES, load_export
from quotes.loading_beside import list_told
from quotes.models import Quote
from quotes.papers import read_draft, read_issued
from quotes.refusals import Absent, Conflict, Forbidden, Invalid
from quotes.row_bounds import BOUNDS, WORDS, check_row, check_texts
from quotes.workbooks import list_sheets

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


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_json_that_was_saved_otherwise_loads_as_ever(issued, people, encoding):
    data = make_json(read_issued(issued)).decode().encode(encoding)
    draft = load_export(data, people["bob"], at=NOW)
    assert make_content(draft).rows == read_content(issued.content).rows


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf\r\n", b"\xff\xfe"])
def test_an_empty_file_is_said_to_be_empty(people, data):
    with pytest.raises(Invalid, match="This file is empty"):
        load_export(data, people["bob"], at=NOW)


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
    draft = load_export(data, people["bob"], at=NOW, name="reply.csv")
    assert make_content(draft).header["differences"] == [
        "line 2, net_unit_price: issued 100.00, now 90.00",
        "as a file says: line 2, whose price it is: issued nobody, "
        "now the file reply.csv, loaded on 2026-11-30",
        "line 2, confidence: issued recalled, counts as typed",
        "line 2, list_unit_price, discount, list_factor, net_unit_price: 100.00 less 0 of it is "
        "100.00, the net price is 90.00",
    ]
    assert "rows differ from those of the comparison" in list_doubts(make_content(draft))
    assert issue(draft).net == 3_900_000


def take_out(issued, line: int) -> bytes:
    lines = make_csv(read_issued(issued)).split(b"\r\n")
    return b"\r\n".join([*lines[:line], *lines[line + 1 :]])


@pytest.mark.parametrize("line", [1, 2, 3])
def test_a_row_that_was_taken_out_is_named_and_so_are_both_counts(issued, people, line):
    draft = load_export(take_out(issued, line), people["bob"], at=NOW)
    assert make_content(draft).header["differences"] == [f"line {line} is missing"]
    assert list_told(draft) == ["rows: the file says 4, it holds 3"]


def test_a_file_that_breaks_off_between_rows_makes_no_draft(issued, people):
    with pytest.raises(Invalid, match="says that it has 4 rows and holds 3: it broke off"):
        load_export(take_out(issued, 4), people["bob"], at=NOW)
    assert Quote.objects.count() == 1


def test_the_last_row_is_taken_out_where_the_file_counts_the_others(issued, people):
    data = take_out(issued, 4)
    for line in (1, 2, 3):
        data = change(data, line, rows="3")
    draft = load_export(data, people["bob"], at=NOW)
    assert make_content(draft).header["differences"] == ["line 4 is missing"]
    assert list_told(draft) == []


@pytest.mark.parametrize(
    "cells",
    [
        {"packs": "many"},
        {"packs": "1.5"},
        {"amount": ""},
        {"due_year": "-1"},
        {"category": "gifts"},
        {"metric": "elephant"},
        {"price_valid_from": "soon"},
        {"description": "a\x01b"},
        {"net_unit_price": "9E+99"},
        {"pack": ""},
    ],
)
def test_a_row_that_cannot_be_is_refused_in_words(issued, people, cells):
    data = change(make_csv(read_issued(issued)), 2, **cells)
    with pytest.raises(Invalid, match="Line 2"):
        load_export(data, people["bob"], at=NOW)


@pytest.mark.parametrize(
    ("column", "unit_amount", "amount", "told"),
    [
        ("net_unit_price", "90.00", "9000.00", "net_unit_price: issued 100.00, now 90.00"),
        ("rate", "50.00", "5000.00", "rate: issued 1, now 0.5"),
        ("periods", "200.00", "20000.00", "periods: issued 1, now 2"),
        ("price_factor", "200.00", "20000.00", "price_factor: issued 1, now 2"),
        ("packs", "100.00", "9000.00", "packs: issued 100, now 90"),
    ],
)
def test_what_follows_from_a_cell_that_a_file_changed_is_made_anew(
    issued, people, column, unit_amount, amount, told
):
    changed = told.rpartition(" ")[2]
    data = change(make_csv(read_issued(issued)), 2, **{column: changed})
    content = make_content(load_export(data, people["bob"], at=NOW))
    row = content.records[1]
    assert (row["unit_amount"], row["amount"]) == (unit_amount, amount)
    assert content.header["differences"][0] == f"line 2, {told}"
    assert not [each for each in content.header["differences"] if "come to" in each]


@pytest.mark.parametrize(
    ("column", "text", "made"),
    [("amount", "9000.00", "10000.00"), ("unit_amount", "90.00", "100.00")],
)
def test_a_product_that_a_file_changed_alone_is_told_and_not_believed(
    issued, people, column, text, made
):
    data = change(make_csv(read_issued(issued)), 2, **{column: text})
    content = make_content(load_export(data, people["bob"], at=NOW))
    assert content.rows == read_content(issued.content).rows
    assert content.header["differences"] == [
        f"line 2, {column}: the file says {text}, its other columns come to {made}"
    ]


def test_a_product_of_a_row_that_was_added_is_not_believed_either(issued, people):
    data = make_csv(read_issued(issued))
    last = data.splitlines()[-1].replace(b",4,roll_out,it,", b",5,roll_out,new,")
    more = last.replace(b"10000.00", b"9000.00") + b"\r\n"
    content = make_content(load_export(data + more, people["bob"], at=NOW))
    told = "line 5, amount: the file says 9000, its other columns come to 10000.00"
    assert content.records[4]["amount"] == "10000.00"
    assert told in content.header["differences"]


def list_cuts(data: bytes) -> list[int]:
    """Where a file may break off within its last row, but in its first cell and in its last."""
    last = data.rindex(b"DF-")
    return [*range(data.index(b",", last) + 1, data.rindex(b",") + 1)]


def test_a_file_that_breaks_off_in_a_row_makes_no_draft(issued, people):
    data = make_csv(read_issued(issued))
    cuts = list_cuts(data)
    for cut in cuts:
        with pytest.raises(Faults, match="line 5: the file breaks off in this row"):
            load_export(data[:cut], people["bob"], at=NOW)
    assert len(cuts) == 163
    assert Quote.objects.count() == 1


def test_a_file_that_breaks_off_in_the_first_cell_of_a_row_makes_no_draft(issued, people):
    data = make_csv(read_issued(issued))
    last = data.rindex(b"DF-")
    for cut in range(last + 1, data.index(b",", last) + 1):
        with pytest.raises(Invalid, match="Row 5 of this file holds nothing of a line"):
            load_export(data[:cut], people["bob"], at=NOW)


def test_a_file_that_breaks_off_in_its_last_cell_makes_no_draft(issued, people):
    data = make_csv(read_issued(issued)).rstrip()
    cuts = range(data.rindex(b",") + 1, len(data))
    for cut in cuts:
        with pytest.raises(Invalid, match="has not all of its checksum: it broke off"):
            load_export(data[:cut], people["bob"], at=NOW)
    assert len(cuts) == 71
    assert Quote.objects.count() == 1


@pytest.mark.parametrize("cells", [{"checksum": "", "rows": ""}, {"checksum": "sha256:0"}])
def test_a_last_row_that_breaks_off_nowhere_may_lack_the_checksum(issued, people, cells):
    data = change(make_csv(read_issued(issued)), 4, **cells)
    assert load_export(data, people["bob"], at=NOW).state == "draft"


@pytest.mark.parametrize("column", BOUNDS)
@pytest.mark.parametrize(
    "number", ["1e999", "-1e99", "Infinity", "NaN", "1_0", "1e-99999999", "٣", "9" * 400]
)
def test_a_number_beyond_its_bounds_is_named_by_row_and_column(column, number):
    row = dict.fromkeys(ROW_COLUMNS, "1") | {"line": "2", column: number}
    with pytest.raises(Invalid, match=f"Line 2, {column}: holds .*; may hold a"):
        check_row(row)


@pytest.mark.parametrize("column", ["quantity", "packs", "pack", "list_unit_price", "rate"])
def test_a_number_below_nothing_makes_no_draft(issued, people, column):
    data = change(make_csv(read_issued(issued)), 2, **{column: "-1"})
    with pytest.raises(Invalid, match=f"Line 2, {column}"):
        load_export(data, people["bob"], at=NOW)
    assert Quote.objects.count() == 1


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


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"customer": "Evil Corp"}, ["customer"]),
        ({"supplier": "Another"}, ["supplier"]),
        ({"notes": "Free of charge"}, ["notes"]),
        ({"valid_until": date(2027, 3, 1)}, ["valid_until"]),
        ({"tax_label": "Sales tax"}, ["tax"]),
        ({"tax_rate": Decimal("0.19")}, ["tax", "tax_in_all", "due_in_all"]),
    ],
)
def test_a_term_that_differs_is_named(people, fields, named):
    first, second = (
        make_content(make_draft_of(people["bob"], write_document(), **each))
        for each in ({}, fields)
    )
    assert [each.column for each in compare_contents(first, second).terms] == named


def test_every_part_of_a_header_is_compared_but_what_the_issue_knows(people):
    [content] = contents(people, write_document())
    owned = Presumed("right", "A right", None, "", (), 1)
    offer = {"name": "A right", "prices": "20", "valid_until": "", "remark": "Ours"}
    others = {
        "offers": [offer],
        "owned": [owned._asdict()],
        "tax": {"label": "VAT", "rate": "0.19"},
    }
    for name in content.header.keys() - UNCOMPARED:
        other = replace(content, header={**content.header, name: others.get(name, "another")})
        assert name in [each.column for each in compare_contents(content, other).terms]
    assert {"owned", "currency", "scenario", "price_list"} <= content.header.keys() - UNCOMPARED


# What a file says of itself

OTHER = {
    "category": "devices",
    **dict.fromkeys(("scheme", "vendor", "product", "edition", "description"), "Other"),
    "metric": "device",
    "quantity": "99",
    "binding": "devices",
    "pack": "2",
    "list_unit_price": "400.00",
    "discount": "0.75",
    "list_factor": "0.5",
    "price_list": "other",
    **dict.fromkeys(("price_date", "price_valid_from"), "2008-02-01"),
    "source": "A tender that nobody saw",
    "source_url": "https://example.org/forged",
    "confidence": "verified",
}
# Those that have to multiply out with others, or that place the row.
BOUND = {
    *("line", "currency", "packs", "net_unit_price", "rate", "periods", "price_factor"),
    *("due_year", "unit_amount", "amount"),
}


def issue_as(people, issue, confidence):
    """An issued quote whose prices are so sure."""
    document = json.loads(write_document())
    for price in document["catalogue"]["prices"]:
        price["confidence"] = confidence
    return issue(make_draft_of(people["bob"], json.dumps(document)))


@pytest.fixture
def recalled(people, issue):
    return issue_as(people, issue, "recalled")


@pytest.fixture
def verified(people, issue):
    return issue_as(people, issue, "verified")


def load_changed(issued, people, **cells: str):
    data = change(make_csv(read_issued(issued)), 2, **cells)
    return make_content(load_export(data, people["bob"], at=NOW))


def test_every_column_of_a_row_is_changed_by_some_test():
    assert OTHER.keys() | BOUND == set(ROW_COLUMNS) - {"recurrence"}


@pytest.mark.parametrize("column", OTHER)
def test_a_column_that_a_file_changed_is_a_difference_whatever_it_holds(recalled, people, column):
    content = load_changed(recalled, people, **{column: OTHER[column]})
    told = "; ".join(content.header["differences"])
    assert f"line 2, {column}: issued" in told
    assert OTHER[column] in told


@pytest.mark.parametrize("titles", [1, 4])
def test_titles_of_two_cells_above_the_heads_change_no_row(recalled, people, titles):
    data = b"Offer,Q-17\r\n" * titles + make_csv(read_issued(recalled))
    draft = load_export(data, people["bob"], at=NOW)
    assert make_content(draft).rows == read_content(recalled.content).rows


def test_a_change_is_told_once_though_other_columns_follow_from_it(recalled, people):
    cells = {"list_unit_price": "90", "net_unit_price": "90", "unit_amount": "90", "amount": "9000"}
    [row] = list_changes(recalled, load_changed(recalled, people, **cells)).rows
    assert row.words.startswith("list price and price of a pack 90.00, before 100.00; ")
    assert (row.words.count("90.00"), row.moved) == (1, "−1,000.00")


# A row of another scheme is another row; what was recalled stays so.
@pytest.mark.parametrize("column", sorted(OTHER.keys() - {"scheme", "confidence", *OF_PRICES}))
def test_a_column_that_differs_is_named_row_by_row(recalled, people, column):
    content = load_changed(recalled, people, **{column: OTHER[column]})
    [row] = compare_contents(read_content(recalled.content), content).changed
    assert [each.column for each in row.changes] == [column]


PRICE = ("source", "source_url", "price_valid_from", "confidence")
FILE = "the file reply.xlsx, loaded on 2026-11-30"
# A price, and what has to be another for its row to multiply out.
OTHER_PRICES = {
    **{column: {column: OTHER[column]} for column in OF_PRICES if column in OTHER},
    **{
        column: {column: "2", "unit_amount": "200.00", "amount": "20000.00"}
        for column in ("periods", "price_factor")
    },
    "rate": {"rate": "0.5", "unit_amount": "50.00", "amount": "5000.00"},
    "net_unit_price": {"net_unit_price": "90", "unit_amount": "90", "amount": "9000"},
}


@pytest.mark.parametrize("column", OF_PRICES)
def test_a_price_that_a_file_changed_names_the_file_and_the_day_in_every_export(
    recalled, people, column
):
    data = change(make_csv(read_issued(recalled)), 2, **OTHER_PRICES[column])
    draft = load_export(data, people["bob"], at=NOW, name="reply.xlsx")
    row = make_content(draft).records[1]
    assert [row[name] for name in PRICE] == [FILE, "", "", ""]
    assert "a file alone says where prices of its rows come from" in list_doubts(
        make_content(draft)
    )
    paper = read_draft(draft)
    assert make_csv(paper).count(FILE.encode()) == make_json(paper).count(FILE.encode()) - 1 == 1
    assert [FILE in each for each in list_sheets(paper)[2].rows].count(True) == 1


def test_a_source_that_a_file_names_for_its_price_stands_beside_the_file(recalled, people):
    cells = {**OTHER_PRICES["net_unit_price"], "source": "A letter of 3 May"}
    content = load_changed(recalled, people, **cells)
    assert content.records[1]["source"] == "A letter of 3 May; a file, loaded on 2026-11-30"


@pytest.mark.parametrize("column", sorted(OTHER.keys() - {*OF_PRICES, "confidence"}))
def test_a_row_that_a_file_made_typed_names_the_file(verified, people, column):
    row = load_changed(verified, people, **{column: OTHER[column]}).records[1]
    assert row["source"].endswith("a file, loaded on 2026-11-30")


def test_one_price_in_two_columns_is_one_difference(recalled, people):
    cells = {**OTHER_PRICES["net_unit_price"], "list_unit_price": "90"}
    told = load_changed(recalled, people, **cells).header["differences"]
    assert told[0] == "line 2, list_unit_price, net_unit_price: issued 100.00, now 90.00"
    assert not any("amount" in words for words in told)


def test_a_confidence_that_a_file_raises_lowers_no_doubt(recalled, people):
    before = list_doubts(read_content(recalled.content))
    after = list_doubts(load_changed(recalled, people, confidence="verified"))
    assert set(before) <= set(after)
    assert "a file alone says where prices of its rows come from" in after


def test_a_file_that_only_raises_a_confidence_is_not_said_to_be_the_same(recalled, people):
    content = load_changed(recalled, people, confidence="verified")
    changes = list_changes(recalled, content)
    assert [(term.name, term.after) for term in changes.terms] == [
        (
            "what a file says",
            "as a file says: line 2, confidence: issued recalled, now verified",
        )
    ]


@pytest.mark.parametrize("column", OTHER)
def test_a_row_that_a_file_changed_is_verified_no_more(verified, people, column):
    cells = OTHER | {"confidence": "derived"}
    content = load_changed(verified, people, **{column: cells[column]})
    assert [row["confidence"] for row in content.records] == ["verified", "", *["verified"] * 2]


def test_a_row_that_a_file_added_is_typed_whatever_it_says(verified, people):
    data = make_csv(read_issued(verified))
    added = data.split(b"\r\n")[-2].replace(b"One,4,", b"One,5,", 1)
    content = make_content(load_export(data + added + b"\r\n", people["bob"], at=NOW))
    assert content.records[-1]["confidence"] == ""
    assert content.header["differences"][-1].startswith("as a file says: the row that was added")


def test_a_currency_other_than_the_quotes_is_refused(issued, people):
    with pytest.raises(Invalid, match="Line 2, currency: holds 'EUR'; may hold USD"):
        load_changed(issued, people, currency="EUR")


@pytest.mark.parametrize("column", [*WORDS, "currency"])
def test_a_word_that_is_not_known_is_told_with_what_it_may_be(column):
    row = dict.fromkeys(ROW_COLUMNS, "") | {name: known[-1] for name, known in WORDS.items()}
    row |= {"currency": "USD", column: "elephant"}
    with pytest.raises(Invalid, match=f"^Line 2, {column}: holds 'elephant'; may hold \\w") as told:
        check_texts(2, row, "USD")
    assert ", ," not in str(told.value)


@pytest.mark.parametrize("column", sorted(DATES & set(ROW_COLUMNS)))
def test_a_day_that_is_none_is_told_with_what_stands_there(column):
    row = dict.fromkeys(ROW_COLUMNS, "1") | dict.fromkeys(DATES, "") | {column: "soon"}
    with pytest.raises(Invalid, match=f"Line 1, {column}: holds 'soon'; write a day as 2026-12-31"):
        check_row(row)
