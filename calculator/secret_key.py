"""The key that signs cookies: one for all processes, so it comes from outside."""

from __future__ import annotations

import os
from pathlib import Path

from calculator.environment import read_file

MISSING = (
    "There is no secret key, so each process would sign with one of its own. Set SECRET_KEY, or "
    "SECRET_KEY_FILE to a file that holds it; `make run` makes one."
)
DIFFERENT = "SECRET_KEY and the file that SECRET_KEY_FILE names hold different keys. Unset one."

LEAST_LENGTH = 32  # of which even hexadecimal digits hold 128 bits
SHORT = (
    f"The secret key has under {LEAST_LENGTH} characters, so it can be guessed. `make run` makes a "
    "long one."
)


def list_secret_keys(folder: Path) -> list[str]:
    """The keys of SECRET_KEY and SECRET_KEY_FILE; where neither is set, that of `.secret-key`.

    A file that is named and not there is no key: another one would sign in its place unseen.
    """
    given, named = os.environ.get("SECRET_KEY", ""), os.environ.get("SECRET_KEY_FILE", "")
    file = folder / ".secret-key"
    if given or named:
        file = Path(named)
    read = read_file("SECRET_KEY_FILE", file) if file.is_file() else ""
    return [key for key in (given, read) if key]


def find_key_faults(folder: Path) -> list[str]:
    """Why the site may not start with the keys that there are."""
    keys = set(list_secret_keys(folder))
    found = {0: [MISSING], 1: []}.get(len(keys), [DIFFERENT])
    if any(len(key) < LEAST_LENGTH for key in keys):
        found = [*found, SHORT]
    return found
