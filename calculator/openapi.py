"""The description of the API (OpenAPI 3.1): one dictionary, made from the table of fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pricing.analyses import Analysis
from pricing.cheapest import BEST
from pricing.engine.analysis.search.rules import REASONS
from pricing.engine.analysis.search.run import MOST_BEST
from pricing.engine.analysis.search.wishes import MOST_WISHES
from pricing.engine.fields import MOST_YEARS, REQUIRED, SHAPES, Field
from pricing.engine.words import CATEGORIES, CONFIDENCES, DELIVERIES
from pricing.rigged import RIGGED
from pricing.sure import SURE
from pricing.where import WHERE

from .openapi_rigged import RIGGED_ANSWERS
from .openapi_sure import SPREAD, SURE_ANSWERS
from .openapi_where import WHERE_ANSWERS

Schema = dict[str, Any]

_NUMBER_TEXT: Schema = {
    "type": "string",
    "pattern": "^[ \\t\u00a0]*-?([0-9]+\\.?[0-9]*|\\.[0-9]+)[ \\t\u00a0]*$",
    "description": "The number as text, which keeps every digit.",
}
_NAMES: Schema = {"type": "string", "maxLength": 200}
_SLUG = "^[A-Za-z0-9_][A-Za-z0-9_.:+/-]{0,63}$"


# The question, from the table of fields


def schema_of_shape(shape: Mapping[str, Field]) -> Schema:
    """The schema of one object of the document."""
    return {
        "type": "object",
        "properties": {name: schema_of_field(field) for name, field in shape.items()},
        "required": [name for name, field in shape.items() if field.default is REQUIRED],
        "additionalProperties": False,
    }


def schema_of_field(field: Field) -> Schema:
    """The schema of one field, with its help and its default."""
    schema = _KINDS[field.kind](field)
    if field.default is None:
        schema = {"anyOf": [schema, {"type": "null"}]}
    if field.help:
        schema = schema | {"description": field.help}
    if field.default is not REQUIRED and field.default is not None:
        schema = schema | {"default": _plain(field.default)}
    return schema


def _plain(default: Any) -> Any:
    if isinstance(default, Decimal):
        return float(default)
    return list(default) if isinstance(default, tuple) else default


def _number(field: Field) -> Schema:
    bounds: Schema = {} if field.low is None else {"minimum": _bound(field.low), "maximum": _bound(field.high)}
    kind = "integer" if field.kind == "count" else "number"
    return {"anyOf": [{"type": kind, **bounds}, _NUMBER_TEXT]}


def _bound(bound: Decimal | int | None) -> int | float:
    assert bound is not None
    return int(bound) if bound == int(bound) else float(bound)


def _range(field: Field) -> Schema:
    return {"anyOf": [*_number(field)["anyOf"], _reference("range")]}


def _price(field: Field) -> Schema:
    return {"anyOf": [*_range(field)["anyOf"], _reference("net_price")]}


def _amounts(field: Field) -> Schema:
    several = {"type": "array", "items": _number(field), "minItems": 1, "maxItems": MOST_YEARS}
    return {"anyOf": [*_number(field)["anyOf"], several]}


def _text(field: Field) -> Schema:
    least = {"minLength": 1} if field.default is REQUIRED else {}
    return {"type": "string", "maxLength": field.maximum, **least}


def _slug(field: Field) -> Schema:
    slug: Schema = {"type": "string", "pattern": _SLUG}
    return {"anyOf": [slug, {"const": ""}]} if field.default == "" else slug


def _objects(field: Field) -> Schema:
    one = _reference(field.of)
    items = {"anyOf": [{"type": "string", "pattern": _SLUG}, one]} if field.of == "entry" else one
    return {"type": "array", "items": items, "minItems": field.low, "maxItems": field.high}


def _map(field: Field) -> Schema:
    assert field.each is not None
    values = schema_of_field(field.each)
    return {"type": "object", "additionalProperties": values, "propertyNames": _NAMES, "maxProperties": 500}


def _tiers(field: Field) -> Schema:
    pair = [_number(Field("count", low=1, high=10_000_000)), _number(SHAPES["price"]["amount"])]
    items = {"type": "array", "prefixItems": pair, "minItems": 2, "maxItems": 2}
    return {"type": "array", "items": items, "maxItems": field.high}


def _tokens(field: Field) -> Schema:
    items = _NAMES if field.default is None else {"type": "string", "pattern": _SLUG}
    return {"type": "array", "items": items} | ({"maxItems": field.high} if field.high else {})


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_KINDS = {
    "count": _number,
    "number": _number,
    "range": _range,
    "price": _price,
    "amounts": _amounts,
    "text": _text,
    "slug": _slug,
    "url": lambda field: {"type": "string", "maxLength": field.maximum, "pattern": "^$|^[Hh][Tt][Tt][Pp][Ss]?://"},
    "day": lambda field: {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "flag": lambda field: {"type": "boolean"},
    "choice": lambda field: {"enum": list(field.options)},
    "tokens": _tokens,
    "counts": lambda field: {"type": "array", "items": _number(replace(field, kind="count")), "minItems": 1},
    "objects": _objects,
    "object": lambda field: _reference(field.of),
    "map": _map,
    "tiers": _tiers,
}


# The answer


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer"}
_FLAG: Schema = {"type": "boolean"}
_MONEY: Schema = {"type": "string", "pattern": "^-?[0-9]+\\.[0-9]{2}$", "description": "Money, rounded once."}
_AMOUNT: Schema = {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?$"}
_BINDINGS = _list(_or_null({"enum": ["count", "included", "minimum", "pack"]}))

_PRICE = _object(
    amount=_AMOUNT,
    valid_from={"type": "string", "format": "date"},
    source=_TEXT,
    source_url=_TEXT,
    confidence={"enum": list(CONFIDENCES)},
)
_LINE = _object(
    key=_TEXT,
    label=_TEXT,
    category={"enum": list(CATEGORIES)},
    indirect=_FLAG,
    scheme=_or_null(_TEXT),
    cash_flow=_list(_MONEY),
)
_LINE["properties"] |= {
    "quantity": _list(_COUNT),
    "packs": _list(_COUNT),
    "bought": _list(_COUNT),
    "binding": _BINDINGS,
    "net_unit_price": _AMOUNT,
    "price": _PRICE,
}
_POOL = _object(hosts=_list(_COUNT), binding=_list(_or_null({"enum": ["cpu", "ram"]})))
_SIZING = _object(
    hosts=_list(_COUNT),
    storage_gb=_list(_COUNT),
    cloud_storage_gb=_list(_COUNT),
    pools={"type": "object", "properties": {"vdi": _POOL, "session": _POOL}, "additionalProperties": False},
)
_NOT_CHECKED = _object(scheme=_TEXT, words=_TEXT)
_FINDING = _object(
    kind={"enum": ["uncovered", "unmet", "unused", "not_on_sale", "over_maximum", "too_large", "conflict"]},
    group=_or_null(_TEXT),
    token=_or_null(_TEXT),
    scheme=_or_null(_TEXT),
    message=_TEXT,
)
_SCENARIO = _object(
    name=_TEXT,
    delivery={"enum": list(DELIVERIES)},
    compliant=_FLAG,
    findings=_list(_FINDING),
    sizing=_or_null(_SIZING),
    energy=_or_null(_object(kwh=_list(_COUNT), co2_kg=_list(_COUNT))),
    lines=_or_null(_list(_LINE)),
    cash_flow=_or_null(_list(_MONEY)),
    tco=_or_null(_MONEY),
    npv=_or_null(_MONEY),
    annualised=_or_null(_MONEY),
    desktop_years=_or_null(_COUNT),
    tco_per_desktop=_or_null(_MONEY),
    tco_per_desktop_year=_or_null(_MONEY),
    tco_per_desktop_month=_or_null(_MONEY),
    saving=_or_null(_MONEY),
    npv_saving=_or_null(_MONEY),
    payback_years=_or_null({"type": "number"}),
)
_SCENARIO["properties"] |= {"not_checked": _list(_NOT_CHECKED), "uncertainty": SPREAD}
_ANSWER = _object(currency=_TEXT, horizon_years=_COUNT, scenarios=_list(_SCENARIO))
_FAULTS = _object(faults=_list(_object(path=_TEXT, holds=_TEXT, message=_TEXT)))


# The search for the cheapest stack

_WISHES = {"type": "array", "items": {"type": "string", "maxLength": 200}, "maxItems": MOST_WISHES}
_SEARCH: Schema = {
    "type": "object",
    "properties": {
        "document": _reference("document"),
        "deliveries": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"enum": list(DELIVERIES)}, "minItems": 1},
            "description": "Group name -> the deliveries that it may have. A group that is not named: `vdi` where "
            "each of its users has a desktop, all that can be served where users share.",
        },
        "wishes": {
            "type": "object",
            "properties": {"must": _WISHES, "must_not": _WISHES},
            "additionalProperties": False,
            "description": "Vendors, schemes, tokens or roles, as `token:live_migration`, `vendor:Citrix` or by name.",
        },
        "best": {"type": "integer", "minimum": 1, "maximum": MOST_BEST, "default": BEST},
        "fold": {"type": "boolean", "default": False, "description": "Only the cheapest of stacks that are alike."},
    },
    "required": ["document"],
    "additionalProperties": False,
}
_FOUND = _object(
    currency=_TEXT,
    ways_to_deliver=_COUNT,
    looked_at=_COUNT,
    combinations=_COUNT,
    ruled_out=_list(
        _object(reason={"enum": ["must", "must_not", *REASONS]}, wish=_or_null(_TEXT), combinations=_COUNT)
    ),
    left=_COUNT,
    priced_in_full=_COUNT,
    stacks=_list(
        _object(
            rank=_COUNT,
            tco=_MONEY,
            tco_per_desktop_month=_or_null(_MONEY),
            more_than_first=_MONEY,
            why={"type": "object", "additionalProperties": _MONEY},
            alike=_COUNT,
            licences_say={"type": "object", "additionalProperties": _TEXT},
            hosts=_list(_COUNT),
            scenario=_reference("scenario"),
        )
    ),
)


# The whole


def _json(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _refused(description: str, headers: tuple[str, ...] = ()) -> Schema:
    refused = _json(description, _reference("faults"))
    return refused | {"headers": {name: {"schema": _TEXT} for name in headers}} if headers else refused


_WRONG_METHOD = _refused("Another method; `Allow` names those that there are.", ("Allow",))


def _post(name: str, summary: str, body: Schema, answer: str) -> Schema:
    """The description of one question: a body of JSON, its answer, and the refusals that all have."""
    return {
        "post": {
            "operationId": name,
            "summary": summary,
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": {
                "200": _json("The answer.", _reference(answer)),
                "400": _refused("No JSON at all."),
                "405": _WRONG_METHOD,
                "413": _refused("A body of more than 1 MiB."),
                "415": _refused("Another content type than application/json in UTF-8, or a compressed body."),
                "422": _refused("What cannot be answered: every fault, by the path of its field."),
            },
        }
    }


def _body(analysis: Analysis) -> Schema:
    """The document, and the options of an analysis beside it."""
    options = schema_of_shape(analysis.options)
    properties = {"document": _reference("document"), **options["properties"]}
    return options | {"properties": properties, "required": ["document", *options["required"]]}


DESCRIPTION: Schema = {
    "openapi": "3.1.0",
    "info": {
        "title": "Deskfare",
        "version": "1",
        "description": "What a desktop costs: a comparison document in, its answer document out.",
    },
    "paths": {
        "/api/compare": _post("compare", "Prices a comparison document.", _reference("document"), "answer"),
        **{
            f"/api/{each.name}": _post(each.name, each.summary, _body(each), f"{each.name}-answer")
            for each in (*SURE, *WHERE, *RIGGED)
        },
        "/api/search": _post(
            "search",
            "Finds the cheapest stacks of all that are on sale and keep the licence rules.",
            _reference("search"),
            "found",
        ),
        "/api/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": "This description.",
                "responses": {"200": _json("This description.", {"type": "object"}), "405": _WRONG_METHOD},
            }
        },
    },
    "components": {
        "schemas": {name: schema_of_shape(shape) for name, shape in SHAPES.items()}
        | {"answer": _ANSWER, "faults": _FAULTS, "search": _SEARCH, "found": _FOUND}
        | SURE_ANSWERS
        | WHERE_ANSWERS
        | RIGGED_ANSWERS
    },
}
