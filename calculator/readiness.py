"""Whether the site may start, and whether it can work just now: database, catalogue, static files.

What hinders it has one word, for whatever watches the site, and words for whoever starts it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.db import DatabaseError, connection

from accounts.passwords import find_list_faults
from calculator import sqlite_store
from calculator.migrating import find_strangeness
from calculator.secret_key import find_key_faults
from calculator.static_files import Collected
from calculator.stores import (
    find_path,
    is_disk_full,
    is_gone,
    is_read_only,
    leave_store,
    list_unsafe,
    note_trouble,
)
from pricing import troubles
from pricing.models import PriceList
from pricing.troubles import find_trouble

GONE = "The database can't be had. Look at DATABASE_URL, or run `make database`."
EMPTY = "There is no price list. Run `make database`."
DAMAGED = "The database is damaged. Stop, and restore a backup (docs/operations.md)."
CAN_ONLY_BE_READ = (
    "The database can only be read: the file or its folder can't be written, or the server says so."
)
UNASKED = f"{CAN_ONLY_BE_READ} Where that is meant, set READ_ONLY=1."
WITHOUT_FILES = "Static files are missing"
MOST_NAMED = 3
# The words of `/readyz`; the trouble of an error that has none is that of the database.
WORD_OF = {troubles.GONE: "store is gone", troubles.CORRUPT: "corrupt"}

LOOK_SECONDS = 60  # to look a large file through takes seconds, and whoever watches asks often


class Look(NamedTuple):
    """What was found when a file was last looked through."""

    state: tuple[int, ...]
    ends: float
    is_damaged: bool


_looks: dict[str, Look] = {}


def find_faults_at_start() -> list[str]:
    """Why the site may not start, in words."""
    faults = find_key_faults(settings.BASE_DIR) + find_list_faults(settings.BREACHED_PASSWORDS)
    faults += find_faults_of_store()
    if not faults and not settings.READ_ONLY and is_read_only():
        faults = [UNASKED]
    return [*faults, *_tell_missing_files()]


def _tell_missing_files() -> Iterator[str]:
    """The first of them by name; of plain names nothing is known."""
    if not isinstance(staticfiles_storage, Collected):
        return
    if missing := staticfiles_storage.list_missing():
        named = ", ".join(missing[:MOST_NAMED])
        more = f" and {len(missing) - MOST_NAMED} more" * (len(missing) > MOST_NAMED)
        yield f"{WITHOUT_FILES}: {named}{more}. Run `manage.py collectstatic`."


def find_faults_of_store() -> list[str]:
    """Why nothing can be priced from the database that there is, in words."""
    try:
        if is_damaged():
            return [DAMAGED]
        if strangeness := find_strangeness(connection):
            return [strangeness]
        return [EMPTY] * (not has_prices())
    except (DatabaseError, sqlite3.Error) as error:
        return [DAMAGED if find_trouble(error) == troubles.CORRUPT else GONE]


def find_hindrances() -> list[str]:
    """What hinders the site just now, a word each."""
    words = [] if has_static_files() else ["static"]
    try:
        return [*_find_trouble_of_store(), *words]
    except DatabaseError as error:
        return [WORD_OF.get(find_trouble(error), "database"), *words]


def list_notes() -> list[str]:
    """What whoever runs the site should know, although it works."""
    notes = ["read-only"] * is_read_only() + ["disk full"] * is_disk_full()
    return notes + [f"{name} off" for name in list_unsafe()]


def _find_trouble_of_store() -> list[str]:
    leave_store()  # what this thread holds open may be a file that was moved away
    if is_gone():
        return [WORD_OF[troubles.GONE]]
    if is_damaged():
        note_trouble(troubles.CORRUPT)
        return [WORD_OF[troubles.CORRUPT]]
    return ["catalogue"] * (not has_prices())


def is_damaged() -> bool:
    """Whether SQLite finds its file damaged. This process looks it through only after it has
    changed, and not again within a minute.
    """
    path = find_path()
    if not path or is_gone():
        return False
    found = Path(path).stat()
    state, now = (found.st_ino, found.st_mtime_ns, found.st_size), monotonic()
    last = _looks.get(path)
    if last is None or (last.state != state and now >= last.ends):
        damage = sqlite_store.find_damage(path, "quick_check(1)")
        last = _looks[path] = Look(state, now + LOOK_SECONDS, bool(damage))
    return last.is_damaged


def has_prices() -> bool:
    """Whether there is a price list. Raises `DatabaseError` where the database can't be had."""
    return PriceList.objects.exists()


def has_static_files() -> bool:
    """Whether the files are there that the pages name; of plain names nothing is known."""
    if not isinstance(staticfiles_storage, ManifestFilesMixin):
        return True
    names = staticfiles_storage.hashed_files.values()
    return bool(names) and all(staticfiles_storage.exists(name) for name in names)
