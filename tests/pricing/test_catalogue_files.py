"""Catalogue files with faults: each named by file, line and column, all at once."""

from __future__ import annotations

import csv
import io
import tracemalloc
from decimal import Decimal

import pytest

from pricing.catalogue.files import SHIPPED, CatalogueFaults, read_folder, write_rows
from pricing.catalogue.rows import ASSUMPTIONS, PRICES, SCHEMES, write_cell

HEADER = "scheme,valid_from,amount,tiers,source,source_url,confidence,note\n"
GOOD = "ms-vecd-sa,2008-01-21,23.00,,Xinhua,https://example.org/a,verified,\n"


@pytest.fixture
def faults_of(tmp_path):
    """The faults of one file of prices, as printed."""

    def read(content, name="prices/us-list.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        try:
            read_folder(tmp_path)
        except CatalogueFaults as faults:
            return faults.lines()
        return []

    return read


def row(**cells):
    good = dict(zip(HEADER.strip().split(","), GOOD.strip("\n").split(","), strict=True))
    return ",".join({**good, **cells}.values()) + "\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_read(faults_of, end):
    assert faults_of((HEADER + GOOD).replace("\n", end)) == []


def test_no_line_end_at_the_end_blank_lines_and_a_byte_order_mark_are_read(faults_of):
    assert faults_of(("\ufeff" + HEADER + "\n\n" + GOOD).rstrip("\n")) == []


def test_the_order_of_the_columns_is_free(faults_of):
    header = "note,confidence,source_url,source,tiers,amount,valid_from,scheme\n"
    assert faults_of(header + ",verified,,Xinhua,,23.00,2008-01-21,ms-vecd-sa\n") == []


def test_a_quoted_cell_over_three_lines_counts_three(faults_of):
    text = HEADER + row(note='"one\ntwo\nthree"') + row(valid_from="2008-02-30")
    assert faults_of(text) == [
        "prices/us-list.csv, line 5, column valid_from: holds '2008-02-30'; "
        "there is no such day; February 2008 has 29 days"
    ]


def test_a_quotation_mark_that_never_closes_is_named_where_it_opens(faults_of):
    (fault,) = faults_of(HEADER + GOOD + row(note='"cut') + GOOD)
    assert fault.startswith("prices/us-list.csv, line 3: holds '\"cut")
    assert fault.endswith("the quotation mark that opens here is never closed")


def test_a_quotation_mark_inside_a_cell_is_a_fault(faults_of):
    (fault,) = faults_of(HEADER + row(note='about 5" wide'))
    assert fault.startswith("prices/us-list.csv, line 2: ")
    assert "double the mark" in fault


def test_text_after_a_closing_mark_is_a_fault(faults_of):
    (fault,) = faults_of(HEADER + row(note='"a" b'))
    assert "text after the closing quotation mark" in fault


def test_doubled_marks_are_read(faults_of):
    assert faults_of(HEADER + row(note='"he said ""list"""')) == []


def test_too_few_and_too_many_columns_are_named_by_line(faults_of):
    assert faults_of(HEADER + "ms-vecd-sa,2008-01-21\n" + GOOD.rstrip("\n") + ",more\n") == [
        "prices/us-list.csv, line 2: holds 2 columns; may hold 8, as the first line",
        "prices/us-list.csv, line 3: holds 9 columns; may hold 8, as the first line",
    ]


def test_a_file_cut_within_a_line_is_a_fault_at_its_last_line(faults_of):
    (fault,) = faults_of(HEADER + GOOD + GOOD[:25])
    assert fault == "prices/us-list.csv, line 3: holds 3 columns; may hold 8, as the first line"


def test_missing_unknown_and_doubled_columns_are_named(faults_of):
    header = "scheme,valid_from,amuont,tiers,source,source_url,note,note\n"
    assert faults_of(header + GOOD) == [
        "prices/us-list.csv, line 1, column amuont: is not known; did you mean amount?",
        "prices/us-list.csv, line 1, column note: stands twice",
        "prices/us-list.csv, line 1, column amount: is missing",
        "prices/us-list.csv, line 1, column confidence: is missing",
    ]


def test_a_file_of_another_kind_is_named(faults_of):
    assert faults_of(",".join(SCHEMES.fields) + "\n") == [
        "prices/us-list.csv, line 1: this is a file of schemes; may hold prices"
    ]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_another_separator_is_a_fault(faults_of, mark):
    (fault,) = faults_of((HEADER + GOOD).replace(",", mark))
    assert fault.endswith("separate the columns by commas")


def test_windows_1252_is_named_by_line_and_byte(faults_of):
    content = (HEADER + GOOD + row(note="für Büros")).encode("cp1252")
    assert faults_of(content) == [
        "prices/us-list.csv, line 3: holds the byte 0xFC; may hold UTF-8 only; save the file as "
        "UTF-8"
    ]


def test_utf_16_is_refused(faults_of):
    assert faults_of((HEADER + GOOD).encode("utf-16")) == [
        "prices/us-list.csv, line 1: holds UTF-16; save it as UTF-8"
    ]


def test_a_nul_byte_is_refused(faults_of):
    (fault,) = faults_of(HEADER + GOOD + row(note="a\0b"))
    assert (
        fault
        == "prices/us-list.csv, line 3: holds a NUL byte; may hold text only; is it a CSV file?"
    )


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04\x14\x00\x00", b"\xd0\xcf\x11\xe0"]
)
def test_binary_files_are_refused(faults_of, content):
    assert len(faults_of(content)) == 1


