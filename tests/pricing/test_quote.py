"""The quote: every row multiplies out by itself, and the rows add up to the answer."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from pricing.comparison import compare
from pricing.engine.answer import Answer
from pricing.engine.answer_document import answer_document
from pricing.models import CatalogueVersion
from pricing.places import read_place
from pricing.presets import OPPOSED_STUDIES, presets
from pricing.sheets import Sheet
from pricing.sheets.csv import write_csv, write_texts
from pricing.sheets.erp import erp_export
from pricing.sheets.quote import (
    COLUMNS,
    NUMBERS,
    file_name,
    quote_sheet,
    rows_of,
    sheet_of,
)
from pricing.sheets.quote_book import quote_export
from pricing.sheets.xlsx import write_xlsx
from tests.oracle import BOUGHT_CATEGORIES, QUOTE_COLUMNS, quote_rows
from tests.strategies import random_document

CASES = Path(__file__).parents[1] / "cases" / "spec"
NAMES = sorted(
    path.stem for path in CASES.glob("*.json") if not path.name.endswith(".expected.json")
)
HALF_A_CENT = Decimal("0.005")
HEADER = (
    "quote,version,issued_on,valid_until,scenario,line,category,scheme,vendor,product,edition,description,"
    "metric,quantity,binding,pack,packs,list_unit_price,discount,list_factor,net_unit_price,rate,periods,"
    "price_factor,due_year,unit_amount,amount,currency,price_list,price_date,price_valid_from,source,source_url,confidence,compliant,catalogue,rows,checksum"
)

Row = dict[str, str]


def example(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return document


def read(text: str, delimiter: str = ",") -> list[Row]:
    """The table as a strict reader sees it."""
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=delimiter, strict=True))


def simple(**fields: Any) -> dict[str, Any]:
    """Ten PCs for one year, bought at 700.00, from a catalogue of the document's own."""
    document = {
        "price_date": "2008-01-31",
        "horizon_years": 1,
        "fleet": [{"name": "Office", "desktops": 10}],
        "scenarios": [{"name": "Keep PCs", "delivery": "pc", "stack": ["desk"]}],
        "catalogue": {
            "schemes": [
                {
                    "id": "desk",
                    "vendor": "Maker",
                    "role": "endpoint",
                    "metric": "device",
                    "charge": "perpetual",
                }
            ],
            "prices": [{"scheme": "desk", "valid_from": "2007-01-01", "amount": "700.00"}],
            "assumptions": example(NAMES[0])["catalogue"]["assumptions"],
        },
    }
    return document | fields


def assert_multiplies_out(row: Row) -> None:
    """Each row by itself, in exact decimals."""
    number = {column: Decimal(row[column]) for column in NUMBERS if row[column]}
    with localcontext() as context:
        context.prec = 1000
        unit = (
            number["net_unit_price"] * number["rate"] * number["periods"] * number["price_factor"]
        )
        assert unit == number["unit_amount"], row
        amount = number["packs"] * unit
        assert abs(amount - number["amount"]) <= HALF_A_CENT, row
        if row["discount"]:
            net = number["list_unit_price"] * (1 - number["discount"]) * number["list_factor"]
            decimals = max(2, len(row["list_unit_price"].partition(".")[2]))
            half = Decimal(5).scaleb(-decimals - 1)
            assert abs(net - number["net_unit_price"]) <= half * max(number["list_factor"], 1), row
    assert number["packs"] > 0
    assert len(row["amount"].partition(".")[2]) == 2
    assert row["list_unit_price"] == "" or len(row["list_unit_price"].partition(".")[2]) >= 2


