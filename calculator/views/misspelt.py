"""What an address says that is near a known name, but none: a fault, on pages too."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, QueryDict

from calculator.parameters import list_given_twice
from calculator.question.address import find_misspelt
from calculator.question.misspelt import address_faults
from calculator.question.state import KEPT, State, state_of
from calculator.question.table_options import CHOICES, OPTION_NAMES
from calculator.views.files import LOOK_NAMES
from pricing.engine.faults import Fault, holds


def read_state(request: HttpRequest, parameters: QueryDict) -> State:
    """The state that the parameters say, without an answer where they say something in vain."""
    return refuse_misspelt(request, state_of(parameters), parameters)


def refuse_misspelt(request: HttpRequest, state: State, parameters: QueryDict) -> State:
    """The state, without an answer where its address says something in vain: the figures would be
    others than those that were asked for.

    A preset that there is not is noted by the state itself, which stands on the standard one.
    """
    if request.method == "POST":
        return state
    found = [
        *address_faults(parameters, LOOK_NAMES, find_misspelt),
        *_find_unknown_options(parameters),
    ]
    found = [fault for fault in found if fault.path != "preset"]
    if not found:
        return state
    return replace(state, faults=[*state.faults, *found], answer=None)


def _find_unknown_options(parameters: QueryDict) -> list[Fault]:
    """Ways to look at the table that there are not or that are two, and what names no version."""
    found = list_given_twice(parameters, OPTION_NAMES)
    if (kept := parameters.get("kept", "")) and not KEPT.fullmatch(kept):
        words = "may name a version of a kept comparison, as 12.3"
        found.append(Fault("kept", holds(kept), words))
    return found + [
        Fault(name, holds(text), f"may hold {' or '.join(known)}")
        for name, known in CHOICES.items()
        if (text := parameters.get(name, "")) and text not in known
    ]