@pytest.mark.parametrize("content", ["", "\n\n", HEADER])
def test_a_file_without_rows_is_a_fault(faults_of, content):
    assert faults_of(content) == ["prices/us-list.csv: holds no rows"]


def test_a_file_over_20_mib_is_refused_unread(faults_of):
    (fault,) = faults_of(HEADER.encode() + b"x" * (20 * 1024 * 1024))
    assert "may hold up to 20,971,520 bytes" in fault


def test_a_cell_over_32767_characters_is_a_fault(faults_of):
    (fault,) = faults_of(HEADER + row(note="x" * 32_768))
    assert "holds a text of 32,768 characters" in fault


def test_the_same_row_twice_names_the_first(faults_of):
    assert faults_of(HEADER + GOOD + "\n" + row(amount="24.00")) == [
        "prices/us-list.csv, line 4, column scheme: holds ms-vecd-sa from 2008-01-21; stands in "
        "line 2 already"
    ]


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("amount", "$23", "holds '$23'; may hold a number from 0 to 10,000,000 (write 23)"),
        (
            "amount",
            '"1.234,56"',
            "holds '1.234,56'; may hold a number from 0 to 10,000,000 (write 1234.56)",
        ),
        ("amount", "23.-", "holds '23.-'; may hold a number from 0 to 10,000,000"),
        (
            "amount",
            "１２",
            "holds '１２'; may hold a number from 0 to 10,000,000 (use the digits 0 to 9)",
        ),
        ("amount", "NaN", "holds 'NaN'; may hold a number from 0 to 10,000,000"),
        ("amount", "1e3", "(write the number out, without an exponent)"),
        ("amount", "-0.01", "holds '-0.01'; may hold a number from 0 to 10,000,000"),
        ("amount", "10000000.01", "may hold a number from 0 to 10,000,000"),
        ("amount", "0.33333333333333333333", "at most 10 decimals"),
        ("source", "", "holds nothing; may not be empty"),
        ("source", "\u200b", "may not be empty"),
        (
            "confidence",
            "verfied",
            "holds 'verfied'; may hold verified, derived, recalled; did you mean verified?",
        ),
        ("confidence", "", "holds nothing; may not be empty"),
        (
            "source_url",
            "javascript:alert(1)",
            "may hold an address that begins with http:// or https://",
        ),
        ("valid_from", "2008-1-31", "holds '2008-1-31'; may hold a date, written as 2008-01-31"),
        ("valid_from", "20080131", "holds '20080131'; may hold a date, written as 2008-01-31"),
        ("valid_from", "31.01.2008", "may hold a date, written as 2008-01-31"),
        (
            "valid_from",
            "2100-01-01",
            "holds '2100-01-01'; may hold a date from 1990-01-01 to 2099-12-31",
        ),
        ("valid_from", "1989-12-31", "may hold a date from 1990-01-01 to 2099-12-31"),
        ("tiers", "100:9.50 50:8.00", "may hold more than 100, the threshold before it"),
        ("tiers", "100", "may hold words as name:number; 100 is none"),
        ("tiers", "100:", "may hold words as name:number; 100: is none"),
        ("scheme", "", "holds nothing; may not be empty"),
        ("note", "turn\u202earound", "may not hold the character U+202E"),
    ],
)
def test_a_cell_that_may_not_be_so_is_named(faults_of, column, cell, message):
    faults = faults_of(
        HEADER + GOOD + row(**{column: cell, "valid_from": "2009-01-01"} | {column: cell})
    )
    assert len(faults) == 1
    assert faults[0].startswith(f"prices/us-list.csv, line 3, column {column}: ")
    assert message in faults[0]


