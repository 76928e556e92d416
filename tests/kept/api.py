"""Asks the API as programs do, and holds each answer against the description."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import jsonschema_rs
from django.http import HttpResponse
from django.test import Client

from calculator.openapi import DESCRIPTION

KEY = "Idempotency-Key"
PLACES = [
    (re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), operations)
    for path, operations in DESCRIPTION["paths"].items()
]


class Program:
    """Asks in the name of whoever is logged in, or of the owner of a token."""

    def __init__(self, client: Client, token: str = "") -> None:
        self.client, self.token = client, token

    def ask(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, **more: Any
    ) -> HttpResponse:
        """The answer; a body that is no text is sent as JSON, and each request has its key."""
        headers = {KEY: key or str(uuid4())} | more.pop("headers", {})
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        sent = body
        if body is None:
            sent = ""
        elif not isinstance(body, str | bytes):
            sent = json.dumps(body)
        more = {"content_type": "application/json"} | more
        response = self.client.generic(method, path, sent, headers=headers, **more)
        check_described(method, path, response)
        return response

    def get(self, path: str) -> Any:
        """What is there, as plain values."""
        response = self.ask("GET", path)
        assert response.status_code == 200, response.content.decode()
        return response.json()

    def post(self, path: str, body: Any, **more: Any) -> Any:
        """What was done, as plain values."""
        response = self.ask("POST", path, body, **more)
        assert response.status_code in (200, 201), response.content.decode()
        return response.json()

    def take(self, quote: int, step: str, reason: str = "") -> Any:
        """Takes a step with a quote as it is."""
        seen = self.get(f"/api/quotes/{quote}")["seen"]
        return self.post(f"/api/quotes/{quote}/{step}", {"seen": seen, "reason": reason})


def check_described(method: str, path: str, response: HttpResponse) -> None:
    """Fails where an answer is not as the description says."""
    found = [operations for pattern, operations in PLACES if pattern.fullmatch(path)]
    described = [each[method.lower()] for each in found if method.lower() in each]
    if not described:
        assert response.status_code in (404, 405), (path, response.status_code)
        return
    answers = [
        each["responses"][str(response.status_code)]
        for each in described
        if str(response.status_code) in each["responses"]
    ]
    assert answers, f"{method} {path} answers {response.status_code}, which is not described"
    if any("*/*" in each.get("content", ()) for each in answers):
        return  # a file, of which nothing is described
    value = response.json()
    assert any(conforms(value, each) for each in answers), (path, value)


def conforms(value: Any, answer: Any) -> bool:
    """Whether a value has the shape that is described of an answer, and no member beside it."""
    schema = answer["content"]["application/json"]["schema"]
    whole = {**schema, "components": DESCRIPTION["components"]}
    return bool(jsonschema_rs.Draft202012Validator(close(whole)).is_valid(value))


def close(schema: Any) -> Any:
    """A schema whose objects have no member that it does not describe."""
    if isinstance(schema, list):
        return [close(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: close(each) for name, each in schema.items()}
    if isinstance(closed.get("properties"), dict) and closed.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed
