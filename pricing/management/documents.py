"""What commands that read comparison documents share.

Files and faults.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError

from pricing.comparison import compare_json
from pricing.engine.answer import Answer
from pricing.engine.faults import Fault, Faults, visible
from pricing.engine.json_text import MAXIMUM_BYTES
from pricing.plain_files import open_plain

STANDARD_INPUT = "-"
FAULTY = 2
T = TypeVar("T")


class DocumentCommand(BaseCommand):
    """A command that prices documents.

    Faults go to standard error, one a line, and end it with status 2.
    """

    requires_system_checks: list[str] = []  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_faulty = False
        self.has_read_input = False

    def priced(self, name: str) -> Answer | None:
        """The answer to the document in a file, or None with its faults told."""
        return self.attempted(name, lambda: compare_json(self.read(name)))

    def attempted(self, name: str, act: Callable[[], T]) -> T | None:
        """What an act with a file gives, or None with the faults told."""
        try:
            return act()
        except Faults as found:
            faults = found.faults
        except DatabaseError as error:
            faults = [
                Fault(
                    "price_list",
                    "",
                    (
                        f"the catalogue cannot be read ({visible(str(error))}); run migrate and "
                        "load_catalogue"
                    ),
                )
            ]
        self.tell(name, faults)
        return None

    def tell(self, name: str, faults: list[Fault]) -> None:
        """Writes the faults of a file, one a line."""
        self.is_faulty = True
        for fault in faults:
            self.stderr.write(f"{visible(name)}: {fault}")

    def end(self) -> None:
        """Ends with status 2 where anything was faulty."""
        if self.is_faulty:
            sys.exit(FAULTY)

    def read(self, name: str) -> bytes:
        """At most one byte more than a document may have, from a file or standard input."""
        if name == STANDARD_INPUT:
            if self.has_read_input:
                raise Faults([Fault("", "standard input once more", "may be read once")])
            self.has_read_input = True
            return sys.stdin.buffer.read(MAXIMUM_BYTES + 1)
        try:
            with open_plain(name) as file:
                return file.read(MAXIMUM_BYTES + 1)
        except OSError as error:
            raise Faults([Fault("", "", _refuse_unreadable(error))]) from None


def _refuse_unreadable(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, IsADirectoryError):
        return "is a directory; name a file"
    return f"cannot be read ({(error.strerror or 'unknown reason').lower()})"
