"""The cases of a question's ranges, and how many of them one answer makes."""

from __future__ import annotations

from .engine.analysis.uncertainty import DEFAULT, Uncertain, uncertainty_of
from .engine.answer import Answer
from .engine.document import Question
from .engine.faults import Fault, Faults
from .engine.work import MOST_AMOUNTS, announce, count_case, count_once, count_tables


def cases_of(
    answer: Answer, *, path: str = "uncertainty.draws", most_amounts: int | None = MOST_AMOUNTS
) -> Uncertain:
    """The cases of an answer's question.

    Which scenario may be cheapest follows from its rules at typical values.

    Raises `Faults` where more amounts would have to be worked out; None sets no limit. They are
    counted, not timed, so that the same question has the same answer on a busy machine.
    """
    question = answer.question
    asked = (question.uncertainty or DEFAULT).draws
    amounts = count_cases(question, asked)
    if most_amounts is not None and amounts > most_amounts:
        fewer = _round_down((most_amounts - count_cases(question, 0)) // count_case(question))
        words = (
            f"would take {amounts:,} amounts, and one answer has {most_amounts:,} at most; "
            f"{fewer:,} would do"
        )
        raise Faults([Fault(path, f"{asked:,} draws", words, str(fewer))])
    announce(amounts)
    return uncertainty_of(question, [scenario.compliant for scenario in answer.scenarios])


def count_cases(question: Question, cases: int) -> int:
    """How many amounts so many cases have, with what they take once."""
    return cases * count_case(question) + count_once(question) + count_tables(question)


def _round_down(number: int) -> int:
    """Down to its first digit.

    >>> _round_down(4_831_000)
    4000000
    """
    step: int = 10 ** (len(str(max(1, number))) - 1)
    return max(1, number // step * step)
