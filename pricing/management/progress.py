"""How far a long command is: a bar at a terminal, elsewhere a line for each tenth."""

from __future__ import annotations

from time import monotonic

from django.core.management.base import OutputWrapper

WIDTH = 32


class ProgressBar:
    """Told on standard error, so that what is piped on holds none of it."""

    def __init__(self, stream: OutputWrapper) -> None:
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._begun = monotonic()
        self._first: int | None = None
        self._tenths = 0

    def show(self, done: int, total: int) -> None:
        """So many are done; the first call says how many there were at the start."""
        if self._first is None:
            self._first = done
        if self._is_terminal:
            filled = "#" * (WIDTH * done // max(1, total))
            words = f"\r[{filled:<{WIDTH}}] {done:,} of {total:,}{self._tell_rest(done, total)}"
            self._write(f"{words}\x1b[K")
        elif done * 10 // max(1, total) > self._tenths:
            self._tenths = done * 10 // total
            self._write(f"{done:,} of {total:,}{self._tell_rest(done, total)}\n")

    def end(self) -> None:
        """Ends the line of the bar."""
        if self._is_terminal and self._first is not None:
            self._write("\n")

    def _tell_rest(self, done: int, total: int) -> str:
        """How many a second, and how long the rest may take."""
        new, seconds = done - (self._first or 0), monotonic() - self._begun
        if not new or done == total:
            return ""
        rest = (total - done) * seconds / new
        return f", {new / seconds:,.1f} a second, {tell_duration(rest)} left"

    def _write(self, text: str) -> None:
        self._stream.write(text, str, ending="")
        self._stream.flush()


def tell_duration(seconds: float) -> str:
    """A time in the largest unit that it fills.

    >>> tell_duration(42.4), tell_duration(150), tell_duration(9000)
    ('42 s', '2 min', '2.5 h')
    """
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds // 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
