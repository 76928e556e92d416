"""Schemas of what the API tells of comparisons, quotes, and files that are verified."""

from __future__ import annotations

from calculator.openapi_fields import FAULTS, refer_to
from calculator.views.api_quotes import ACTIONS
from pricing.analyses.schemas import COUNT, FLAG, MONEY, TEXT, Schema, list_of, object_of, or_null
from quotes.models.comparisons import VISIBILITIES
from quotes.models.issued import EVENTS
from quotes.models.quotes import STATES
from quotes.models.texts import LONGEST_TEXT
from quotes.verdicts import EXIT_CODES, TOO_LARGE

ID: Schema = {"type": "integer", "minimum": 1}
DAY: Schema = {"type": "string", "format": "date"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_STATE: Schema = {"enum": list(STATES)}
_OF_ISSUED: Schema = {"enum": ["issued", "expired", "superseded", "withdrawn"]}
_STEPS = list_of({"enum": ["edit", *ACTIONS]})
_DIGEST: Schema = {"type": "string", "pattern": "^(sha256:[0-9a-f]{64})?$"}

_COMPARISON = object_of(
    id=ID, name=TEXT, owner=TEXT, visibility={"enum": list(VISIBILITIES)}, archived=FLAG
)
_SAVE = {"version": ID, "note": TEXT, "by": TEXT, "at": _MOMENT}
_NUMBER = object_of(number=TEXT, version=ID)
_EVENT = {
    "did": {"enum": list(EVENTS)},
    "by": TEXT,
    "at": _MOMENT,
    "reason": TEXT,
    "digest": _DIGEST,
}
_DRAFT = {
    "id": ID,
    "state": _STATE,
    "comparison": ID,
    "version": ID,
    "scenario": ID,
    "maker": TEXT,
    "valid_until": DAY,
}
_AMOUNTS = {"net": MONEY, "tax": MONEY, "due": MONEY}
_CONTENT = {
    "header": {"type": "object"},
    "rows": list_of({"type": "object", "additionalProperties": TEXT}),
    "totals": object_of(
        **_AMOUNTS, rows=COUNT, by_year=list_of(object_of(due_year=COUNT, **_AMOUNTS))
    ),
}
LINES: Schema = {"type": "string", "maxLength": LONGEST_TEXT}
TERMS: Schema = {
    "type": "object",
    "properties": {
        "supplier": LINES,
        "customer": LINES,
        "tax_label": {"type": "string", "maxLength": 50},
        "tax_percent": {
            "type": "string",
            "pattern": "^([0-9]{1,2}(\\.[0-9]{1,2})?|100)$",
            "description": "A number will do too.",
        },
        "valid_until": DAY,
        "notes": LINES,
    },
    "additionalProperties": False,
    "description": "Those that are not given are the organisation's usual ones, or stay.",
}
SCHEMAS: dict[str, Schema] = {
    "conflict": {
        **FAULTS,
        "properties": {
            **FAULTS["properties"],
            "base": ID,
            "latest": ID,
            "state": _STATE,
            "revision": COUNT,
        },
        "description": (
            "Faults; beside them, of a comparison, the version that was named and the latest, and "
            "of a quote what it is by now."
        ),
    },
    "comparisons": object_of(
        comparisons=list_of(
            object_of(**_COMPARISON["properties"], versions=list_of(object_of(**_SAVE)))
        )
    ),
    "saved": object_of(comparison=_COMPARISON, **_SAVE),
    "version": object_of(
        comparison=_COMPARISON,
        **_SAVE,
        catalogue=or_null(TEXT),
        catalogue_change=or_null(COUNT | {"description": "Its number, as of which it is priced."}),
        document={"type": "object", "description": "As it was saved, to the last digit."},
        answer={**refer_to("answer"), "description": "As it was given then."},
    ),
    "quotes": object_of(
        drafts=list_of(object_of(**_DRAFT)),
        issued=list_of(
            object_of(
                id=ID,
                number=TEXT,
                version=ID,
                comparison=TEXT,
                state=_OF_ISSUED,
                issued_on=DAY,
                issued_by=TEXT,
                valid_until=DAY,
                currency=TEXT,
                net=MONEY,
                tax=MONEY,
                due=MONEY,
                checksum=_DIGEST,
            )
        ),
    ),
    "terms": TERMS,
    "quote": object_of(
        **_DRAFT,
        revision=COUNT,
        steps=_STEPS,
        terms=refer_to("terms"),
        revises=or_null(_NUMBER),
        issued=or_null(_NUMBER),
        seen=_DIGEST,
        why_not=TEXT,
        doubts=list_of(TEXT),
        typed_prices=TEXT,
        ending_prices=TEXT,
        content=or_null(object_of(**_CONTENT)),
        events=list_of(object_of(**_EVENT)),
    ),
    "deed": object_of(id=ID, **_EVENT, state=_STATE, revision=COUNT, issued=or_null(_NUMBER))
    | {
        "description": (
            "What a request did with the quote `id`; a retry with its key hears the same. `digest` "
            "is what the next step has to have seen, but of a draft, which is to be looked at."
        )
    },
    "issued": object_of(
        **_CONTENT, checksum=_DIGEST, id=ID, state=_OF_ISSUED, seen=_DIGEST, steps=_STEPS
    ),
    "verdict": object_of(
        verdict={"enum": [kind for kind in EXIT_CODES if kind != TOO_LARGE]},
        words=TEXT,
        number=TEXT,
        version=or_null(ID),
        end={"enum": ["", "superseded", "withdrawn"]},
        checked=TEXT,
        details=or_null(
            object_of(
                clothing=list_of(TEXT),
                differences=list_of(object_of(line=COUNT, column=TEXT, issued=TEXT, found=TEXT)),
                more=COUNT,
                missing=list_of(COUNT),
                added=list_of(COUNT),
            )
        ),
    ),
}
