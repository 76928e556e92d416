"""The files of a quote: the same at every download, and right to the cent."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
import zipfile
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from pricing.comparison import compare
from pricing.models import CatalogueVersion, PriceList
from pricing.presets import preset, presets
from pricing.sheets.csv import SEPARATORS, write_csv
from pricing.sheets.erp import DECIMALS
from pricing.sheets.formats import FORMATS
from pricing.sheets.quote import sheet_of
from pricing.sheets.quote_book import quote_export
from quotes.content import Content, make_checksum, read_content, sum_up
from quotes.exports import FILES, make_csv, make_erp, make_json, make_xlsx
from quotes.models import Quote
from quotes.papers import list_rows, read_draft, read_issued
from quotes.refusals import NotQuotable
from quotes.workbooks import list_sheets, list_sheets_with_costs
from tests.libreoffice import need_libreoffice
from tests.purchase_strategies import random_purchase
from tests.small_purchases import asked, scheme
from tests.strategies import random_document
from tests.workbooks import assert_same, recalculate_sheets

from .conftest import make_draft_of, write_document

pytestmark = pytest.mark.stores


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


# The content


def test_the_checksum_is_that_of_the_canonical_content(issued):
    assert issued.checksum == make_checksum(issued.content)


def test_content_that_is_read_and_written_again_is_the_same_text(issued):
    assert read_content(issued.content).write() == issued.content


def test_content_is_lines_of_a_header_the_rows_and_the_totals(issued):
    head, *rows, totals, end = issued.content.split("\n")
    assert (json.loads(head)["number"], len(rows), end) == ("DF-2026-000001", 4, "")
    assert json.loads(totals)["net"] == "40000.00"


def test_texts_of_content_are_composed():
    content = Content({"columns": []}, [["e\u0301"]], {})
    assert "é" in content.write()


def test_tax_that_is_rounded_for_each_due_date_is_not_that_of_the_total():
    rows = [{"due_year": str(year), "amount": "0.10"} for year in range(4)]
    assert sum_up(rows, Decimal("0.07"))["tax"] == "0.04"


def test_the_header_says_what_the_contract_asks_for(issued):
    header = read_content(issued.content).header
    wanted = [
        "format",
        "number",
        "version",
        "issued_on",
        "valid_until",
        "organisation",
        "supplier",
        "customer",
        "scenario",
        "price_list",
        "price_date",
        "catalogue",
        "compliant",
        "reasons",
        "owned",
        "assumptions",
        "not_included",
        "notes",
        "tax",
        "approved_by",
        "issued_by",
        "previous",
        "columns",
    ]
    assert [name for name in wanted if name not in header] == []


@pytest.fixture
def of_a_list(people, catalogue_db) -> Quote:
    """A draft of a shipped comparison, which is priced by a list."""
    return make_draft_of(people["bob"], json.dumps(preset("branch-office-50")))


def test_the_header_holds_a_price_list_s_id_and_name(of_a_list):
    header = read_draft(of_a_list).content.header
    assert (header["price_list"], header["price_list_name"]) == ("us-list", "US list")


def test_a_list_that_is_called_otherwise_later_keeps_its_name_on_what_was_kept(of_a_list):
    PriceList.objects.update(name="Another name")
    CatalogueVersion.change()
    assert read_draft(of_a_list).content.header["price_list_name"] == "US list"


def test_a_comparison_s_own_list_has_no_name(draft):
    assert read_draft(draft).content.header["price_list_name"] == ""


def test_the_workbook_names_the_list_as_people_do(of_a_list):
    front = list_sheets(read_draft(of_a_list))[0]
    assert ["Price list", "US list"] in [row[:2] for row in front.rows]


# CSV and JSON


def test_every_row_of_the_csv_names_the_whole(issued):
    rows = read_csv(make_csv(read_issued(issued)))
    assert {(row["quote"], row["version"], row["rows"], row["checksum"]) for row in rows} == {
        ("DF-2026-000001", "1", "4", issued.checksum)
    }


def test_the_rows_of_the_csv_are_those_of_the_price_indication(issued):
    said = compare(json.loads(issued.quote.version.document))
    indication = FORMATS[0].write(quote_export(said, 0))
    differ = {"quote", "version", "issued_on", "valid_until", "checksum"}
    assert [
        {column: value for column, value in row.items() if column not in differ}
        for row in read_csv(make_csv(read_issued(issued)))
    ] == [
        {column: value for column, value in row.items() if column not in differ}
        for row in read_csv(indication)
    ]


def test_a_draft_leaves_as_a_price_indication_without_number_and_checksum(draft):
    paper = read_draft(draft)
    assert {(row["quote"], row["checksum"]) for row in list_rows(paper)} == {("", "")}
    assert paper.name == "deskfare-price-indication-one"


def test_json_holds_header_rows_totals_and_checksum(issued):
    document = json.loads(make_json(read_issued(issued)))
    assert document["checksum"] == issued.checksum
    assert [row["amount"] for row in document["rows"]] == ["10000.00"] * 4
    assert document["totals"]["due"] == "40000.00"


@pytest.mark.parametrize("dialect", SEPARATORS)
def test_the_quick_writer_of_csv_writes_what_the_plain_one_does(people, dialect):
    lines = [
        {"name": name, "category": "licences", "amount": "-1.50"} for name in ("=1", "'a", "b")
    ]
    paper = read_draft(make_draft_of(people["bob"], write_document(scenario={"own_lines": lines})))
    plain = write_csv(sheet_of("x", list_rows(paper)), dialect)
    assert make_csv(paper, dialect).decode() == plain


def test_a_csv_of_10_000_rows_takes_less_than_100_mib(issued):
    paper = read_issued(issued)
    many = replace(paper.content, rows=list(paper.content.rows) * 2_500)
    tracemalloc.start()
    make_csv(replace(paper, content=many))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100 * 2**20


def test_two_quotes_have_different_tags(issued, step, issue):
    again = issue(step(issued.quote, "revise", "bob"))
    assert read_issued(issued).tag != read_issued(again).tag


@pytest.mark.parametrize("kind", FILES)
def test_a_file_has_the_same_bytes_at_every_download(issued, kind):
    assert FILES[kind](read_issued(issued)) == FILES[kind](read_issued(issued))


# Orders


@pytest.mark.parametrize("decimals", DECIMALS)
def test_an_order_multiplies_out_for_every_preset(people, catalogue_db, decimals):
    count = 0
    for name, document in presets().items():
        for place in range(len(document["scenarios"])):
            one = {**document, "scenarios": [document["scenarios"][place]]}
            try:
                draft = make_draft_of(people["bob"], json.dumps(one))
            except NotQuotable:
                continue
            rows = read_csv(make_erp(read_draft(draft), decimals))
            count += len(rows)
            for row in rows:
                price = Decimal(row["unit_price"])
                assert -price.as_tuple().exponent <= decimals, (name, row)
                assert Decimal(row["quantity"]) * price == Decimal(row["amount"]), (name, row)
    assert count > 300


def test_an_order_says_how_often_each_row_is_paid(issued):
    rows = read_csv(make_erp(read_issued(issued), 2))
    assert {row["recurrence"] for row in rows} == {"yearly"}


def issue_with_codes(people, issue, **fields):
    """A quote of one scheme whose codes the catalogue has, with tax."""
    it = scheme(vendor_part_number="AAA-12345", unspsc="43231513")
    return issue(make_draft_of(people["bob"], json.dumps(asked(it)), **fields))


def test_codes_stand_in_the_content_and_in_the_order(people, issue):
    issued = issue_with_codes(people, issue, tax_rate=Decimal("0.19"))
    codes = {"it": {"unspsc": "43231513", "vendor_part_number": "AAA-12345"}}
    assert read_content(issued.content).header["codes"] == codes
    row = read_csv(make_erp(read_issued(issued), 2))[0]
    assert list(row.items())[10:] == [
        ("vendor_part_number", "AAA-12345"),
        ("unspsc", "43231513"),
        ("unit_code", "C62"),
        ("tax_category", "S"),
    ]


def test_a_quote_without_tax_claims_no_category_of_tax(people, issue):
    row = read_csv(make_erp(read_issued(issue_with_codes(people, issue)), 2))[0]
    assert list(row)[10:] == ["vendor_part_number", "unspsc", "unit_code"]


def test_an_order_without_codes_has_the_columns_that_it_always_had(issued):
    row = read_csv(make_erp(read_issued(issued), 2))[0]
    assert list(row)[-1] == "recurrence"


# Workbooks


def make_papers(people):
    """Drafts of random comparisons, with a rate of tax that makes ties."""
    documents = [random_document(seed) for seed in range(12)]
    documents += [random_purchase(seed) for seed in range(12)]
    for number, document in enumerate(documents):
        try:
            draft = make_draft_of(
                people["bob"], json.dumps(document, default=str), tax_rate=Decimal("0.075")
            )
        except NotQuotable:
            continue
        yield f"quote{number}", read_draft(draft)


def test_workbooks_of_random_quotes_are_computed_to_the_cent(people, tmp_path):
    need_libreoffice()
    books = {name: list_sheets_with_costs(paper) for name, paper in make_papers(people)}
    assert len(books) > 10
    found = recalculate_sheets(books, tmp_path)
    assert sum(assert_same(sheets, found, name) for name, sheets in books.items()) > 1_000


def test_the_workbook_holds_the_checksum_as_a_property(issued):
    book = zipfile.ZipFile(io.BytesIO(make_xlsx(read_issued(issued))))
    [held] = ElementTree.fromstring(book.read("docProps/custom.xml"))
    assert (held.get("name"), "".join(held.itertext())) == ("deskfare_checksum", issued.checksum)


def test_the_front_sums_what_is_due_at_each_date(people, issue):
    document = write_document(prices="0.333")
    quote = make_draft_of(people["bob"], document, tax_rate=Decimal("0.19"))
    front = list_sheets(read_issued(issue(quote)))[0]
    [total] = [row for row in front.rows if row[0] == "Total"]
    assert [str(cell.value) for cell in total[1:]] == ["133.20", "25.32", "158.52"]


def test_the_workbook_says_nothing_of_the_comparison(issued):
    sheets = list_sheets(read_issued(issued))
    assert [sheet.title for sheet in sheets] == ["Quote", "Rows", "Sources"]


def test_the_cost_of_ownership_ends_in_the_total_of_the_answer(issued):
    answer = json.loads(issued.quote.version.answer)["scenarios"][0]
    sheet = list_sheets_with_costs(read_issued(issued))[2]
    assert str(list(sheet.rows)[-1][-1].value) == answer["tco"]


# The command


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ((), "DF-2026-000001-v1.csv"),
        (("--dialect", "semicolon"), "DF-2026-000001-v1-semicolon.csv"),
        (("--format", "xlsx"), "DF-2026-000001-v1.xlsx"),
        (("--format", "json"), "DF-2026-000001-v1.json"),
        (("--format", "xml"), "DF-2026-000001-v1.xml"),
        (("--for", "erp", "--decimals", "4"), "DF-2026-000001-v1-erp-4.csv"),
    ],
)
def test_the_command_writes_a_file_of_each_kind_by_its_name(issued, tmp_path, options, name):
    call_command("export_quote", issued.number, "--output", str(tmp_path), *options)
    assert [path.name for path in tmp_path.iterdir()] == [name]
