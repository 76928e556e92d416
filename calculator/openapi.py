"""The description of the API (OpenAPI 3.1): one dictionary, made from the table of fields."""

from __future__ import annotations

from calculator.openapi_catalogue import PATHS as OF_CATALOGUE
from calculator.openapi_fields import (
    CONVERSION,
    FAULTS,
    WRONG_METHOD,
    describe_json,
    describe_refused,
    describe_shape,
    refer_to,
    say_change,
)
from calculator.openapi_kept import PATHS, SECURITY
from calculator.openapi_kept_schemas import SCHEMAS
from calculator.openapi_proposals import PATHS as PROPOSAL_PATHS
from calculator.openapi_proposals import SCHEMAS as PROPOSAL_SCHEMAS
from pricing.analyses import ANALYSES, Analysis
from pricing.analyses.schemas import (
    COUNT,
    FLAG,
    TEXT,
    Schema,
    list_of,
    object_of,
    or_null,
)
from pricing.analyses.search_request import BEST
from pricing.analyses.uncertainty import SPREAD
from pricing.engine import counted_findings
from pricing.engine.analysis.search.rules import REASONS
from pricing.engine.analysis.search.run import MOST_BEST
from pricing.engine.analysis.search.wishes import MOST_WISHES
from pricing.engine.evidence import AGES, KINDS
from pricing.engine.fields import SHAPES
from pricing.engine.vocabulary import CATEGORIES, CONFIDENCES, DELIVERIES

# The answer

_MONEY: Schema = {
    "type": "string",
    "pattern": "^-?[0-9]+\\.[0-9]{2}$",
    "description": "Money, rounded once.",
}
_AMOUNT: Schema = {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?$"}
_BINDINGS = list_of(or_null({"enum": ["count", "included", "minimum", "pack"]}))

_PRICE = object_of(
    amount=_AMOUNT,
    valid_from={"type": "string", "format": "date"},
    source=TEXT,
    source_url=TEXT,
    confidence={"enum": list(CONFIDENCES)},
)
_PRICE["properties"] |= CONVERSION
_LINE = object_of(
    key=TEXT,
    label=TEXT,
    category={"enum": list(CATEGORIES)},
    indirect=FLAG,
    scheme=or_null(TEXT),
    cash_flow=list_of(_MONEY),
)
_LINE["properties"] |= {
    "quantity": list_of(COUNT),
    "packs": list_of(COUNT),
    "bought": list_of(COUNT),
    "binding": _BINDINGS,
    "net_unit_price": _AMOUNT,
    "price": _PRICE,
}
_POOL = object_of(hosts=list_of(COUNT), binding=list_of(or_null({"enum": ["cpu", "ram"]})))
_SIZING = object_of(
    hosts=list_of(COUNT),
    storage_gb=list_of(COUNT),
    cloud_storage_gb=list_of(COUNT),
    pools={
        "type": "object",
        "properties": {"vdi": _POOL, "session": _POOL},
        "additionalProperties": False,
    },
)
_NOT_CHECKED = object_of(scheme=TEXT, words=TEXT)
_FINDING = object_of(
    kind={"enum": list(counted_findings.KINDS)},
    group=or_null(TEXT),
    token=or_null(TEXT),
    scheme=or_null(TEXT),
    message=TEXT,
)
_PART = object_of(
    kind={"enum": list(dict.fromkeys(kind for kind, _ in KINDS))},
    before=or_null({"enum": list(CONFIDENCES)}),
    age={"enum": list(AGES)},
    share={"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{4}$"},
)
_SCENARIO = object_of(
    name=TEXT,
    delivery={"enum": list(DELIVERIES)},
    compliant=FLAG,
    findings=list_of(_FINDING),
    sizing=or_null(_SIZING),
    energy=or_null(object_of(kwh=list_of(COUNT), co2_kg=list_of(COUNT))),
    lines=or_null(list_of(_LINE)),
    cash_flow=or_null(list_of(_MONEY)),
    tco=or_null(_MONEY),
    npv=or_null(_MONEY),
    annualised=or_null(_MONEY),
    desktop_years=or_null(COUNT),
    tco_per_desktop=or_null(_MONEY),
    tco_per_desktop_year=or_null(_MONEY),
    tco_per_desktop_month=or_null(_MONEY),
    saving=or_null(_MONEY),
    npv_saving=or_null(_MONEY),
    payback_years=or_null({"type": "number"}),
    evidence=or_null(list_of(_PART)),
)
_SCENARIO["properties"] |= {"not_checked": list_of(_NOT_CHECKED), "uncertainty": SPREAD}
_ANSWER = object_of(currency=TEXT, horizon_years=COUNT, scenarios=list_of(_SCENARIO))
_DAY: Schema = {"type": "string", "format": "date"}
_ANSWER["properties"] |= {
    "idle_list": object_of(
        prices=COUNT,
        terms=COUNT,
        days=list_of(object_of(day=_DAY, first_from=or_null(_DAY))),
        message=TEXT,
    ),
    "idle_discounts": list_of(object_of(scenario=TEXT, names=list_of(TEXT), message=TEXT)),
    "misspelt_endpoints": list_of(
        object_of(group=TEXT, endpoint=TEXT, meant=TEXT, message=TEXT),
    ),
}

# The search for the cheapest stack

_WISHES = {"type": "array", "items": {"type": "string", "maxLength": 200}, "maxItems": MOST_WISHES}
_SEARCH: Schema = {
    "type": "object",
    "properties": {
        "document": refer_to("document"),
        "deliveries": {
            "type": "object",
            "additionalProperties": {
                "type": "array",
                "items": {"enum": list(DELIVERIES)},
                "minItems": 1,
            },
            "description": (
                "Group name -> the deliveries that it may have. A group that is not named: `vdi` "
                "where each of its users has a desktop, all that can be served where users share."
            ),
        },
        "wishes": {
            "type": "object",
            "properties": {"must": _WISHES, "must_not": _WISHES},
            "additionalProperties": False,
            "description": (
                "Vendors, schemes, tokens or roles, as `token:live_migration`, `vendor:Citrix` or "
                "by name."
            ),
        },
        "best": {"type": "integer", "minimum": 1, "maximum": MOST_BEST, "default": BEST},
        "fold": {
            "type": "boolean",
            "default": False,
            "description": "Only the cheapest of stacks that are alike.",
        },
    },
    "required": ["document"],
    "additionalProperties": False,
}
_FOUND = object_of(
    currency=TEXT,
    ways_to_deliver=COUNT,
    looked_at=COUNT,
    combinations=COUNT,
    ruled_out=list_of(
        object_of(
            reason={"enum": ["must", "must_not", *REASONS]}, wish=or_null(TEXT), combinations=COUNT
        )
    ),
    left=COUNT,
    priced_in_full=COUNT,
    stacks=list_of(
        object_of(
            rank=COUNT,
            tco=_MONEY,
            tco_per_desktop_month=or_null(_MONEY),
            more_than_first=_MONEY,
            why={"type": "object", "additionalProperties": _MONEY},
            alike=COUNT,
            licences_say={"type": "object", "additionalProperties": TEXT},
            hosts=list_of(COUNT),
            scenario=refer_to("scenario"),
        )
    ),
)


# The whole


def _describe_post(name: str, summary: str, body: Schema, answer: str) -> Schema:
    """The description of one question: a body of JSON, its answer, and the refusals that all
    have.
    """
    return {
        "post": {
            "operationId": name,
            "summary": summary,
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": {
                "200": describe_json("The answer.", refer_to(answer)),
                "400": describe_refused("No JSON at all."),
                "405": WRONG_METHOD,
                "413": describe_refused("A body of more than 1 MiB."),
                "415": describe_refused(
                    "Another content type than application/json in UTF-8, or a compressed body."
                ),
                "429": describe_refused(
                    "As much work as one reader may have for a while; nothing was done.",
                    ("Retry-After",),
                ),
                "503": describe_refused(
                    "Others that take as much work wait already; nothing was done.",
                    ("Retry-After",),
                ),
                "422": describe_refused(
                    "What cannot be answered: every fault, by the path of its field."
                ),
            },
        }
    }


