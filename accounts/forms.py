"""The form of the log-in page, in the words of this site."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm


class LogInForm(LoginForm):
    """A name or an e-mail address, and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Name or e-mail address"
        self.fields["login"].widget.attrs["autocomplete"] = "username"