def test_all_faults_of_all_files_come_at_once(faults_of, tmp_path):
    (tmp_path / "assumptions.csv").write_text("name,unit\n")
    faults = faults_of(HEADER + row(amount="x", confidence="y") + row(source=""))
    assert len([fault for fault in faults if fault.startswith("prices/us-list.csv, line 2")]) == 2
    assert len([fault for fault in faults if fault.startswith("prices/us-list.csv, line 3")]) == 1
    assert len([fault for fault in faults if fault.startswith("assumptions.csv, line 1")]) == 10


def test_over_a_thousand_faults_are_counted(faults_of):
    faults = faults_of(HEADER + row(source="") * 1003)
    assert len(faults) == 1001
    assert faults[-1] == "and 3 more were found"


def test_a_file_of_an_unknown_name_is_named(faults_of):
    (fault,) = faults_of(HEADER + GOOD, "scheme.csv")
    assert fault.startswith("scheme.csv: is no catalogue file;")
    assert fault.endswith("did you mean schemes.csv?")


def test_a_folder_that_is_not_there_or_empty_is_named(tmp_path):
    with pytest.raises(CatalogueFaults, match="there is no such folder"):
        read_folder(tmp_path / "absent")
    with pytest.raises(CatalogueFaults, match="holds no catalogue files"):
        read_folder(tmp_path)


SCHEME = {
    "id": "a-server",
    "vendor": "V",
    "product": "P",
    "role": "server",
    "metric": "host",
    "charge": "perpetual",
    "attributes": "sockets=2 cores_per_socket=4 ram_gb=32",
    "rule_confidence": "recalled",
}


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"metric": "hosts"}, "metric", "did you mean host?"),
        ({"role": "sever"}, "role", "did you mean server?"),
        ({"id": "A Server"}, "id", "without blanks"),
        ({"id": "A-Server"}, "id", "small letters"),
        ({"pack": "0"}, "pack", "may hold a whole number from 1 to 10,000,000"),
        ({"minimum": "2.5"}, "minimum", "a whole number"),
        ({"life_years": "0"}, "life_years", "a whole number from 1 to 100"),
        ({"maintenance_rate": "20"}, "maintenance_rate", "for 20 % write 0.2"),
        (
            {"charge": "subscription", "maintenance_rate": "0.2"},
            "maintenance_rate",
            "perpetual scheme only",
        ),
        ({"charge": "subscription", "period": "hour"}, "period", "user_hour and instance_hour"),
        ({"period": "month"}, "period", "may stand with a subscription only"),
        ({"attributes": "sockets=2 cores_per_socket=4"}, "attributes", "ram_gb must be there"),
        (
            {"attributes": "sockets=2 cores_per_socket=4 ram_gb=32 wats=3"},
            "attributes",
            "wats is not known",
        ),
        ({"attributes": "sockets=2 sockets=4"}, "attributes", "may hold sockets once"),
        ({"attributes": "sockets=zwei"}, "attributes", "may hold a number"),
        (
            {"includes": "server_cal=5"},
            "includes",
            "may hold words as name:number; server_cal=5 is none",
        ),
        ({"includes": "server_call:5"}, "includes", "did you mean server_cal?"),
        ({"requires": "a " * 21}, "requires", "may hold up to 20"),
        (
            {"rule_source_url": "ftp://example.org"},
            "rule_source_url",
            "begins with http:// or https://",
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_scheme_that_breaks_a_rule_is_named_by_its_column(faults_of, cells, column, message):
    values = dict.fromkeys(SCHEMES.fields, "") | SCHEME | cells
    faults = faults_of(
        ",".join(SCHEMES.fields) + "\n" + ",".join(values.values()) + "\n", "schemes.csv"
    )
    assert len(faults) == 1
    assert faults[0].startswith(f"schemes.csv, line 2, column {column}: ")
    assert message in faults[0]


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"name": "peu"}, "name", "is no assumption; did you mean pue?"),
        ({"low": "3"}, "low", "may not be above typical"),
        ({"high": "1"}, "high", "may not be below typical"),
        ({"source": ""}, "source", "may not be empty"),
        ({"valid_from": ""}, "valid_from", "may not be empty"),
        ({"typical": "-1", "low": "-2"}, "typical", "may hold a number from 0"),
    ],
)
def test_an_assumption_that_breaks_a_rule_is_named_by_its_column(faults_of, cells, column, message):
    good = dict.fromkeys(ASSUMPTIONS.fields, "") | {
        "name": "pue",
        "valid_from": "2006-01-01",
        "unit": "ratio",
    }
    good |= {
        "low": "1",
        "typical": "2",
        "high": "3",
        "source": "somebody",
        "confidence": "recalled",
    }
    faults = faults_of(
        ",".join(good) + "\n" + ",".join((good | cells).values()) + "\n", "assumptions.csv"
    )
    assert len(faults) == 1
    assert faults[0].startswith(f"assumptions.csv, line 2, column {column}: ")
    assert message in faults[0]


