"""Every worked example of the contract, to the cent, from the project's own copy."""

import json
from pathlib import Path

import pytest

from pricing.engine.answer import answer
from pricing.engine.answer_document import answer_document
from pricing.engine.json_text import read_json
from pricing.engine.read_question import parse

CASES = Path(__file__).parent / "cases" / "spec"
NAMES = sorted(path.name.removesuffix(".expected.json") for path in CASES.glob("*.expected.json"))


def answered(name: str) -> dict:
    return answer_document(
        answer(parse(read_json((CASES / f"{name}.json").read_bytes()), lambda _: None))
    )


def comparable(scenario: dict) -> dict:
    """An answer's scenario in the form of the expected files: lines and counts by scheme."""
    # What the money rests on is told beside it; the examples are of the money.
    apart = ("lines", "findings", "evidence")
    result = {key: value for key, value in scenario.items() if key not in apart}
    result["findings"] = [
        {k: v for k, v in f.items() if k != "message"} for f in scenario["findings"]
    ]
    if scenario["lines"] is None:
        return {key: value for key, value in result.items() if value is not None}
    result["lines"] = {line["key"]: line["cash_flow"] for line in scenario["lines"]}
    bought_lines = [
        line for line in scenario["lines"] if line["scheme"] and line["key"] == line["scheme"]
    ]
    for key in ("quantity", "packs", "bought", "binding", "owned"):
        counts = {line["key"]: line[key] for line in bought_lines if key in line}
        if counts or key != "owned":
            result[key] = counts
    return result


def test_there_are_fifteen_worked_examples():
    assert len(NAMES) == 15


@pytest.mark.parametrize("name", NAMES)
def test_a_worked_example_gives_its_expected_answer(name):
    expected = json.loads((CASES / f"{name}.expected.json").read_text())
    given = answered(name)
    assert given["horizon_years"] == expected["horizon_years"]
    for got, wanted in zip(given["scenarios"], expected["scenarios"], strict=True):
        assert comparable(got) == wanted
