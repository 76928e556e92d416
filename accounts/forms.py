"""The forms of the log-in page and of tokens, in the words of this site."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.core.validators import MaxLengthValidator, RegexValidator

from .names import refuse_wrong_name
from .passwords import LONGEST
from .tokens import DAYS, MOST_DAYS

A_DAY = "A day, as 2026-12-31."
TOO_LONG = f"A password has up to {LONGEST:,} characters."
LONGEST_NAME = 254  # an e-mail address; a longer one SQLite does not even compare
NAME_TOO_LONG = f"A name or an address has up to {LONGEST_NAME} characters."


class LogInForm(LoginForm):
    """A name or an e-mail address, and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Name or e-mail address"
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["login"].validators.append(MaxLengthValidator(LONGEST_NAME, NAME_TOO_LONG))
        self.fields["password"].validators.append(MaxLengthValidator(LONGEST, TOO_LONG))

    def clean_login(self) -> str:
        """The name as it is kept: another spelling of its letters is the same account."""
        return unicodedata.normalize("NFKC", super().clean_login())


class TokenForm(forms.Form):
    """What a token is for, and its last day: from `today` on, within a year."""

    name = forms.CharField(
        max_length=100,
        help_text="The program that asks with it.",
        validators=[
            RegexValidator(r"[\r\n]", "One line is enough here.", inverse_match=True),
            refuse_wrong_name,
        ],
        error_messages={
            "required": "Say which program it is for.",
            "max_length": "Up to 100 characters.",
        },
    )
    ends_on = forms.RegexField(  # Django's own field of days reads digits of every script
        r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z",
        label="Its last day",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages=dict.fromkeys(("required", "invalid"), A_DAY),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.last = today, today + timedelta(days=MOST_DAYS)
        self.fields["ends_on"].initial = today + timedelta(days=DAYS)

    def clean_ends_on(self) -> date:
        """Refuses what is no day, what is past, and what is later than a year from now."""
        try:
            day = date.fromisoformat(self.cleaned_data["ends_on"])
        except ValueError:
            raise forms.ValidationError(A_DAY) from None
        if not self.today <= day <= self.last:
            raise forms.ValidationError(f"A day from {self.today} to {self.last}.")
        return day
