"""What a press makes of the stack of a scenario: schemes added, replaced, taken out, put first.

All pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import chain
from typing import Any

from calculator.question.address.members import entry_parts, plain_entry, scheme_id_of
from calculator.question.places import Refused, Scenario, find_place
from pricing.engine.market import Catalogue
from pricing.engine.vocabulary import is_of_hosts

# What another in its place does not have.
OF_ONE_SCHEME = (
    "owned",
    "owned_years",
    "term",
    "instances",
)


def add_scheme(stack: list[Any], scheme: str, catalogue: Catalogue | None) -> list[Any]:
    """The stack with one more scheme at its end; hosts that others ask for are theirs alone, where
    they name groups.
    """
    if catalogue is None or scheme not in catalogue.schemes:
        raise Refused("There is no such scheme.")
    if scheme in map(scheme_id_of, stack):
        raise Refused(f"{catalogue.schemes[scheme].name} stands in the stack already.")
    served = _find_asking(stack, scheme, catalogue)
    if None in served or not served:
        return [*stack, scheme]
    return [*stack, {"scheme": scheme, "groups": list(dict.fromkeys(chain.from_iterable(served)))}]


def _find_asking(stack: list[Any], scheme: str, catalogue: Catalogue) -> list[Any]:
    """The groups of each entry that requires of hosts what a scheme brings them; None for all."""
    brought = {token for token in catalogue.schemes[scheme].provides if is_of_hosts(token)}
    found = ((entry, catalogue.schemes.get(scheme_id_of(entry))) for entry in stack)
    return [
        entry_parts(entry).get("groups")
        for entry, other in found
        if other and brought & {*other.requires}
    ]


def replace_scheme(stack: list[Any], what: str, catalogue: Catalogue | None) -> list[Any]:
    """The stack with one scheme in another's place, which keeps whom it serves.

    Both may have points in their ids.
    """
    parts = what.split(".")
    for at in range(1, len(parts)):
        old, new = ".".join(parts[:at]), ".".join(parts[at:])
        places = [place for place, entry in enumerate(stack) if scheme_id_of(entry) == old]
        if places and catalogue and new in catalogue.schemes:
            break
    else:
        raise Refused("The stack has no such scheme, or there is none to take its place.")
    [place] = places
    if new in map(scheme_id_of, stack):
        rest = stack[:place] + stack[place + 1 :]
        there = [scheme_id_of(entry) for entry in rest].index(new)
        return [*rest[:there], _merge_entries(rest[there], stack[place]), *rest[there + 1 :]]
    kept = {
        key: value for key, value in entry_parts(stack[place]).items() if key not in OF_ONE_SCHEME
    }
    return [*stack[:place], plain_entry({**kept, "scheme": new}), *stack[place + 1 :]]


def _merge_entries(kept: Any, gone: Any) -> Any:
    """One entry for two: it serves whom both did, and has as many as both fixed; beside a count
    they come on top.
    """
    one, other = entry_parts(kept), entry_parts(gone)
    fixed = [
        _read_number(entry["quantity"])
        for entry in (one, other)
        if entry.get("quantity") is not None
    ]
    more = sum(_read_number(entry.get("extra", 0)) for entry in (one, other))
    numbers = {"extra": more, "quantity": sum(fixed)}
    if len(fixed) < 2:
        numbers = {"extra": more + sum(fixed)}
    if not numbers["extra"]:
        del numbers["extra"]
    served = [entry.get("groups") for entry in (one, other)]
    groups = {}
    if None not in served:
        groups = {"groups": list(dict.fromkeys([*served[0], *served[1]]))}
    rest = {key: value for key, value in one.items() if key not in ("quantity", "extra", "groups")}
    return plain_entry(rest | groups | numbers)


def _read_number(value: Any) -> int:
    """A whole number of an entry, which the form holds as it was typed."""
    if not str(value).isdecimal():
        raise Refused("Two entries become one here; give both whole numbers first.")
    return int(value)


def take_successors(
    scenario: Scenario, document: Mapping[str, Any], catalogue: Catalogue | None
) -> Scenario:
    """The scenario with the successor of each scheme that is not on sale on its day, where one
    is.
    """
    stack = list(scenario.get("stack") or [])
    if catalogue:
        market = catalogue.on(
            date.fromisoformat(str(scenario.get("price_date") or document["price_date"]))
        )
        for scheme in [scheme_id_of(entry) for entry in stack]:
            following = None
            if market.price(scheme) is None:
                following = market.follower(scheme)
            if following is not None:
                stack = replace_scheme(stack, f"{scheme}.{following.id}", catalogue)
    return {**scenario, "stack": stack}


def _take_out(stack: list[Any], position: str, catalogue: Catalogue | None) -> list[Any]:
    """The stack without an entry."""
    place = find_place(position, stack)
    return stack[:place] + stack[place + 1 :]


def _put_first(stack: list[Any], position: str, catalogue: Catalogue | None) -> list[Any]:
    """The stack with an entry before all others: whoever comes first covers first."""
    place = find_place(position, stack)
    return [stack[place], *stack[:place], *stack[place + 1 :]]


STACK_ACTIONS: dict[str, Callable[..., list[Any]]] = {
    "add": add_scheme,
    "replace": replace_scheme,
    "take_out": _take_out,
    "first": _put_first,
}
