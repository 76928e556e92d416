"""Fields of Django's forms that read numbers and days in one way each, and no other digits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from .engine.number_text import NoNumber, read_decimal
from .engine.plain_values import DAYS, find_forbidden, is_kept_day, read_day
from .engine.signs import is_unseen

A_DAY = "A day, as 2026-12-31."


def refuse_wrong_signs(text: str, *, is_note: bool = False) -> None:
    """Refuses what no text may hold. Raises `ValidationError`."""
    if words := find_forbidden(text, is_note=is_note):
        raise ValidationError(f"{words[:1].upper()}{words[1:]}.")


def refuse_wrong_signs_of_notes(text: str) -> None:
    """The same of a text of several lines."""
    refuse_wrong_signs(text, is_note=True)


def refuse_unseen(text: str) -> None:
    """Refuses a text of which nothing is to be seen. Raises `ValidationError`."""
    if is_unseen(text):
        raise ValidationError("Nothing of it is to be seen.")


OF_NAMES = (refuse_wrong_signs, refuse_unseen)
OF_NOTES = (refuse_wrong_signs_of_notes, refuse_unseen)


def check_digits(value: Any) -> None:
    """Refuses a text that Python would read as a number though nobody wrote 0 to 9."""
    if not isinstance(value, str) or not value.strip():
        return
    try:
        read_decimal(value)
    except NoNumber as error:
        words = f"May hold a number; {error}." if str(error) else "May hold a number."
        raise ValidationError(words) from None


def refuse_far_day(day: date) -> None:
    """Refuses a day that nothing here may hold. Raises `ValidationError`."""
    if not is_kept_day(day):
        raise ValidationError(f"It may hold a date {DAYS}.")


class PlainDecimalField(forms.DecimalField):
    """A decimal number in the digits 0 to 9."""

    def to_python(self, value: Any) -> Any:
        """The number. Raises `ValidationError`."""
        check_digits(value)
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Written out: Python writes a nought of ten decimals as 0E-10, which is read nowhere."""
        if isinstance(value, Decimal):
            return f"{value:f}"
        return value


class PlainIntegerField(forms.IntegerField):
    """A whole number in the digits 0 to 9."""

    def to_python(self, value: Any) -> Any:
        """The number. Raises `ValidationError`."""
        check_digits(value)
        return super().to_python(value)


class PlainDateField(forms.DateField):
    """A day as 2026-12-31, in the digits 0 to 9, of those that the catalogue and documents hold."""

    default_error_messages: ClassVar = {"invalid": A_DAY}

    def to_python(self, value: Any) -> Any:
        """The day. Raises `ValidationError`."""
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return read_day(value.strip())
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def validate(self, value: Any) -> None:
        """Raises `ValidationError`."""
        super().validate(value)
        if value is not None:
            refuse_far_day(value)
