"""The quote for ERP systems: each row is quantity × unit price exactly, and nothing is lost."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

import pytest

from pricing.comparison import compare
from pricing.engine.answer import Answer
from pricing.engine.faults import Faults
from pricing.presets import presets
from pricing.sheets.csv import cell_text, write_csv
from pricing.sheets.erp import COLUMNS, DECIMALS, erp_export
from pricing.sheets.quote import rows_of
from pricing.sheets.xlsx import write_xlsx
from pricing.sheets.xlsx_reading import list_sheets
from tests.purchase_strategies import random_purchase
from tests.small_purchases import asked, scheme
from tests.strategies import random_document


def orders(answer: Answer, place: int, decimals: int) -> list[dict]:
    return [
        dict(zip(COLUMNS, row, strict=True))
        for row in erp_export(answer, place, decimals).table.rows
    ]


def assert_multiplies_out(answer: Answer) -> int:
    """All scenarios at all decimals; returns how many rows are one lot."""
    lots = 0
    for place in range(len(answer.scenarios)):
        quote = rows_of(answer, place)
        for decimals in DECIMALS:
            rows = orders(answer, place, decimals)
            for row, given in zip(rows, quote, strict=True):
                assert row["quantity"] * row["unit_price"] == row["amount"], row
                assert -row["unit_price"].as_tuple().exponent == decimals
                assert row["amount"] == Decimal(given["amount"])
                assert row["due_year"] == int(given["due_year"])
                assert row["item"] == given["scheme"]
                lots += row["unit"] == "lot"
                if row["unit"] == "lot":
                    said = cell_text(row["description"])
                    assert f"({given['packs']} × {given['unit_amount']}, " in said
                else:
                    assert row["quantity"] == int(given["packs"])
                    assert row["description"] == given["description"]
            total = sum(Decimal(row["amount"]) for row in quote)
            assert sum(row["amount"] for row in rows) == total
    return lots


@pytest.mark.parametrize("name", list(presets()))
def test_every_row_of_a_preset_multiplies_out_at_2_4_and_6_decimals(name, catalogue_db):
    assert_multiplies_out(compare(presets()[name]))


def test_every_row_of_fifty_random_quotes_multiplies_out():
    lots = sum(assert_multiplies_out(compare(random_document(seed))) for seed in range(25))
    lots += sum(assert_multiplies_out(compare(random_purchase(seed))) for seed in range(25))
    assert lots > 100


def test_a_price_that_no_decimals_hold_is_one_lot_with_its_packs_in_words():
    document = asked(scheme(), horizon_years=1, prices="0.0116")
    [row] = orders(compare(document), 0, 2)
    assert (row["quantity"], row["unit"], row["unit_price"]) == (1, "lot", Decimal("1.16"))
    assert cell_text(row["description"]) == "it (100 × 0.0116, user)"


def read_heads(document: dict) -> list[str]:
    return list(erp_export(compare(document), 0, 2).table.heads)


def read_codes(document: dict, head: str) -> list[str]:
    table = erp_export(compare(document), 0, 2).table
    return [row[list(table.heads).index(head)] for row in table.rows]


def test_without_codes_in_the_catalogue_the_order_has_ten_columns():
    assert read_heads(asked(scheme())) == list(COLUMNS)


def test_with_a_part_number_two_columns_stand_at_its_right_end():
    document = asked(scheme(vendor_part_number="AAA-12345"))
    assert read_heads(document) == [*COLUMNS, "vendor_part_number", "unit_code"]
    assert set(read_codes(document, "vendor_part_number")) == {"AAA-12345"}


def test_a_class_alone_is_a_column_too():
    document = asked(scheme(unspsc="43231513"))
    assert read_heads(document) == [*COLUMNS, "unspsc", "unit_code"]
    assert set(read_codes(document, "unspsc")) == {"43231513"}


@pytest.mark.parametrize(
    ("fields", "prices", "code"),
    [
        ({"metric": "user"}, "100.00", "C62"),
        ({"metric": "user", "pack": 10}, "100.00", "C62"),
        ({"metric": "user"}, "0.0116", "LS"),
        ({"metric": "user_hour", "period": "hour"}, "1.00", "HUR"),
    ],
    ids=["one", "a pack", "a lot", "an hour"],
)
def test_what_is_counted_has_the_code_of_recommendation_20(fields, prices, code):
    document = asked(scheme(vendor_part_number="A", **fields), prices=prices, horizon_years=1)
    assert read_codes(document, "unit_code") == [code]


@pytest.mark.parametrize("text", ["4323151", "432315130", "4323151a", "４３２３１５１３"])
def test_a_class_that_has_not_eight_digits_is_refused_at_its_field(text):
    with pytest.raises(Faults) as found:
        compare(asked(scheme(unspsc=text)))
    assert [fault.path for fault in found.value.faults] == ["catalogue.schemes[0].unspsc"]


def test_a_price_in_words_is_written_as_the_numbers_of_its_file():
    document = asked(scheme(), horizon_years=1, prices="0.0116")
    export = erp_export(compare(document), 0, 2)
    rows = list(csv.reader(io.StringIO(write_csv(export.table, "semicolon")), delimiter=";"))
    assert rows[1][2] == "it (100 × 0,0116, user)"
    [[_, (_, row)]] = list_sheets(write_xlsx(export.sheets, export.day))
    assert row[2] == "it (100 × 0.0116, user)"


def test_with_more_decimals_the_same_price_is_a_quantity():
    document = asked(scheme(), horizon_years=1, prices="0.0116")
    [row] = orders(compare(document), 0, 4)
    assert (row["quantity"], row["unit"], row["unit_price"]) == (100, "user", Decimal("0.0116"))


def test_what_is_bought_in_packs_is_ordered_in_packs():
    document = asked(scheme(pack=20), horizon_years=1)
    [row] = orders(compare(document), 0, 2)
    assert (row["quantity"], row["unit"]) == (5, "pack of 20 users")


def test_a_purchase_is_once_and_its_maintenance_yearly():
    document = asked(scheme("user", "perpetual", maintenance_rate="0.2"), horizon_years=1)
    rows = orders(compare(document), 0, 2)
    assert [row["recurrence"] for row in rows] == ["once", "yearly"]


def test_an_order_is_named_after_its_decimals():
    export = erp_export(compare(asked(scheme())), 0, 4)
    assert re.fullmatch(r"deskfare-.*-erp-4", export.table.name)
