"""Groups and scenarios, which are known by their names.

Where groups went, what is said of them follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pricing.engine.fields import SHAPES, Field
from pricing.engine.json_text import JsonNumber

Shape = Mapping[str, Field]
Moved = Mapping[str, str | None]

DOCUMENT = SHAPES["document"]
MEMBERS = {"fleet": "group", "scenarios": "scenario"}
BY_GROUP = ("deliveries", "endpoints", "entitlements")


def is_text(value: Any) -> bool:
    """Whether a value is a text, and no number that is kept as its text."""
    return isinstance(value, str) and not isinstance(value, JsonNumber)


def are_all(kind: type, *values: Any) -> bool:
    """Whether each of the values is of a kind."""
    return all(isinstance(value, kind) for value in values)


def mapping(value: Any) -> Mapping[str, Any]:
    """An object, or an empty one: a document may hold anything that somebody wrote."""
    if isinstance(value, Mapping):
        return value
    return {}


def members_of(document: Mapping[str, Any], key: str) -> list[Any]:
    """The groups or scenarios of a document; none where something else stands there."""
    value = document.get(key)
    if isinstance(value, list):
        return value
    return []


def names_of(members: list[Any]) -> list[Any]:
    """The name of each member, None where it has none."""
    return [member.get("name") if isinstance(member, Mapping) else None for member in members]


def by_name(members: list[Any]) -> dict[str, Any]:
    """Members by their names."""
    return {
        name: member
        for name, member in zip(names_of(members), members, strict=True)
        if is_text(name)
    }


def find_moved_groups(before: list[Any], listed: list[Any], after: list[Any]) -> Moved:
    """Where the base's groups went: to a new name, or to None where they are gone."""
    stay = names_of(listed)
    moved = {old: None for old in names_of(before) if is_text(old) and old not in stay}
    renamed = {
        old: new
        for old, new in zip(stay, names_of(after), strict=True)
        if is_text(old) and old != new
    }
    return {**moved, **renamed}


def follow_groups(scenario: Any, moved: Moved) -> Any:
    """A scenario that says of the moved groups what it said of them before."""
    if not moved or not isinstance(scenario, Mapping):
        return scenario
    return {name: follow_groups_in(name, value, moved) for name, value in scenario.items()}


def follow_groups_in(name: str, value: Any, moved: Moved) -> Any:
    """One field of a scenario, its references to groups brought to where they went."""
    if not moved:
        return value
    if name in BY_GROUP and isinstance(value, Mapping):
        return {
            new: item for key, item in value.items() if (new := moved.get(key, key)) is not None
        }
    if name == "groups" and isinstance(value, list):
        news = (moved.get(group, group) if isinstance(group, str) else group for group in value)
        return [new for new in news if new is not None]
    if name == "stack" and isinstance(value, list):
        # An entry for groups that are all gone goes with them: to serve all instead would be
        # another thing.
        entries = [follow_groups(entry, moved) for entry in value]
        return [
            new
            for old, new in zip(value, entries, strict=True)
            if old == new or new.get("groups") != []
        ]
    return value


def plain_entry(entry: dict[str, Any]) -> Any:
    """An entry that says nothing but its scheme as that scheme's plain id."""
    if entry.keys() == {"scheme"}:
        return entry["scheme"]
    return entry


def scheme_id_of(entry: Any) -> str:
    """The scheme of an entry of a stack, by its id."""
    return str(entry_parts(entry).get("scheme"))


def entry_parts(entry: Any) -> Mapping[str, Any]:
    """An entry of a stack as an object; a plain id is its scheme."""
    if isinstance(entry, Mapping):
        return entry
    return {"scheme": entry}
