"""What the names of people and tokens may hold: what the settings name, as those of passwords."""

from __future__ import annotations

import unicodedata

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.module_loading import import_string


def refuse_wrong_name(text: str) -> None:
    """Refuses what no name may hold anywhere on this site. Raises `ValidationError`."""
    for path in settings.NAME_VALIDATORS:
        import_string(path)(text)


def spell_name(text: str) -> str:
    """The name as it is kept: another spelling of its letters is the same account."""
    return unicodedata.normalize("NFKC", text)


def list_people(name: str) -> QuerySet[User]:
    """Whose name it is, however it is spelled: capitals make no other account either. More than
    one where an older release let twins in.
    """
    spelled = spell_name(name)
    if spelled.isascii():
        return User.objects.filter(username__iexact=spelled)
    # SQLite knows the capitals of ASCII alone.
    stored = User.objects.values_list("pk", "username")
    alike = [pk for pk, other in stored if other.lower() == spelled.lower()]
    return User.objects.filter(pk__in=alike)


def find_person(name: str) -> User | None:
    """The one with this very name before others with a twin of it."""
    people = list_people(name)
    return people.filter(username=spell_name(name)).first() or people.first()
