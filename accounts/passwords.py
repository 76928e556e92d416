"""What a password of this site may not be made of."""

from __future__ import annotations

import bisect
import hashlib
import logging
import mmap
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from .roles import ROLES

# Whoever guesses begins with these; what stands beside them must do by itself.
WORDS = ("deskfare", "desktop", "password", *" ".join(ROLES).split())
FEWEST_BESIDE = 8
LONGEST = 1024
LINE = re.compile(rb"[0-9A-F]{40}(:[0-9]+)?")
UNREADABLE = "The list of stolen passwords that BREACHED_PASSWORDS names can't be read: {why}."
UNLIKE = (
    "The list that BREACHED_PASSWORDS names is none of stolen passwords: it should have SHA-1 "
    "hashes in upper case, one a line, in their order."
)
UNUSABLE = (
    "No new password can be taken just now: the list of stolen ones can't be read. Whoever runs "
    "this site finds why in its log."
)

log = logging.getLogger("deskfare.passwords")


class SiteWordsValidator:
    """Refuses a password that is little more than words of this site."""

    def validate(self, password: str, user: object = None) -> None:
        """Counts what is left without them."""
        beside = re.sub("|".join(WORDS), "", password, flags=re.IGNORECASE)
        if len(beside) < min(FEWEST_BESIDE, len(password)):
            raise ValidationError("The name of this site and its roles are too easy to guess.")

    def get_help_text(self) -> str:
        """What is asked."""
        return "The name of this site and its roles count for nothing in it."


class LongestValidator:
    """Refuses what is longer than any password; a hash of it would take its time."""

    def validate(self, password: str, user: object = None) -> None:
        """Counts characters."""
        if len(password) > LONGEST:
            raise ValidationError(f"A password has up to {LONGEST:,} characters.")

    def get_help_text(self) -> str:
        """What is asked."""
        return f"It has up to {LONGEST:,} characters."


class BreachedValidator:
    """Refuses a password of the list that the settings name.

    It has SHA-1 hashes in upper case, sorted, one a line, each with a colon and a count behind it.

    Where the list is named and cannot be read, no password is taken.
    """

    def validate(self, password: str, user: object = None) -> None:
        """Looks the hash up."""
        if not settings.BREACHED_PASSWORDS:
            return
        if faults := find_list_faults(settings.BREACHED_PASSWORDS):
            log.error(*faults)
            raise ValidationError(UNUSABLE)
        if is_breached(password, Path(settings.BREACHED_PASSWORDS)):
            raise ValidationError("This password is on a list of stolen ones: take another.")

    def get_help_text(self) -> str:
        """What is asked."""
        return "It is on no list of stolen ones."


def find_list_faults(name: str) -> list[str]:
    """Why the list that the settings name can't be looked into, in words; nothing where it can, and
    where none is named. Of its lines the first and the last are read.
    """
    if not name:
        return []
    try:
        with Path(name).open("rb") as file:
            first = file.readline(100).strip()
            file.seek(max(file.seek(0, 2) - 100, 0))
            last = file.read().strip().rpartition(b"\n")[2].strip()
    except OSError as error:
        return [UNREADABLE.format(why=error.strerror)]
    is_list = LINE.fullmatch(first) and LINE.fullmatch(last) and first <= last
    return [] if is_list else [UNLIKE]


def is_breached(password: str, path: Path) -> bool:
    """Whether a sorted list of hashes holds that of a password."""
    sought = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        lines = _Lines(text)
        place = bisect.bisect_left(lines, sought)
        return place < len(lines) and lines[place].startswith(sought)


class _Lines(Sequence[bytes]):
    """The lines of a file by any byte of theirs, so that they need not be counted."""

    def __init__(self, text: mmap.mmap) -> None:
        self.text = text

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, place: int) -> bytes:
        start = self.text.rfind(b"\n", 0, place) + 1
        end = self.text.find(b"\n", place)
        return self.text[start : end if end >= 0 else len(self.text)]
