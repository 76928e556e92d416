"""The description of the API of what is kept: comparisons, quotes, and files that are verified."""

from __future__ import annotations

from typing import Any

from calculator.kept.addresses import MOST_DIGITS
from calculator.kept.files import MAKERS
from calculator.openapi_fields import WRONG_METHOD, describe_json, describe_refused, refer_to
from calculator.openapi_kept_schemas import ID, LINES, TERMS
from calculator.views.api_quotes import ACTIONS
from pricing.analyses.schemas import TEXT, Schema
from quotes.exports import FILES
from quotes.models.comparisons import VISIBILITIES
from quotes.retries import KEY

SECURITY = {"token": {"type": "http", "scheme": "bearer"}}

MOST = 10**MOST_DIGITS - 1


def describe_body(properties: dict[str, Schema], *needed: str) -> Schema:
    """A body of JSON with these members."""
    schema = {
        "type": "object",
        "properties": properties,
        "required": list(needed),
        "additionalProperties": False,
    }
    return {"required": True, "content": {"application/json": {"schema": schema}}}


_REFUSED = {
    "401": describe_refused("No session, and no token that holds.", ("WWW-Authenticate",)),
    "403": describe_refused("The role of who asks does not allow it, or lacks a second factor."),
    "405": WRONG_METHOD,
    "429": describe_refused(
        "This account has kept or asked as much as one may for a while; nothing was done.",
        ("Retry-After",),
    ),
    "503": describe_refused("The database is busy; nothing was saved.", ("Retry-After",)),
}
ABSENT = {"404": describe_refused("There is none, or none that its reader may know of.")}
OF_BODY = {
    "400": describe_refused("No JSON at all, a body that broke off, or no key."),
    "413": describe_refused("A body of more than 1 MiB."),
    "415": describe_refused("Another content type than application/json in UTF-8."),
    "422": describe_refused("Every fault, by the path of its field; or a key of another request."),
}
_CONFLICT = {
    "409": describe_json("Something else was done in between, or before.", refer_to("conflict"))
}
_KEY = {
    "name": KEY,
    "in": "header",
    "required": True,
    "schema": {"type": "string", "pattern": "^[!-~]{1,100}$"},
    "description": (
        "Another one for each request, as a UUID. Who asks again with the same key and the same "
        "body hears what was done, and nothing is done twice."
    ),
}


def describe(
    name: str, summary: str, answers: dict[str, Schema], *, key: bool = False, **more: Any
) -> Schema:
    """One operation. `key`: it may be sent again with its key."""
    described = {"operationId": name, "summary": summary, "security": [{"token": []}], **more}
    if key:
        described["parameters"] = [_KEY]
    return described | {"responses": {**_REFUSED, **answers}}


