"""Whether the site may start, and whether it can work just now: database, catalogue, static files.

What hinders it has one word, for whatever watches the site, and words for whoever starts it.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.db import DatabaseError, connection

from calculator.migrating import find_strangeness
from calculator.secret_key import find_key_faults
from pricing.models import PriceList

GONE = "The database can't be had. Look at DATABASE_URL, or run `make database`."
EMPTY = "There is no price list. Run `make database`."
WITHOUT_FILES = "Static files are missing. Run `manage.py collectstatic`."


def find_faults_at_start() -> list[str]:
    """Why the site may not start, in words."""
    faults = find_key_faults(settings.BASE_DIR) + find_faults_of_store()
    return faults if has_static_files() else [*faults, WITHOUT_FILES]


def find_faults_of_store() -> list[str]:
    """Why nothing can be priced from the database that there is, in words."""
    if is_gone():
        return [GONE]
    try:
        if strangeness := find_strangeness(connection):
            return [strangeness]
        return [EMPTY] * (not has_prices())
    except DatabaseError:
        return [GONE]


def find_hindrances() -> list[str]:
    """What hinders the site just now, a word each."""
    hindrances = {"database": is_gone(), "static": not has_static_files()}
    try:
        hindrances["catalogue"] = not hindrances["database"] and not has_prices()
    except DatabaseError:
        hindrances["database"] = True
    return [word for word, hinders in hindrances.items() if hinders]


def is_gone() -> bool:
    """Whether the file of the database is not there: SQLite would make an empty one."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return False
    return not Path(connection.settings_dict["NAME"]).is_file()


def has_prices() -> bool:
    """Whether there is a price list. Raises `DatabaseError` where the database can't be had."""
    return PriceList.objects.exists()


def has_static_files() -> bool:
    """Whether the files are there that the pages name; of plain names nothing is known."""
    if not isinstance(staticfiles_storage, ManifestFilesMixin):
        return True
    names = staticfiles_storage.hashed_files.values()
    return bool(names) and all(staticfiles_storage.exists(name) for name in names)
