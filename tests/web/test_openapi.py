"""The description of the API is held true by calling what it describes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from accounts.tokens import make_token
from calculator.kept.day import find_day
from calculator.openapi import DESCRIPTION
from calculator.urls import urlpatterns
from calculator.wsgi import application
from pricing.comparison import compare
from pricing.engine.answer_document import answer_document
from pricing.engine.fields import SHAPES
from pricing.presets import PRESETS, presets
from quotes.drafting import make_draft
from quotes.versions import make_comparison
from tests.accounts.people import make_person
from tests.quotes.conftest import NOW, write_document

CASES = Path(__file__).parents[1] / "cases" / "spec"
EXAMPLES = sorted(
    path.stem for path in CASES.glob("*.json") if not path.name.endswith(".expected.json")
)

load_all_checks()
described = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
described.config.phases.coverage.enabled = False  # a thousand calls that take a minute
# What is wrong may be too large as well.
described.config.checks.negative_data_rejection.expected_statuses.append("413")
OF_KEPT = "^/api/(comparisons|quotes|verify|prices|catalogue)"
pricing, kept = described.exclude(path_regex=OF_KEPT), described.include(path_regex=OF_KEPT)


@pytest.fixture
def no_database(monkeypatch):
    """Random documents name no price list that there is, and a request leaves the tests' connection
    alone.
    """
    monkeypatch.setattr("pricing.comparison.make_finder", lambda value: lambda name: None)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("no_database")
@pricing.parametrize()
@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_api_does_what_its_description_says(case):
    """A document of the right shape may still name a scheme that is not there: that is no fault of
    the API.
    """
    case.call_and_validate(
        headers={"Accept-Encoding": "identity"}, excluded_checks=[positive_data_acceptance]
    )


@pytest.fixture
def token(db):
    """That of a buyer who keeps one comparison, of which there is a draft."""
    person = make_person("bob", "buyer")
    version = make_comparison("Desks", write_document(), person, at=NOW)
    make_draft(version, 0, person, at=NOW)
    return make_token(person, "x", today=find_day(), ends_on=find_day())


@pytest.mark.usefixtures("no_database")
@kept.parametrize()
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_api_of_what_is_kept_does_what_its_description_says(case, token):
    """A request of the right shape may still name a comparison that is not there."""
    case.call_and_validate(
        headers={"Accept-Encoding": "identity", "Authorization": f"Bearer {token}"},
        excluded_checks=[positive_data_acceptance],
    )


def test_every_door_of_the_api_is_described():
    doors = {f"/{each.pattern}" for each in urlpatterns if str(each.pattern).startswith("api/")}
    assert {re.sub("<[^>]*>", "{}", door) for door in doors} == {
        re.sub("{[^}]*}", "{}", path) for path in DESCRIPTION["paths"]
    }


def conforms(value: Any, name: str) -> bool:
    """Whether a value has the shape that the description gives a name to."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": DESCRIPTION["components"]}
    return jsonschema_rs.Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_worked_examples_and_their_answers_have_the_described_shape(name):
    document = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    assert conforms(document, "document")
    assert conforms(answer_document(compare(document)), "answer")


@pytest.mark.parametrize("name", list(presets()))
def test_the_presets_and_their_answers_have_the_described_shape(name, catalogue_db):
    document = json.loads((PRESETS / f"{name}.json").read_text(encoding="utf-8"))
    assert conforms(document, "document")
    assert conforms(answer_document(compare(document)), "answer")


def test_a_document_with_an_unknown_field_has_not():
    document = json.loads((CASES / f"{EXAMPLES[0]}.json").read_text(encoding="utf-8"))
    assert not conforms(document | {"horizon_yaers": 5}, "document")


def test_an_answer_without_figures_has_the_described_shape_too():
    document = json.loads((CASES / f"{EXAMPLES[0]}.json").read_text(encoding="utf-8")) | {
        "price_date": "1995-01-01"
    }
    assert conforms(answer_document(compare(document)), "answer")


def test_every_field_is_described_with_its_help():
    for name, shape in SHAPES.items():
        described_fields = DESCRIPTION["components"]["schemas"][name]["properties"]
        assert list(described_fields) == list(shape)
        for field, rules in shape.items():
            assert described_fields[field].get("description", "") == rules.help
