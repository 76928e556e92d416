"""What the files of the looks share: the state of the page's own address, or why there is no file."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict

from pricing.engine.faults import Fault, Faults, holds
from pricing.quote import SEPARATORS

from ..looks import LOOKS
from ..responses import as_file, json_faults, text_faults
from ..state import State, address_faults, state_of

LOOK_NAMES = frozenset(name for look in LOOKS.values() for name in look.names)


def asked_for(parameters: QueryDict) -> State:
    """The state that an address or form asks a file of, with an answer. Raises `Faults` where it has none."""
    state = state_of(parameters)
    faults = [*address_faults(parameters, LOOK_NAMES), *state.faults]
    if faults:
        raise Faults(faults)
    return state


def file_of(request: HttpRequest, name: str, make: Callable[[State, QueryDict], str]) -> HttpResponse:
    """What is made of a state that has an answer, as a file of that name, JSON or CSV; else all faults."""
    is_json = name.endswith(".json")
    refused = json_faults if is_json else text_faults
    try:
        text = make(asked_for(request.GET), request.GET)
    except Faults as found:
        return refused(422, found.faults)
    return as_file(HttpResponse(text, content_type="application/json" if is_json else "text/csv; charset=utf-8"), name)


def dialect_of(parameters: QueryDict) -> str:
    """How the address wants its CSV parted. Raises `Faults`."""
    dialect = parameters.get("dialect", "comma")
    if dialect not in SEPARATORS:
        raise Faults([Fault("dialect", holds(dialect), f"may hold {' or '.join(SEPARATORS)}")])
    return dialect