def assert_adds_up(rows: list[Row], scenario: dict[str, Any]) -> None:
    """By scheme and due year, the amounts are the answer's cash flow within half a cent a row.

    What is left at the end is not bought; lines of one's own are, where their category is bought.
    """
    paid: dict[tuple[str, int], list[Decimal]] = defaultdict(list)
    for row in rows:
        paid[row["scheme"] or f"own:{row['description']}", int(row["due_year"])].append(
            Decimal(row["amount"])
        )
    flow: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for line in scenario["lines"]:
        is_own = line["key"].startswith("own:") and line["category"] in BOUGHT_CATEGORIES
        is_bought = line["scheme"] and line["key"] != f"{line['scheme']}:residual"
        for column, money in enumerate(line["cash_flow"] if is_own or is_bought else ()):
            flow[line["key"] if is_own else line["scheme"], column] += Decimal(money)
    for key in paid.keys() | flow.keys():
        # The answer's own lines (of one scheme at most two) are rounded to the cent as well.
        allowed = HALF_A_CENT * len(paid[key]) + 2 * HALF_A_CENT
        assert abs(sum(paid[key]) - flow[key]) <= allowed, key


def assert_quotes_are_right(answer: Answer) -> int:
    """Takes the file of every scenario apart; returns how many rows there were."""
    count = 0
    for place, scenario in enumerate(answer_document(answer)["scenarios"]):
        rows = read(write_csv(quote_sheet(answer, place)))
        for number, row in enumerate(rows, start=1):
            assert (row["scenario"], row["line"]) == (scenario["name"], str(number))
            assert_multiplies_out(row)
        if scenario["lines"] is None:
            assert rows == []
        else:
            assert_adds_up(rows, scenario)
        count += len(rows)
    return count


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_a_worked_example_multiplies_out_and_adds_up(name):
    assert assert_quotes_are_right(compare(example(name))) > 0


@pytest.mark.parametrize("name", [name for name in presets() if name not in OPPOSED_STUDIES])
def test_every_row_of_a_preset_multiplies_out_and_adds_up(name, catalogue_db):
    answer = compare(presets()[name])
    assert assert_quotes_are_right(answer) > 10 * len(answer.scenarios)


def test_the_rows_are_those_of_exact_arithmetic():
    """Worked examples and random documents, against the slow evaluation; numbers compared as
    numbers.
    """
    documents = [example(name) for name in NAMES] + [random_document(seed) for seed in range(40)]
    compared = 0
    for document in documents:
        answer = compare(document)
        for place in range(len(document["scenarios"])):
            wanted = quote_rows(document, place)
            given = rows_of(answer, place)
            # A document's own prices stand in no price list, whatever name it gives.
            assert [comparable(row) for row in given] == [
                comparable(row | {"price_list": ""}) for row in wanted
            ]
            compared += len(given)
    assert compared > 1_000


def comparable(row: Row) -> dict[str, Any]:
    return {
        column: Decimal(row[column]) if column in NUMBERS and row[column] else row[column]
        for column in QUOTE_COLUMNS
    }


def test_the_header_has_the_columns_of_the_contract_in_their_order():
    assert write_csv(sheet_of("quote", [])) == f"\ufeff{HEADER}\r\n"


def test_the_file_is_utf_8_with_a_mark_and_ends_every_row_with_crlf():
    text = write_csv(quote_sheet(compare(simple()), 0))
    assert text.encode().startswith(b"\xef\xbb\xbfquote,version")
    assert text.count("\r\n") == text.count("\n") == 2
    assert (
        ",10,count,1,10,700.00,0,1,700.00,1,1,1,0,700.00,7000.00,USD,,2008-01-31,2007-01-01,"
        in text
    )


def test_every_row_has_as_many_fields_as_the_header():
    text = write_csv(quote_sheet(compare(example("who-gets-what")), None))
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(row) for row in rows} == {38}


def test_a_free_scheme_is_a_row_of_nothing():
    catalogue = simple()["catalogue"]
    catalogue["prices"][0]["amount"] = 0
    [row] = read(write_csv(quote_sheet(compare(simple(catalogue=catalogue)), 0)))
    assert (row["list_unit_price"], row["packs"], row["amount"]) == ("0.00", "10", "0.00")