def _describe_body(analysis: Analysis) -> Schema:
    """The document, and the options of an analysis beside it."""
    options = describe_shape(analysis.options)
    properties = {"document": refer_to("document"), **options["properties"]}
    return options | {"properties": properties, "required": ["document", *options["required"]]}


DESCRIPTION: Schema = {
    "openapi": "3.1.0",
    "info": {
        "title": "Deskfare",
        "version": "1",
        "description": (
            "What a desktop costs: a comparison document in, its answer document out. What is kept "
            'of comparisons and quotes is asked for with a token, made under "Tokens for '
            "programs\" in one's account, or in a session."
        ),
    },
    "paths": {
        "/api/compare": _describe_post(
            "compare", "Prices a comparison document.", refer_to("document"), "answer"
        ),
        **{
            f"/api/{each.name}": _describe_post(
                each.name, each.summary, _describe_body(each), f"{each.name}-answer"
            )
            for each in ANALYSES
        },
        "/api/search": _describe_post(
            "search",
            "Finds the cheapest stacks of all that are on sale and keep the licence rules.",
            refer_to("search"),
            "found",
        ),
        "/api/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": "This description.",
                "responses": {
                    "200": describe_json("This description.", {"type": "object"}),
                    "405": WRONG_METHOD,
                },
            }
        },
        **OF_CATALOGUE,
        **PATHS,
        **PROPOSAL_PATHS,
    },
    "components": {
        "securitySchemes": SECURITY,
        "schemas": {name: describe_shape(shape) for name, shape in SHAPES.items()}
        | {"answer": say_change(_ANSWER), "found": say_change(_FOUND)}
        | {"faults": FAULTS, "search": _SEARCH}
        | {f"{each.name}-answer": say_change(each.schema) for each in ANALYSES}
        | SCHEMAS
        | PROPOSAL_SCHEMAS,
    },
}
