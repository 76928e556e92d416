"""From a document to leaves: what differs from the base, always in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calculator.question.address.members import (
    DOCUMENT,
    MEMBERS,
    Moved,
    Shape,
    are_all,
    by_name,
    entry_parts,
    find_moved_groups,
    follow_groups,
    is_text,
    members_of,
    names_of,
)
from calculator.question.address.paths import Leaf
from calculator.question.address.quotes import NET, quote_text
from calculator.question.address.texts import (
    LIKE_DESKTOPS,
    tidy,
    write_entry,
    write_json,
    write_lines,
    write_text,
    write_whole,
)
from pricing.engine.fields import SHAPES, Field


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
        return [(key, write_json(after))]
    shape = SHAPES[MEMBERS[key]]
    leaves: list[Leaf] = []
    olds: list[Any] = before
    if not _stand_in_place(before, after):
        leaves.append((key, write_json(names_of(after))))
        known = by_name(before)
        olds = [known.get(name) for name in names_of(after)]
    for index, (old, new) in enumerate(zip(olds, after, strict=True)):
        if old is None:
            whole = write_whole(new, shape)
            whole.pop("name", None)
            leaves.append((f"{key}.{index}", write_json(whole)))
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
        leaves.append((prefix + name, write_text(new[name])))
    return leaves


def _find_field_differences(
    name: str, field: Field, old: Mapping[str, Any], new: Mapping[str, Any], path: str
) -> list[Leaf]:
    before: Any = old.get(name)
    after: Any = new.get(name)
    if before is after:
        return []
    if field.kind == "map" and are_all(Mapping, before or {}, after or {}):
        return _find_map_differences(field, before or {}, after or {}, path)
    if field.of == "entry" and are_all(list, before, after):
        return _find_stack_differences(before, after, path)
    if field.of == "own_line" and are_all(list, before or [], after or []):
        return _find_line_differences(before or [], after or [], path)
    if field.of == "uncertainty" and are_all(Mapping, before or {}, after):
        inner = _find_record_differences(SHAPES["uncertainty"], before or {}, after, f"{path}.")
        if before is None and not inner:
            return [(path, "{}")]
        return inner
    if name == "entitlements" and are_all(list, before or [], after or []):
        return _find_token_differences(before or [], after or [], path)
    # As many users as desktops is what is not said; it goes on to follow the desktops.
    if name in LIKE_DESKTOPS:
        default = new.get("desktops")
    else:
        default = field.default
    before, after = tidy(before, field, default), tidy(after, field, default)
    if before == after or write_text(before) == write_text(after):
        return []
    if name in LIKE_DESKTOPS and after == tidy(None, field, default):
        return [(path, "")]
    return [(path, write_text(after))]


def _find_map_differences(
    field: Field, old: Mapping[str, Any], new: Mapping[str, Any], path: str
) -> list[Leaf]:
    assert field.each is not None
    leaves: list[Leaf] = []
    for key in sorted(old.keys() | new.keys()):
        before, after = tidy(old.get(key), field.each, None), tidy(new.get(key), field.each, None)
        if before != after:
            leaves.append(
                _write_quote_leaf(f"{path}.{key}", after) or (f"{path}.{key}", write_text(after))
            )
    if leaves and field.each.kind == "price" and any(key.endswith(NET) for key in (*old, *new)):
        # A scheme whose own name ends so is no quote of another.
        return [(path, write_json(tidy(new, field)))]
    return leaves


def _write_quote_leaf(path: str, value: Any) -> Leaf | None:
    """What was quoted, in the leaf of its own; None for a factor, and where more was said with
    it.
    """
    text = quote_text(value)
    if text is None or value.keys() != {"net"}:
        return None
    return (path + NET, text)


def _find_token_differences(old: list[Any], new: list[Any], path: str) -> list[Leaf]:
    if not are_all(str, *old, *new):
        if old == new:
            return []
        return [(path, write_json(new))]
    gone = [(f"{path}.{token}", "no") for token in old if token not in new]
    return gone + [(f"{path}.{token}", "yes") for token in sorted(set(new).difference(old))]


def _find_stack_differences(old: list[Any], new: list[Any], path: str) -> list[Leaf]:
    """Field by field where the same schemes stand there in the same order, else as a whole."""
    befores, afters = [entry_parts(entry) for entry in old], [entry_parts(entry) for entry in new]
    if [entry.get("scheme") for entry in befores] != [entry.get("scheme") for entry in afters]:
        return [(path, write_json([write_entry(entry) for entry in new]))]
    leaves: list[Leaf] = []
    for index, (before, after) in enumerate(zip(befores, afters, strict=True)):
        if before is not after and before != after:
            leaves += _find_record_differences(SHAPES["entry"], before, after, f"{path}.{index}.")
    return leaves


def _find_line_differences(old: list[Any], new: list[Any], path: str) -> list[Leaf]:
    """Field by field where as many lines stand there, else as a whole."""
    if len(old) != len(new) or not are_all(Mapping, *old, *new):
        if old == new:
            return []
        return [(path, write_json(write_lines(new)))]
    leaves: list[Leaf] = []
    for index, (before, after) in enumerate(zip(old, new, strict=True)):
        leaves += _find_record_differences(SHAPES["own_line"], before, after, f"{path}.{index}.")
    return leaves
