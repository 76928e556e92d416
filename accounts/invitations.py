"""Links by which an invited person, or one who forgot, sets a password: once, within a day."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.models import User
from django.urls import reverse


def make_password_link(user: User) -> str:
    """The path of a page that sets this person's password.

    It ends with its use, with a log-in, and after PASSWORD_RESET_TIMEOUT.
    """
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    identifier, _, token = key.partition("-")
    return reverse("account_reset_password_from_key", kwargs={"uidb36": identifier, "key": token})
