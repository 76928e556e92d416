"""The cases of a question's ranges, and how many of them one answer makes."""

from __future__ import annotations

from .engine.analysis.uncertainty import DEFAULT, Uncertain, uncertainty_of
from .engine.answer import Answer
from .engine.faults import Fault, Faults

MOST_AMOUNTS = 4_000_000_000  # of one answer; each takes one to five billionths of a second


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
    a_case = amounts_of_a_case(answer)
    if most_amounts is not None and asked * a_case > most_amounts:
        fewer = _round_down(most_amounts // a_case)
        words = (
            f"would take {asked * a_case:,} amounts, and one answer has {most_amounts:,} at most; "
            f"{fewer:,} would do"
        )
        raise Faults([Fault(path, f"{asked:,} draws", words, str(fewer))])
    return uncertainty_of(question, [scenario.compliant for scenario in answer.scenarios])


def amounts_of_a_case(answer: Answer) -> int:
    """How many amounts one case has: each line, and each group of each scenario, in each year."""
    question = answer.question
    lines = len(answer.evaluation.lines) + len(question.scenarios) * len(question.fleet)
    return lines * question.horizon_years


def _round_down(number: int) -> int:
    """Down to its first digit.

    >>> _round_down(4_831_000)
    4000000
    """
    step: int = 10 ** (len(str(max(1, number))) - 1)
    return max(1, number // step * step)
