"""The description of the API of proposals: prices of own lists, proposed and applied."""

from __future__ import annotations

from calculator.openapi_fields import FAULTS, describe_json, describe_refused, refer_to
from calculator.openapi_kept import (
    ABSENT,
    MOST,
    OF_BODY,
    describe,
    describe_body,
    describe_place,
)
from calculator.openapi_kept_schemas import DAY, ID
from pricing.analyses.schemas import COUNT, FLAG, TEXT, Schema, list_of, object_of, or_null
from pricing.catalogue.price_files import MOST_ROWS
from pricing.catalogue.proposed import WHATS
from pricing.catalogue.proposing import LONGEST_FILE_NAME, LONGEST_REASON
from pricing.catalogue.rows import PRICES

_CELL: Schema = {"type": ["string", "number", "null"]}
_CELLS: Schema = {"type": "object", "additionalProperties": TEXT}
_MADE = describe_json("It is kept, and nothing is changed yet.", refer_to("proposal"))
_MADE["headers"] = {"Location": {"schema": TEXT}}
_NO_KEY = {**OF_BODY, "400": describe_refused("No JSON at all, or a body that broke off.")}

SCHEMAS: dict[str, Schema] = {
    "proposal": object_of(
        id=ID,
        price_list=TEXT,
        base=COUNT,
        expires_at={"type": "string", "format": "date-time"},
        counts=object_of(**{what.replace(" ", "_"): COUNT for what in WHATS}),
        not_in_the_file=list_of(TEXT),
        writes=COUNT,
    ),
    "moved": {
        **FAULTS,
        "properties": {
            **FAULTS["properties"],
            "base": COUNT,
            "latest": COUNT,
            "moved": list_of(object_of(key=TEXT, looked_at=or_null(_CELLS), now=or_null(_CELLS))),
        },
        "description": (
            "Faults; beside them, where the catalogue has changed since it was proposed, the "
            "change that was looked at, the latest, and what stood and stands before each row."
        ),
    },
}

PATHS: dict[str, Schema] = {
    "/api/catalogue/proposals": {
        "post": describe(
            "propose-prices",
            "Proposes rows of an own price list; what that would change is told.",
            {"201": _MADE, **_NO_KEY},
            requestBody=describe_body(
                {
                    "price_list": TEXT | {"description": "An own list: one that has a base."},
                    "file_name": {"type": "string", "maxLength": LONGEST_FILE_NAME},
                    "rows": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": MOST_ROWS,
                        "items": {
                            "type": "object",
                            "properties": dict.fromkeys(PRICES.fields, _CELL),
                            "additionalProperties": False,
                        },
                        "description": "Cells by the columns of prices/LIST.csv.",
                    },
                    "corrections": FLAG
                    | {"description": "Whether rows count that say something else of a day."},
                    "complete_on": DAY
                    | {
                        "description": "When the sale of what is not among the rows ends; prices "
                        "of later days stay."
                    },
                },
                "price_list",
                "rows",
            ),
        ),
    },
    "/api/catalogue/proposals/{proposal}/apply": {
        "parameters": [describe_place("proposal")],
        "post": describe(
            "apply-proposal",
            "Applies a proposal: all or none. Asked again it tells the first's answer.",
            {
                "200": describe_json(
                    "It is applied; `change` is null where nothing differed.",
                    object_of(id=ID, change=or_null(ID | {"maximum": MOST})),
                ),
                **_NO_KEY,
                **ABSENT,
                "409": describe_json(
                    "The catalogue has changed in its rows, or it has ended.", refer_to("moved")
                ),
                "503": describe_refused("Another change takes longer than 20 seconds."),
            },
            requestBody=describe_body(
                {"reason": {"type": "string", "minLength": 1, "maxLength": LONGEST_REASON}},
                "reason",
            ),
        ),
    },
}
