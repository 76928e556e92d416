"""From leaves to a document: what an address or a form says, applied to its base."""

from __future__ import annotations

import re
import unicodedata
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
    followed,
    followed_field,
    is_text,
    members_of,
    moved_groups,
    names_of,
)
from calculator.question.address.paths import Leaf, bracketed
from calculator.question.address.quotes import NET, quote_text, read_quote
from calculator.question.address.ranges import is_range, per_cent, range_text, read_range
from pricing.engine.faults import Fault, Faults, holds
from pricing.engine.fields import REQUIRED, SHAPES, Field
from pricing.engine.json_text import JsonNumber, JsonObject, read_json
from pricing.engine.knobs import KNOBS

MOST_LEAVES = 4_000
LONGEST_VALUE = 100_000
LONGEST_PATH = 1_000

_AS_JSON: dict[str, type] = {"tokens": list, "objects": list, "map": dict, "object": dict}
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_FLAGS = {"true": True, "false": False}
_UNREADABLE = re.compile("[\x00\ud800-\udfff\ufffd]")


def read(
    base: Mapping[str, Any], leaves: Sequence[Leaf], *, is_typed: bool = False
) -> tuple[dict[str, Any], list[Fault]]:
    """The document that the leaves make of the base, and what is wrong with the address itself.

    The base is not changed; what the leaves do not touch is shared with it. In a form (`is_typed`)
    numbers may have their thousands apart: 1,234.5.
    """
    reading = _Reading(is_typed)
    plain, members = reading.accepted(leaves)
    document = dict(base)
    reading.record(document, DOCUMENT, plain, "")
    moved: Moved = {}
    if members["fleet"]:
        before = members_of(base, "fleet")
        listed = reading.listed("fleet", before, members["fleet"])
        document["fleet"] = reading.edited("fleet", listed, members["fleet"])
        moved = moved_groups(before, listed, document["fleet"])
    reading.groups = names_of(members_of(document, "fleet"))
    if members["scenarios"] or moved:
        reading.renames = {old: new for old, new in moved.items() if new is not None}
        before = [followed(scenario, moved) for scenario in members_of(base, "scenarios")]
        listed = reading.listed("scenarios", before, members["scenarios"])
        document["scenarios"] = reading.edited("scenarios", listed, members["scenarios"])
    return document, reading.faults


def share_of(text: str, path: str, field: Field) -> str:
    """The share that a text gives in per cent, at a field of shares or rates; "" of any other text.

    >>> share_of("42 %", "fleet.0.peak_concurrency", SHAPES["group"]["peak_concurrency"])
    '0.42'
    """
    knob = KNOBS.get(path.rpartition("assumptions.")[2])
    is_share = (field.high == 1 and field.kind != "count") or (knob is not None and knob.high == 1)
    if is_share:
        return per_cent(text)
    return ""


class _Reading:
    """One reading of an address: its faults, the groups, and their new names.

    The methods take leaves as a dict from the rest of the path to the text; the rest "" is
    the whole field.
    """

    def __init__(self, is_typed: bool) -> None:
        self.is_typed = is_typed
        self.faults: list[Fault] = []
        self.groups: list[Any] = []
        self.renames: dict[str, str] = {}

    def fault(self, path: str, text: str, message: str) -> None:
        where = bracketed(path)
        if len(where) > LONGEST_PATH or not where.isprintable():
            where = holds(where[:80])[1:-1]
        self.faults.append(Fault(where, holds(text), message))

    def accepted(self, leaves: Sequence[Leaf]) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        """The leaves that concern the document: plain fields, and those of groups and scenarios."""
        plain: dict[str, str] = {}
        members: dict[str, dict[str, str]] = {"fleet": {}, "scenarios": {}}
        if len(leaves) > MOST_LEAVES:
            self.faults.append(Fault("", f"{len(leaves):,} fields", f"may hold {MOST_LEAVES:,} fields at most"))
            return plain, members
        for path, text in leaves:
            head, dot, rest = path.partition(".")
            if head.partition("[")[0] not in DOCUMENT:
                continue  # of an advertiser, or a control of the page
            place, key = (members[head], rest or dot) if head in members else (plain, path)
            if len(path) > LONGEST_PATH or len(text) > LONGEST_VALUE:
                self.fault(path, text, f"may hold {LONGEST_VALUE:,} characters, and a name {LONGEST_PATH}, at most")
            elif _UNREADABLE.search(path) or _UNREADABLE.search(text):
                self.fault(path, text, "has characters that cannot be read; write the address in UTF-8")
            elif key in place:
                self.fault(path, text, "given twice")
            else:
                place[key] = text
        return plain, members

    def record(self, record: dict[str, Any], shape: Shape, leaves: Mapping[str, str], prefix: str) -> None:
        """Sets fields of an object of the document, in place."""
        for name, parts in _by_head(leaves).items():
            field, path, text = shape.get(name), prefix + name, parts.pop("", None)
            if field is None:
                record.update({f"{name}.{rest}": text for rest, text in parts.items()})
                if text is not None:
                    record[name] = text  # no such field: the validator says so, and what is near
                continue
            value = None
            if text:
                value = self.value(path, text, field)
            if value is not None:
                record[name] = followed_field(name, value, self.renames)
            elif text == "" and field.default is REQUIRED and field.kind not in _AS_JSON:
                record[name] = ""  # the validator says what it needs
            elif text == "":
                record.pop(name, None)
            if parts:
                self.inside(record, name, field, parts, path)

    def inside(self, record: dict[str, Any], name: str, field: Field, parts: dict[str, str], path: str) -> None:
        """Sets what lies within a field: entries of a map or stack, tokens, fields of an object."""
        value = record.get(name)
        if name == "prices" and field.kind == "map":
            record[name] = self.prices(value, field, parts, path)
        elif field.kind == "map":
            record[name] = self.entries(value, name, field, parts, path)
        elif field.of == "entry":
            record[name] = self.stack(value, parts, path)
        elif field.of == "own_line":
            record[name] = self.lines(value, parts, path)
        elif field.of == "uncertainty" and (value is not None or any(parts.values())):
            record[name] = _object(value)
            self.record(record[name], SHAPES["uncertainty"], parts, f"{path}.")
        elif name == "entitlements":
            record[name] = self.tokens(value, parts, path)
        elif name == "groups":
            record[name] = self.served(value, parts, path)
        elif field.of != "uncertainty":
            record.update({f"{name}.{rest}": text for rest, text in parts.items()})

    def value(self, path: str, text: str, field: Field) -> Any:
        """What a text says to a field; None, and a fault, where it had to be JSON and is not.

        Names become NFC here as in the validator, so that what follows a name still meets it.
        """
        if field.kind in _AS_JSON or (field.kind in ("range", "price") and text.startswith("{")):
            return self.json(path, text, _AS_JSON.get(field.kind, dict))
        if field.kind in ("range", "price") and is_range(text):
            return self.range(path, text, field)
        if share := share_of(text, path, field):
            return share
        if self.is_typed and field.kind in ("count", "number", "range", "price") and _GROUPED.fullmatch(text.strip()):
            return text.replace(",", "")
        if field.kind == "flag":
            return _FLAGS.get(text, text)
        if field.kind != "text" or text.isascii():
            return text
        return unicodedata.normalize("NFC", text)

    def range(self, path: str, text: str, field: Field) -> dict[str, str] | None:
        """The range that a text writes; None, and a fault, where it writes none."""
        try:
            ends = read_range(text, lambda part: share_of(part, path, field) or part)
        except ValueError as error:
            self.fault(path, text, str(error))
            return None
        if not self.is_typed:
            return ends
        return {end: n.replace(",", "") if _GROUPED.fullmatch(n) else n for end, n in ends.items()}

    def entries(self, value: Any, name: str, field: Field, parts: dict[str, str], path: str) -> dict[str, Any]:
        """A map with entries set; an empty text takes its entry away."""
        assert field.each is not None
        result = _object(value)
        seen: set[str] = set()
        for given, text in parts.items():
            key = given
            if name in BY_GROUP:
                key = self.renames.get(given, given)
            if key in seen:
                self.fault(f"{path}.{given}", text, "given twice, under the old name and the new")
                continue
            seen.add(key)
            item = None
            if text:
                item = self.value(f"{path}.{given}", text, field.each)
            if item is not None:
                result[key] = item
            elif not text:
                result.pop(key, None)
        return result

    def prices(self, value: Any, field: Field, parts: Mapping[str, str], path: str) -> dict[str, Any]:
        """Factors on prices and, behind a scheme's name and `.net`, what was quoted in their place."""
        assert field.each is not None
        result = _object(value)
        quotes = {given.removesuffix(NET): text for given, text in parts.items() if given.endswith(NET)}
        factors = {given: text for given, text in parts.items() if not given.endswith(NET)}
        for key in dict.fromkeys((*factors, *quotes)):
            old = result.get(key)
            factor, quote = self.newer(factors.get(key), quotes.get(key), old, f"{path}.{key}")
            item = None
            if factor and not quote:
                item = self.value(f"{path}.{key}", factor, field.each)
            if quote:
                result[key] = self.quote(quote)
            elif item is not None:
                result[key] = item
            elif factor == "" or (quote == "" and _is_quote(old)):
                result.pop(key, None)
        return result

    def newer(self, factor: str | None, quote: str | None, old: Any, path: str) -> tuple[str | None, str | None]:
        """Of a factor and a quote that a form without a script sends side by side, the one that did not stand there."""
        if not factor or not quote:
            return factor, quote
        if quote_text(self.quote(quote)) == (quote_text(old) or ""):
            return factor, None
        if factor != (range_text(old, " .. ") or str(old)):
            self.fault(f"{path}{NET}", quote, "give what was quoted, or a factor on the list price, not both")
        return None, quote

    def quote(self, text: str) -> dict[str, Any]:
        """What a text says was quoted."""
        quoted = read_quote(text)
        if isinstance(quoted["net"], list):
            amounts = quoted["net"]
        else:
            amounts = [quoted["net"]]
        if self.is_typed:
            amounts = [n.replace(",", "") if _GROUPED.fullmatch(n) else n for n in amounts]
        return {"net": amounts if len(amounts) > 1 else amounts[0]}

    def lines(self, value: Any, parts: dict[str, str], path: str) -> list[Any]:
        """Lines of one's own, with fields set in their places."""
        lines = []
        if isinstance(value, list | tuple):
            lines = list(value)
        for head, fields in _by_head(parts).items():
            index, here = _index(head, len(lines)), f"{path}.{head}"
            if index is None or "" in fields:
                self.misplaced(here, fields, f"there is no line {head[:20]}" if index is None else "name its field")
                continue
            lines[index] = _object(lines[index])
            self.record(lines[index], SHAPES["own_line"], fields, f"{here}.")
        return lines

    def tokens(self, value: Any, parts: Mapping[str, str], path: str) -> list[Any]:
        """A set of tokens in the order of the base, what is added behind it by alphabet."""
        result = []
        if isinstance(value, list | tuple):
            result = list(value)
        for token, text in sorted(parts.items()):
            if text not in ("yes", "no"):
                self.fault(f"{path}.{token}", text, "may hold yes or no")
            elif text == "yes" and token not in result:
                result.append(token)
            elif text == "no" and token in result:
                result.remove(token)
        return result

    def served(self, value: Any, parts: Mapping[str, str], path: str) -> list[Any] | None:
        """The groups that an entry of a stack serves; all of them are what is not said."""
        named = {self.renames.get(group, group): text for group, text in parts.items()}
        groups = self.tokens(self.groups if value is None else value, named, path)
        if all(group in groups for group in self.groups):
            return None
        return groups

    def stack(self, value: Any, parts: dict[str, str], path: str) -> list[Any]:
        """A stack with entries changed in their places; only then some go and one is added."""
        entries = []
        if isinstance(value, list | tuple):
            entries = list(value)
        for head, fields in _by_head(parts).items():
            if head == "add" and "" in fields:
                continue
            index, here = _index(head, len(entries)), f"{path}.{head}"
            if index is None or "" in fields:
                self.misplaced(here, fields, f"there is no entry {head[:20]}" if index is None else "name its field")
                continue
            entry = dict(entry_parts(entries[index]))
            self.record(entry, SHAPES["entry"], fields, f"{here}.")
            if entry.get("groups") is None:
                entry.pop("groups", None)
            entries[index] = entry["scheme"] if entry.keys() == {"scheme"} else entry
        added = parts.get("add")
        return [entry for entry in entries if entry_parts(entry).get("scheme") != ""] + ([added] if added else [])

    def listed(self, key: str, members: list[Any], leaves: dict[str, str]) -> list[Any]:
        """The members that the list of names (or of whole objects) under `key` wants, in its order."""
        text = leaves.pop("", None)
        if text is None:
            wanted = None
        else:
            wanted = self.json(key, text or "[]", list)
        if wanted is None:
            return members
        known = by_name(members)
        named = {item: known.get(item, {"name": item}) for item in filter(is_text, wanted)}
        return [named[item] if is_text(item) else followed(item, self.renames) for item in wanted]

    def edited(self, key: str, members: list[Any], leaves: Mapping[str, str]) -> list[Any]:
        """The members with their fields set."""
        result = list(members)
        for head, parts in _by_head(leaves).items():
            path, index = f"{key}.{head}", _index(head, len(members))
            if index is None:
                self.misplaced(path, parts, f"there is no {MEMBERS[key]} {head[:20]}")
                continue
            member = _object(members[index])
            whole = parts.pop("", None)
            if whole is None:
                given = None
            else:
                given = self.json(path, whole, dict)
            if given is not None:
                member = {"name": member.get("name"), **followed(given, self.renames)}
            self.record(member, SHAPES[MEMBERS[key]], parts, f"{path}.")
            result[index] = member
        return result

    def misplaced(self, path: str, parts: Mapping[str, str], message: str) -> None:
        for rest, text in parts.items():
            self.fault(f"{path}.{rest}" if rest else path, text, message)

    def json(self, path: str, text: str, kind: type) -> Any:
        """The list or object that a text writes as JSON; None, and a fault, where it is none."""
        message = f"may hold {'a list' if kind is list else 'an object'} as JSON"
        try:
            value = None
            if text.strip():
                value = read_json(text.encode())
        except Faults as error:
            self.fault(path, text, f"{message}: {error.faults[0].message}")
            return None
        objection = _objection(value)
        if objection or not isinstance(value, kind):
            self.fault(path, text, objection or message)
            return None
        return value


