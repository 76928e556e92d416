"""The description of the API of prices and of the catalogue's changes."""

from __future__ import annotations

from calculator.openapi_fields import CONVERSION, WRONG_METHOD, describe_json, describe_refused
from pricing.analyses.schemas import COUNT, TEXT, Schema, list_of, object_of, or_null
from pricing.engine.vocabulary import CONFIDENCES
from pricing.models.changes import CHANGE_KINDS

_DAY: Schema = {"type": "string", "format": "date"}
_AMOUNT: Schema = {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?$"}
_PRICE = object_of(
    scheme=TEXT,
    valid_from=_DAY,
    amount=or_null(_AMOUNT)
    | {"description": "For a pack; null: not sold since that day, or see missing_rate."},
    tiers=list_of({"type": "array", "prefixItems": [COUNT, _AMOUNT]}),
    off=_AMOUNT | {"description": "What an own list takes off it, as a share of 1."},
    source=TEXT,
    source_url=TEXT,
    confidence={"enum": list(CONFIDENCES)},
    note=TEXT,
)
_PRICE["properties"] |= CONVERSION | {
    "missing_rate": TEXT | {"description": "Why a price in another currency has no amount here."}
}
_PRICES = object_of(
    catalogue=COUNT | {"description": "The change since which it was known so."},
    list=TEXT,
    currency=TEXT,
    date=_DAY,
    prices=list_of(_PRICE),
)
_CHANGE = object_of(
    number=COUNT,
    at={"type": "string", "format": "date-time"},
    kind={"enum": list(CHANGE_KINDS)},
    reason=TEXT,
    by=TEXT | {"description": "Told to people with a role alone."},
)


def _describe_parameter(name: str, words: str, *, is_needed: bool) -> Schema:
    return {
        "name": name,
        "in": "query",
        "required": is_needed,
        "schema": {"type": "string", "minLength": 1},
        "description": words,
    }


PATHS: dict[str, Schema] = {
    "/api/prices": {
        "get": {
            "operationId": "prices",
            "summary": "What each scheme of a price list costs on a day.",
            "parameters": [
                _describe_parameter("list", "A price list, as us-list.", is_needed=True),
                _describe_parameter("date", "The day, as 2026-11-24.", is_needed=True),
                _describe_parameter(
                    "known", "As known at a change (17) or on a day; else now.", is_needed=False
                ),
            ],
            "responses": {
                "200": describe_json("The price in force of each scheme.", _PRICES),
                "405": WRONG_METHOD,
                "422": describe_refused("Every fault, by the name of its parameter."),
            },
        }
    },
    "/api/catalogue/changes": {
        "get": {
            "operationId": "catalogue-changes",
            "summary": "The newest 200 changes of the catalogue.",
            "responses": {
                "200": describe_json("The newest first.", object_of(changes=list_of(_CHANGE))),
                "405": WRONG_METHOD,
            },
        }
    },
}
