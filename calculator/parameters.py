"""What an address or a form says, before anything reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.http import QueryDict

from pricing.engine.faults import Fault, Faults, holds


def list_given_twice(parameters: QueryDict, names: Iterable[str]) -> list[Fault]:
    """A fault for each name that says one thing and was given more than once: no one of its texts
    is the one that counts.
    """
    return [
        Fault(name, holds(parameters[name]), "given twice")
        for name in names
        if len(parameters.getlist(name)) > 1
    ]


def list_not_offered(parameters: QueryDict, offered: Mapping[str, Collection[str]]) -> list[Fault]:
    """A fault for each text that is none of the choices of its name; "" stands for nothing said."""
    return [
        Fault(name, holds(text), f"may hold {' or '.join(filter(None, choices))}")
        for name, choices in offered.items()
        for text in parameters.getlist(name)
        if text not in choices
    ]


def check_given_once(parameters: QueryDict, names: Iterable[str]) -> None:
    """Raises `Faults` for what was given more than once."""
    if faults := list_given_twice(parameters, names):
        raise Faults(faults)
