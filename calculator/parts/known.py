"""That a comparison is priced as the catalogue was known once, and the way to what is known now."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.timezone import localdate

from calculator import formats
from calculator.question import address
from calculator.question.state import State
from pricing.catalogue.history import find_change, is_to_come
from pricing.models import CatalogueChange

KNOWN_ON = "known_on"


class Known(NamedTuple):
    """The words of the bar, and the query string without it; "" of what no address holds."""

    words: str
    query: str


def tell_known(state: State) -> Known | None:
    """Of a state with an answer; None where it is priced as known now."""
    if state.answer is None or not state.answer.question.known_on:
        return None
    known_on = state.answer.question.known_on
    change = find_change(known_on)
    if change is None:  # of a version that was kept with a catalogue that is here no more
        return None
    leaves = [leaf for leaf in state.leaves if leaf[0] != KNOWN_ON]
    query = ""
    if state.preset:
        query = address.query(leaves, preset=state.preset)
    return Known(f"Priced as the catalogue was known on {tell_change(known_on, change)}", query)


def tell_change(known_on: str, change: CatalogueChange) -> str:
    """The day and number of the change as of which something is known, to the end of its
    sentence; and that it may move where it is to come.
    """
    words = f"{formats.day_of(change.at)} (change {change.number})."
    if is_to_come(known_on, change, localdate()):
        words += f" {known_on} is to come: changes until then will count here too."
    return words
