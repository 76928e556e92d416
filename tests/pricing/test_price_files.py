"""Files of prices for an own list: exact, every fault at once, and nothing written of a bad one."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from pricing.catalogue.column_roles import guess_columns
from pricing.catalogue.file_proposals import (
    find_target,
    is_to_be_mapped,
    make_target,
    map_proposal,
    propose_file,
    read_asked,
    read_rows,
    replace_file,
)
from pricing.catalogue.files import CatalogueFaults
from pricing.catalogue.price_files import read_file
from pricing.catalogue.reseller_files import Asked
from pricing.models import Proposal
from tests.quick import is_done_within

from .own_lists import change, list_row
from .proposals import HEADS, NOW, make_own_list

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("own_list")]

COLUMNS = HEADS.strip().split(",")
GOOD = "ms-vecd-sa,2009-01-01,25.00,,Offer 8,,verified,"
NAME = "Vista Enterprise Centralized Desktop for Software Assurance"


@pytest.fixture
def own_list(catalogue_db):
    make_own_list()


def send(content: str | bytes, name: str = "acme.csv") -> Proposal:
    data = content.encode() if isinstance(content, str) else content
    return propose_file(name, data, find_target("acme"), by=None, at=NOW)


def list_faults(content: str | bytes, name: str = "acme.csv") -> list[str]:
    with pytest.raises(CatalogueFaults) as found:
        send(content, name)
    assert not Proposal.objects.exists()
    return found.value.lines()


def make_book(*rows: list[Any], day_format: str = "yyyy-mm-dd") -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet, days = book.add_worksheet(), book.add_format({"num_format": day_format})
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(place, column, cell, days)
                else:
                    sheet.write(place, column, cell)
    return stream.getvalue()


def strip_values(book: bytes) -> bytes:
    """The same book without the values that it keeps of formulas."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b"</f><v>0</v>", b"</f>"))
    return stream.getvalue()


def make_book_row(amount: Any = 25.5, day: Any = date(2009, 1, 1)) -> list[Any]:
    return ["ms-vecd-sa", day, amount, "", "Offer 8", "", "verified", ""]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ('ms-vecd-sa,2009-01-01,"1.234,56",,x,,verified,', "column amount: holds '1.234,56'"),
        ("ms-vecd-sa,2009-01-01,$23,,x,,verified,", "column amount: holds '$23'"),
        ("ms-vecd-sa,2009-01-01,\uff12\uff13,,x,,verified,", "column amount: holds"),
        ("ms-vecd-sa,31/02/2009,23,,x,,verified,", "column valid_from: holds '31/02/2009'"),
        ("ms-vecd-saa,2009-01-01,23,,x,,verified,", "did you mean ms-vecd-sa?"),
        ("ms-vecd-sa,2009-01-01,23,500:8 100:9,x,,verified,", "column tiers"),
        ("ms-vecd-sa,2009-01-01,23,,,,verified,", "column source: holds nothing"),
        (GOOD, "line 3, column scheme: holds ms-vecd-sa from 2009-01-01; stands in line 2"),
        ('"ms-vecd-sa', "line 3"),
    ],
)
def test_each_bad_row_is_refused_with_its_line_and_nothing_is_kept(row, fault):
    faults = list_faults(f"{HEADS}{GOOD}\n{row}\n")
    assert any(fault in each for each in faults), faults


def test_all_faults_are_named_at_once():
    assert len(list_faults(f"{HEADS}ms-x,31/02/2009,$23,,,,sure,\n")) == 4


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\x00\x01",
        b"\xff\xfe\x00",
        b"PK\x03\x04 no zip",
        "{}",
        "just one line",
        HEADS,
        "name;price\n",
    ],
)
def test_what_is_no_table_is_refused(content):
    assert list_faults(content)


def test_a_workbook_is_read_as_it_was_meant():
    (row,) = read_rows(send(make_book(COLUMNS, make_book_row()), "acme.xlsx"))
    assert (row.key, str(row.values["amount"])) == ("ms-vecd-sa 2009-01-01", "25.5")


