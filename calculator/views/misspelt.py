"""What an address says that is near a known name, but none: pages go on without it, and say so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.http import HttpRequest, QueryDict

from calculator.parameters import list_given_twice
from calculator.question.address import find_misspelt
from calculator.question.misspelt import address_faults
from calculator.question.state import KEPT, State
from calculator.question.table_options import CHOICES, OPTION_NAMES
from calculator.views.files import LOOK_NAMES
from pricing.engine.faults import Fault, holds


def note_misspelt(request: HttpRequest, state: State) -> State:
    """The state with a note of what its address says in vain, unless it has another note."""
    if request.method == "GET" and not state.note:
        found = [
            *address_faults(request.GET, LOOK_NAMES, find_misspelt),
            *_find_unknown_options(request.GET),
        ]
        return replace(state, note=tell_misspelt(found))
    return state


def tell_misspelt(faults: Iterable[Fault]) -> str:
    """The first of what was misspelt, in a sentence; "" where nothing was."""
    return next((f"“{fault.path}” {fault.message}" for fault in faults), "")


def _find_unknown_options(parameters: QueryDict) -> list[Fault]:
    """Ways to look at the table that there are not or that are two, and what names no version."""
    found = list_given_twice(parameters, OPTION_NAMES)
    if (kept := parameters.get("kept", "")) and not KEPT.fullmatch(kept):
        words = f"is {holds(kept)}, and may name a version of a kept comparison, as 12.3"
        found.append(Fault("kept", holds(kept), words))
    return found + [
        Fault(name, holds(text), f"is {holds(text)}, and may be {' or '.join(known)}")
        for name, known in CHOICES.items()
        if (text := parameters.get(name, "")) and text not in known
    ]
