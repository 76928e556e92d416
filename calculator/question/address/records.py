"""From leaves to the objects of a document: their fields, and what lies within a field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calculator.question.address.members import (
    BY_GROUP,
    Shape,
    entry_parts,
    follow_groups_in,
    plain_entry,
)
from calculator.question.address.paths import find_index, group_by_head
from calculator.question.address.quotes import NET, quote_text
from calculator.question.address.values import AS_JSON, ValueReading
from pricing.engine.fields import REQUIRED, SHAPES, Field


class RecordReading(ValueReading):
    """Reads leaves into the objects of a document; knows its groups, and their new names.

    The methods take leaves as a dict from the rest of the path to the text; the rest "" is
    the whole field.
    """

    def __init__(self, is_typed: bool) -> None:
        super().__init__(is_typed)
        self.groups: list[Any] = []
        self.renames: dict[str, str] = {}

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
            record[name] = copy_object(value)
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
        result = copy_object(value)
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
        result = copy_object(value)
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
                result[key] = _keep_said(old, self.read_quoted(quote))
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
            lines[index] = copy_object(lines[index])
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
            self.note_misplaced(path, fields, tell_missing(kind, length))
            return None
        if "" in fields:
            self.note_misplaced(path, fields, "name its field")
            return None
        return index


def tell_missing(kind: str, count: int) -> str:
    """That a list does not reach so far. Which one was asked for is said by its path, from 0, or by
    its label, from 1.
    """
    there_are = {0: "there is none", 1: "there is 1"}.get(count, f"there are {count:,}")
    return f"there is no such {kind}; {there_are}"


def copy_object(value: Any) -> dict[str, Any]:
    """A copy of an object to set fields in; an empty one where something else stands."""
    if isinstance(value, Mapping):
        return dict(value)
    return {}


def _keep_said(old: Any, quoted: dict[str, Any]) -> dict[str, Any]:
    """A quoted price with what was said with it, as long as it is the same price."""
    if _is_quote(old) and quote_text(old) == quote_text(quoted):
        return {**old, **quoted}
    return quoted


def _is_quote(value: Any) -> bool:
    return isinstance(value, Mapping) and "net" in value
