"""docs/plausibility.md says what the presets and the studies' documents say now."""

from __future__ import annotations

import pytest

from tests.plausibility import PAGE, TABLE, TABLES, rewritten

pytestmark = pytest.mark.usefixtures("catalogue_db")


def test_every_table_of_the_page_is_what_the_script_would_write():
    text = PAGE.read_text()
    assert rewritten(text) == text


def test_the_page_has_every_table():
    assert {part[2] for part in TABLE.finditer(PAGE.read_text())} == set(TABLES)
