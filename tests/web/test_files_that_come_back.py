"""Files that the site writes, read by every door that takes their kind, whatever is in their cells:
what parts the cells is found by the heads, and no other sign in the rows below changes it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from calculator.views.files import TABLES
from pricing.catalogue.price_files import read_file as read_prices
from pricing.inventory.reading import open_rows
from pricing.models import PriceList
from pricing.sheets import Sheet
from pricing.sheets.csv import SEPARATORS, write_csv
from pricing.sheets.reading import open_table, read_table
from pricing.sheets.separators import find_separator
from quotes.tables import read_file as read_quote
from tests.inventories import INTUNE
from tests.web.markup import parsed, text_of

DIALECTS = sorted(SEPARATORS)
LISTS = ("eu-list", "uk-list", "us-list")
DAYS = ("2008-10-31", "2026-10-14")
PRESETS = ("autumn-2008", "today")
PIECES = (*',;\t"\n', "\r\n", "net", "30 days", "x", "2", " ", "' ")


def write_remark(random: Random) -> str:
    """What nobody expects in a remark, and suppliers write."""
    return "".join(random.choice(PIECES) for _ in range(random.randint(1, 12)))


def read_inventory(data: bytes) -> list[list[str]]:
    with open_rows(io.BytesIO(data)) as opened:
        return [[*opened.heads], *opened.rows]


def read_plainly(data: bytes) -> list[list[str]]:
    return [cells for _, cells in open_table(data).rows]


def read_supplier(data: bytes) -> list[list[str]]:
    table = read_table(data)
    return [[*table.heads], *([*row.cells.values()] for row in table.rows)]


def read_proposal(data: bytes) -> list[list[str]]:
    table = read_prices("p.csv", data)
    return [[*table.heads], *([*cells] for _, cells in table.rows)]


def read_back(data: bytes) -> list[list[str]]:
    table = read_quote(data)
    return [[*table.heads], *([*row.values()] for row in table.rows)]


DOORS: dict[str, Callable[[bytes], list[list[str]]]] = {
    "inventory": read_inventory,
    "plain": read_plainly,
    "proposal": read_proposal,
    "quote": read_back,
    "supplier": read_supplier,
}


def get(client, path: str, **asked: str) -> bytes:
    response = client.get(path, asked)
    assert response.status_code == 200, response.content
    return response.content


def send(client, data: bytes, address: str) -> str:
    file = SimpleUploadedFile("offer.csv", data)
    page = client.post("/supplier", {"address": address, "file": file}).content.decode()
    return " ".join(text_of(parsed(page)).split())


@pytest.mark.usefixtures("catalogue_db")
def test_the_lists_are_those_that_ship():
    assert sorted(PriceList.objects.values_list("pk", flat=True)) == [*LISTS]


@pytest.mark.usefixtures("catalogue_db")
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("price_list", LISTS)
@pytest.mark.parametrize("day", DAYS)
def test_every_list_of_prices_comes_back_unchanged_at_every_door(client, price_list, day, dialect):
    asked = {"price_list": price_list, "price_date": day}
    data = get(client, "/prices.csv", dialect=dialect, **asked)
    address = f"preset=autumn-2008&price_list={price_list}&price_date={day}"
    assert "No price in this file differs from those of the comparison." in send(
        client, data, address
    )
    assert "scheme" in read_prices("prices.csv", data).heads


@pytest.mark.usefixtures("catalogue_db")
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", sorted(TABLES))
@pytest.mark.parametrize("preset", PRESETS)
def test_every_table_of_a_comparison_is_parted_as_it_was_written(client, preset, name, dialect):
    data = get(client, f"/{name}.csv", preset=preset, dialect=dialect)
    text = data.decode("utf-8-sig")
    written = csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATORS[dialect])
    assert read_plainly(data) == [*written]


@pytest.mark.usefixtures("catalogue_db")
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("remarked", [1, 3, 6, 11, 12, 20, 23])
@pytest.mark.parametrize(
    "remark", ["net, 30 days", "net; 30 days", "net; 30 days; ex works", "a\tb"]
)
def test_a_request_is_read_whatever_its_remarks_hold(client, remark, remarked, dialect):
    asked = get(client, "/request.csv", preset="today", dialect=dialect).decode("utf-8-sig")
    parted = SEPARATORS[dialect]
    heads, *rows = csv.reader(io.StringIO(asked, newline=""), delimiter=parted)
    rows[0][heads.index("pack_price")] = "15000"
    for row in rows[:remarked]:
        row[heads.index("remark")] = remark
    file = io.StringIO()
    csv.writer(file, delimiter=parted).writerows([heads, *rows])
    assert "1 price differs" in send(client, file.getvalue().encode(), "preset=today")


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("door", sorted(DOORS))
@pytest.mark.parametrize("seed", range(40))
def test_random_remarks_in_random_rows_change_no_cell(seed, door, dialect):
    random = Random(seed)
    heads = ["scheme", "amount", "remark", "note, or; more"]
    if door == "inventory":
        heads = [*INTUNE[:4]]
    share = random.random()
    rows = [
        [
            "ms-vecd",
            Decimal("23.50"),
            *(write_remark(random) * (random.random() < share) for _ in "ab"),
        ]
        for _ in range(random.randint(1, 60))
    ]
    data = write_csv(Sheet("x", heads, rows), dialect).encode()
    found = DOORS[door](data)
    text = data.decode("utf-8-sig")
    written = [*csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATORS[dialect])]
    assert [cells[:2] for cells in found] == [cells[:2] for cells in written]
    assert {*map(len, found)} == {4}


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("Offer, of May\nname;price;x\nA;1,5;y\nB;2,5;z\n", ";"),
        ("Offer; May\nname,price,x\nA,1.5,y\nB,2.5,z\n", ","),
        ("name;note\nA;a, b, c, d\nB;x, y, z\n", ";"),
        ("name,price,remark\nA,1,net; 30\nB,2,net; 30\nC,1,234.5,net; 30\n", ","),
        ("name;price\nA;1,5\nB;2,5\n", ";"),
        ("name,remark\nA,a; b; c\nB,a; b; c\nPrices net; without tax\n", ","),
        ("name\tremark\nA\ta; b, c\nB\ta; b, c\n", "\t"),
        ('"name; of all",remark\nA,"x"\n', ","),
        ("scheme,remark\nA,a; b\nPrices; net\nTax; none\nValid; May\n", ","),
        ("one column\nonly\n", ","),
        ("", ","),
        ("SEP=;\na,b,c\n", ";"),
        ("sep=", ","),
    ],
)
def test_what_parts_the_heads_parts_the_cells(text, separator):
    assert find_separator(text, lambda cells: "scheme" in cells) == separator
