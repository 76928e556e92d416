"""Numbers of workbooks that their cells show as a day, a time, a share or other money: no door that
reads amounts takes them for one.
"""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter

from pricing.catalogue.file_proposals import find_target, map_proposal, propose_file, read_rows
from pricing.catalogue.files import CatalogueFaults
from pricing.catalogue.reseller_files import Asked
from pricing.comparison import compare
from pricing.engine.faults import Faults
from pricing.models import Proposal
from pricing.offer import Offer, read_offer
from pricing.sheets.currency_signs import SIGNS, WORDS, list_currencies
from pricing.sheets.reading import read_table
from tests.small_purchases import asked, scheme

from .proposals import HEADS, NOW, make_own_list

pytestmark = pytest.mark.stores

# What a format makes of a number, and what its cell then holds.
SHOWN: dict[str, tuple[Any, str, str]] = {
    "a day": (46154, "dd.mm.yyyy", "2026-05-12"),
    "a day as built in": (46154, "m/d/yy", "2026-05-12"),
    "a day and its time": (46154.5, "yyyy-mm-dd hh:mm", "2026-05-12 12:00:00"),
    "a day of months": (46154, "mmm", "2026-05-12"),
    "a time": (0.5, "hh:mm", "12:00:00"),
    "half of a day": (0.75, "h:mm AM/PM", "18:00:00"),
    "a span": (1.25, "[h]:mm:ss", "30:00:00"),
    "minutes": (0.5, "[mm]:ss", "12:00:00"),
    "a share": (0.1, "0%", "10%"),
    "a share with decimals": (0.125, "0.00 %", "12.5%"),
    "a truth": (True, "General", "TRUE"),
}
EURO = ("#,##0.00 [$€-407]", "[$EUR] 0.00", '0.00 "EUR"', '_-* #,##0.00\\ "€"_-', "\\€0.00")
POUND = ('"£"#,##0.00', "[$£-809]#,##0.00", '"GBP" 0.00')
DOLLAR = ("$#,##0.00", "[$$-409]#,##0.00", '"USD" 0.00', '"$"#,##0.00_);[Red]("$"#,##0.00)')
NO_MONEY = ("General", "0.00", "#,##0.00", '0.00 "a year"', '0.00 "NET"', "[$-409]0.00", "@")


