"""What the names of people and tokens may hold: what the settings name, as those of passwords."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string


def refuse_wrong_name(text: str) -> None:
    """Refuses what no name may hold anywhere on this site. Raises `ValidationError`."""
    for path in settings.NAME_VALIDATORS:
        import_string(path)(text)
