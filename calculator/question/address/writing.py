"""From a document to leaves: what differs from the base, always in the same words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from calculator.question.address.members import (
    DOCUMENT,
    MEMBERS,
    Moved,
    Shape,
    by_name,
    entry_parts,
    find_moved_groups,
    follow_groups,
    is_text,
    members_of,
    names_of,
    plain_entry,
)
from calculator.question.address.paths import Leaf
from calculator.question.address.quotes import NET, amounts_of, quote_text, write_net
from calculator.question.address.ranges import range_text
from pricing.engine.exact import read_decimal, read_json_number
from pricing.engine.fields import REQUIRED, SHAPES, Field
from pricing.engine.json_text import JsonNumber

LIKE_DESKTOPS = ("users", "devices")  # as many as desktops where not said


def write(base: Mapping[str, Any], document: Mapping[str, Any]) -> list[Leaf]:
    """The leaves that lead from the base to the document: the same for equal documents."""
    leaves: list[Leaf] = []
    moved: Moved = {}
    for name, field in DOCUMENT.items():
        if name == "fleet":
            moved = find_moves(base, document)
            leaves += _find_list_differences(
                name, members_of(base, name), members_of(document, name)
            )
        elif name == "scenarios":
            before = members_of(base, name)
            was = before
            if moved:
                was = [follow_groups(scenario, moved) for scenario in before]
            leaves += _find_list_differences(name, was, members_of(document, name))
        else:
            leaves += _find_field_differences(name, field, base, document, name)
    return leaves


def find_moves(base: Mapping[str, Any], document: Mapping[str, Any]) -> Moved:
    """Where the base's groups are in the document: under a new name, or gone."""
    before, after = members_of(base, "fleet"), members_of(document, "fleet")
    if before is after:
        return {}
    if _stand_in_place(before, after):
        return find_moved_groups(before, before, after)
    return find_moved_groups(before, after, after)


def _stand_in_place(before: list[Any], after: list[Any]) -> bool:
    """Whether each member stands where it stood, be it under a new name."""
    olds, news = names_of(before), names_of(after)
    return len(olds) == len(news) and all(
        o == n or n not in olds for o, n in zip(olds, news, strict=True)
    )


def _find_list_differences(key: str, before: list[Any], after: list[Any]) -> list[Leaf]:
    """Field by field where each stands in its place, else behind the list of names."""
    if before is after:
        return []
    if not all(is_text(name) for name in names_of(after)):
        if before == after:
            return []
        return [(key, _write_json(after))]
    shape = SHAPES[MEMBERS[key]]
    leaves: list[Leaf] = []
    olds: list[Any] = before
    if not _stand_in_place(before, after):
        leaves.append((key, _write_json(names_of(after))))
        known = by_name(before)
        olds = [known.get(name) for name in names_of(after)]
    for index, (old, new) in enumerate(zip(olds, after, strict=True)):
        if old is None:
            whole = _write_whole(new, shape)
            whole.pop("name", None)
            leaves.append((f"{key}.{index}", _write_json(whole)))
        elif old is not new and old != new:
            leaves += _find_record_differences(shape, old, new, f"{key}.{index}.")
    return leaves


def _find_record_differences(
    shape: Shape, old: Mapping[str, Any], new: Mapping[str, Any], prefix: str
) -> list[Leaf]:
    leaves: list[Leaf] = []
    for name, field in shape.items():
        leaves += _find_field_differences(name, field, old, new, prefix + name)
    for name in sorted(new.keys() - shape.keys()):  # not known: kept, so that the fault is
        leaves.append((prefix + name, _write_text(new[name])))
    return leaves


def _find_field_differences(
    name: str, field: Field, old: Mapping[str, Any], new: Mapping[str, Any], path: str
) -> list[Leaf]:
    before: Any = old.get(name)
    after: Any = new.get(name)
    if before is after:
        return []
    if field.kind == "map" and _are(Mapping, before or {}, after or {}):
        return _find_map_differences(field, before or {}, after or {}, path)
    if field.of == "entry" and _are(list, before, after):
        return _find_stack_differences(before, after, path)
    if field.of == "own_line" and _are(list, before or [], after or []):
        return _find_line_differences(before or [], after or [], path)
    if field.of == "uncertainty" and _are(Mapping, before or {}, after):
        inner = _find_record_differences(SHAPES["uncertainty"], before or {}, after, f"{path}.")
        if before is None and not inner:
            return [(path, "{}")]
        return inner
    if name == "entitlements" and _are(list, before or [], after or []):
        return _find_token_differences(before or [], after or [], path)
    # As many users as desktops is what is not said; it goes on to follow the desktops.
    if name in LIKE_DESKTOPS:
        default = new.get("desktops")
    else:
        default = field.default
    before, after = _tidy(before, field, default), _tidy(after, field, default)
    if before == after or _write_text(before) == _write_text(after):
        return []
    if name in LIKE_DESKTOPS and after == _tidy(None, field, default):
        return [(path, "")]
    return [(path, _write_text(after))]


def _are(kind: type, *values: Any) -> bool:
    return all(isinstance(value, kind) for value in values)


