"""From leaves to a document: what an address or a form says, applied to its base."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from calculator.question.address.members import (
    DOCUMENT,
    MEMBERS,
    Moved,
    by_name,
    find_moved_groups,
    follow_groups,
    is_text,
    members_of,
    names_of,
)
from calculator.question.address.paths import Leaf, find_index, group_by_head
from calculator.question.address.records import RecordReading, copy_object, tell_missing
from calculator.question.address.values import LONGEST_PATH
from pricing.engine.faults import Fault
from pricing.engine.fields import SHAPES
from pricing.engine.plain_values import find_forbidden

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


class _Reading(RecordReading):
    """One reading of an address: what it says of the document, its groups and its scenarios."""

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
            elif unreadable := _UNREADABLE.search(path) or _UNREADABLE.search(text):
                self.note_fault(path, text, _tell_unreadable(unreadable[0]))
            elif key in place:
                self.note_fault(path, text, "given twice")
            else:
                place[key] = text
        return plain, members

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
                self.note_misplaced(path, parts, tell_missing(MEMBERS[key], len(members)))
                continue
            member = copy_object(members[index])
            given, whole = None, parts.pop("", None)
            if whole is not None:
                given = self.read_as_json(path, whole, dict)
            if given is not None:
                member = {"name": member.get("name"), **follow_groups(given, self.renames)}
            self.set_fields(member, SHAPES[MEMBERS[key]], parts, f"{path}.")
            result[index] = member
        return result


def _tell_unreadable(sign: str) -> str:
    """Why a text with a sign is refused; the sign that stands for what was no UTF-8 says so."""
    if sign == "\ufffd":
        return "has characters that cannot be read; write the address in UTF-8"
    return find_forbidden(sign, is_note=True)
