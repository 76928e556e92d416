"""What differs from the starting point, in words: for paper, which has no fields to look at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from calculator import formats
from calculator.question import address
from calculator.question.address.members import (
    MEMBERS,
    by_name,
    entry_parts,
    members_of,
    names_of,
    scheme_id_of,
)
from calculator.question.address.quotes import NET
from calculator.question.labels import label_of
from calculator.question.state import State
from pricing.engine.fields import SHAPES
from pricing.engine.findings import scheme_words, token_words
from pricing.engine.vocabulary import DELIVERIES, PROFILES

Words = Mapping[str, str]

LISTS = {"fleet": "Groups", "scenarios": "Scenarios"}
# What a reader wrote stands as it is, whatever it looks like.
TEXTS = {
    name for fields in SHAPES.values() for name, field in fields.items() if field.kind == "text"
}
MOST_ALIKE = 3  # fields in which a new scenario differs from the one that it is told by
OWN_LINES_TOLD = "told beneath, with the buyer's own"


def list_differences(state: State) -> list[tuple[str, str]]:
    """Of a state that has an answer: what differs, and what it is now."""
    assert state.answer is not None
    schemes = state.answer.scenarios[0].scenario.market.catalogue.schemes
    words = {**DELIVERIES, **PROFILES, "true": "yes", "false": "no"}
    words |= {id: scheme_words(scheme) for id, scheme in schemes.items()}
    told = (_tell_leaf(path, text, state, words) for path, text in state.leaves)
    return [(label, value) for label, value in told if value]


def _tell_leaf(path: str, text: str, state: State, words: Words) -> tuple[str, str]:
    head, *inner = path.split(".")
    before, after = members_of(state.base, head), members_of(state.document, head)
    if head in MEMBERS and not inner:
        return LISTS[head], _tell_list(names_of(before), names_of(after))
    if head in MEMBERS and len(inner) == 1:
        place = int(inner[0])
        return str(names_of(after)[place]), _tell_new(head, after[place], before, words)
    if head in MEMBERS and inner[1:] == ["name"]:
        return str(names_of(before)[int(inner[0])]), f"now called {text}"
    if path.endswith(".stack"):
        place = int(inner[0])
        was = by_name(before).get(names_of(after)[place]) or before[place]
        told = _tell_stack(was.get("stack") or [], after[place].get("stack") or [], words)
        return label_of(address.bracketed(path), state.document), told
    return _tell_label(path, state.document, words), _tell_text(path, text, words)


def _tell_label(path: str, document: Mapping[str, Any], words: Words) -> str:
    """The label of a field; what was quoted has its scheme by name."""
    label = label_of(address.bracketed(path), document)
    if not path.endswith(NET):
        return label
    start, blank, scheme = label.rpartition(" ")
    return start + blank + words.get(scheme, scheme)


def _tell_list(before: list[Any], after: list[Any]) -> str:
    """What became of a list of names; what is new in it is told by itself."""
    gone = [str(name) for name in before if name not in after]
    told = []
    if gone:
        told.append(f"without {', '.join(gone)}")
    if [name for name in before if name in after] != [name for name in after if name in before]:
        told.append("in another order")
    return "; ".join(told)


def _tell_new(key: str, member: Mapping[str, Any], before: list[Any], words: Words) -> str:
    """A group by its fields; a scenario by the one that it is most like, or by what it buys."""
    if key == "fleet":
        fields = _tell_fields("group", member, words)
        return f"new: {fields}"
    others = [other for other in before if isinstance(other, Mapping)]
    alike = [
        (_tell_alike(key, {**other, "name": member["name"]}, member, words), str(other.get("name")))
        for other in others
    ]
    told, name = min(alike, key=lambda pair: len(pair[0]), default=([""] * (MOST_ALIKE + 1), ""))
    if not told:
        return f"new, the same as {name}"
    if len(told) <= MOST_ALIKE:
        return f"new, like {name}, but {'; '.join(told)}"
    return f"new: {_tell_fields('scenario', member, words)}"


def _tell_alike(
    key: str, other: Mapping[str, Any], member: Mapping[str, Any], words: Words
) -> list[str]:
    """In what a scenario differs from another."""
    told = []
    for path, text in address.write({key: [other]}, {key: [member]}):
        if path.endswith(".stack"):
            value = _tell_stack(other.get("stack") or [], member.get("stack") or [], words)
        else:
            value = _tell_text(path, text, words)
        label = _tell_label(path, {key: [member]}, words)
        told.append(f"{label.removeprefix(str(member['name'])).lstrip(', ')}: {value}")
    return told


def _tell_fields(shape: str, member: Mapping[str, Any], words: Words) -> str:
    fields = SHAPES[shape]
    return "; ".join(
        f"{(fields[name].label or name.replace('_', ' ')).lower()} {_tell_value(value, words)}"
        for name, value in member.items()
        if name in fields and name != "name" and value not in (None, "", [], {})
    )


def _tell_stack(before: list[Any], after: list[Any], words: Words) -> str:
    """What a scenario buys instead: what is new, what is gone, or only another order."""
    olds, news = [scheme_id_of(entry) for entry in before], [scheme_id_of(entry) for entry in after]
    bought = [_tell_entry(entry, words) for entry in after if scheme_id_of(entry) not in olds]
    gone = [words.get(scheme, scheme) for scheme in olds if scheme not in news]
    told = []
    if bought:
        told.append(f"with {', '.join(bought)}")
    if gone:
        told.append(f"without {', '.join(gone)}")
    return "; ".join(told) or "in another order"


def _tell_entry(entry: Any, words: Words) -> str:
    scheme = scheme_id_of(entry)
    more = {name: value for name, value in entry_parts(entry).items() if name != "scheme"}
    told = words.get(scheme) or token_words(scheme)
    if more:
        return f"{told} ({_tell_fields('entry', more, words)})"
    return told


def _tell_text(path: str, text: str, words: Words) -> str:
    """The text of a leaf as one says it."""
    if path.endswith("price_date"):
        return formats.with_days(text)
    if path.endswith(".own_lines") and text != "[]":
        return OWN_LINES_TOLD
    if not text:
        return "not said"
    if path.rpartition(".")[2] in TEXTS:
        return text
    if text[0] in "[{":
        return _tell_value(json.loads(text), words)
    if address.is_range(text):
        low, *likely, high = address.range_parts(text)
        return ", most likely ".join([f"{low} to {high}", *likely])
    return _tell_value(text, words)


def _tell_value(value: Any, words: Words) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{_tell_value(k, words)} {_tell_value(v, words)}" for k, v in value.items())
        return ", ".join(pairs) or "none"
    if isinstance(value, list | tuple):
        return ", ".join(_tell_entry(each, words) for each in value) or "none"
    text = str(value)
    return words.get(text, words.get(text.lower(), text.replace("_", " ")))
