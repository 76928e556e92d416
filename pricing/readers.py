"""Whether own price lists may be read: who asks decides, and code that nobody asks reads all."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar, Token
from typing import Any

MayRead = Callable[[], bool]

_may_read: ContextVar[MayRead | None] = ContextVar("may_read_own_lists", default=None)


def may_read_own_lists() -> bool:
    """Whether who asks may know of own price lists."""
    may_read = _may_read.get()
    return may_read is None or may_read()


def set_reader(may_read: MayRead | None) -> Token[MayRead | None]:
    """Says for what follows how to find out; None: nobody asks."""
    return _may_read.set(may_read)


def forget_reader(**signal: Any) -> None:
    """Nobody asks any more."""
    _may_read.set(None)


def reset_reader(token: Token[MayRead | None]) -> None:
    """As it was before."""
    _may_read.reset(token)
