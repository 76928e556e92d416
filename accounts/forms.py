"""The forms of the log-in page and of tokens, in the words of this site."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from allauth.account.fields import PasswordField
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.validators import MaxLengthValidator, RegexValidator

from .names import find_person, list_people, refuse_wrong_name, spell_name
from .passwords import LONGEST
from .tokens import DAYS, MOST_DAYS

A_DAY = "A day, as 2026-12-31."
TOO_LONG = f"A password has up to {LONGEST:,} characters."
LONGEST_NAME = 254  # an e-mail address; a longer one SQLite does not even compare
NAME_TOO_LONG = f"A name or an address has up to {LONGEST_NAME} characters."


class OfPasswords(forms.Form):
    """Passwords that are looked at, of which none is hashed that is longer than any."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PasswordField):
                field.validators.append(MaxLengthValidator(LONGEST, TOO_LONG))


class ChangeForm(OfPasswords, ChangePasswordForm):
    """The password of now, and the new one."""


class ConfirmForm(OfPasswords, ReauthenticateForm):
    """The password that is asked for again before an account is changed."""


class LogInForm(OfPasswords, LoginForm):
    """A name or an e-mail address, and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Name or e-mail address"
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["login"].validators.append(MaxLengthValidator(LONGEST_NAME, NAME_TOO_LONG))

    def clean_login(self) -> str:
        """The name as it is kept: another spelling of its letters is the same account."""
        typed = super().clean_login()
        person = find_person(typed)
        return person.username if person else spell_name(typed)


class OneName(forms.ModelForm):
    """A person whose name no other has."""

    def clean_username(self) -> str:
        """Refuses a name that another has in other capitals: neither of two such could log in."""
        name: str = self.cleaned_data["username"]
        other = list_people(name).exclude(pk=self.instance.pk).first()
        if other is not None:
            raise forms.ValidationError(
                f"A user with that username already exists: “{other.username}”. Capitals and wide "
                "letters make no other name: give one of the two another, so that both can log in."
            )
        return name


class NewPersonForm(OneName, AdminUserCreationForm):
    """Somebody's first page in the admin."""


class PersonForm(OneName, UserChangeForm):
    """Somebody's page in the admin."""


class TokenForm(forms.Form):
    """What a token is for, and its last day: from `today` on, within a year."""

    name = forms.CharField(
        max_length=100,
        help_text="The program that asks with it.",
        validators=[
            RegexValidator(r"[\r\n\t]", "One line is enough here.", inverse_match=True),
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
