"""Texts in one form of Unicode, so that what looks alike is alike."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db import models


def normalise(text: str) -> str:
    """A text in the composed form (NFC), with line feeds alone.

    >>> normalise("e\u0301"), normalise("a\\r\\nb")
    ('é', 'a\\nb')
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


class _Normalised:
    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)  # type: ignore[misc]
        if isinstance(value, str):
            return normalise(value)
        return value


class LineField(_Normalised, models.CharField):
    """One line of text."""


class LinesField(_Normalised, models.TextField):
    """Text of several lines."""
