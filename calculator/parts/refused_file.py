"""Why nothing was read of a file that was sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pricing.engine.faults import Fault

MOST_SHOWN = 20  # faults, one by one
NO_FILE = "Choose a file first."
TWO_FILES = "Two files came: read one at a time."


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
