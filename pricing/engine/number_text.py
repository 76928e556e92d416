"""Numbers as text: the one grammar, and what to write where a text is no number."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from .exact import MAXIMUM_DECIMALS, MAXIMUM_DIGITS, MAXIMUM_WHOLE

LONGEST_NUMBER = 100

_GRAMMAR = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.ASCII)
_WRITTEN_OUT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_JSON_EXPONENT = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)[eE]([+-]?[0-9]+)", re.ASCII)
GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?", re.ASCII)
_POINTED = re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+", re.ASCII)
_COMMA = re.compile(r"-?[0-9]+,[0-9]+", re.ASCII)
_WITHOUT_CENTS = re.compile(r"(.*[0-9])[.,][-\u2013\u2014]+", re.DOTALL)
_CONTINENTAL = re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+", re.ASCII)


class NoNumber(ValueError):
    """A text that is no number, or none that is exact enough, with what to write instead in words.

    `instead`: that itself, "" where nobody can say. `reason` is what else there is to say; without
    one the words are those of what to write. `is_share`: per cent were given.
    """

    def __init__(self, reason: str = "", instead: str = "", *, is_share: bool = False) -> None:
        self.reason = reason
        self.instead = instead
        self.is_share = is_share
        super().__init__(reason or (f"write {instead}" if instead else ""))


class TooLarge(NoNumber):
    """A whole number above all that are kept exactly; where a field has bounds, these say it."""


@lru_cache(maxsize=8192)
def read_decimal(text: str) -> Decimal:
    """A number as text, in the one grammar of form, address, CSV and JSON strings.

    Raises `NoNumber` with a sentence that says what to write instead.

    >>> read_decimal(" 0.080 ")
    Decimal('0.080')
    """
    trimmed = text.strip(" \t\u00a0")
    _check_length(trimmed)
    if not _GRAMMAR.fullmatch(trimmed):
        raise _find_what_is_wrong(trimmed)
    return _bounded(Decimal(trimmed))


def read_json_number(text: str) -> Decimal:
    """A number as JSON writes it (an exponent is allowed there), kept as a decimal.

    >>> read_json_number("8e-2")
    Decimal('0.08')
    """
    if text in ("NaN", "Infinity", "-Infinity"):
        raise NoNumber
    _check_length(text)
    match = _JSON_EXPONENT.fullmatch(text)
    if match and len(match[2]) > 4:
        raise NoNumber("at most 15 digits, 10 of them decimals")
    return _bounded(Decimal(text))


def thousands_by_points(text: str) -> str:
    """The other number that a text may mean whose points may part thousands; "" where they can't.

    >>> thousands_by_points("85.000"), thousands_by_points("1.234.567")
    ('85000', '1234567')
    >>> thousands_by_points("0.850")
    ''
    """
    if _POINTED.fullmatch(text):
        return text.replace(".", "")
    return ""


def write_unmistakably(text: str) -> str:
    """A number that was read for sure, so that its point is never taken for one of thousands.

    >>> write_unmistakably("1.172"), write_unmistakably("0.172"), write_unmistakably("25.5")
    ('1.1720', '0.172', '25.5')
    """
    return f"{text}0" if thousands_by_points(text) else text


def either_reading(text: str) -> str:
    """What to write for either reading of such a text.

    >>> either_reading("85.000")
    'may be 85 or 85,000: for the first write 85.0000, else write 85000'
    """
    whole = thousands_by_points(text)
    return (
        f"may be {Decimal(text).normalize():f} or {Decimal(whole):,}: for the first write {text}0, "
        f"else write {whole}"
    )


def _check_length(text: str) -> None:
    """Refuses by length, before anything is matched or converted."""
    if len(text) > LONGEST_NUMBER:
        raise NoNumber("at most 15 digits, 10 of them decimals")


def _bounded(value: Decimal) -> Decimal:
    """At most 15 significant digits and 10 decimals; trailing zeros do not count.

    Whole numbers up to 2^53 - 1.
    """
    if not value:
        if abs(value.adjusted()) < 20:
            return abs(value)
        return Decimal(0)
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    significant = len(digits)
    trailing = 0
    while digits[significant - 1 - trailing] == 0:
        trailing += 1
    decimals = max(0, -(exponent + trailing))
    if decimals > MAXIMUM_DECIMALS:
        raise _too_many_decimals(value)
    if significant - trailing > MAXIMUM_DIGITS or value.adjusted() >= MAXIMUM_DIGITS:
        if not decimals and value.adjusted() <= MAXIMUM_DIGITS and abs(value) <= MAXIMUM_WHOLE:
            return value
        kind = NoNumber if decimals else TooLarge
        raise kind("at most 15 digits")
    return value


def _too_many_decimals(value: Decimal) -> NoNumber:
    """Says which number of fewer decimals would do, where one is near."""
    if value.adjusted() < MAXIMUM_DIGITS:
        shorter = value.quantize(Decimal(1).scaleb(-MAXIMUM_DECIMALS))
        if shorter and len(shorter.as_tuple().digits) <= MAXIMUM_DIGITS:
            return NoNumber(f"at most 10 decimals; {shorter:f} would do", f"{shorter:f}")
    return NoNumber("at most 10 decimals")


def _find_what_is_wrong(text: str) -> NoNumber:
    """What a text may be that is no number, and what to write."""
    invisible = [c for c in text if unicodedata.category(c) in ("Cf", "Cc", "Cs")]
    if invisible:
        return NoNumber(f"remove the invisible character U+{ord(invisible[0]):04X}")
    plain = text.replace("\u2212", "-").strip("+").strip()
    if whole := _WITHOUT_CENTS.fullmatch(plain):
        return _read_without_cents(whole[1])
    if re.fullmatch(r"-?[0-9.]+-|-[0-9.]+", plain):
        return _tell_what_to_write(f"-{plain.strip('-')}")
    if re.fullmatch(r"-?[0-9.]+[eE][+-]?[0-9]+", plain):
        return NoNumber("write the number out, without an exponent")
    if plain.endswith("%"):
        return _read_per_cent(plain[:-1].strip())
    if any(c.isdigit() and c not in "0123456789" for c in text) or any(
        unicodedata.numeric(c, None) is not None and c not in "0123456789" for c in text
    ):
        return NoNumber("use the digits 0 to 9")
    if _CONTINENTAL.fullmatch(text):
        return _tell_what_to_write(text.replace(".", "").replace(",", "."))
    if thousands_by_points(text):
        return _tell_what_to_write(thousands_by_points(text))
    if GROUPED.fullmatch(text):
        return _tell_what_to_write(text.replace(",", ""))
    if _COMMA.fullmatch(text):
        return _tell_what_to_write(text.replace(",", "."))
    digits = re.sub(r"[^0-9.]", "", plain)
    if (
        re.fullmatch(r"[0-9]+(\.[0-9]+)?", digits)
        and len(digits) <= 15
        and re.fullmatch(
            r"-?[$\u20ac\u00a3]?\s*-?[0-9][0-9 _.\u00a0]*[-]?\s*(?:[A-Za-z]{3})?", plain
        )
    ):
        return _tell_what_to_write(digits)
    return NoNumber("write a plain number such as 1234")


def _read_without_cents(whole: str) -> NoNumber:
    """The number to write for a price whose cents are a dash, as `23.-`; its points part
    thousands.
    """
    number = thousands_by_points(whole) or whole
    if _GRAMMAR.fullmatch(number):
        return _tell_what_to_write(number)
    return _find_what_is_wrong(number)


def _read_per_cent(number: str) -> NoNumber:
    """The share to write for a number that a per cent sign follows."""
    try:
        share = read_decimal(number.replace(",", ".") if _COMMA.fullmatch(number) else number) / 100
    except ValueError:
        return NoNumber("write a share as 0.10, not in per cent")
    return NoNumber(instead=f"{share.normalize():f}", is_share=True)


def _tell_what_to_write(number: str) -> NoNumber:
    """Says to write a number: as it stands where it begins or ends with a point, in words alone
    where it is none.
    """
    if _WRITTEN_OUT.fullmatch(number):
        return NoNumber(instead=number)
    return NoNumber(f"write {number}", number if _GRAMMAR.fullmatch(number) else "")
