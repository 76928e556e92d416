"""How much work a question is, counted from it before it is done, and who keeps account of it.

Counted in amounts: one amount is a line of the bill, or a group's count, in one year of one case,
and takes some ten billionths of a second at most. Nothing is timed, so that the same question is
answered, or refused, on a busy machine as on an idle one.
"""

from __future__ import annotations

from contextvars import ContextVar

from .document import Question
from .faults import Fault, Faults
from .numbers import Range

MOST_AMOUNTS = 1_000_000_000  # of one answer
CHEAP_AMOUNTS = 50_000_000  # what a request may take beside all others
COUNTS_OF_A_GROUP = 12  # made once for all scenarios: desktops, users, newcomers and the like
AMOUNTS_OF_A_DRAW = 3
AMOUNTS_OF_A_TABLE = 60_000  # the quantiles of one shape of range
MOST_TABLES = 512  # that are kept; of more ranges each is made anew for every 4,096 cases
AMOUNTS_OF_A_DRAW_ANEW = AMOUNTS_OF_A_DRAW + AMOUNTS_OF_A_TABLE // 4_096
AMOUNTS_OF_A_LINE = 3_000  # what a line takes once, however many cases follow
AMOUNTS_OF_A_WAY = 6_000_000  # one way to deliver of a search
AMOUNTS_OF_A_STEP = 100  # of a search, from state to state
AMOUNTS_OF_A_BYTE = 30  # of a file that is brought
MOST_AMOUNTS_OF_A_FILE = 720_000_000  # a larger one has longer rows, not more of them
AMOUNTS_OF_A_ROW = 12_000  # of a workbook that is written
AMOUNTS_OF_A_PROCESS = 60_000_000  # that reads or sets a PDF: more than is cheap, so few at a time
LINES_OF_OPERATION = 11


class Account:
    """What one request has taken so far. `note` is told the sum before each piece of work."""

    def __init__(self, most: int = MOST_AMOUNTS) -> None:
        self.taken, self.most = 0, most

    def note(self, amounts: int) -> None:
        """Counts work that is about to be done. Raises `Faults` where it would be too much."""
        self.taken += amounts
        if self.taken > self.most:
            raise Faults([Fault("", "", tell_too_much(self.taken, self.most))])

    def expect(self, amounts: int) -> None:
        """Hears of work that will be counted when it is done, after some that is cheap."""


ACCOUNT: ContextVar[Account | None] = ContextVar("ACCOUNT", default=None)


def announce(amounts: int) -> None:
    """Says that so much work follows, to whoever keeps account; commands keep none."""
    account = ACCOUNT.get()
    if account is not None:
        account.note(amounts)


def expect(amounts: int) -> None:
    """Says that so much work will follow: whoever has to wait for it waits before all else."""
    account = ACCOUNT.get()
    if account is not None:
        account.expect(amounts)


def count_file(file_bytes: int) -> int:
    """The amounts of a file that is brought.

    >>> count_file(2_000_000), count_file(100_000_000)
    (60000000, 720000000)
    """
    return min(AMOUNTS_OF_A_BYTE * file_bytes, MOST_AMOUNTS_OF_A_FILE)


def tell_too_much(amounts: int, most: int) -> str:
    """What is said of work that nobody does at once."""
    return (
        f"would take {amounts:,} amounts, and one answer has {most:,} at most; fewer scenarios, "
        "schemes, groups, years or cases would do"
    )


def count_lines(question: Question) -> int:
    """The lines of all scenarios: what is paid for each scheme, operations, and one's own."""
    return sum(
        2 * len(scenario.stack) + len(scenario.own_lines) + LINES_OF_OPERATION
        for scenario in question.scenarios
    )


def count_case(question: Question) -> int:
    """The amounts of one case: each line, each group of each scenario, and what is counted of each
    group once for all, in each year; and a draw of each range.
    """
    groups = len(question.fleet) * (len(question.scenarios) + COUNTS_OF_A_GROUP)
    ranges = len(list_ranges(question))
    a_draw = AMOUNTS_OF_A_DRAW_ANEW if ranges > MOST_TABLES else AMOUNTS_OF_A_DRAW
    return question.horizon_years * (count_lines(question) + groups) + a_draw * ranges


def count_once(question: Question) -> int:
    """What is worked out once, whatever follows."""
    return AMOUNTS_OF_A_LINE * count_lines(question)


def count_tables(question: Question) -> int:
    """What the quantiles of its ranges take."""
    return AMOUNTS_OF_A_TABLE * len(list_ranges(question))


def list_ranges(question: Question) -> list[Range]:
    """Every range of a question: those of scenarios and prices count each for itself."""
    numbers = [
        question.annual_growth,
        *question.assumptions.values(),
        *(value for each in question.scenarios for value in each.assumptions.values()),
        *(value for each in question.scenarios for value in each.prices.values()),
    ]
    return [number for number in numbers if isinstance(number, Range)]
