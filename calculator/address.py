"""The address of the page: the difference of a comparison document to its base.

The base is a preset or an own document. A leaf is a dotted path and a text; `read` applies
leaves to the base, `write` finds the leaves that lead from the base to a document, and the
two are inverse. What the values may be is the validator's business: texts stay texts here,
and a field that is not known is handed on for the validator to name.

Groups and scenarios are known by their names. As long as each stands in its place (a new
name counts as renamed), their fields differ one by one. Otherwise the list of names stands
under `fleet` or `scenarios`, and each member that the base lacks follows as a whole. What
scenarios say of a group follows the group to its new name, and goes when the group goes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote_plus

from pricing.engine.exact import read_decimal, read_json_number
from pricing.engine.faults import Fault, Faults, holds
from pricing.engine.fields import REQUIRED, SHAPES, Field
from pricing.engine.json_text import JsonNumber, JsonObject, read_json

Leaf = tuple[str, str]
Shape = Mapping[str, Field]
Moved = Mapping[str, str | None]

MOST_LEAVES = 4_000
LONGEST_VALUE = 100_000
LONGEST_PATH = 1_000

DOCUMENT = SHAPES["document"]
MEMBERS = {"fleet": "group", "scenarios": "scenario"}
BY_GROUP = ("deliveries", "endpoints", "entitlements")

_AS_JSON: dict[str, type] = {"tokens": list, "objects": list, "map": dict, "object": dict}
_FLAGS = {"true": True, "false": False}
_UNREADABLE = re.compile("[\x00\ud800-\udfff\ufffd]")
_DOTTED = re.compile(r"(fleet|scenarios)\.([0-9]+)(?:(\.stack)\.([0-9]+))?(?=\.|$)")
_BRACKETED = re.compile(r"(fleet|scenarios)\[([0-9]+)\](?:(\.stack)\[([0-9]+)\])?(?=\.|$)")
# What RFC 3986 lets stand in a query and browsers leave alone; & + = ; part leaves or mean blanks.
_SAFE = ".,:-_~!*()$@/?"


def bracketed(dotted: str) -> str:
    """A path as faults write it.

    >>> bracketed("scenarios.1.stack.3.extra"), bracketed("assumptions.vdi.vcpu_per_core")
    ('scenarios[1].stack[3].extra', 'assumptions.vdi.vcpu_per_core')
    """
    found = _DOTTED.match(dotted)
    if not found:
        return dotted
    stack = f".stack[{found[4]}]" if found[3] else ""
    return f"{found[1]}[{found[2]}]{stack}{dotted[found.end() :]}"


def dotted(bracketed: str) -> str:
    """A path as addresses and forms write it.

    >>> dotted("fleet[1].desktops"), dotted("scenarios[1].deliveries.Office [2]")
    ('fleet.1.desktops', 'scenarios.1.deliveries.Office [2]')
    """
    found = _BRACKETED.match(bracketed)
    if not found:
        return bracketed
    stack = f".stack.{found[4]}" if found[3] else ""
    return f"{found[1]}.{found[2]}{stack}{bracketed[found.end() :]}"


def query(leaves: Iterable[Leaf], **first: str) -> str:
    """The query string of the leaves, behind what comes first.

    >>> query([("title", "Q1 & Q2"), ("fleet.1.desktops", "800")], preset="today")
    'preset=today&title=Q1+%26+Q2&fleet.1.desktops=800'
    """
    return "&".join(f"{_escaped(path)}={_escaped(text)}" for path, text in (*first.items(), *leaves))


def _escaped(text: str) -> str:
    return quote_plus(text, safe=_SAFE, errors="surrogatepass")


# Reading


def read(base: Mapping[str, Any], leaves: Sequence[Leaf]) -> tuple[dict[str, Any], list[Fault]]:
    """The document that the leaves make of the base, and what is wrong with the address itself.

    The base is not changed; what the leaves do not touch is shared with it.
    """
    reading = _Reading()
    plain, members = reading.accepted(leaves)
    document = dict(base)
    reading.record(document, DOCUMENT, plain, "")
    moved: Moved = {}
    if members["fleet"]:
        before = _members(base, "fleet")
        listed = reading.listed("fleet", before, members["fleet"])
        document["fleet"] = reading.edited("fleet", listed, members["fleet"])
        moved = _moved(before, listed, document["fleet"])
    if members["scenarios"] or moved:
        reading.renames = {old: new for old, new in moved.items() if new is not None}
        followed = [_followed(scenario, moved) for scenario in _members(base, "scenarios")]
        listed = reading.listed("scenarios", followed, members["scenarios"])
        document["scenarios"] = reading.edited("scenarios", listed, members["scenarios"])
    return document, reading.faults


class _Reading:
    """One reading of an address: its faults, and the groups' new names.

    The methods take leaves as a dict from the rest of the path to the text; the rest "" is
    the whole field.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
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
            value = self.value(path, text, field) if text else None
            if value is not None:
                record[name] = _followed_field(name, value, self.renames)
            elif text == "" and field.default is REQUIRED and field.kind not in _AS_JSON:
                record[name] = ""  # the validator says what it needs
            elif text == "":
                record.pop(name, None)
            if parts:
                self.inside(record, name, field, parts, path)

    def inside(self, record: dict[str, Any], name: str, field: Field, parts: dict[str, str], path: str) -> None:
        """Sets what lies within a field: entries of a map or stack, tokens, fields of an object."""
        value = record.get(name)
        if field.kind == "map":
            record[name] = self.entries(value, name, field, parts, path)
        elif field.of == "entry":
            record[name] = self.stack(value, parts, path)
        elif field.of == "uncertainty" and (value is not None or any(parts.values())):
            record[name] = _object(value)
            self.record(record[name], SHAPES["uncertainty"], parts, f"{path}.")
        elif name == "entitlements":
            record[name] = self.tokens(value, parts, path)
        elif field.of != "uncertainty":
            record.update({f"{name}.{rest}": text for rest, text in parts.items()})

    def value(self, path: str, text: str, field: Field) -> Any:
        """What a text says to a field; None, and a fault, where it had to be JSON and is not.

        Names become NFC here as in the validator, so that what follows a name still meets it.
        """
        if field.kind in _AS_JSON or (field.kind == "range" and text.startswith("{")):
            return self.json(path, text, _AS_JSON.get(field.kind, dict))
        if field.kind == "flag":
            return _FLAGS.get(text, text)
        return text if field.kind != "text" or text.isascii() else unicodedata.normalize("NFC", text)

    def entries(self, value: Any, name: str, field: Field, parts: dict[str, str], path: str) -> dict[str, Any]:
        """A map with entries set; an empty text takes its entry away."""
        assert field.each is not None
        result = _object(value)
        seen: set[str] = set()
        for given, text in parts.items():
            key = self.renames.get(given, given) if name in BY_GROUP else given
            if key in seen:
                self.fault(f"{path}.{given}", text, "given twice, under the old name and the new")
                continue
            seen.add(key)
            item = self.value(f"{path}.{given}", text, field.each) if text else None
            if item is not None:
                result[key] = item
            elif not text:
                result.pop(key, None)
        return result

    def tokens(self, value: Any, parts: Mapping[str, str], path: str) -> list[Any]:
        """A set of tokens in the order of the base, what is added behind it by alphabet."""
        result = list(value) if isinstance(value, list | tuple) else []
        for token, text in sorted(parts.items()):
            if text not in ("yes", "no"):
                self.fault(f"{path}.{token}", text, "may hold yes or no")
            elif text == "yes" and token not in result:
                result.append(token)
            elif text == "no" and token in result:
                result.remove(token)
        return result

    def stack(self, value: Any, parts: dict[str, str], path: str) -> list[Any]:
        """A stack with entries changed in their places; only then some go and one is added."""
        entries = list(value) if isinstance(value, list | tuple) else []
        for head, fields in _by_head(parts).items():
            if head == "add" and "" in fields:
                continue
            index, here = _index(head, len(entries)), f"{path}.{head}"
            if index is None or "" in fields:
                self.misplaced(here, fields, f"there is no entry {head[:20]}" if index is None else "name its field")
                continue
            entry = dict(_parts(entries[index]))
            self.record(entry, SHAPES["entry"], fields, f"{here}.")
            entries[index] = entry["scheme"] if entry.keys() == {"scheme"} else entry
        added = parts.get("add")
        return [entry for entry in entries if _parts(entry).get("scheme") != ""] + ([added] if added else [])

    def listed(self, key: str, members: list[Any], leaves: dict[str, str]) -> list[Any]:
        """The members that the list of names (or of whole objects) under `key` wants, in its order."""
        text = leaves.pop("", None)
        wanted = None if text is None else self.json(key, text or "[]", list)
        if wanted is None:
            return members
        known = _by_name(members)
        by_name = {item: known.get(item, {"name": item}) for item in filter(_is_text, wanted)}
        return [by_name[item] if _is_text(item) else _followed(item, self.renames) for item in wanted]

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
            given = None if whole is None else self.json(path, whole, dict)
            if given is not None:
                member = {"name": member.get("name"), **_followed(given, self.renames)}
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
            value = read_json(text.encode()) if text.strip() else None
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
    return dict(value) if isinstance(value, Mapping) else {}


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, JsonNumber)


