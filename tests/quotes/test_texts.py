"""Signs in the texts of a quote: kept as they were written, refused by name, and set on paper."""

from __future__ import annotations

import json
import sys
import unicodedata
from dataclasses import replace
from datetime import date

import pytest

from accounts.forms import TokenForm
from calculator.kept.forms import DraftForm, KeepForm
from quotes.content import Content, read_content
from quotes.models import Quote
from quotes.models.texts import tell_wrong_sign
from quotes.papers import read_draft, read_issued
from quotes.pdf.page import list_page
from quotes.pdf.reading import read_pdf
from quotes.pdf.typeset import typeset
from quotes.refusals import Invalid
from quotes.row_bounds import check_texts

pytestmark = pytest.mark.stores
DAY = date(2026, 11, 30)

# What JSON writes as an escape that ends in a letter, or as itself.
BEFORE = ("", "\n", "\t", "\r", "\f", "\b", '"', "\\", "\x1f", "n", "<", "a\n")
MARKS = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code))]


@pytest.mark.parametrize("before", BEFORE, ids=ascii)
def test_a_mark_after_any_sign_is_read_as_it_was_written(before):
    texts = [f"{before}{mark}" for mark in MARKS]
    written = Content({}, [texts], {}).write()
    assert read_content(written).rows[0] == [unicodedata.normalize("NFC", each) for each in texts]


def test_texts_that_look_alike_are_written_alike():
    one, other = (Content({"name": name}, [[name]], {}).write() for name in ("e\u0301", "é"))
    assert one == other


# What a text may not hold


REFUSED = [
    *("\x00", "\x01", "\x0b", "\x1b", "\x7f", "\x85", "\ufeff", "\ufffe", "\uffff", "\ufdd0"),
    *("\ue000", "\uf8ff", "\U000f0000", "\U0010fffd", "\U0001ffff", "\ud800", "\udfff", "\u202e"),
    *("\ufffd", "\u2028", "\u2029", "\U000e0041"),
]
KEPT = [
    "\t",
    "\n",
    "\r\n",
    " ",
    "\xa0",
    "\u200b",
    "\u200d",
    "\u0301",
    "ตาก",
    "\U0001f5a5",
]


@pytest.mark.parametrize("sign", REFUSED, ids=ascii)
def test_what_is_no_part_of_a_text_is_refused_by_its_number(sign):
    assert f"U+{ord(sign):04X}" in tell_wrong_sign(f"To ACME{sign} Ltd")


@pytest.mark.parametrize("text", KEPT, ids=ascii)
def test_what_people_write_is_kept(text):
    assert tell_wrong_sign(f"a{text}b") == ""


@pytest.mark.parametrize("name", ["supplier", "customer", "notes", "tax_label"])
@pytest.mark.parametrize("sign", ["\x1b", "\ufeff", "\ue000"], ids=ascii)
def test_every_text_of_a_draft_is_refused_at_its_field(name, sign):
    form = DraftForm({"tax_percent": "0", "valid_until": "2026-12-31", name: f"a{sign}b"})
    assert list(form.errors) == [name]


@pytest.mark.parametrize("sign", ["\x1b", "\ufeff", "\ue000"], ids=ascii)
def test_a_reason_is_refused_at_its_field(draft, step, sign):
    step(draft, "submit", "bob")
    with pytest.raises(Invalid) as refused:
        step(draft, "approve", "anna", f"Agreed{sign}.")
    assert refused.value.field == "reason"


@pytest.mark.parametrize("sign", ["\x1b", "\ufeff", "\ue000", "\r", "\u2028"], ids=ascii)
def test_a_row_of_a_file_is_refused_by_its_line_and_column(issued, sign):
    row = {**read_issued(issued).content.records[0], "description": f"a{sign}b"}
    with pytest.raises(Invalid, match="Line 1, description"):
        check_texts(1, row, issued.currency)


@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r", "\u2028", "\x0c"], ids=ascii)
def test_a_name_is_one_line(breaks):
    names = {"name": f"Desks{breaks}of 2026", "visibility": "private", "document": "{}"}
    assert list(KeepForm(names, targets=[]).errors) == ["name"]
    assert list(TokenForm({"name": "a\nb", "ends_on": "2026-12-31"}, today=DAY).errors) == ["name"]


# On paper


def write_page(draft: Quote, sign: str) -> str:
    """The page of a draft that names everything with such a sign, as a catalogue might."""
    paper = read_draft(draft)
    rows = [[f"{text}{sign}" if text == "Windows" else text for text in paper.content.rows[0]]]
    header = {
        **paper.content.header,
        "scenario": f"a{sign}b",
        "notes": sign,
        "supplier": f"x{sign}",
    }
    header["organisation"] = {"name": f"{sign}y", "letterhead": f"{sign}\n{sign}z", "site": ""}
    content = replace(paper.content, header=header, rows=rows)
    return json.dumps(list_page(replace(paper, content=content)))


@pytest.mark.parametrize("sign", [*(each for each in REFUSED if each < "\ud800"), *KEPT], ids=ascii)
def test_every_sign_gives_a_pdf(draft, sign):
    assert typeset(write_page(draft, sign)).startswith(b"%PDF")


@pytest.mark.parametrize("sign", ["\ufeff", "\ue000", "\U0010fffd", "\ufffe"], ids=ascii)
def test_a_sign_that_means_nothing_is_replaced_on_paper_and_said(draft, sign):
    text = read_pdf(typeset(write_page(draft, sign))).text
    assert "a\ufffdb" in text
    assert "stands as \ufffd" in text.replace("\n", " ")


def test_a_list_without_end_says_how_many_more_there_are(draft):
    paper = read_draft(draft)
    header = {**paper.content.header, "differences": [f"line {place}" for place in range(1000)]}
    page = list_page(replace(paper, content=replace(paper.content, header=header)))
    [texts] = [each["texts"] for each in page["lists"] if "differ" in each["head"]]
    assert texts[-1] == "And 700 more, in the file attached to this document."