def _find_map_differences(
    field: Field, old: Mapping[str, Any], new: Mapping[str, Any], path: str
) -> list[Leaf]:
    assert field.each is not None
    leaves: list[Leaf] = []
    for key in sorted(old.keys() | new.keys()):
        before, after = _tidy(old.get(key), field.each, None), _tidy(new.get(key), field.each, None)
        if before != after:
            leaves.append(
                _write_quote_leaf(f"{path}.{key}", after) or (f"{path}.{key}", _write_text(after))
            )
    if leaves and field.each.kind == "price" and any(key.endswith(NET) for key in (*old, *new)):
        # A scheme whose own name ends so is no quote of another.
        return [(path, _write_json(_tidy(new, field)))]
    return leaves


def _write_quote_leaf(path: str, value: Any) -> Leaf | None:
    """What was quoted, in the leaf of its own; None for a factor."""
    text = quote_text(value)
    if text is None:
        return None
    return (path + NET, text)


def _find_token_differences(old: list[Any], new: list[Any], path: str) -> list[Leaf]:
    if not _are(str, *old, *new):
        if old == new:
            return []
        return [(path, _write_json(new))]
    gone = [(f"{path}.{token}", "no") for token in old if token not in new]
    return gone + [(f"{path}.{token}", "yes") for token in sorted(set(new).difference(old))]


def _find_stack_differences(old: list[Any], new: list[Any], path: str) -> list[Leaf]:
    """Field by field where the same schemes stand there in the same order, else as a whole."""
    befores, afters = [entry_parts(entry) for entry in old], [entry_parts(entry) for entry in new]
    if [entry.get("scheme") for entry in befores] != [entry.get("scheme") for entry in afters]:
        return [(path, _write_json([_write_entry(entry) for entry in new]))]
    leaves: list[Leaf] = []
    for index, (before, after) in enumerate(zip(befores, afters, strict=True)):
        if before is not after and before != after:
            leaves += _find_record_differences(SHAPES["entry"], before, after, f"{path}.{index}.")
    return leaves


def _find_line_differences(old: list[Any], new: list[Any], path: str) -> list[Leaf]:
    """Field by field where as many lines stand there, else as a whole."""
    if len(old) != len(new) or not _are(Mapping, *old, *new):
        if old == new:
            return []
        return [(path, _write_json(_write_lines(new)))]
    leaves: list[Leaf] = []
    for index, (before, after) in enumerate(zip(old, new, strict=True)):
        leaves += _find_record_differences(SHAPES["own_line"], before, after, f"{path}.{index}.")
    return leaves


def _write_lines(lines: list[Any]) -> list[Any]:
    return [_write_line(line) for line in lines]


def _write_line(line: Any) -> Any:
    if isinstance(line, Mapping):
        return _write_whole(line, SHAPES["own_line"])
    return line


def _write_entry(entry: Any) -> Any:
    """An entry of a stack as it is written: the plain id where it says no more."""
    if not isinstance(entry, Mapping):
        return entry
    return plain_entry(_write_whole(entry, SHAPES["entry"]))


def _write_whole(record: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    """An object as it is written: in the order of its fields, without what the defaults say."""
    result: dict[str, Any] = {}
    for name, field in shape.items():
        if name in LIKE_DESKTOPS:
            default = record.get("desktops")
        else:
            default = field.default
        value = _tidy(record.get(name), field, default)
        if value is not None and value != _tidy(None, field, default):
            result[name] = value
    return {**result, **{name: value for name, value in record.items() if name not in shape}}


def _tidy(value: Any, field: Field, default: Any = REQUIRED) -> Any:
    """A value in the one form in which it is compared and written."""
    if value is None or value == "":
        value = default
        if default is REQUIRED:
            value = None
    if field.kind in ("count", "number") or (
        field.kind in ("range", "price") and not isinstance(value, Mapping)
    ):
        return _write_number(value)
    if field.kind == "price" and "net" in value:
        amounts = [_write_number(amount) for amount in amounts_of(value["net"])]
        return {**value, "net": write_net(amounts)}
    if field.kind in ("range", "price"):
        ends = SHAPES["range"]
        return {
            name: _write_number(value[name])
            for name in sorted(value, key=lambda name: (*ends, name).index(name))
        }
    if field.kind == "tokens" and isinstance(value, list | tuple) and _are(str, *value):
        return sorted(set(value))
    if field.kind == "map" and isinstance(value, Mapping) and field.each is not None:
        return {key: _tidy(value[key], field.each) for key in sorted(value)}
    if field.of == "entry" and isinstance(value, list):
        return [_write_entry(item) for item in value]
    if field.of == "own_line" and isinstance(value, list | tuple):
        return _write_lines(list(value))
    return value


def _write_number(value: Any) -> Any:
    """A number as its shortest text (0.90 and 0.9 are one); what is no number stays as it is."""
    if value is None or isinstance(value, bool | list | Mapping):
        return value
    try:
        if is_text(value):
            number = read_decimal(value)
        else:
            number = read_json_number(str(value))
    except (ValueError, ArithmeticError):
        return value
    return JsonNumber(f"{number.normalize():f}")


def _write_text(value: Any) -> str:
    """A value as the text of a leaf."""
    if value is None:
        return ""
    ends = range_text(value)
    if ends is not None:
        return ends
    if isinstance(value, str):
        return str(value)
    return _write_json(value)


def _write_json(value: Any) -> str:
    """Compact JSON; numbers that were kept as text stay as they are."""
    if isinstance(value, JsonNumber):
        return str(value)
    if isinstance(value, Mapping):
        return (
            "{"
            + ",".join(
                f"{_write_json(str(key))}:{_write_json(item)}" for key, item in value.items()
            )
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_write_json, value)) + "]"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False)