def _index(text: str, length: int) -> int | None:
    """A place in a list; None where there is none, or where it is written in another way (01)."""
    if len(text) > 5 or not (text.isascii() and text.isdigit()) or str(int(text)) != text:
        return None
    return int(text) if int(text) < length else None


def _objection(value: Any) -> str:
    """What JSON would hide: a name given twice, or a number that is none."""
    if isinstance(value, JsonNumber):
        return f"may not hold {value}" if value in ("NaN", "Infinity", "-Infinity") else ""
    if isinstance(value, JsonObject) and value.doubled:
        return f"holds {holds(value.doubled[0])} given twice"
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next(filter(None, map(_objection, inner)), "")


# What both directions share


def _members(document: Mapping[str, Any], key: str) -> list[Any]:
    value = document.get(key)
    return value if isinstance(value, list) else []


def _names(members: list[Any]) -> list[Any]:
    return [member.get("name") if isinstance(member, Mapping) else None for member in members]


def _by_name(members: list[Any]) -> dict[str, Any]:
    return {name: member for name, member in zip(_names(members), members, strict=True) if _is_text(name)}


def _moved(before: list[Any], listed: list[Any], after: list[Any]) -> Moved:
    """Where the base's groups went: to a new name, or to None where they are gone."""
    stay = _names(listed)
    moved = {old: None for old in _names(before) if _is_text(old) and old not in stay}
    renamed = {old: new for old, new in zip(stay, _names(after), strict=True) if _is_text(old) and old != new}
    return {**moved, **renamed}


