"""That nothing of an own list holds on the day of a comparison, and a day on which it does."""

from __future__ import annotations

from typing import NamedTuple

from calculator import formats
from calculator.question import address
from calculator.question.state import State
from pricing.engine.document import Question
from pricing.idle_list import find_idle, find_own_list

PRICE_DATE = "price_date"


class Idle(NamedTuple):
    """In a sentence a day, and where everything of the list holds: that day in words, and the query
    string; "" of what no address holds.
    """

    sentences: list[str]
    day: str
    query: str


def name_own_list(question: Question) -> str:
    """What an own list is called whose prices a comparison has; "" of any other."""
    own = find_own_list(question)
    return own.name if own else ""


def tell_idle(state: State) -> Idle | None:
    """Of a state with an answer; None where something of its list holds, or that is no own one."""
    if state.answer is None:
        return None
    question = state.answer.question
    found = find_idle(question)
    if found is None:
        return None
    query = ""
    if state.preset and question.price_date in {each.day for each in found.days}:
        leaves = [leaf for leaf in state.leaves if leaf[0] != PRICE_DATE]
        query = address.query(
            [*leaves, (PRICE_DATE, found.newest.isoformat())], preset=state.preset
        )
    return Idle(
        [formats.with_days(words) for words in found.tell()], formats.day(found.newest), query
    )
