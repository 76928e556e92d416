"""A PDF that a stranger sends takes a few seconds and some memory, whatever it holds."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from quotes.pdf import reading
from quotes.pdf.extracting import MOST_CPU_SECONDS
from quotes.verifying_files import TOO_MUCH, verify_file
from tests.quick import is_done_within
from tests.web.markup import parsed, text_of

pytestmark = pytest.mark.stores
MANY = 30_000_000


def write_pdf(drawn: bytes) -> bytes:
    """A page of a few hundred bytes that draws these."""
    writer = PdfWriter()
    page = writer.add_blank_page(width=9, height=9)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = DictionaryObject({NameObject(name): NameObject(value) for name, value in font.items()})
    fonts = DictionaryObject({NameObject("/F"): named})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(drawn)
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode(9))
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


# One long string, many short ones, more text than any quote has.
LONG: dict[str, Callable[[], bytes]] = {
    "one string": lambda: write_pdf(b"BT /F 1 Tf (" + b"A" * MANY + b") Tj ET"),
    "many strings": lambda: write_pdf(b"BT /F 1 Tf " + b"(1.00) Tj " * (MANY // 10) + b"ET"),
    "much text": lambda: write_pdf(b"BT /F 1 Tf (" + b"A" * 5_000_000 + b") Tj ET"),
}


@pytest.mark.parametrize("kind", LONG)
def test_a_pdf_that_takes_hours_is_refused(db, client, kind):
    answer = client.post("/verify", {"file": SimpleUploadedFile("a.pdf", LONG[kind]())})
    assert TOO_MUCH in text_of(parsed(answer.content.decode()))


def test_such_a_pdf_is_small(db):
    assert len(LONG["one string"]()) < 100_000


def test_the_time_of_the_processor_is_bounded_below_that_of_the_clock():
    assert MOST_CPU_SECONDS < reading.MOST_SECONDS


@pytest.mark.parametrize(
    "text", ["A" * 1_000_000, "1" * 1_000_000, '"number":"' * 100_000, "[" * 100_000]
)
def test_long_texts_are_searched_in_one_go(db, monkeypatch, text):
    printed = reading.Printed(text, text)
    monkeypatch.setattr("quotes.verifying_files.read_pdf", lambda data: printed)
    assert not verify_file(b"%PDF-").number
    assert is_done_within(5, lambda: verify_file(b"%PDF-"))
