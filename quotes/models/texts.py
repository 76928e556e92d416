"""Texts in one form of Unicode, so that what looks alike is alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


def normalise(text: str) -> str:
    """A text in the composed form (NFC), with line feeds alone.

    >>> normalise("e\u0301"), normalise("a\\r\\nb")
    ('é', 'a\\nb')
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


# Embeddings, overrides and isolates: what follows one is read in another order than it stands in.
# The marks that letters from right to left need (U+200E, U+200F, U+061C) are none of them.
TURNS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


def tell_turn(text: str) -> str:
    """Why a text is refused that holds a sign which turns the order of reading; "" of others.

    >>> tell_turn("pay \u202e100").partition(":")[2]
    ' right-to-left override (U+202E). Delete it, or type the text again.'
    >>> tell_turn("100")
    ''
    """
    for sign in text:
        if sign in TURNS:
            name = unicodedata.name(sign).lower()
            return (
                "It holds a sign that nobody sees and that turns what follows: "
                f"{name} (U+{ord(sign):04X}). Delete it, or type the text again."
            )
    return ""


def refuse_turns(text: str) -> None:
    """Raises `ValidationError` with the sign's name."""
    if words := tell_turn(text):
        raise ValidationError(words)


VALIDATORS: list[Callable[[Any], None]] = [refuse_turns]


class _Normalised:
    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)  # type: ignore[misc]
        if isinstance(value, str):
            return normalise(value)
        return value


class LineField(_Normalised, models.CharField):
    """One line of text."""

    default_validators = VALIDATORS


class LinesField(_Normalised, models.TextField):
    """Text of several lines."""

    default_validators = VALIDATORS
