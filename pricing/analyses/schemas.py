"""The words of the schemas of answers (JSON Schema)."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$"}
MONEY: Schema = {"type": "string", "pattern": "^-?[0-9]+\\.[0-9]{2}$"}
COUNT: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
CHANCE: Schema = {"type": "number", "minimum": 0, "maximum": 1}


def object_of(**properties: Schema) -> Schema:
    """An object that has all of these."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def list_of(items: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": items}


def or_null(schema: Schema) -> Schema:
    """This, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def described(schema: Schema, words: str) -> Schema:
    """This, and what it means."""
    return schema | {"description": words}


LEFT_OUT = list_of(object_of(scenario=TEXT, reason=TEXT))