def test_a_list_price_is_shown_as_listed_with_two_decimals_at_least():
    shown = {}
    for amount in ("23", "23.5", "0.0116", "0.0110"):
        catalogue = simple()["catalogue"]
        catalogue["prices"][0]["amount"] = amount
        shown[amount] = rows_of(compare(simple(catalogue=catalogue)), 0)[0]["list_unit_price"]
    assert shown == {"23": "23.00", "23.5": "23.50", "0.0116": "0.0116", "0.0110": "0.0110"}


def test_a_scenario_that_cannot_be_had_has_no_rows():
    answer = compare(simple(price_date="2006-01-01"))
    assert write_csv(quote_sheet(answer, 0)) == f"\ufeff{HEADER}\r\n"


def test_all_scenarios_stand_under_one_header_each_counting_from_one():
    answer = compare(example("who-gets-what"))
    rows = read(write_csv(quote_sheet(answer, None)))
    apart = [row for place in (0, 1) for row in read(write_csv(quote_sheet(answer, place)))]
    assert [row | {"rows": ""} for row in rows] == [row | {"rows": ""} for row in apart]
    assert [row["scenario"] for row in rows if row["line"] == "1"] == [
        "One for all",
        "Each his own",
    ]


def test_every_row_says_how_many_there_are_so_that_half_a_file_shows():
    rows = read(write_csv(quote_sheet(compare(example("who-gets-what")), None)))
    assert {row["rows"] for row in rows} == {str(len(rows))}


def test_the_rows_of_a_scenario_that_breaks_a_rule_say_so():
    bare = {"name": "No right", "delivery": "vdi", "stack": ["desk"]}
    keep = simple()["scenarios"][0]
    rows = read(write_csv(quote_sheet(compare(simple(scenarios=[keep, bare])), None)))
    assert [(row["scenario"], row["compliant"]) for row in rows] == [
        ("Keep PCs", "yes"),
        ("No right", "no"),
    ]


def test_the_rows_of_a_price_list_name_the_change_of_the_catalogue(catalogue_db):
    [number] = {
        row["catalogue"]
        for row in read(write_csv(quote_sheet(compare(presets()["autumn-2008"]), 0)))
    }
    assert number == str(CatalogueVersion.objects.get().number)
    assert {row["catalogue"] for row in read(write_csv(quote_sheet(compare(simple()), 0)))} == {""}


def test_the_semicolon_dialect_writes_decimal_commas_in_numbers_only():
    answer = compare(simple(scenarios=[{"name": "A.1; B", "delivery": "pc", "stack": ["desk"]}]))
    [row] = read(write_csv(quote_sheet(answer, 0), "semicolon"), ";")
    assert (row["scenario"], row["unit_amount"], row["amount"]) == ("A.1; B", "700,00", "7000,00")
    assert row["price_date"] == "2008-01-31"


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff201",
        "'quoted'",
        "''",
    ],
)
def test_a_name_that_a_spreadsheet_would_run_gets_one_apostrophe(name):
    """A reader who takes exactly one off gets the text back."""
    answer = compare(simple(scenarios=[{"name": name, "delivery": "pc", "stack": ["desk"]}]))
    [row] = read(write_csv(quote_sheet(answer, 0)))
    assert row["scenario"] == f"'{name}"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\uff1d1", "'=1", "a=1"])
@pytest.mark.parametrize("dialect", ["comma", "semicolon"])
def test_an_issued_quote_gets_the_apostrophes_that_any_other_file_gets(text, dialect):
    sheet = Sheet("quote", ["name", "number"], [[text, "4"]])
    assert write_texts(sheet.heads, sheet.rows, {1}, dialect) == write_csv(sheet, dialect)


@pytest.mark.parametrize("text", ["\t=1", "\r=1", "\n=1", "\0=1"])
def test_a_text_with_a_control_in_front_gets_an_apostrophe_too(text):
    row = dict.fromkeys(COLUMNS, "") | {"description": text}
    assert read(write_csv(sheet_of("quote", [row])))[0]["description"] == f"'{text}"


