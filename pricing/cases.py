"""The cases of a question's ranges, and how long their making may take."""

from __future__ import annotations

import time

from .engine.analysis.uncertainty import DEFAULT, AfterBlocks, Uncertain, uncertainty_of
from .engine.answer import Answer
from .engine.faults import Fault, Faults

MOST_SECONDS = 10.0
SECONDS_BEFORE_JUDGING = 0.5


def cases_of(answer: Answer, *, path: str = "uncertainty.draws", seconds: float | None = MOST_SECONDS) -> Uncertain:
    """The cases of an answer's question. Which scenario may be cheapest follows from its rules at typical values.

    Raises `Faults` as soon as the work is seen to take longer than so many seconds; None sets no limit.
    """
    question = answer.question
    may_win = [scenario.compliant for scenario in answer.scenarios]
    asked = (question.uncertainty or DEFAULT).draws
    if seconds is None:
        watch = None
    else:
        watch = _watch(asked, path, seconds)
    return uncertainty_of(question, may_win, watch)


def _watch(draws: int, path: str, seconds: float) -> AfterBlocks:
    start = time.monotonic()

    def watch(done: int, number: int) -> None:
        spent = time.monotonic() - start
        whole = spent / done * number
        if spent >= SECONDS_BEFORE_JUDGING and whole > seconds:
            fewer = _rounded(int(draws * seconds / whole * 0.8))
            words = f"would take some {whole:,.0f} seconds here, and may take {seconds:.0f}"
            raise Faults([Fault(path, f"{draws:,} draws", f"{words}; some {fewer:,} would do", str(fewer))])

    return watch


def _rounded(number: int) -> int:
    """Down to its first digit.

    >>> _rounded(4_831_000)
    4000000
    """
    step: int = 10 ** (len(str(max(1, number))) - 1)
    return max(1, number // step * step)