def test_what_is_written_back_is_what_was_read():
    folder = read_folder(SHIPPED)
    schemes = write_rows(SCHEMES, (entry.values for entry in folder.schemes))
    prices = write_rows(PRICES, (entry.values for entry in folder.prices["us-list"]))
    assert schemes == (SHIPPED / "schemes.csv").read_text()
    assert prices == (SHIPPED / "prices" / "us-list.csv").read_text()


def read_schemes() -> list[dict]:
    return [entry.values for entry in read_folder(SHIPPED).schemes]


def test_codes_are_columns_of_a_file_only_where_a_scheme_has_them():
    rows = read_schemes()
    rows[1] = rows[1] | {"unspsc": "43231513"}
    first, second, *_ = csv.DictReader(io.StringIO(write_rows(SCHEMES, rows)))
    assert (first["unspsc"], second["unspsc"]) == ("", "43231513")
    assert "vendor_part_number" not in first


def test_a_file_with_codes_is_read_back(tmp_path):
    rows = [row | {"vendor_part_number": f"=P{place}"} for place, row in enumerate(read_schemes())]
    (tmp_path / "schemes.csv").write_text(write_rows(SCHEMES, rows))
    numbers = [entry.values["vendor_part_number"] for entry in read_folder(tmp_path).schemes]
    assert numbers == [f"=P{place}" for place in range(len(rows))]


def test_a_file_of_schemes_without_codes_is_known_among_prices(faults_of):
    columns = [column for column in SCHEMES.fields if column not in SCHEMES.left_out]
    assert faults_of(",".join(columns) + "\n") == [
        "prices/us-list.csv, line 1: this is a file of schemes; may hold prices"
    ]


def test_rows_of_nothing_but_commas_are_left_out(faults_of):
    assert faults_of(HEADER + GOOD + ",,,,,,,\n,,\n , ,,,,,,\n") == []


def test_a_note_to_a_spreadsheet_program_in_the_first_line_is_one_fault(faults_of):
    (fault,) = faults_of("sep=,\n" + HEADER + GOOD)
    assert fault == (
        "prices/us-list.csv, line 1: holds sep=,; is a note to a spreadsheet program; delete "
        "the line"
    )


@pytest.mark.parametrize("amount", ["1.234", "85.000", "1.234.567"])
def test_an_amount_whose_point_may_part_thousands_is_asked_back(faults_of, amount):
    (fault,) = faults_of(HEADER + row(amount=amount))
    assert f"write {amount.replace('.', '')}" in fault


@pytest.mark.parametrize("amount", ["1.2340", "0.234", "1234", "12.34", "1234.567"])
def test_an_amount_that_can_be_read_one_way_only_is_taken(faults_of, amount):
    assert faults_of(HEADER + row(amount=amount)) == []


def test_an_amount_of_three_decimals_is_written_so_that_it_is_read_again():
    assert write_cell(PRICES.fields["amount"], "amount", Decimal("1.234")) == "1.2340"


def test_the_list_of_prices_that_the_site_gives_is_named_for_what_it_is(faults_of):
    (fault,) = faults_of("scheme,vendor,product,edition,role,price_list,amount\na,b,c,d,e,f,1\n")
    assert "this is no file of prices; it may hold scheme, valid_from, amount" in fault


HEADS = "scheme,valid_from,amount,tiers,source,source_url,confidence,note\n"
ROW = "a,2008-01-01,1,,b,,recalled,\n"
MUCH = {
    "rows": ROW * 740_000,
    "rows of faults": "a,x,y,z,b,javascript:1,w,\n" * 400_000,
    "blank lines": "\n" * 20_000_000,
    "commas": "," * 20_000_000,
    "marks": '"a\n' * 6_000_000,
    "half a row": ROW * 10_000 + 'a,2008-01-02,1,,"b',
}


@pytest.mark.parametrize("what", MUCH)
def test_a_file_that_is_too_much_is_refused_in_little_memory(tmp_path, what):
    (tmp_path / "prices").mkdir()
    (tmp_path / "prices" / "us-list.csv").write_text(HEADS + MUCH[what])
    tracemalloc.start()
    with pytest.raises(CatalogueFaults):
        read_folder(tmp_path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100 * 2**20
