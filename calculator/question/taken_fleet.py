"""A fleet counted elsewhere in the place of a comparison's own, whose scenarios stay.

Each new group is like one of those before: it works as that one does, and what scenarios say of
that one they say of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from calculator.question.address.members import BY_GROUP, mapping, members_of

LIKE_DESKTOPS = ("users", "devices")


class CountedGroup(NamedTuple):
    """A new group: its name, its desktops, and the name of the group that it is like."""

    name: str
    desktops: int
    like: str


def take_fleet(document: Mapping[str, Any], counted: Sequence[CountedGroup]) -> dict[str, Any]:
    """The document with the counted groups as its fleet."""
    before = {group["name"]: group for group in members_of(document, "fleet")}
    new_names: dict[str, list[str]] = {name: [] for name in before}
    for group in counted:
        new_names[group.like].append(group.name)
    scenarios = members_of(document, "scenarios")
    return {
        **document,
        "fleet": [_make_group(group, before[group.like]) for group in counted],
        "scenarios": [_take_names(scenario, new_names) for scenario in scenarios],
    }


def _make_group(group: CountedGroup, like: Mapping[str, Any]) -> dict[str, Any]:
    """A group that has users and devices in the proportion of the one that it is like."""
    made = {**like, "name": group.name, "desktops": group.desktops}
    for field in LIKE_DESKTOPS:
        made.pop(field, None)
        share = _find_share(like, field)
        if share is not None:
            made[field] = int(group.desktops * share + Decimal("0.5"))
    return made


def _find_share(like: Mapping[str, Any], field: str) -> Decimal | None:
    """Users or devices a desktop; None where they are as many, or are no plain numbers."""
    try:
        return Decimal(str(like[field])) / Decimal(str(like["desktops"]))
    except (KeyError, InvalidOperation, ZeroDivisionError):
        return None


def _take_names(scenario: Mapping[str, Any], new_names: Mapping[str, list[str]]) -> dict[str, Any]:
    """A scenario that says of the new groups what it said of those that they are like."""
    taken = dict(scenario)
    for field in BY_GROUP:
        if field in scenario:
            taken[field] = {
                new: said
                for name, said in mapping(scenario[field]).items()
                for new in new_names.get(name, ())
            }
    entries = [_take_names_of_entry(entry, new_names) for entry in scenario.get("stack") or []]
    return {**taken, "stack": [entry for entry in entries if entry is not None]}


def _take_names_of_entry(entry: Any, new_names: Mapping[str, list[str]]) -> Any:
    """An entry for the groups that are like those it was for; None where there are none."""
    if not isinstance(entry, Mapping) or not entry.get("groups"):
        return entry
    groups = [new for name in entry["groups"] for new in new_names.get(name, ())]
    if not groups:
        return None
    return {**entry, "groups": groups}
