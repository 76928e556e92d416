"""JSON as bytes into plain values, keeping numbers as text and naming what JSON would hide."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .faults import Fault, Faults, shown_name

MAXIMUM_BYTES = 1024 * 1024
MAXIMUM_DEPTH = 16
MAXIMUM_VALUES = 50_000


class JsonNumber(str):
    """The text of a number as it stood in the JSON; a plain `str` is a JSON string."""

    __slots__ = ()


class JsonObject(dict[str, Any]):
    """An object that remembers keys that were given twice."""

    doubled: tuple[str, ...] = ()


class FrozenObject(JsonObject):
    """An object that nothing may change, so that what was read from it once holds for good.

    Copies may change.
    """

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise TypeError("a frozen object may not be changed; copy it first")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = _refuse

    def __deepcopy__(self, memo: dict[int, Any]) -> JsonObject:
        return JsonObject({key: copy.deepcopy(value, memo) for key, value in self.items()})


def freeze(value: Any) -> Any:
    """The value with every object in it frozen."""
    if isinstance(value, dict):
        return FrozenObject({key: freeze(item) for key, item in value.items()})
    if isinstance(value, list):
        return [freeze(item) for item in value]
    return value


def encodable(value: Any) -> Any:
    """The value with U+FFFD for halves of characters, which no page or file can hold and every
    field refuses alike.
    """
    if isinstance(value, JsonNumber):
        return value
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [encodable(item) for item in value]
    if not isinstance(value, JsonObject):
        return value
    result = JsonObject({encodable(name): encodable(item) for name, item in value.items()})
    result.doubled = tuple(map(encodable, value.doubled))
    return result


def list_doubled(value: Any, path: str = "") -> Iterator[str]:
    """The paths of names that are given twice, at any depth of what was read.

    >>> [*list_doubled(read_json(b'{"a": 1, "a": 2, "b": [{"c": 1, "c": 2}]}'))]
    ['a', 'b[0].c']
    """
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from list_doubled(item, f"{path}[{place}]")
    if isinstance(value, dict):
        start = f"{path}." if path else ""
        yield from (f"{start}{shown_name(name)}" for name in getattr(value, "doubled", ()))
        for name, item in value.items():
            yield from list_doubled(item, f"{start}{shown_name(name)}")


def read_json(data: bytes) -> Any:
    """The value of a JSON text. Raises `Faults` with path "" where it is no JSON, or too deep.

    Numbers come as `JsonNumber`, so that nothing passes through binary floats; NaN and
    Infinity come as such too, and are refused where a number is read.
    """
    text = _read_text(data)
    _check_depth(text)
    try:
        return json.loads(
            text,
            parse_int=JsonNumber,
            parse_float=JsonNumber,
            parse_constant=JsonNumber,
            object_pairs_hook=_read_object,
        )
    except json.JSONDecodeError as error:
        raise _refuse_text(
            f"line {error.lineno}, column {error.colno}: {_tell_expected(error.msg)}"
        ) from None


def _read_object(pairs: list[tuple[str, Any]]) -> JsonObject:
    result = JsonObject(pairs)
    if len(result) < len(pairs):
        times = Counter(name for name, _ in pairs)
        result.doubled = tuple(sorted(name for name, count in times.items() if count > 1))
    return result


def _read_text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")) or data[:4].count(0) == 3:
        raise _refuse_text("the document is UTF-32; save it as UTF-8")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:2].count(0) == 1:
        raise _refuse_text("the document is UTF-16; save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refuse_text(f"byte {error.start} is not UTF-8; save the document as UTF-8") from None
    if text.startswith("\ufeff"):
        raise _refuse_text("the document begins with two marks of byte order (U+FEFF); leave one")
    if not text.strip(" \t\r\n"):
        raise _refuse_text("the body is empty; it may hold one comparison document")
    return text


def _check_depth(text: str) -> None:
    """Counts brackets outside of strings, before the parser recurses; counts values too."""
    depth = deepest = values = position = 0
    in_string = False
    for position, character in enumerate(text):
        if in_string:
            if character == '"' and not _is_escaped(text, position):
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            values += 1
            deepest = max(deepest, depth)
            if depth > MAXIMUM_DEPTH:
                raise Faults(
                    [
                        Fault(
                            "",
                            f"brackets nested deeper than {MAXIMUM_DEPTH}",
                            f"may be nested {MAXIMUM_DEPTH} deep",
                        )
                    ]
                )
        elif character in "]}":
            depth -= 1
        elif character == ",":
            values += 1
    if values > MAXIMUM_VALUES:
        raise Faults(
            [Fault("", f"{values:,} values", f"may hold {MAXIMUM_VALUES:,} values at most")]
        )


def _is_escaped(text: str, position: int) -> bool:
    backslashes = 0
    while text[position - 1 - backslashes] == "\\":
        backslashes += 1
    return backslashes % 2 == 1


def _refuse_text(message: str) -> Faults:
    return Faults([Fault("", "", message)], is_json=False)


def _tell_expected(message: str) -> str:
    """The parser's words, made ours."""
    known = {
        "Expecting value": "expected a value",
        "Expecting property name enclosed in double quotes": "expected a name in double quotes",
        "Expecting ':' delimiter": "expected ':'",
        "Expecting ',' delimiter": "expected ',' or the end",
        "Extra data": "expected the end of the document",
        "Unterminated string starting at": "expected the end of the text that begins here",
        "Illegal trailing comma before end of object": "expected a name in double quotes",
        "Illegal trailing comma before end of array": "expected a value",
        "Invalid control character at": "expected no line break or control character within a text",
        "Invalid \\escape": 'expected one of " \\ / b f n r t u behind the backslash',
        "Invalid \\uXXXX escape": "expected four hexadecimal digits behind \\u",
    }
    return known.get(message, f"expected JSON ({message[0].lower()}{message[1:]})")