def _followed(scenario: Any, moved: Moved) -> Any:
    """A scenario that says of the moved groups what it said of them before."""
    if not moved or not isinstance(scenario, Mapping):
        return scenario
    return {name: _followed_field(name, value, moved) for name, value in scenario.items()}


def _followed_field(name: str, value: Any, moved: Moved) -> Any:
    if not moved:
        return value
    if name in BY_GROUP and isinstance(value, Mapping):
        return {new: item for key, item in value.items() if (new := moved.get(key, key)) is not None}
    if name == "groups" and isinstance(value, list):
        news = (moved.get(group, group) if isinstance(group, str) else group for group in value)
        return [new for new in news if new is not None]
    if name == "stack" and isinstance(value, list):
        # An entry for groups that are all gone goes with them: to serve all instead would be another thing.
        entries = [_followed(entry, moved) for entry in value]
        return [new for old, new in zip(value, entries, strict=True) if old == new or new.get("groups") != []]
    return value


# Writing


def write(base: Mapping[str, Any], document: Mapping[str, Any]) -> list[Leaf]:
    """The leaves that lead from the base to the document: the same for equal documents."""
    leaves: list[Leaf] = []
    moved: Moved = {}
    for name, field in DOCUMENT.items():
        if name == "fleet":
            before, after = _members(base, name), _members(document, name)
            kept = before if _stand_in_place(before, after) else after
            moved = {} if before is after else _moved(before, kept, after)
            leaves += _list_differences(name, before, after)
        elif name == "scenarios":
            before = _members(base, name)
            followed = [_followed(scenario, moved) for scenario in before] if moved else before
            leaves += _list_differences(name, followed, _members(document, name))
        else:
            leaves += _field_differences(name, field, base, document, name)
    return leaves