@pytest.mark.parametrize("day_format", ["dd.mm.yyyy", "[$-409]d mmm yy", "m/d/yyyy"])
def test_a_day_of_a_workbook_is_one_however_it_is_shown(day_format):
    book = make_book(COLUMNS, make_book_row(), day_format=day_format)
    (row,) = read_rows(send(book, "acme.xlsx"))
    assert row.values["valid_from"] == date(2009, 1, 1)


def test_a_number_that_no_style_calls_a_day_is_none():
    (fault,) = list_faults(make_book(COLUMNS, make_book_row(day=39814)), "acme.xlsx")
    assert "line 2, column valid_from: holds '39814'" in fault


def test_a_formula_without_its_value_is_refused():
    book = strip_values(make_book(COLUMNS, make_book_row(amount="=20+5")))
    (fault,) = list_faults(book, "acme.xlsx")
    assert "acme.xlsx, cell C2: holds a formula without a result; " in fault


def test_a_tick_in_a_workbook_is_no_price():
    (fault,) = list_faults(make_book(COLUMNS, make_book_row(amount=True)), "acme.xlsx")
    assert "column amount: holds 'TRUE'" in fault


def test_a_number_of_three_decimals_in_a_workbook_has_no_thousands():
    (row,) = read_rows(send(make_book(COLUMNS, make_book_row(amount=1.172)), "acme.xlsx"))
    assert str(row.values["amount"]) == "1.1720"


def test_a_text_of_three_decimals_in_a_workbook_could_have():
    (fault,) = list_faults(make_book(COLUMNS, make_book_row(amount="1.172")), "acme.xlsx")
    assert "may be 1.172 or 1,172" in fault


def test_a_day_of_a_workbook_beyond_the_catalogues_is_refused():
    book = make_book(COLUMNS, make_book_row(day=date(9999, 12, 31)))
    (fault,) = list_faults(book, "acme.xlsx")
    assert "column valid_from: holds '9999-12-31'" in fault


def test_a_far_cell_and_a_bomb_are_read_within_bounds():
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet().write(1048575, 16383, "x")
    assert is_done_within(5, lambda: list_faults(stream.getvalue(), "far.xlsx"))
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/worksheets/sheet1.xml", b"<x>" + b" " * 100_000_000)
    assert is_done_within(5, lambda: list_faults(bomb.getvalue(), "bomb.xlsx"))


def test_a_document_type_is_refused():
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        new.writestr(
            "xl/worksheets/sheet1.xml", b'<!DOCTYPE x [<!ENTITY y "z">]><worksheet>&y;</worksheet>'
        )
    assert list_faults(stream.getvalue(), "x.xlsx")


# A reseller's file


def ask(**more: Any) -> Asked:
    said: dict[str, Any] = {
        "columns": {"name": "Product", "amount": "Net"},
        "day": "2009-01-01",
        "source": "Reseller X",
    }
    return Asked(**said | more)


def test_a_product_is_found_by_its_exact_name():
    proposal = send(f"Product,Net\nmicrosoft  {NAME},25.00\n", "x.csv")
    map_proposal(proposal, ask(), at=NOW)
    (row,) = read_rows(proposal)
    assert (row.key, row.values["source"]) == ("ms-vecd-sa 2009-01-01", "Reseller X")


def test_rows_that_match_nothing_are_named_and_left_out_only_where_somebody_says_so():
    proposal = send(f"Product,Net\n{NAME},25.00\nMouse mat,3\n", "x.csv")
    with pytest.raises(CatalogueFaults, match="line 3: “Mouse mat” is no scheme's name"):
        map_proposal(proposal, ask(), at=NOW)
    map_proposal(proposal, ask(leaves_out=True), at=NOW)
    assert proposal.left_out == [(3, "“Mouse mat” is no scheme's name")]


def test_another_currency_than_the_lists_is_refused():
    proposal = send(f"Product,Net,Currency\n{NAME},25.00,EUR\n", "x.csv")
    columns = {"name": "Product", "amount": "Net", "currency": "Currency"}
    with pytest.raises(CatalogueFaults, match="column Currency: holds 'EUR'; may hold USD"):
        map_proposal(proposal, ask(columns=columns), at=NOW)


