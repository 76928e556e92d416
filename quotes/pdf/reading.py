"""What a PDF that comes back holds: its text, and the content that is attached to it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field

from django.conf import settings

from pricing.engine.work import AMOUNTS_OF_A_PROCESS, announce

from .extracting import UNREADABLE

MOST_SECONDS = 12


class Unreadable(Exception):
    """It is no PDF that can be read."""


class TakesTooMuch(Unreadable):
    """Reading it takes more time or memory than any quote does."""


@dataclass(frozen=True)
class Printed:
    """`content` is "" where none is attached; `added`: what lies over the pages, in words."""

    text: str
    content: str
    added: list[str] = field(default_factory=list)


def read_pdf(data: bytes) -> Printed:
    """By a process of its own. Raises `Unreadable`, of which `TakesTooMuch` is one."""
    announce(AMOUNTS_OF_A_PROCESS)
    try:
        read = subprocess.run(
            [sys.executable, "-m", "quotes.pdf.extracting"],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            cwd=settings.BASE_DIR,
        )
    except subprocess.TimeoutExpired:
        raise TakesTooMuch from None
    if read.returncode == UNREADABLE:
        raise Unreadable
    if read.returncode:
        raise TakesTooMuch
    return Printed(**json.loads(read.stdout))
