"""docs/plausibility.md says what the presets and the studies' documents say now."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.plausibility import PAGE, TABLE, TABLES, rewritten

pytestmark = pytest.mark.usefixtures("catalogue_db")
TEXT = " ".join(PAGE.read_text().split())


def test_every_table_of_the_page_is_what_the_script_would_write():
    text = PAGE.read_text()
    assert rewritten(text) == text


def test_the_page_has_every_table():
    assert {part[2] for part in TABLE.finditer(PAGE.read_text())} == set(TABLES)


def cells(table: str, step: str) -> list[tuple[Decimal, Decimal]]:
    """A row of a table of steps: the amount and the per cent to PCs of each scenario."""
    part = next(part[0] for part in TABLE.finditer(PAGE.read_text()) if part[2] == table)
    row = next(line for line in part.splitlines() if line.startswith(f"| {step} |"))
    return [
        (Decimal(a), Decimal(share))
        for a, share in re.findall(r"\| ([\d.]+) \(([-+]?[\d.]+) %\)", row)
    ]


def points(step: str) -> list[Decimal]:
    """By how many points a step moves today's scenarios of the data centre."""
    before, after = (cells("steps from today", words)[:3] for words in ("the preset", step))
    return [new - old for (_, old), (_, new) in zip(before, after, strict=True)]


def test_the_text_says_by_how_much_dearer_hardware_moves_the_data_centre():
    assert f"moves by more than {max(map(abs, points('all hardware 30 % dearer')))} points" in TEXT
    alone = points("servers and storage alone 30 % dearer")
    assert f"each move by {min(alone)} to {max(alone)} points" in TEXT


def test_the_text_says_by_how_much_shared_images_are_cheaper():
    dedicated, shared = (
        cells("steps from autumn", step)[:3]
        for step in ("dedicated images, full disks", "shared images, 90 % of disks saved")
    )
    saved = [
        round((1 - low / high) * 100) for (high, _), (low, _) in zip(dedicated, shared, strict=True)
    ]
    assert f"is {min(saved)} to {max(saved)} % here" in TEXT