def test_an_amount_in_a_workbook_has_its_cents():
    proposal = send(make_book(["Product", "Net"], [NAME, 25.5]), "x.xlsx")
    map_proposal(proposal, ask(), at=NOW)
    assert str(read_rows(proposal)[0].values["amount"]) == "25.50"


@pytest.mark.parametrize(
    ("written", "amount"),
    [("12,5", "12.50"), ("7", "7.00"), ("29,172", "29.1720"), ("1.029,172", "1029.172")],
)
def test_an_amount_of_a_resellers_text_has_its_cents_too(written, amount):
    proposal = send(f"Product;Net\n{NAME};{written}\n", "x.csv")
    map_proposal(proposal, ask(), at=NOW)
    assert str(read_rows(proposal)[0].values["amount"]) == amount


def test_what_was_not_said_is_asked_in_sentences():
    proposal = send(f"Product,Net\n{NAME},25.00\n", "x.csv")
    with pytest.raises(CatalogueFaults) as found:
        map_proposal(proposal, Asked(), at=NOW)
    assert len(found.value.faults) == 4


@pytest.mark.parametrize("name", ["Прайс-лист", "שלום", "価格表", "😀"])
def test_a_new_list_may_be_called_in_any_script(catalogue_db, name):
    made, again, other = (make_target(each, "us-list", "Acme") for each in (name, name, name * 2))
    assert made.id == again.id
    assert made.id != other.id
    assert made.rows[0].values["name"] == name


def test_a_new_list_stands_on_three_lists_at_most_as_in_files(catalogue_db):
    change(list_row("first"), list_row("second", "first"), list_row("third", "second"))
    assert make_target("New", "second", "Acme").id == "new"
    with pytest.raises(CatalogueFaults, match="may stand on 3 lists at most"):
        make_target("New", "third", "Acme")


def test_a_base_that_there_is_not_is_refused():
    with pytest.raises(CatalogueFaults, match="is no list"):
        make_target("New", "nonesuch", "Acme")


@pytest.mark.parametrize("name", ["acme", " ", ""])
def test_a_new_list_has_a_name_of_its_own(name):
    with pytest.raises(CatalogueFaults):
        make_target(name, "us-list", "Acme")


# Any reseller's file


