"""Why nothing was read of a file that was sent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest

from calculator.uploads import FORM_OF_FILE
from pricing.engine.faults import Fault

MOST_SHOWN = 20  # faults, one by one
NO_FILE = "Choose a file first."
TWO_FILES = "Two files came: read one at a time."
TOO_LARGE = "The file is larger than {} MiB, which is more than is read here."


class RefusedFile(NamedTuple):
    """Why nothing was read, in a sentence, and what of the file is wrong."""

    sentence: str
    faults: Sequence[Fault] = ()

    @property
    def shown(self) -> list[str]:
        """What is wrong, one by one; what is wrong with the file as a whole is no fault of the
        comparison's document.
        """
        faults = self.faults[:MOST_SHOWN]
        return [str(fault._replace(path=fault.path or "the file")) for fault in faults]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return max(0, len(self.faults) - MOST_SHOWN)


def is_form_of_file(request: HttpRequest) -> bool:
    """Whether a form that has room for a file was sent, with one or without: what brings along a
    comparison alone is no such form.
    """
    return request.content_type == FORM_OF_FILE


def find_refusal(files: Sequence[Any], most_bytes: float = math.inf) -> RefusedFile | None:
    """Why the files that came are not the one that is read; None where they are."""
    if not files:
        return RefusedFile(NO_FILE)
    if len(files) > 1:
        return RefusedFile(TWO_FILES)
    if files[0].size > most_bytes:
        return RefusedFile(TOO_LARGE.format(int(most_bytes) // 1024**2))
    return None
