"""What the names of people and tokens may hold: what the settings name, as those of passwords."""

from __future__ import annotations

import unicodedata

from allauth.account.utils import filter_users_by_username
from django.conf import settings
from django.contrib.auth.models import User
from django.utils.module_loading import import_string


def refuse_wrong_name(text: str) -> None:
    """Refuses what no name may hold anywhere on this site. Raises `ValidationError`."""
    for path in settings.NAME_VALIDATORS:
        import_string(path)(text)


def spell_name(text: str) -> str:
    """The name as it is kept: another spelling of its letters is the same account."""
    return unicodedata.normalize("NFKC", text)


def find_person(name: str) -> User | None:
    """Whose name it is, however it is spelled: capitals make no other account either."""
    return filter_users_by_username(spell_name(name)).first()
