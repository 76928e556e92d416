"""The exact evaluation agrees with the worked examples of the contract, and with itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.oracle import answer

CASES = Path(__file__).parent / "cases" / "spec"
NAMES = sorted(path.stem for path in CASES.glob("*.json") if not path.name.endswith(".expected.json"))


def read(name: str) -> Any:
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_the_oracle_reproduces_the_worked_example_to_the_cent(name: str) -> None:
    expected = read(f"{name}.expected")
    given = answer(read(name))
    assert given["horizon_years"] == expected["horizon_years"]
    assert [scenario["name"] for scenario in given["scenarios"]] == [s["name"] for s in expected["scenarios"]]
    for scenario, wanted in zip(given["scenarios"], expected["scenarios"], strict=True):
        for field, value in wanted.items():
            assert scenario[field] == value, (scenario["name"], field)


def test_there_are_worked_examples() -> None:
    assert len(NAMES) >= 8