def _stand_in_place(before: list[Any], after: list[Any]) -> bool:
    """Whether each member stands where it stood, be it under a new name."""
    olds, news = _names(before), _names(after)
    return len(olds) == len(news) and all(o == n or n not in olds for o, n in zip(olds, news, strict=True))


def _list_differences(key: str, before: list[Any], after: list[Any]) -> list[Leaf]:
    """Field by field where each stands in its place, else behind the list of names."""
    if before is after:
        return []
    if not all(_is_text(name) for name in _names(after)):
        return [] if before == after else [(key, _json(after))]
    shape = SHAPES[MEMBERS[key]]
    leaves: list[Leaf] = []
    olds: list[Any] = before
    if not _stand_in_place(before, after):
        leaves.append((key, _json(_names(after))))
        known = _by_name(before)
        olds = [known.get(name) for name in _names(after)]
    for index, (old, new) in enumerate(zip(olds, after, strict=True)):
        if old is None:
            whole = _whole(new, shape)
            whole.pop("name", None)
            leaves.append((f"{key}.{index}", _json(whole)))
        elif old is not new and old != new:
            leaves += _record_differences(shape, old, new, f"{key}.{index}.")
    return leaves


def _record_differences(shape: Shape, old: Mapping[str, Any], new: Mapping[str, Any], prefix: str) -> list[Leaf]:
    leaves: list[Leaf] = []
    for name, field in shape.items():
        leaves += _field_differences(name, field, old, new, prefix + name)
    for name in sorted(new.keys() - shape.keys()):  # not known: kept, so that the fault is
        leaves.append((prefix + name, _text(new[name])))
    return leaves


def _field_differences(
    name: str, field: Field, old: Mapping[str, Any], new: Mapping[str, Any], path: str
) -> list[Leaf]:
    before: Any = old.get(name)
    after: Any = new.get(name)
    if before is after:
        return []
    if field.kind == "map" and _are(Mapping, before or {}, after or {}):
        return _map_differences(field, before or {}, after or {}, path)
    if field.of == "entry" and _are(list, before, after):
        return _stack_differences(before, after, path)
    if field.of == "uncertainty" and _are(Mapping, before or {}, after):
        inner = _record_differences(SHAPES["uncertainty"], before or {}, after, f"{path}.")
        return [(path, "{}")] if before is None and not inner else inner
    if name == "entitlements" and _are(list, before or [], after or []):
        return _token_differences(before or [], after or [], path)
    # As many users as desktops is what is not said; it goes on to follow the desktops.
    default = new.get("desktops") if name == "users" else field.default
    before, after = _tidy(before, field, default), _tidy(after, field, default)
    if before == after or _text(before) == _text(after):
        return []
    if name == "users" and after == _tidy(None, field, default):
        return [(path, "")]
    return [(path, _text(after))]


def _are(kind: type, *values: Any) -> bool:
    return all(isinstance(value, kind) for value in values)