def make_book(heads: list[str], *rows: list[Any], code: str = "General", at: int = 1) -> bytes:
    """A workbook of which one column has a format."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet, style = book.add_worksheet(), book.add_format({"num_format": code})
        for place, row in enumerate([heads, *rows]):
            for column, cell in enumerate(row):
                sheet.write(place, column, cell, style if column == at and place else None)
    return stream.getvalue()


def offer_of(price: Any, code: str = "General", column: str = "pack_price", **cells: Any) -> Offer:
    """What a reply with this price of the one scheme offers, in a comparison in US dollars."""
    heads, row = ["scheme", column, *cells], ["it", price, *cells.values()]
    answer = compare(asked(scheme(), horizon_years=1))
    return read_offer(read_table(make_book(heads, row, code=code)), answer)


def propose(content: bytes) -> Proposal:
    return propose_file("acme.xlsx", content, find_target("acme"), by=None, at=NOW)


@pytest.mark.parametrize("column", ["amount", "pack_price"])
@pytest.mark.parametrize("kind", sorted(SHOWN))
def test_no_reply_offers_what_its_cell_shows_as_something_else(kind, column):
    number, code, shown = SHOWN[kind]
    with pytest.raises(Faults, match=rf"row 2, column {column}: holds '{shown}'; may hold an am"):
        offer_of(number, code, column)


@pytest.mark.parametrize("column", ["amount", "pack_price"])
@pytest.mark.parametrize("code", [*EURO, *POUND])
@pytest.mark.parametrize("cells", [{}, {"currency": "USD"}], ids=["unsaid", "said"])
def test_no_reply_offers_money_of_another_currency(code, column, cells):
    words = rf"row 2, column {column}: holds '.* 12\.5'; is not the money of this comparison"
    with pytest.raises(Faults, match=words):
        offer_of(12.5, code, column, **cells)


@pytest.mark.parametrize("code", [*DOLLAR, *NO_MONEY])
def test_a_price_that_shows_the_comparisons_money_or_none_is_read(code):
    assert offer_of(12.5, code).prices[0].after == (Decimal("12.5"),)


def test_a_day_of_a_reply_is_that_day_in_either_system_of_dates():
    code = "dd.mm.yyyy"
    heads, row = ["scheme", "valid_until", "pack_price"], ["it", 46154, 90]
    answer = compare(asked(scheme(), horizon_years=1))
    for of_1904, day in ((False, date(2026, 5, 12)), (True, date(2030, 5, 13))):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"date_1904": of_1904}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, heads)
            sheet.write_row(1, 0, row)
            sheet.write_number(1, 1, 46154, book.add_format({"num_format": code}))
        [price] = read_offer(read_table(stream.getvalue()), answer).prices
        assert price.valid_until == day


@pytest.mark.parametrize("text", ["1.234", "1.234.567"])
def test_a_text_of_a_workbook_that_may_be_thousands_is_asked_back(text):
    with pytest.raises(Faults, match=f"column pack_price: holds '{text}'; .*may be {text} or 1234"):
        offer_of(text)


def test_a_number_of_a_workbook_has_no_thousands():
    assert offer_of(1.234).prices[0].after == (Decimal("1.234"),)


def test_the_point_of_a_text_that_is_parted_by_commas_stands_before_decimals():
    """As in our own lists of prices, which come back with such prices unchanged."""
    table = read_table(b"scheme,pack_price\nit,1.234\n")
    assert table.read_number(table.rows[0].cells["pack_price"]) == Decimal("1.234")


@pytest.mark.parametrize("kind", sorted(SHOWN))
def test_no_proposal_has_a_price_that_its_cell_shows_as_something_else(catalogue_db, kind):
    make_own_list()
    number, code, shown = SHOWN[kind]
    row = ["ms-vecd-sa", "2009-01-01", number, "", "Offer 8", "", "verified", ""]
    with pytest.raises(CatalogueFaults, match=f"column amount: holds '{shown}'"):
        propose(make_book(HEADS.strip().split(","), row, code=code, at=2))


@pytest.mark.parametrize("kind", sorted(SHOWN))
def test_no_resellers_file_has_such_a_price(catalogue_db, kind):
    make_own_list()
    number, code, shown = SHOWN[kind]
    found = propose(make_book(["Id", "Net"], ["ms-vecd-sa", number], code=code))
    columns = {"scheme": "Id", "amount": "Net"}
    with pytest.raises(CatalogueFaults, match=f"column Net: holds '{shown}'"):
        map_proposal(found, Asked(columns, "2009-01-01", "Reseller"), at=NOW)


@pytest.mark.parametrize("code", [*EURO, *POUND])
def test_no_proposal_has_a_price_in_other_money_than_its_lists(catalogue_db, code):
    make_own_list()
    row = ["ms-vecd-sa", "2009-01-01", 12.5, "", "Offer 8", "", "verified", ""]
    words = r"line 2, column amount: holds '.* 12\.5'; may hold USD, the currency of the list"
    with pytest.raises(CatalogueFaults, match=words):
        propose(make_book(HEADS.strip().split(","), row, code=code, at=2))


@pytest.mark.parametrize("code", [*EURO, *POUND])
def test_no_resellers_file_has_a_price_in_other_money_than_the_lists(catalogue_db, code):
    make_own_list()
    found = propose(make_book(["Id", "Net"], ["ms-vecd-sa", 12.5], code=code))
    kept = Proposal.objects.get(pk=found.pk)  # the table as it comes out of the database
    columns = {"scheme": "Id", "amount": "Net"}
    words = r"line 2, column Net: holds '.* 12\.5'; may hold USD, the currency of the list"
    with pytest.raises(CatalogueFaults, match=words):
        map_proposal(kept, Asked(columns, "2009-01-01", "Reseller"), at=NOW)


@pytest.mark.parametrize("code", [*DOLLAR, *NO_MONEY])
def test_a_resellers_price_in_the_lists_money_is_read(catalogue_db, code):
    make_own_list()
    found = propose(make_book(["Id", "Net"], ["ms-vecd-sa", 12.5], code=code))
    columns = {"scheme": "Id", "amount": "Net"}
    map_proposal(
        Proposal.objects.get(pk=found.pk), Asked(columns, "2009-01-01", "Reseller"), at=NOW
    )
    kept = Proposal.objects.get(pk=found.pk)
    assert str(read_rows(kept)[0].values["amount"]) == "12.50"


@pytest.mark.parametrize("words", sorted({*SIGNS, *WORDS}))
def test_each_sign_of_money_stands_for_currencies_by_their_codes(words):
    codes = list_currencies(words)
    assert codes
    assert all(list_currencies(code) == (code,) for code in codes)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("9999-12-31", "may hold a day as 2026-12-31, from 1990-01-01 to 2099-12-31"),
        ("1989-12-31", "may hold a day as 2026-12-31, from 1990-01-01 to 2099-12-31"),
        ("2100-01-01", "may hold a day as 2026-12-31, from 1990-01-01 to 2099-12-31"),
        ("soon", "may hold a day as 2026-12-31"),
    ],
)
@pytest.mark.parametrize("is_book", [False, True])
def test_a_last_day_that_no_comparison_holds_is_refused_at_its_cell(day, told, is_book):
    data = f"scheme,pack_price,valid_until\nit,90,{day}\n".encode()
    if is_book:
        data = make_book(["scheme", "pack_price", "valid_until"], ["it", 90, day])
    answer = compare(asked(scheme(), horizon_years=1))
    with pytest.raises(Faults, match=f"row 2, column valid_until: holds '{day}'; {told}"):
        read_offer(read_table(data), answer)


def test_the_last_day_that_spreadsheets_know_is_told_as_a_day():
    answer = compare(asked(scheme(), horizon_years=1))
    heads, row = ["scheme", "valid_until", "pack_price"], ["it", 2958465, 90]
    table = read_table(make_book(heads, row, code="yyyy-mm-dd"))
    with pytest.raises(Faults, match="column valid_until: holds '9999-12-31'; may hold a day as"):
        read_offer(table, answer)
