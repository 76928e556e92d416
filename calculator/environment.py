"""What differs between machines, from environment variables: read, or refused in words."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

ON = ("1", "true", "yes", "on")
OFF = ("", "0", "false", "no", "off")


def read_flag(name: str) -> bool:
    """Whether a switch is on. What says neither is refused: taken for off it might be unsafe."""
    text = os.environ.get(name, "").strip().lower()
    if text not in (*ON, *OFF):
        raise ImproperlyConfigured(f"{name} is {text!r}: it may be 1 or 0.")
    return text in ON


def read_words(name: str, default: str = "") -> list[str]:
    """A setting that lists words by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def read_choice(name: str, choices: Collection[str]) -> str:
    """One of several words, in small letters or large ones; the first where nothing is said."""
    text = os.environ.get(name) or next(iter(choices))
    found = {choice.lower(): choice for choice in choices}.get(text.lower())
    if found is None:
        raise ImproperlyConfigured(f"{name} is {text!r}: it may be {', '.join(choices)}.")
    return found


def read_number(name: str, default: int, most: int) -> int:
    """A whole number from 1 on."""
    text = os.environ.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= most):
        raise ImproperlyConfigured(f"{name} is {text!r}: it may be a number from 1 to {most:,}.")
    return int(text)


def read_secret(name: str) -> str:
    """A secret from the environment, or from the file that NAME_FILE names."""
    if file := os.environ.get(f"{name}_FILE"):
        return read_file(f"{name}_FILE", Path(file))
    return os.environ.get(name, "")


def read_file(name: str, file: Path) -> str:
    """The text of a file that a variable names."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        why = error.strerror
    except UnicodeDecodeError:
        why = "it is no text in UTF-8"
    raise ImproperlyConfigured(f"{name} names a file that can't be read: {why}.")