@pytest.mark.parametrize("name", ["a=1", "Büro", "1-2", "“=1”", " =1", "a'b"])
def test_any_other_name_stays_as_it_is(name):
    answer = compare(simple(scenarios=[{"name": name, "delivery": "pc", "stack": ["desk"]}]))
    assert read(write_csv(quote_sheet(answer, 0)))[0]["scenario"] == name


def test_a_negative_number_is_not_touched():
    row = dict.fromkeys(COLUMNS, "") | {"amount": "-4.50"}
    assert read(write_csv(sheet_of("quote", [row])))[0]["amount"] == "-4.50"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Hyper-V with VECD", "deskfare-hyper-v-with-vecd-2008-01-31"),
        ("Büro; rm -rf /", "deskfare-buro-rm-rf-2008-01-31"),
        ('../../"x"', "deskfare-x-2008-01-31"),
        ("事務所", "deskfare-scenario-1-2008-01-31"),
        (
            "word " * 20,
            "deskfare-word-word-word-word-word-word-word-word-word-word-word-word-2008-01-31",
        ),
    ],
)
def test_the_file_is_named_by_scenario_and_day(name, file):
    answer = compare(simple(scenarios=[{"name": name, "delivery": "pc", "stack": ["desk"]}]))
    assert file_name(answer, 0) == file


def test_the_file_of_all_scenarios_is_named_by_the_title():
    assert (
        file_name(compare(simple(title="Branch offices")), None)
        == "deskfare-branch-offices-2008-01-31"
    )
    assert file_name(compare(simple()), None) == "deskfare-comparison-2008-01-31"


def test_a_scenario_is_named_by_its_number_from_one():
    assert (read_place("1", 2), read_place("2", 2)) == (0, 1)


@pytest.mark.parametrize("number", ["0", "3", "-1", "1.0", "x", "", "٢", "9" * 30])
def test_there_is_nothing_of_another_number(number):
    assert read_place(number, 2) is None


def test_the_command_prints_the_same_table(capsys):
    call_command("quote", str(CASES / "who-gets-what.json"), "--scenario", "2")
    assert capsys.readouterr().out == write_csv(quote_sheet(compare(example("who-gets-what")), 1))


def test_the_command_refuses_a_scenario_that_is_not_there(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("quote", str(CASES / "who-gets-what.json"), "--scenario", "3")
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert "--scenario: holds '3'; may hold a whole number from 1 to 2" in told.err


def test_the_command_writes_a_workbook_to_a_file(tmp_path):
    path = tmp_path / "quote.xlsx"
    call_command(
        "quote", str(CASES / "who-gets-what.json"), "--format", "xlsx", "--output", str(path)
    )
    export = quote_export(compare(example("who-gets-what")), None)
    assert path.read_bytes() == write_xlsx(export.sheets, export.day)


def test_the_command_prints_an_order(capsys):
    options = ("--scenario", "2", "--for", "erp", "--decimals", "4")
    call_command("quote", str(CASES / "who-gets-what.json"), *options)
    export = erp_export(compare(example("who-gets-what")), 1, 4)
    assert capsys.readouterr().out == write_csv(export.table)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--for", "erp"), "--scenario: holds ''; may hold a whole number from 1 to 2"),
        (("--decimals", "4"), "--decimals: holds 4; stands beside --for erp"),
        (("--format", "xlsx"), "--output: holds ''; may hold the path of the workbook to write"),
        (
            ("--format", "xlsx", "--dialect", "semicolon", "--output", "x.xlsx"),
            "--dialect: holds 'semicolon'; is of --format csv alone",
        ),
        (
            ("--output", "nowhere/there/x.csv"),
            "--output: holds 'nowhere/there/x.csv'; cannot be written: No such file or directory",
        ),
    ],
)
def test_the_command_names_options_that_do_not_go_together(options, said, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("quote", str(CASES / "who-gets-what.json"), *options)
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert said in told.err
