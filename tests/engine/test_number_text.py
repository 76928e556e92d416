"""What a text that is no number is told to be written as."""

from __future__ import annotations

import pytest

from pricing.engine.number_text import NoNumber, read_decimal


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1.234,5", "write 1234.5"),
        ("1,234", "write 1234"),
        ("12,5", "write 12.5"),
        ("0,131", "write 0.131"),
        ("-0,950", "write -0.950"),
        ("23.-", "write 23"),
        ("23,-", "write 23"),
        ("-23.-", "write -23"),
        ("23.\u2013", "write 23"),
        ("1.234,-", "write 1234"),
        ("1,234.-", "write 1234"),
        ("$23.-", "write 23"),
        ("23-", "write -23"),
        ("many", "write a plain number such as 1234"),
        ("1e3", "write the number out, without an exponent"),
        ("10 %", "write 0.1"),
        ("1234567890123456.7", "at most 15 digits"),
        ("9007199254740992", "at most 15 digits"),
        ("1234567.123456789", "at most 15 digits"),
    ],
)
def test_a_text_that_is_no_number_is_told_what_to_write(text, told):
    with pytest.raises(NoNumber) as found:
        read_decimal(text)
    assert str(found.value) == told


@pytest.mark.parametrize("text", ["123456789012345", "9007199254740991", "0.1000000000"])
def test_fifteen_digits_ten_decimals_and_whole_numbers_below_2_to_the_53_are_numbers(text):
    assert str(read_decimal(text)) == text
