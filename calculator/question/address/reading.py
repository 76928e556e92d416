"""From leaves to a document: what an address or a form says, applied to its base."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from calculator.question.address.members import (
    BY_GROUP,
    DOCUMENT,
    MEMBERS,
    Moved,
    Shape,
    by_name,
    entry_parts,
    find_moved_groups,
    follow_groups,
    follow_groups_in,
    is_text,
    members_of,
    names_of,
    plain_entry,
)
from calculator.question.address.paths import Leaf, find_index, group_by_head
from calculator.question.address.quotes import NET
from calculator.question.address.values import AS_JSON, LONGEST_PATH, ValueReading
from pricing.engine.faults import Fault
from pricing.engine.fields import REQUIRED, SHAPES, Field

MOST_LEAVES = 4_000
LONGEST_VALUE = 100_000

_UNREADABLE = re.compile("[\x00\ud800-\udfff\ufffd]")


def read(
    base: Mapping[str, Any], leaves: Sequence[Leaf], *, is_typed: bool = False
) -> tuple[dict[str, Any], list[Fault]]:
    """The document that the leaves make of the base, and what is wrong with the address itself.

    The base is not changed; what the leaves do not touch is shared with it. In a form (`is_typed`)
    numbers may have their thousands apart: 1,234.5.
    """
    reading = _Reading(is_typed)
    plain, members = reading.sort_leaves(leaves)
    document = dict(base)
    reading.set_fields(document, DOCUMENT, plain, "")
    moved: Moved = {}
    if members["fleet"]:
        before = members_of(base, "fleet")
        listed = reading.list_members("fleet", before, members["fleet"])
        document["fleet"] = reading.set_members("fleet", listed, members["fleet"])
        moved = find_moved_groups(before, listed, document["fleet"])
    reading.groups = names_of(members_of(document, "fleet"))
    if members["scenarios"] or moved:
        reading.renames = {old: new for old, new in moved.items() if new is not None}
        before = [follow_groups(scenario, moved) for scenario in members_of(base, "scenarios")]
        listed = reading.list_members("scenarios", before, members["scenarios"])
        document["scenarios"] = reading.set_members("scenarios", listed, members["scenarios"])
    return document, reading.faults


class _Reading(ValueReading):
    """One reading of an address: its faults, the groups, and their new names.

    The methods take leaves as a dict from the rest of the path to the text; the rest "" is
    the whole field.
    """

    def __init__(self, is_typed: bool) -> None:
        super().__init__(is_typed)
        self.groups: list[Any] = []
        self.renames: dict[str, str] = {}

    def sort_leaves(
        self, leaves: Sequence[Leaf]
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        """The leaves that concern the document: plain fields, and those of groups and scenarios."""
        plain: dict[str, str] = {}
        members: dict[str, dict[str, str]] = {"fleet": {}, "scenarios": {}}
        if len(leaves) > MOST_LEAVES:
            self.faults.append(
                Fault("", f"{len(leaves):,} fields", f"may hold {MOST_LEAVES:,} fields at most")
            )
            return plain, members
        for path, text in leaves:
            head, dot, rest = path.partition(".")
            if head.partition("[")[0] not in DOCUMENT:
                continue  # of an advertiser, or a control of the page
            place, key = plain, path
            if head in members:
                place, key = members[head], rest or dot
            if len(path) > LONGEST_PATH or len(text) > LONGEST_VALUE:
                self.note_fault(
                    path,
                    text,
                    f"may hold {LONGEST_VALUE:,} characters, and a name {LONGEST_PATH}, at most",
                )
            elif _UNREADABLE.search(path) or _UNREADABLE.search(text):
                self.note_fault(
                    path, text, "has characters that cannot be read; write the address in UTF-8"
                )
            elif key in place:
                self.note_fault(path, text, "given twice")
            else:
                place[key] = text
        return plain, members

    def set_fields(
        self, record: dict[str, Any], shape: Shape, leaves: Mapping[str, str], prefix: str
    ) -> None:
        """Sets fields of an object of the document, in place."""
        for name, parts in group_by_head(leaves).items():
            field, path, text = shape.get(name), prefix + name, parts.pop("", None)
            if field is None:
                record.update({f"{name}.{rest}": text for rest, text in parts.items()})
                if text is not None:
                    record[name] = text  # no such field: the validator says so, and what is near
                continue
            value = None
            if text:
                value = self.read_value(path, text, field)
            if value is not None:
                record[name] = follow_groups_in(name, value, self.renames)
            elif text == "" and field.default is REQUIRED and field.kind not in AS_JSON:
                record[name] = ""  # the validator says what it needs
            elif text == "":
                record.pop(name, None)
            if parts:
                self.set_inside(record, name, field, parts, path)

    def set_inside(
        self, record: dict[str, Any], name: str, field: Field, parts: dict[str, str], path: str
    ) -> None:
        """Sets what lies within a field: entries of a map or stack, tokens, fields of an object."""
        value = record.get(name)
        if name == "prices" and field.kind == "map":
            record[name] = self.read_prices(value, field, parts, path)
        elif field.kind == "map":
            record[name] = self.read_entries(value, name, field, parts, path)
        elif field.of == "entry":
            record[name] = self.read_stack(value, parts, path)
        elif field.of == "own_line":
            record[name] = self.read_lines(value, parts, path)
        elif field.of == "uncertainty" and (value is not None or any(parts.values())):
            record[name] = _copy_object(value)
            self.set_fields(record[name], SHAPES["uncertainty"], parts, f"{path}.")
        elif name == "entitlements":
            record[name] = self.read_tokens(value, parts, path)
        elif name == "groups":
            record[name] = self.read_served(value, parts, path)
        elif field.of != "uncertainty":
            record.update({f"{name}.{rest}": text for rest, text in parts.items()})

    def read_entries(
        self, value: Any, name: str, field: Field, parts: dict[str, str], path: str
    ) -> dict[str, Any]:
        """A map with entries set; an empty text takes its entry away."""
        assert field.each is not None
        result = _copy_object(value)
        seen: set[str] = set()
        for given, text in parts.items():
            key = given
            if name in BY_GROUP:
                key = self.renames.get(given, given)
            if key in seen:
                self.note_fault(
                    f"{path}.{given}", text, "given twice, under the old name and the new"
                )
                continue
            seen.add(key)
            item = None
            if text:
                item = self.read_value(f"{path}.{given}", text, field.each)
            if item is not None:
                result[key] = item
            elif not text:
                result.pop(key, None)
        return result

    def read_prices(
        self, value: Any, field: Field, parts: Mapping[str, str], path: str
    ) -> dict[str, Any]:
        """Factors on prices and, behind a scheme's name and `.net`, what was quoted in their
        place.
        """
        assert field.each is not None
        result = _copy_object(value)
        quotes = {
            given.removesuffix(NET): text for given, text in parts.items() if given.endswith(NET)
        }
        factors = {given: text for given, text in parts.items() if not given.endswith(NET)}
        for key in dict.fromkeys((*factors, *quotes)):
            old = result.get(key)
            factor, quote = self.pick_newer(factors.get(key), quotes.get(key), old, f"{path}.{key}")
            item = None
            if factor and not quote:
                item = self.read_value(f"{path}.{key}", factor, field.each)
            if quote:
                result[key] = self.read_quoted(quote)
            elif item is not None:
                result[key] = item
            elif factor == "" or (quote == "" and _is_quote(old)):
                result.pop(key, None)
        return result

    def read_lines(self, value: Any, parts: dict[str, str], path: str) -> list[Any]:
        """Lines of one's own, with fields set in their places."""
        lines = []
        if isinstance(value, list | tuple):
            lines = list(value)
        for head, fields in group_by_head(parts).items():
            here = f"{path}.{head}"
            index = self.find_place(here, "line", head, len(lines), fields)
            if index is None:
                continue
            lines[index] = _copy_object(lines[index])
            self.set_fields(lines[index], SHAPES["own_line"], fields, f"{here}.")
        return lines

    def read_tokens(self, value: Any, parts: Mapping[str, str], path: str) -> list[Any]:
        """A set of tokens in the order of the base, what is added behind it by alphabet."""
        result = []
        if isinstance(value, list | tuple):
            result = list(value)
        for token, text in sorted(parts.items()):
            if text not in ("yes", "no"):
                self.note_fault(f"{path}.{token}", text, "may hold yes or no")
            elif text == "yes" and token not in result:
                result.append(token)
            elif text == "no" and token in result:
                result.remove(token)
        return result

    def read_served(self, value: Any, parts: Mapping[str, str], path: str) -> list[Any] | None:
        """The groups that an entry of a stack serves; all of them are what is not said."""
        named = {self.renames.get(group, group): text for group, text in parts.items()}
        if value is None:
            value = self.groups
        groups = self.read_tokens(value, named, path)
        if all(group in groups for group in self.groups):
            return None
        return groups

    def read_stack(self, value: Any, parts: dict[str, str], path: str) -> list[Any]:
        """A stack with entries changed in their places; only then some go and one is added."""
        entries = []
        if isinstance(value, list | tuple):
            entries = list(value)
        for head, fields in group_by_head(parts).items():
            if head == "add" and "" in fields:
                continue
            here = f"{path}.{head}"
            index = self.find_place(here, "entry", head, len(entries), fields)
            if index is None:
                continue
            entry = dict(entry_parts(entries[index]))
            self.set_fields(entry, SHAPES["entry"], fields, f"{here}.")
            if entry.get("groups") is None:
                entry.pop("groups", None)
            entries[index] = plain_entry(entry)
        kept = [entry for entry in entries if entry_parts(entry).get("scheme") != ""]
        if added := parts.get("add"):
            kept.append(added)
        return kept

    def find_place(
        self, path: str, kind: str, head: str, length: int, fields: Mapping[str, str]
    ) -> int | None:
        """Where an entry or a line stands in its list; None, and a fault, where there is none or no
        field is named.
        """
        index = find_index(head, length)
        if index is None:
            self.note_misplaced(path, fields, f"there is no {kind} {head[:20]}")
            return None
        if "" in fields:
            self.note_misplaced(path, fields, "name its field")
            return None
        return index

    def list_members(self, key: str, members: list[Any], leaves: dict[str, str]) -> list[Any]:
        """The members that the list of names (or of whole objects) under `key` wants, in its
        order.
        """
        text = leaves.pop("", None)
        if text is None:
            return members
        wanted = self.read_as_json(key, text or "[]", list)
        if wanted is None:
            return members
        known = by_name(members)
        return [self.find_member(item, known) for item in wanted]

    def find_member(self, item: Any, known: Mapping[str, Any]) -> Any:
        """Whom a name in a list means, a new one where it is not known; else the object that stands
        there.
        """
        if is_text(item):
            return known.get(item, {"name": item})
        return follow_groups(item, self.renames)

    def set_members(self, key: str, members: list[Any], leaves: Mapping[str, str]) -> list[Any]:
        """The members with their fields set."""
        result = list(members)
        for head, parts in group_by_head(leaves).items():
            path, index = f"{key}.{head}", find_index(head, len(members))
            if index is None:
                self.note_misplaced(path, parts, f"there is no {MEMBERS[key]} {head[:20]}")
                continue
            member = _copy_object(members[index])
            given, whole = None, parts.pop("", None)
            if whole is not None:
                given = self.read_as_json(path, whole, dict)
            if given is not None:
                member = {"name": member.get("name"), **follow_groups(given, self.renames)}
            self.set_fields(member, SHAPES[MEMBERS[key]], parts, f"{path}.")
            result[index] = member
        return result


def _copy_object(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    return {}


def _is_quote(value: Any) -> bool:
    return isinstance(value, Mapping) and "net" in value
