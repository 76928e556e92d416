"""docs/document.md says what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from calculator.openapi import DESCRIPTION
from docs.document_tables import PARTS, TITLES
from pricing.comparison import compare
from pricing.engine.fields import SHAPES
from pricing.sheets.csv import SEPARATORS

TEXT = (Path(__file__).parents[1] / "docs" / "document.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", list(PARTS))
def test_the_tables_are_those_of_the_code(name):
    """Stale? `python docs/tables.py` writes them anew."""
    assert f"<!-- made: {name} -->\n\n{PARTS[name]()}\n\n<!-- end -->" in TEXT


def test_every_shape_has_its_table():
    assert set(TITLES) == set(SHAPES)


def test_every_status_of_the_api_is_described():
    statuses = DESCRIPTION["paths"]["/api/compare"]["post"]["responses"]
    assert [status for status in statuses if f"| {status} |" not in TEXT] == []


def test_every_dialect_is_named():
    assert all(f"dialect={name}" in TEXT for name in SEPARATORS if name != "comma")


def test_the_question_of_the_page_can_be_asked(catalogue_db):
    question = json.loads(re.findall(r"```json\n(.*?)```", TEXT, re.S)[0])
    assert len(compare(question).scenarios) == 2
