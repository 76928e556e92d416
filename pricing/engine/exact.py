"""Exact numbers: the one grammar, the one ceiling, the one rounding, the one net price.

Sizing and packs work on binary floats; a share such as 0.07 is not exact there, so a plain
ceiling makes 8 of 100 x 0.07. `ceiling` and `half_up` forgive 2^-46 of the value, which is
more than such products can be off and less than the last decimal of any allowed input.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SLACK = 2.0**-46
# Large sums of money stand closer to what is exact than single products do.
LARGE_MONEY_SLACK = 2.0**-49
MAXIMUM_DIGITS = 15
MAXIMUM_DECIMALS = 10
MAXIMUM_WHOLE = 2**53 - 1  # what floats, and JavaScript, keep exactly

LONGEST_NUMBER = 100

_GRAMMAR = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.ASCII)
_WRITTEN_OUT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_JSON_EXPONENT = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)[eE]([+-]?[0-9]+)", re.ASCII)
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", re.ASCII)
_POINTED = re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+", re.ASCII)
_COMMA = re.compile(r"-?[0-9]+,[0-9]+", re.ASCII)
_CONTINENTAL = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+", re.ASCII)


class NoNumber(ValueError):
    """A text that is no number, or none that is exact enough, with what to write instead in words.

    `instead`: that itself, "" where nobody can say. `reason` is what else there is to say; without
    one the words are those of what to write.
    """

    def __init__(self, reason: str = "", instead: str = "") -> None:
        self.reason = reason
        self.instead = instead
        super().__init__(reason or (f"write {instead}" if instead else ""))


def ceiling(x: Floats) -> Floats:
    """The smallest whole number not below x (x >= 0), forgiving float noise.

    >>> ceiling(np.array([800 * 0.07, 100 * 0.55, 10 * (1 - 0.7), 7.001]))
    array([56., 55.,  3.,  8.])
    """
    scaled = np.asarray(x * (1 - SLACK))
    return np.ceil(scaled, out=scaled)


def floor(x: Floats) -> Floats:
    """The largest whole number not above x (x >= 0), forgiving float noise.

    >>> floor(np.array([48 / 0.3, 7.999, 4.35 / 0.15]))
    array([160.,   7.,  29.])
    """
    scaled = np.asarray(x * (1 + SLACK))
    return np.floor(scaled, out=scaled)


def half_up(x: Floats) -> Floats:
    """Rounds halves away from zero, forgiving float noise.

    >>> half_up(np.array([50 * 1.13, 200 * 0.85**2, -2.5]))
    array([ 57., 145.,  -3.])
    """
    return np.copysign(np.floor(np.abs(x) * (1 + SLACK) + 0.5), x) + 0.0


def half_up_count(x: Floats) -> Floats:
    """The same of counts (x >= 0), in half the time.

    >>> half_up_count(np.array([50 * 1.13, 200 * 0.85**2, 2.5, 0.0]))
    array([ 57., 145.,   3.,   0.])
    """
    scaled = np.asarray(x * (1 + SLACK))
    scaled += 0.5
    return np.floor(scaled, out=scaled)


def cents_half_up(money: Floats) -> Floats:
    """Money in whole cents, halves away from zero.

    Forgives float noise like `half_up`, but of large sums less, and never more than a thousandth of
    a cent: of 10^12 the usual share would be more than a cent.

    >>> cents_half_up(np.array([0.285, -1.115, 2.675]))
    array([  29., -112.,  268.])
    """
    cents = np.abs(money) * 100
    slack = np.minimum(cents * SLACK, np.maximum(cents * LARGE_MONEY_SLACK, 1e-6))
    return np.copysign(np.floor(cents + np.minimum(slack, 0.001) + 0.5), money) + 0.0


def is_sure_of_cents(money: Floats) -> NDArray[np.bool_]:
    """Whether `cents_half_up` rounds the same whatever the noise of a sum: else another order may
    move a cent.

    >>> is_sure_of_cents(np.array([736016.885, 736016.8849999947, 736016.88]))
    array([ True, False,  True])
    """
    cents = np.abs(money) * 100
    forgiven = np.minimum(cents * SLACK, 0.001)
    beyond_half = cents + forgiven + 0.5
    return np.abs(beyond_half - np.round(beyond_half)) >= forgiven / 2


def decimal_half_up(value: Decimal, decimals: int) -> Decimal:
    """Rounds a decimal half away from zero to a number of decimals.

    >>> decimal_half_up(Decimal("20.125"), 2), decimal_half_up(Decimal("-0.004"), 2)
    (Decimal('20.13'), Decimal('0.00'))
    """
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    if rounded:
        return rounded
    return abs(rounded)


def half_up_cents(money: Fraction) -> int:
    """Exact money in whole cents, halves away from zero.

    >>> half_up_cents(Fraction(1, 200)), half_up_cents(Fraction(-1, 200))
    (1, -1)
    """
    cents = int(abs(money) * 100 + Fraction(1, 2))
    if money >= 0:
        return cents
    return -cents


def decimals_of(amount: Decimal) -> int:
    """Decimals of a list price as the list writes it, at least 2.

    >>> decimals_of(Decimal("23")), decimals_of(Decimal("0.0116"))
    (2, 4)
    """
    exponent = amount.as_tuple().exponent
    return max(2, -exponent if isinstance(exponent, int) else 0)


def net_price(amount: Decimal, discount: Decimal) -> Decimal:
    """List price less discount, half up to the list price's decimals, at least 2.

    >>> net_price(Decimal("23"), Decimal("0.155")), net_price(Decimal("0.2145"), Decimal("0.1"))
    (Decimal('19.44'), Decimal('0.1931'))
    """
    return decimal_half_up(amount * (1 - discount), decimals_of(amount))


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
        raise NoNumber("at most 15 digits")
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
    if _GROUPED.fullmatch(text):
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


def _read_per_cent(number: str) -> NoNumber:
    """The share to write for a number that a per cent sign follows."""
    try:
        share = read_decimal(number.replace(",", ".") if _COMMA.fullmatch(number) else number) / 100
    except ValueError:
        return NoNumber("write a share as 0.10, not in per cent")
    return NoNumber(instead=f"{share.normalize():f}")


def _tell_what_to_write(number: str) -> NoNumber:
    """Says to write a number: as it stands where it begins or ends with a point, in words alone
    where it is none.
    """
    if _WRITTEN_OUT.fullmatch(number):
        return NoNumber(instead=number)
    return NoNumber(f"write {number}", number if _GRAMMAR.fullmatch(number) else "")