GERMAN = """Nordwind Systemhaus GmbH, Preisliste\n
Art.-Nr.;Beschreibung;Listenpreis;Netto USD;gültig ab
N-1;Vista Enterprise Centralised Desktop (Software Assurance);30,00;21,50;01.12.2026
"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_columns_are_guessed_by_heads_of_two_languages_whatever_the_letters(encoding):
    proposal = send(GERMAN.encode(encoding), "x.csv")
    guessed = {
        "part": "Art.-Nr.",
        "name": "Beschreibung",
        "amount": "Netto USD",
        "valid_from": "gültig ab",
    }
    assert proposal.asked["columns"] == guessed
    assert proposal.table["is_guessed"] is (encoding == "cp1252")


@pytest.mark.parametrize(
    ("heads", "role", "head"),
    [
        (["SKU", "Price"], "part", "SKU"),
        (["Item", "RRP", "Your price (USD)"], "amount", "Your price (USD)"),
        (["Artikelbezeichnung", "Bruttopreis", "EK netto"], "amount", "EK netto"),
        (["Listenpreis netto EUR", "Ihr EK netto"], "amount", "Ihr EK netto"),
        (["Gesamtpreis netto", "EK netto"], "amount", "EK netto"),
        (["Positionspreis netto", "Einzelpreis netto"], "amount", "Einzelpreis netto"),
        (["Product code", "Product"], "part", "Product code"),
        (["Product code", "Product"], "name", "Product"),
        (["Valid to", "Valid from"], "valid_from", "Valid from"),
    ],
)
def test_a_column_is_guessed_by_the_words_of_its_head(heads, role, head):
    assert guess_columns(heads, {})[role] == head


@pytest.mark.parametrize(
    "head",
    [
        *("List price", "UVP", "Price date", "Gesamtpreis netto gesamt", "Listenpreis netto"),
        *("Listprice net", "Catalogue price", "Retail price", "Extended price", "Line amount"),
        *("Preis inkl. Steuer", "Price incl. VAT", "Bruttopreis", "Altpreis", "Net total"),
    ],
)
def test_what_is_not_paid_is_not_guessed_for_the_price(head):
    assert "amount" not in guess_columns([head], {})


CHOSEN = "\n\nnear enough"


def test_a_chosen_scheme_is_taken_and_remembered_for_the_lists_next_file():
    proposal = send("Product,Net\nNear enough,25.00\nMouse mat,3\n", "x.csv")
    map_proposal(proposal, ask(rows={CHOSEN: "ms-vecd-sa", "\n\nmouse mat": ""}), at=NOW)
    assert [row.key for row in read_rows(proposal)] == ["ms-vecd-sa 2009-01-01"]
    assert proposal.left_out == [(3, "“Mouse mat”: left out")]
    again = send("Product,Net\nNear enough,24.00\n", "y.csv")
    assert again.asked["rows"][CHOSEN] == "ms-vecd-sa"


def test_another_number_than_that_of_a_remembered_row_is_another_product():
    proposal = send("Product,Net\nNear enough 2,25.00\n", "x.csv")
    with pytest.raises(CatalogueFaults, match="“Near enough 2” is no scheme's name"):
        map_proposal(proposal, ask(rows={CHOSEN: "ms-vecd-sa"}), at=NOW)


@pytest.mark.parametrize("day", ["01.12.2026", "2026/12/1", "1 Dec 2026", "December 1, 2026"])
def test_a_day_is_read_as_a_suppliers_is(day):
    proposal = send(f'Product,Net,From\n{NAME},25.00,"{day}"\n', "x.csv")
    columns = {"name": "Product", "amount": "Net", "valid_from": "From"}
    map_proposal(proposal, ask(columns=columns), at=NOW)
    assert read_rows(proposal)[0].values["valid_from"] == date(2026, 12, 1)


def test_a_day_that_may_be_two_is_refused_with_both():
    proposal = send(f"Product,Net,From\n{NAME},25.00,01/12/2026\n", "x.csv")
    columns = {"name": "Product", "amount": "Net", "valid_from": "From"}
    with pytest.raises(CatalogueFaults, match=r"line 2, column From: .*2026-12-01 or 2026-01-12"):
        map_proposal(proposal, ask(columns=columns), at=NOW)


def test_another_file_takes_the_place_of_one_and_what_was_said_stays():
    proposal = send("Product,Net\nNear enough,25.00\n", "x.csv")
    map_proposal(proposal, ask(rows={CHOSEN: "ms-vecd-sa"}), at=NOW)
    replace_file(proposal, "y.csv", b"Product,Net\nNear enough,24.00\n", at=NOW)
    proposal.refresh_from_db()
    assert (proposal.file_name, is_to_be_mapped(proposal)) == ("y.csv", True)
    map_proposal(proposal, read_asked(proposal), at=NOW)
    assert str(read_rows(proposal)[0].values["amount"]) == "24.00"


def test_a_bad_file_takes_no_place():
    proposal = send("Product,Net\nNear enough,25.00\n", "x.csv")
    with pytest.raises(CatalogueFaults):
        replace_file(proposal, "y.csv", b"", at=NOW)
    proposal.refresh_from_db()
    assert proposal.file_name == "x.csv"


def test_heads_of_a_resellers_file_are_found_below_its_titles():
    table = read_file(
        "x.csv", b"Offer,Q-17,,,\nFor,Us,,,\nPart,Product,Net,Currency,From\n" + b"1,a,2,USD,\n" * 3
    )
    assert [*table.heads] == ["Part", "Product", "Net", "Currency", "From"]


def test_a_head_over_two_columns_is_told_apart_and_told():
    table = read_file("x.csv", b"Product,Net,Net\na,1,2\n")
    assert ([*table.heads], [*table.alike]) == (["Product", "Net", "Net, column 3"], ["Net"])
