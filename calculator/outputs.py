"""Standard output and error of commands: what becomes of them changes nothing that a command does.

A command goes on where nobody hears it, and decides its status as ever. At the end a reader who
left early is no error. A result that could not be written is one, with a status that no command
gives a meaning of its own; of what is told on standard error nobody could be told.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

NOT_WRITTEN = os.EX_IOERR


class Output(io.FileIO):
    """Takes all that is written, and remembers why it could not pass it on."""

    failure: OSError | None = None

    def write(self, content: Any) -> int:
        """As ever until it fails once, then into nothing."""
        if self.failure is not None:
            return len(content)
        try:
            return super().write(content)
        except OSError as error:
            self.failure = error
            return len(content)


@contextmanager
def standing_outputs() -> Iterator[None]:
    """Standard output and error that never fail within, in UTF-8 whatever the locale says. Exits
    with `NOT_WRITTEN` where standard output could not be written.
    """
    output = _replace("stdout", 1)
    _replace("stderr", 2)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        failure = output.failure
        if failure is not None and not isinstance(failure, BrokenPipeError):
            sys.stderr.write(f"The output cannot be written: {failure.strerror}.\n")
            sys.exit(NOT_WRITTEN)


def _replace(name: str, descriptor: int) -> Output:
    """Puts an `Output` in the place of a stream. One that was closed before the program began leads
    nowhere, so that no other file gets its number.
    """
    before = getattr(sys, name)
    if before is None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
    output = Output(descriptor, "wb", closefd=False)
    text = io.TextIOWrapper(
        io.BufferedWriter(output),
        encoding="utf-8",
        errors="backslashreplace",
        newline="",
        line_buffering=before is not None and (before.line_buffering or before.write_through),
    )
    setattr(sys, name, text)
    return output