def _by_head(leaves: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Leaves by the first part of their path; a path that ends there has the rest ""."""
    result: dict[str, dict[str, str]] = {}
    for path, text in leaves.items():
        head, dot, rest = path.partition(".")
        result.setdefault(head, {})[rest or dot] = text  # a dot that nothing follows is not the whole
    return result


def _object(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    return {}


def _is_quote(value: Any) -> bool:
    return isinstance(value, Mapping) and "net" in value


def _index(text: str, length: int) -> int | None:
    """A place in a list; None where there is none, or where it is written in another way (01)."""
    if len(text) > 5 or not (text.isascii() and text.isdigit()) or str(int(text)) != text:
        return None
    if int(text) < length:
        return int(text)
    return None


def _objection(value: Any) -> str:
    """What JSON would hide: a name given twice, or a number that is none."""
    if isinstance(value, JsonNumber):
        if value in ("NaN", "Infinity", "-Infinity"):
            return f"may not hold {value}"
        return ""
    if isinstance(value, JsonObject) and value.doubled:
        return f"holds {holds(value.doubled[0])} given twice"
    if isinstance(value, dict):
        inner = value.values()
    elif isinstance(value, list):
        inner = value
    else:
        inner = ()
    return next(filter(None, map(_objection, inner)), "")
