"""What descriptions of the API are made of: schemas of the document's fields, and refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pricing.analyses.schemas import COUNT, TEXT, Schema, described, list_of, object_of, or_null
from pricing.engine.fields import MOST_YEARS, REQUIRED, SHAPES, Field
from pricing.engine.vocabulary import CONFIDENCES

_RATE = object_of(
    **{"from": TEXT, "to": TEXT, "rate": TEXT | {"description": "Exact: a product unrounded."}},
    valid_from=or_null({"type": "string", "format": "date"}),
    source=TEXT,
    source_url=TEXT,
    confidence={"enum": list(CONFIDENCES)},
)
# What a price of another currency than its list's was, and at which rate it was converted.
CONVERSION: dict[str, Schema] = {
    "original": object_of(amount=TEXT, currency=TEXT)
    | {"description": "What the list beneath says, where that is in another currency."},
    "exchange_rate": {
        **_RATE,
        "properties": {
            **_RATE["properties"],
            "product_of": list_of(_RATE) | {"description": "The rates over a third currency."},
        },
    },
}
_NUMBER_TEXT: Schema = {
    "type": "string",
    "pattern": "^[ \\t\u00a0]*-?([0-9]+\\.?[0-9]*|\\.[0-9]+)[ \\t\u00a0]*$",
    "description": "The number as text, which keeps every digit.",
}
_NAMES: Schema = {"type": "string", "maxLength": 200}
_SLUG = "^[A-Za-z0-9_][A-Za-z0-9_.:+/-]{0,63}$"


def describe_shape(shape: Mapping[str, Field]) -> Schema:
    """The schema of one object of the document."""
    return {
        "type": "object",
        "properties": {name: describe_field(field) for name, field in shape.items()},
        "required": [name for name, field in shape.items() if field.default is REQUIRED],
        "additionalProperties": False,
    }


def describe_field(field: Field) -> Schema:
    """The schema of one field, with its help and its default."""
    schema = _KINDS[field.kind](field)
    if field.default is None:
        schema = {"anyOf": [schema, {"type": "null"}]}
    if field.help:
        schema = schema | {"description": field.help}
    if field.default is not REQUIRED and field.default is not None:
        schema = schema | {"default": _write_plain(field.default)}
    return schema


def _write_plain(default: Any) -> Any:
    if isinstance(default, Decimal):
        return float(default)
    if isinstance(default, tuple):
        return list(default)
    return default


def describe_number(field: Field) -> Schema:
    """A number within its bounds, or the same as text."""
    bounds: Schema = {}
    if field.low is not None:
        bounds = {"minimum": _write_bound(field.low), "maximum": _write_bound(field.high)}
    kind = "number"
    if field.kind == "count":
        kind = "integer"
    return {"anyOf": [{"type": kind, **bounds}, _NUMBER_TEXT]}


def _write_bound(bound: Decimal | int | None) -> int | float:
    assert bound is not None
    if bound == int(bound):
        return int(bound)
    return float(bound)


def _describe_range(field: Field) -> Schema:
    return {"anyOf": [*describe_number(field)["anyOf"], refer_to("range")]}


def _describe_price(field: Field) -> Schema:
    return {"anyOf": [*_describe_range(field)["anyOf"], refer_to("net_price")]}


def _describe_amounts(field: Field) -> Schema:
    several = {
        "type": "array",
        "items": describe_number(field),
        "minItems": 1,
        "maxItems": MOST_YEARS,
    }
    return {"anyOf": [*describe_number(field)["anyOf"], several]}


def _describe_text(field: Field) -> Schema:
    least = {}
    if field.default is REQUIRED:
        least = {"minLength": 1}
    return {"type": "string", "maxLength": field.maximum, **least}


def _describe_slug(field: Field) -> Schema:
    slug: Schema = {"type": "string", "pattern": _SLUG}
    if field.default == "":
        return {"anyOf": [slug, {"const": ""}]}
    return slug


def _describe_objects(field: Field) -> Schema:
    one = refer_to(field.of)
    items = one
    if field.of == "entry":
        items = {"anyOf": [{"type": "string", "pattern": _SLUG}, one]}
    return {"type": "array", "items": items, "minItems": field.low, "maxItems": field.high}


def _describe_map(field: Field) -> Schema:
    assert field.each is not None
    values = describe_field(field.each)
    return {
        "type": "object",
        "additionalProperties": values,
        "propertyNames": _NAMES,
        "maxProperties": 500,
    }


def _describe_tiers(field: Field) -> Schema:
    pair = [
        describe_number(Field("count", low=1, high=10_000_000)),
        describe_number(SHAPES["price"]["amount"]),
    ]
    items = {"type": "array", "prefixItems": pair, "minItems": 2, "maxItems": 2}
    return {"type": "array", "items": items, "maxItems": field.high}


def _describe_tokens(field: Field) -> Schema:
    if field.default is None:
        items = _NAMES
    else:
        items = {"type": "string", "pattern": _SLUG}
    schema: Schema = {"type": "array", "items": items}
    if field.high:
        schema["maxItems"] = field.high
    return schema


def refer_to(name: str) -> Schema:
    """What stands in the place of a schema that is described once, by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


FAULTS = object_of(faults=list_of(object_of(path=TEXT, holds=TEXT, message=TEXT)))


def describe_json(description: str, schema: Schema) -> Schema:
    """A body of JSON."""
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def describe_refused(description: str, headers: tuple[str, ...] = ()) -> Schema:
    """A refusal, which names its faults."""
    refused = describe_json(description, refer_to("faults"))
    if headers:
        return refused | {"headers": {name: {"schema": TEXT} for name in headers}}
    return refused


WRONG_METHOD = describe_refused("Another method; `Allow` names those that there are.", ("Allow",))


_KINDS = {
    "count": describe_number,
    "number": describe_number,
    "range": _describe_range,
    "price": _describe_price,
    "amounts": _describe_amounts,
    "text": _describe_text,
    "slug": _describe_slug,
    "url": lambda field: {
        "type": "string",
        "maxLength": field.maximum,
        "pattern": "^$|^[Hh][Tt][Tt][Pp][Ss]?://",
    },
    "day": lambda field: {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "flag": lambda field: {"type": "boolean"},
    "choice": lambda field: {"enum": list(field.options)},
    "tokens": _describe_tokens,
    "counts": lambda field: {
        "type": "array",
        "items": describe_number(replace(field, kind="count")),
        "minItems": 1,
        "maxItems": field.maximum,
    },
    "objects": _describe_objects,
    "object": lambda field: refer_to(field.of),
    "map": _describe_map,
    "tiers": _describe_tiers,
}


_CHANGE = described(COUNT, "The change of the catalogue that it was priced with.")


def say_change(schema: Schema) -> Schema:
    """An answer that says its change, but where a document brought its own prices."""
    return schema | {"properties": {**schema.get("properties", {}), "catalogue": _CHANGE}}
