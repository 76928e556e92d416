"""From values to texts: each value in the one form in which it is compared and written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from calculator.question.address.members import Shape, are_all, is_text, plain_entry
from calculator.question.address.quotes import amounts_of, write_net
from calculator.question.address.ranges import range_text
from pricing.engine.fields import REQUIRED, SHAPES, Field
from pricing.engine.json_text import JsonNumber
from pricing.engine.number_text import read_decimal, read_json_number

LIKE_DESKTOPS = ("users", "devices")  # as many as desktops where not said


def tidy(value: Any, field: Field, default: Any = REQUIRED) -> Any:
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
        return {**write_whole(value, SHAPES["net_price"]), "net": write_net(amounts)}
    if field.kind in ("range", "price"):
        ends = SHAPES["range"]
        return {
            name: _write_number(value[name])
            for name in sorted(value, key=lambda name: (*ends, name).index(name))
        }
    if field.kind == "tokens" and isinstance(value, list | tuple) and are_all(str, *value):
        return sorted(set(value))
    if field.kind == "map" and isinstance(value, Mapping) and field.each is not None:
        return {key: tidy(value[key], field.each) for key in sorted(value)}
    if field.of == "entry" and isinstance(value, list):
        return [write_entry(item) for item in value]
    if field.of == "own_line" and isinstance(value, list | tuple):
        return write_lines(list(value))
    return value


def write_whole(record: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    """An object as it is written: in the order of its fields, without what the defaults say."""
    result: dict[str, Any] = {}
    for name, field in shape.items():
        if name in LIKE_DESKTOPS:
            default = record.get("desktops")
        else:
            default = field.default
        value = tidy(record.get(name), field, default)
        if value is not None and value != tidy(None, field, default):
            result[name] = value
    return {**result, **{name: value for name, value in record.items() if name not in shape}}


def write_entry(entry: Any) -> Any:
    """An entry of a stack as it is written: the plain id where it says no more."""
    if not isinstance(entry, Mapping):
        return entry
    return plain_entry(write_whole(entry, SHAPES["entry"]))


def write_lines(lines: list[Any]) -> list[Any]:
    """Lines of one's own as they are written."""
    return [_write_line(line) for line in lines]


def _write_line(line: Any) -> Any:
    if isinstance(line, Mapping):
        return write_whole(line, SHAPES["own_line"])
    return line


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


def write_text(value: Any) -> str:
    """A value as the text of a leaf."""
    if value is None:
        return ""
    ends = range_text(value)
    if ends is not None:
        return ends
    if isinstance(value, str):
        return str(value)
    return write_json(value)


def write_json(value: Any) -> str:
    """Compact JSON; numbers that were kept as text stay as they are."""
    if isinstance(value, JsonNumber):
        return str(value)
    if isinstance(value, Mapping):
        return (
            "{"
            + ",".join(f"{write_json(str(key))}:{write_json(item)}" for key, item in value.items())
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(write_json, value)) + "]"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False)