def describe_place(name: str, words: str = "", **schema: Any) -> Schema:
    """A part of an address that is filled in."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": schema or {"type": "integer", "minimum": 0, "maximum": MOST},
        "description": words,
    }


def _describe_deed(status: str, words: str) -> dict[str, Schema]:
    """The answers of what changes a quote."""
    done = describe_json(words, refer_to("deed"))
    done["headers"] = {"Location": {"schema": TEXT}}
    return {status: done, **OF_BODY, **ABSENT, **_CONFLICT}


_FILE = {
    "description": "The file.",
    "headers": {"ETag": {"schema": TEXT}, "Content-Disposition": {"schema": TEXT}},
    "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
}
_DOCUMENT = {"note": LINES, "document": refer_to("document")}
_SAVED = describe_json("It is kept.", refer_to("saved"))
_SAVED["headers"] = {"Location": {"schema": TEXT}}

PATHS: dict[str, Schema] = {
    "/api/comparisons": {
        "get": describe(
            "list-comparisons",
            "The comparisons that one may read, with their versions.",
            {"200": describe_json("All of them.", refer_to("comparisons"))},
        ),
        "post": describe(
            "keep-comparison",
            "Keeps a comparison: its first version.",
            {"201": _SAVED, **OF_BODY},
            requestBody=describe_body(
                {
                    "name": {"type": "string", "minLength": 1, "maxLength": 200},
                    "visibility": {"enum": list(VISIBILITIES)},
                    **_DOCUMENT,
                },
                "name",
                "document",
            ),
        ),
    },
    "/api/comparisons/{comparison}/versions": {
        "parameters": [describe_place("comparison")],
        "post": describe(
            "keep-version",
            "Keeps the next version of a comparison.",
            {"201": _SAVED, **OF_BODY, **ABSENT, **_CONFLICT},
            requestBody=describe_body(
                {
                    "base": {
                        "type": "integer",
                        "minimum": 1,
                        "maximum": MOST,
                        "description": "The version that it began from: the latest, else 409.",
                    },
                    **_DOCUMENT,
                },
                "base",
                "document",
            ),
        ),
    },
    "/api/comparisons/{comparison}/v{version}": {
        "parameters": [describe_place("comparison"), describe_place("version")],
        "get": describe(
            "version",
            "A version: its document, and the answer that it had.",
            {"200": describe_json("The version.", refer_to("version")), **ABSENT},
        ),
    },
    "/api/quotes": {
        "get": describe(
            "list-quotes",
            "Drafts that one may read, and issued quotes: of each the newest 200.",
            {"200": describe_json("Both lists.", refer_to("quotes"))},
        ),
        "post": describe(
            "make-quote",
            "Makes a draft of a scenario of a version.",
            _describe_deed("201", "The draft is made."),
            key=True,
            requestBody=describe_body(
                {
                    "comparison": ID | {"maximum": MOST},
                    "version": ID | {"maximum": MOST},
                    "scenario": {
                        "anyOf": [ID, TEXT],
                        "description": "Its place, from 1, or its name.",
                    },
                    "terms": refer_to("terms"),
                },
                "comparison",
                "version",
                "scenario",
            ),
        ),
    },
    "/api/quotes/{quote}": {
        "parameters": [describe_place("quote")],
        "get": describe(
            "quote",
            "A quote on its way: what it says, what is to be seen, and which steps there are.",
            {"200": describe_json("The quote.", refer_to("quote")), **ABSENT},
        ),
        "patch": describe(
            "edit-quote",
            "Changes terms of a draft.",
            _describe_deed("200", "They are changed."),
            key=True,
            requestBody=describe_body(
                {
                    "revision": {
                        "type": "integer",
                        "minimum": 0,
                        "maximum": MOST,
                        "description": "That which was looked at.",
                    },
                    "terms": {**TERMS, "minProperties": 1},
                },
                "revision",
                "terms",
            ),
        ),
    },
    "/api/quotes/{quote}/{step}": {
        "parameters": [describe_place("quote"), describe_place("step", enum=list(ACTIONS))],
        "post": describe(
            "take-step",
            "Takes a step with a quote.",
            _describe_deed("200", "It is done.")
            | {"201": describe_json("A draft of the next version is made.", refer_to("deed"))},
            key=True,
            requestBody=describe_body(
                {
                    "seen": TEXT
                    | {"description": "The digest of what was looked at, `seen` of the quote."},
                    "reason": LINES,
                },
                "seen",
            ),
        ),
    },
    "/api/quotes/{number}/v{version}": {
        "parameters": [
            describe_place("number", "As DF-2026-000123.", type="string", minLength=1),
            describe_place("version"),
        ],
        "get": describe(
            "issued-quote",
            "An issued quote: all that its JSON file holds, and what became of it since.",
            {"200": describe_json("The quote.", refer_to("issued")), **ABSENT},
        ),
    },
    "/api/quotes/{number}/v{version}.{ending}": {
        "parameters": [
            describe_place("number", "As DF-2026-000123.", type="string", minLength=1),
            describe_place("version"),
            describe_place("ending", enum=[*FILES, *MAKERS]),
        ],
        "get": describe(
            "issued-file",
            "A file of an issued quote: the bytes that its page gives. The page's parameters "
            "(`dialect`, `for`, `decimals`, `with`) say in which form.",
            {
                "200": _FILE,
                "304": {"description": "It is the one whose `ETag` was sent."},
                **ABSENT,
                "422": describe_refused("A parameter that is not for this file."),
                "503": describe_refused("The database is busy, or the PDF cannot be made now."),
            },
        ),
    },
    "/api/verify": {
        "post": describe(
            "verify",
            "Whether a file is what was issued. Nothing of it is kept.",
            {
                "200": describe_json("The verdict.", refer_to("verdict")),
                "400": describe_refused("A body that broke off."),
                "413": describe_refused("A file of more than 20 MiB."),
                "415": describe_refused("Another content type than application/octet-stream."),
            },
            security=[{}, {"token": []}],
            description="`details` are told to people with a role alone.",
            requestBody={
                "required": True,
                "content": {"application/octet-stream": {"schema": {"type": "string"}}},
            },
        )
    },
}
