"""Signs in the texts of a quote: each text comes back as it was written, however it begins."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from quotes.content import Content, read_content

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