def _map_differences(field: Field, old: Mapping[str, Any], new: Mapping[str, Any], path: str) -> list[Leaf]:
    assert field.each is not None
    leaves: list[Leaf] = []
    for key in sorted(old.keys() | new.keys()):
        before, after = _tidy(old.get(key), field.each, None), _tidy(new.get(key), field.each, None)
        if before != after:
            leaves.append((f"{path}.{key}", _text(after)))
    return leaves


def _token_differences(old: list[Any], new: list[Any], path: str) -> list[Leaf]:
    if not _are(str, *old, *new):
        return [] if old == new else [(path, _json(new))]
    gone = [(f"{path}.{token}", "no") for token in old if token not in new]
    return gone + [(f"{path}.{token}", "yes") for token in sorted(set(new).difference(old))]


def _stack_differences(old: list[Any], new: list[Any], path: str) -> list[Leaf]:
    """Field by field where the same schemes stand there in the same order, else as a whole."""
    befores, afters = [_parts(entry) for entry in old], [_parts(entry) for entry in new]
    if [entry.get("scheme") for entry in befores] != [entry.get("scheme") for entry in afters]:
        return [(path, _json([_entry(entry) for entry in new]))]
    leaves: list[Leaf] = []
    for index, (before, after) in enumerate(zip(befores, afters, strict=True)):
        if before is not after and before != after:
            leaves += _record_differences(SHAPES["entry"], before, after, f"{path}.{index}.")
    return leaves


def _entry(entry: Any) -> Any:
    """An entry of a stack as it is written: the plain id where it says no more."""
    if not isinstance(entry, Mapping):
        return entry
    whole = _whole(entry, SHAPES["entry"])
    return whole["scheme"] if whole.keys() == {"scheme"} else whole


def _parts(entry: Any) -> Mapping[str, Any]:
    return entry if isinstance(entry, Mapping) else {"scheme": entry}


def _whole(record: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    """An object as it is written: in the order of its fields, without what the defaults say."""
    result: dict[str, Any] = {}
    for name, field in shape.items():
        default = record.get("desktops") if name == "users" else field.default
        value = _tidy(record.get(name), field, default)
        if value is not None and value != _tidy(None, field, default):
            result[name] = value
    return {**result, **{name: value for name, value in record.items() if name not in shape}}


def _tidy(value: Any, field: Field, default: Any = REQUIRED) -> Any:
    """A value in the one form in which it is compared and written."""
    if value is None or value == "":
        value = None if default is REQUIRED else default
    if field.kind in ("count", "number") or (field.kind == "range" and not isinstance(value, Mapping)):
        return _number(value)
    if field.kind == "range":
        ends = SHAPES["range"]
        return {name: _number(value[name]) for name in sorted(value, key=lambda name: (*ends, name).index(name))}
    if field.kind == "tokens" and isinstance(value, list | tuple) and _are(str, *value):
        return sorted(set(value))
    if field.kind == "map" and isinstance(value, Mapping) and field.each is not None:
        return {key: _tidy(value[key], field.each) for key in sorted(value)}
    if field.of == "entry" and isinstance(value, list):
        return [_entry(item) for item in value]
    return value


def _number(value: Any) -> Any:
    """A number as its shortest text (0.90 and 0.9 are one); what is no number stays as it is."""
    if value is None or isinstance(value, bool | list | Mapping):
        return value
    try:
        number = read_decimal(value) if _is_text(value) else read_json_number(str(value))
    except (ValueError, ArithmeticError):
        return value
    return JsonNumber(f"{number.normalize():f}")


def _text(value: Any) -> str:
    """A value as the text of a leaf."""
    if value is None:
        return ""
    return str(value) if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    """Compact JSON; numbers that were kept as text stay as they are."""
    if isinstance(value, JsonNumber):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_json(str(key))}:{_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_json, value)) + "]"
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
