"""The PDF of a quote: all that it says, tagged, with its fonts, and verified from its file."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from django.core.management import call_command
from django.db import connection
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from pricing.engine.exact import decimal_half_up
from pricing.presets import preset
from quotes.drafting import make_draft
from quotes.models import IssuedFile, Organisation
from quotes.papers import Paper, read_draft, read_issued
from quotes.pdf import making
from quotes.pdf.lines import MOST_LINES, list_lines
from quotes.pdf.making import NotMade, keep_pdf, make_pdf
from quotes.pdf.page import list_page, write_amount
from quotes.pdf.reading import read_pdf
from quotes.pdf.risen import tell_risen
from quotes.pdf.typeset import typeset
from quotes.verdicts import CLOTHING, DIFFERENT, IDENTICAL, UNKNOWN, UNREADABLE
from quotes.verifying_files import verify_file
from quotes.versions import make_comparison

from .conftest import NOW, make_draft_of, write_document

pytestmark = pytest.mark.stores
MARGIN_POINTS = 42


@pytest.fixture
def shipped(people, issue, catalogue_db) -> Paper:
    """The second scenario of the first shipped comparison, issued."""
    document = json.dumps(preset("autumn-2008"), default=str)
    version = make_comparison("Desks", document, people["bob"], at=NOW)
    return read_issued(issue(make_draft(version, 1, people["bob"], at=NOW)))


def read_text(data: bytes) -> str:
    return read_pdf(data).text


def with_rows(paper: Paper, count: int) -> Paper:
    """The same, with its first row so many times, each of a price of its own."""
    columns = paper.content.columns
    price, row = columns.index("net_unit_price"), list(paper.content.rows[0])
    rows = [[*row[:price], f"{place}.00", *row[price + 1 :]] for place in range(1, count + 1)]
    return replace(paper, content=replace(paper.content, rows=rows))


def typeset_changed(paper: Paper, change: Any) -> bytes:
    """The page with something else printed than the content holds."""
    page = list_page(paper)
    change(page)
    return typeset(json.dumps(page))


# What it says


def test_it_holds_every_amount_and_every_total(shipped):
    text = read_text(make_pdf(shipped))
    for line in list_lines(shipped.content.records):
        for amount in (*line.due.values(), line.total):
            assert write_amount(amount) in text
    for each in (shipped.content.totals, *shipped.content.totals["by_year"]):
        for name in ("net", "tax", "due"):
            assert write_amount(each[name]) in text


def test_it_bears_number_checksum_and_parties(issued):
    text = read_text(make_pdf(read_issued(issued)))
    assert "Quote DF-2026-000001" in text
    assert issued.checksum.removeprefix("sha256:") in text
    assert "Approved by\nAnna" in text


def test_its_foot_says_where_it_is_verified(people, issue):
    Organisation.objects.update_or_create(id=1, defaults={"site": "https://quotes.example.org/"})
    issued = issue(make_draft_of(people["bob"], write_document()))
    text = read_text(make_pdf(read_issued(issued)))
    assert "Check any copy of this document at https://quotes.example.org/verify." in text


def test_where_no_site_is_named_its_foot_names_the_page(issued):
    text = read_text(make_pdf(read_issued(issued)))
    assert "on the Verify page of the program that made it." in text


def test_it_names_the_price_list_as_people_do(shipped):
    assert "Prices\nUS list\nof 31 October 2008, USD" in read_text(make_pdf(shipped))


def test_lines_add_up_to_the_totals(shipped):
    lines = list_lines(shipped.content.records)
    assert sum(line.total for line in lines) == Decimal(shipped.content.totals["net"])


def test_quantity_times_unit_price_is_what_is_due_today(shipped):
    today = [line for line in list_lines(shipped.content.records) if list(line.due) == [0]]
    assert len(today) == 7
    for line in today:
        assert line.packs[0] * line.unit_price == line.due[0]


def test_packs_of_two_rows_that_are_due_at_once_are_summed(issued):
    first = read_issued(issued).content.records[0]
    [line] = list_lines([first, {**first, "line": "2", "packs": "50", "amount": "5000.00"}])
    assert (line.quantity, line.total) == ("150", Decimal("15000.00"))


def test_packs_that_differ_by_year_are_a_range(issued):
    first = read_issued(issued).content.records[0]
    [line] = list_lines([first, {**first, "line": "2", "packs": "50", "due_year": "9"}])
    assert line.quantity == "50 to 100"


def test_maintenance_stands_below_what_it_maintains(shipped):
    lines = list_lines(shipped.content.records)
    things = [line.thing for line in lines]
    place = next(place for place, line in enumerate(lines) if line.is_of_another)
    assert things[place] == things[place - 1]


def test_a_draft_says_that_it_is_an_indication_and_has_no_number(draft):
    text = read_text(make_pdf(read_draft(draft)))
    assert "Price indication\nNot issued: no number, no checksum." in text
    assert "For the supplier, date" not in text


def test_what_is_typed_is_never_read_as_markup(people):
    words = "#text(red)[x] $x^2$ *bold* \\ @ref <label> https://example.org"
    quote = make_draft_of(people["bob"], write_document(), notes=words)
    assert words in read_text(make_pdf(read_draft(quote))).replace("\n", " ")


def test_latin_greek_and_cyrillic_are_printed_as_they_were_typed(people):
    words = "Łódź, Győr, Ἀθῆναι, Пловдив"
    quote = make_draft_of(people["bob"], write_document(), customer=words)
    assert words in read_text(make_pdf(read_draft(quote)))


@pytest.mark.parametrize("words", ["ตาก", "\U0001f5a5"])
def test_a_sign_that_no_font_has_is_said_and_attached(people, words):
    quote = make_draft_of(people["bob"], write_document(), customer=words)
    printed = read_pdf(make_pdf(read_draft(quote)))
    assert "A sign that no font of this page has" in printed.text
    assert words in printed.content


def test_above_three_hundred_lines_it_sums_by_category(issued):
    paper = with_rows(read_issued(issued), MOST_LINES + 1)
    text = read_text(make_pdf(paper))
    assert "301 lines are summed by category" in text
    assert len(list_page(paper)["rows"]) == 1


def test_three_hundred_lines_each_have_a_row(issued):
    paper = with_rows(read_issued(issued), MOST_LINES)
    assert len(list_page(paper)["rows"]) == 300


def test_a_line_names_the_rows_that_it_sums(issued):
    lines = list_page(read_issued(issued))["rows"]
    assert [line["rows"] for line in lines] == ["1–4"]


def test_unit_prices_are_said_to_be_those_of_the_price_date(shipped):
    assert "Unit prices are those of 31 October 2008;" in list_page(shipped)["above"]


def test_by_how_much_prices_rise_and_who_assumes_so_stands_above_the_lines(shipped):
    words = list_page(shipped)["above"]
    assert words.startswith("Prices rise 2.4 % a year: assumed by the catalogue (BLS consumer")


def test_each_amount_at_a_later_price_multiplies_out_below_its_line(shipped):
    page = list_page(shipped)
    told = [part for row in page["rows"] if row["risen"] for part in row["risen"].split("; ")]
    factors = [part.replace(",", "").split() for part in told]
    amounts = {write_amount(decimal_half_up(Decimal(f[-3]) * Decimal(f[-1]), 2)) for f in factors}
    risen = [row for row in shipped.content.records if row["price_factor"] != "1"]
    assert len(told) == len(risen) == 12
    assert amounts == {write_amount(row["amount"]) for row in risen}


def test_where_no_price_rises_nothing_is_said_of_it(issued):
    page = list_page(read_issued(issued))
    assert (page["above"], [row["risen"] for row in page["rows"]]) == ("", [""])


def test_a_line_of_many_later_prices_names_twelve_of_them(issued):
    row = {**read_issued(issued).content.records[0], "price_factor": "1.03"}
    words = tell_risen([row] * 13)
    assert words.replace("\N{NO-BREAK SPACE}", " ").endswith("; and 1 more, in the file attached")


def test_a_quote_that_was_issued_before_says_at_least_that_its_prices_rise(shipped):
    header = {name: each for name, each in shipped.content.header.items() if name != "price_rises"}
    paper = replace(shipped, content=replace(shipped.content, header=header))
    assert list_page(paper)["above"].startswith("Later prices are assumed to rise by the factors")


def test_nothing_is_due_today_on_a_page_that_is_read_later(shipped):
    text = read_text(make_pdf(shipped))
    assert "Due at once, net" in text
    assert "today" not in text.lower().replace("itprotoday", "")


def test_what_has_no_unit_is_counted_in_items(issued):
    first = {**read_issued(issued).content.records[0], "metric": "", "packs": "850"}
    [line] = list_lines([first])
    assert (line.quantity, line.unit) == ("850", "items")


def test_why_it_was_approved_stands_below_a_sentence(shipped):
    assert "Why it was approved all the same" in read_text(make_pdf(shipped))


def with_confidence(paper: Paper, *confidences: str) -> Paper:
    """The same, each row as sure as is said."""
    place = paper.content.columns.index("confidence")
    rows = [
        [*row[:place], confidence, *row[place + 1 :]]
        for row, confidence in zip(paper.content.rows, confidences, strict=True)
    ]
    return replace(paper, content=replace(paper.content, rows=rows))


def test_a_line_of_a_recalled_price_says_so(issued):
    paper = with_confidence(read_issued(issued), "verified", "recalled", "verified", "verified")
    assert [row["doubt"] for row in list_page(paper)["rows"]] == ["", "recalled"]
    assert "recalled\n" in read_text(make_pdf(paper))


def test_below_the_table_stands_what_rests_on_recalled_prices(issued):
    paper = with_confidence(read_issued(issued), "verified", "recalled", "verified", "verified")
    assert "1 of 4 rows (25 % of the net) rests on recalled prices" in list_page(paper)["below"]


def test_below_the_table_stands_what_rests_on_typed_prices(issued):
    paper = with_confidence(read_issued(issued), "verified", "", "verified", "verified")
    assert (
        "1 of 4 rows (25 % of the net) rests on prices that were typed here"
        in (list_page(paper)["below"])
    )


def test_who_signs_stands_on_one_page_with_who_approved_it(shipped):
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(make_pdf(shipped))).pages]
    [last] = [text for text in pages if "For the customer, date" in text]
    assert "Approved by" in last


def test_who_signs_reads_beside_it_what_is_signed_and_for_how_much(shipped):
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(make_pdf(shipped))).pages]
    [last] = [text for text in pages if "For the customer, date" in text]
    net = write_amount(shipped.content.totals["net"])
    assert f"Quote DF-2026-000001, version 1, of 30 November 2026: {net} net" in last
    assert f"on pages 1 to {len(pages)}" in last
    assert "Where the prices stand" in last


def test_a_later_version_says_which_it_replaces(issued, issue, step):
    text = read_text(make_pdf(read_issued(issue(step(issued.quote, "revise", "bob")))))
    assert "version 2, which replaces version 1" in text


def test_a_run_of_rows_is_not_broken(issued):
    def change(page):
        page["rows"][0]["rows"] = "1, 2, 3, 4–6"

    assert "4–6" in read_text(typeset_changed(read_issued(issued), change))


def test_each_source_says_since_when_its_prices_hold(issued):
    [source] = list_page(read_issued(issued))["sources"]
    assert source["since"] == "1 January 2007"


@pytest.mark.parametrize("words", ["W" * 400, "https://example.org/" + "abcdef" * 60])
def test_a_word_without_blanks_stays_on_the_page(people, words):
    quote = make_draft_of(people["bob"], write_document(), customer=words, notes=words)
    with pdfium.PdfDocument(make_pdf(read_draft(quote))) as sheets:
        rights = [
            sign.get_bounds()[2] for sign in sheets[0].get_objects([pdfium.raw.FPDF_PAGEOBJ_TEXT])
        ]
        width = sheets[0].get_width()
    assert max(rights) < width - MARGIN_POINTS + 1
    assert words in read_text(make_pdf(read_draft(quote))).replace("\n", "")


def test_a_word_that_has_room_is_not_broken(people):
    words = "Ordinary infrastructure-department of Wolfenbüttel"
    quote = make_draft_of(people["bob"], write_document(), notes=words)
    assert words in read_text(make_pdf(read_draft(quote)))


# How it is made


def test_it_is_tagged_and_says_its_language(issued):
    root = PdfReader(io.BytesIO(make_pdf(read_issued(issued)))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"


def find_first_top(paper: Paper) -> float:
    """How far below the upper edge the first letter stands, in points."""
    page = pdfium.PdfDocument(make_pdf(paper))[0]
    return page.get_height() - page.get_textpage().get_charbox(0)[3]


def test_an_organisation_without_a_name_leaves_no_empty_head(shipped):
    named = replace(
        shipped.content,
        header=shipped.content.header
        | {"organisation": {"name": "ACME", "letterhead": "", "site": ""}},
    )
    assert find_first_top(shipped) == pytest.approx(
        find_first_top(replace(shipped, content=named)), abs=6
    )


def test_all_its_fonts_are_within_it(shipped):
    fonts = {
        font["/DescendantFonts"][0]["/FontDescriptor"].get_object().get("/FontFile2")
        for page in PdfReader(io.BytesIO(make_pdf(shipped))).pages
        for font in (each.get_object() for each in page["/Resources"]["/Font"].values())
    }
    assert len(fonts) >= 2
    assert None not in fonts


def test_the_content_is_attached(issued):
    assert read_pdf(make_pdf(read_issued(issued))).content == issued.content


def test_made_twice_it_is_the_same_bytes(issued):
    paper = read_issued(issued)
    assert make_pdf(paper) == make_pdf(paper)


def test_it_is_made_once_and_kept(issued, monkeypatch):
    kept = keep_pdf(issued)
    monkeypatch.setattr(making, "make_pdf", lambda paper: b"another")
    assert bytes(keep_pdf(issued).bytes) == bytes(kept.bytes)
    assert IssuedFile.objects.count() == 1


def test_a_quote_is_issued_though_its_page_cannot_be_made(people, issue, draft, monkeypatch):
    monkeypatch.setattr(making, "MOST_SECONDS", 0.001)
    issued = issue(draft)
    with pytest.raises(NotMade):
        keep_pdf(issued)
    monkeypatch.undo()
    assert bytes(keep_pdf(issued).bytes).startswith(b"%PDF")


def test_a_page_that_cannot_be_made_disturbs_nobody_who_issues(issued, monkeypatch):
    def fail(paper: Paper) -> bytes:
        raise NotMade("Not now.")

    monkeypatch.setattr(making, "make_pdf", fail)
    monkeypatch.setattr(connection, "validate_no_atomic_block", lambda: None)
    connection.run_and_clear_commit_hooks()
    assert not issued.files.exists()


def test_the_command_writes_the_bytes_that_are_kept(issued, tmp_path: Path):
    call_command("export_quote", issued.number, "--format", "pdf", "--output", str(tmp_path))
    written = (tmp_path / "DF-2026-000001-v1.pdf").read_bytes()
    assert written == bytes(issued.files.get().bytes)


# Verified from its file


def test_its_bytes_are_identical(issued):
    verdict = verify_file(bytes(keep_pdf(issued).bytes))
    assert (verdict.kind, verdict.number) == (IDENTICAL, "DF-2026-000001")


def test_saved_again_by_another_program_it_is_other_clothing(issued):
    again = io.BytesIO()
    PdfWriter(clone_from=io.BytesIO(bytes(keep_pdf(issued).bytes))).write(again)
    verdict = verify_file(again.getvalue())
    assert (verdict.kind, verdict.differences) == (CLOTHING, [])


def test_another_content_attached_is_named_cell_by_cell(issued):
    def change(page):
        page["content"] = page["content"].replace("10000.00", "10000.01", 1)

    verdict = verify_file(typeset_changed(read_issued(issued), change))
    assert verdict.kind == DIFFERENT
    assert (1, "amount", "10000.00", "10000.01") in verdict.differences


def test_another_amount_printed_is_named(issued):
    def change(page):
        page["sums"][0]["total"] = "4,000.00"

    verdict = verify_file(typeset_changed(read_issued(issued), change))
    assert verdict.kind == DIFFERENT
    lines = ["Net, USD 10,000.00 10,000.00 10,000.00 10,000.00 40,000.00", ""]
    assert [each.issued for each in verdict.differences] == lines


def save_changed(issued, change) -> bytes:
    """The kept PDF as another program saves it after a change of its pages."""
    writer, again = PdfWriter(clone_from=io.BytesIO(bytes(keep_pdf(issued).bytes))), io.BytesIO()
    change(writer)
    writer.write(again)
    return again.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda writer: writer.remove_page(writer.pages[-1]),
        lambda writer: writer.add_blank_page(),
        lambda writer: writer.add_page(writer.pages[0]),
    ],
)
def test_a_page_less_or_more_is_another_pdf(issued, change):
    assert verify_file(save_changed(issued, change)).kind == DIFFERENT


def lay_text_over(writer: PdfWriter) -> None:
    writer.add_annotation(0, FreeText(text="Total 5.00", rect=(50, 50, 200, 90)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lay_text_over, "page 1: FreeText laid over it"),
        (lambda writer: writer.pages[0].rotate(180), "page 1: turned by 180 degrees"),
        (lambda writer: writer.add_attachment("terms.txt", b"net 90"), "attached: terms.txt"),
    ],
)
def test_what_is_added_to_a_pdf_is_named(issued, change, words):
    verdict = verify_file(save_changed(issued, change))
    assert [each.found for each in verdict.differences] == [words]


def test_a_number_whose_prefix_has_a_blank_is_found(issue, people):
    Organisation.objects.update_or_create(id=1, defaults={"prefix": "ACME Q"})
    issued = issue(make_draft_of(people["bob"], write_document()))
    again = io.BytesIO()
    PdfWriter(clone_from=io.BytesIO(bytes(keep_pdf(issued).bytes))).write(again)
    verdict = verify_file(again.getvalue())
    assert (verdict.kind, verdict.number) == (CLOTHING, "ACME Q-2026-000001")


def test_a_pdf_of_something_else_is_no_quote_of_ours(issued, people):
    other = make_draft_of(people["bob"], write_document())
    assert verify_file(make_pdf(read_draft(other))).kind == UNKNOWN


@pytest.mark.parametrize("part", [0.3, 0.9])
def test_half_a_pdf_cannot_be_read(issued, part):
    data = bytes(keep_pdf(issued).bytes)
    assert verify_file(data[: int(len(data) * part)]).kind in (UNREADABLE, UNKNOWN)
