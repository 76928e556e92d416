"""Texts in one form of Unicode, so that what looks alike is alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from pricing.engine.signs import TURNING, find_wrong_sign


def normalise(text: str) -> str:
    """A text in the composed form (NFC), with line feeds alone.

    >>> normalise("e\u0301"), normalise("a\\r\\nb")
    ('é', 'a\\nb')
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


LONGEST_TEXT = 5000  # of several lines, on a quote

# Of signs that are no part of a text: control characters, halves, private ones, none at all.
NO_TEXT = ("Cc", "Cs", "Co")
BYTE_ORDER_MARK = "\ufeff"


def is_no_text(sign: str) -> bool:
    """Whether a sign means nothing in a text: neither on a screen, nor on paper, nor in a file.

    >>> [is_no_text(sign) for sign in "a\\n\\t"], [is_no_text(sign) for sign in "\x07\ufeff\ue000"]
    ([False, False, False], [True, True, True])
    """
    if sign in "\t\n\r":
        return False
    is_none_at_all = ord(sign) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(sign) <= 0xFDEF
    return is_none_at_all or sign == BYTE_ORDER_MARK or unicodedata.category(sign) in NO_TEXT


def tell_wrong_sign(text: str) -> str:
    """Why a text is refused that holds a sign which turns the order of reading, or is no part of a
    text, and where it stands; "" of others.

    >>> tell_wrong_sign("pay \u202e100").partition(":")[2]
    ' right-to-left override (U+202E). Delete it, or type the text again.'
    >>> tell_wrong_sign("To\\nACM\ue000E").partition(":")[2]
    ' U+E000, after “ACM”. Delete it, or type the text again.'
    >>> tell_wrong_sign("100")
    ''
    """
    sign = find_wrong_sign(text, takes_lines=True)
    if not sign:
        return ""
    if sign in TURNING:
        name = unicodedata.name(sign).lower()
        return (
            "It holds a sign that nobody sees and that turns what follows: "
            f"{name} (U+{ord(sign):04X}). Delete it, or type the text again."
        )
    before = text.partition(sign)[0][-20:].splitlines()
    where = f"after “{before[-1]}”" if before and before[-1] else "at the start of a line"
    return (
        f"It holds a sign that is no part of a text: U+{ord(sign):04X}, {where}. "
        "Delete it, or type the text again."
    )


def refuse_wrong_signs(text: str) -> None:
    """Raises `ValidationError` with the sign's name."""
    if words := tell_wrong_sign(text):
        raise ValidationError(words)


def refuse_lines(text: str) -> None:
    """Raises `ValidationError` of more than one line, or of a tab."""
    if len(text.splitlines()) > 1:
        raise ValidationError("One line is enough here: delete the line break.")
    if "\t" in text:
        raise ValidationError("A tab stands in notes alone: write a blank.")


VALIDATORS: list[Callable[[Any], None]] = [refuse_wrong_signs]
OF_A_LINE = [*VALIDATORS, refuse_lines]


class _Normalised:
    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)  # type: ignore[misc]
        if isinstance(value, str):
            return normalise(value)
        return value


class LineField(_Normalised, models.CharField):
    """One line of text."""

    default_validators = OF_A_LINE


class LinesField(_Normalised, models.TextField):
    """Text of several lines."""

    default_validators = VALIDATORS
