"""Every condition of a rule's note is enforced by a field, or said to be not checked.

And every requirement decides.
"""

from __future__ import annotations

import csv
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from pricing.engine.answer import answer
from pricing.engine.market import Scheme
from pricing.engine.read_question import parse
from pricing.engine.vocabulary import SEAT_METRICS
from tests.pricing.shipped import catalogue, folder

TABLE = Path(__file__).resolve().parents[2] / "docs" / "licence-rules.csv"
CONDITION = re.compile(
    r"\b(needs?|needed|only|with any|requires?|required|must|valid in|not valid|isn't valid|on top "
    r"of|qualifying"
    r"|up to|at most|no more than|at least|smallest|minimum|never|due|beside)\b",
    re.IGNORECASE,
)
SCHEMES = catalogue("us-list").schemes


def table() -> list[dict[str, str]]:
    with TABLE.open(newline="") as stream:
        return list(csv.DictReader(stream))


def conditions(scheme: Scheme) -> list[str]:
    """The parts of its note that lay down a condition."""
    parts = re.split(r"(?<=[.;:])\s+", scheme.rule_note)
    return [part for part in parts if CONDITION.search(part)]


def enforces(scheme: Scheme, field: str) -> bool:
    """Whether a scheme has what the table says enforces a condition: `requires:nci`, `maximum:10`,
    `not_checked`.
    """
    name, colon, value = field.partition(":")
    if name == "without":
        return value not in scheme.provides
    held = getattr(scheme, name)
    if isinstance(held, (tuple, dict)) or hasattr(held, "keys"):
        return any(fnmatchcase(each, value) for each in held)
    return str(held) == value if colon else bool(held)


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.id)
def test_every_condition_of_a_note_is_enforced_or_said_to_be_none(scheme):
    for condition in conditions(scheme):
        rows = [row for row in table() if re.search(row["words"], condition, re.IGNORECASE)]
        assert rows, condition
        for row in rows:
            assert row["enforced_by"] or row["why"]
            lost = [field for field in row["enforced_by"].split() if not enforces(scheme, field)]
            assert lost == [], condition


def test_no_row_of_the_table_is_idle():
    said = [condition for scheme in SCHEMES.values() for condition in conditions(scheme)]
    idle = [
        row["words"]
        for row in table()
        if not any(re.search(row["words"], c, re.IGNORECASE) for c in said)
    ]
    assert idle == []


def findings(rule: dict[str, Any], *brought: list[str]) -> set[tuple[str, str | None]]:
    """What is found of a scheme in a stack of its own, beside schemes that bring tokens."""
    helpers: list[dict[str, Any]] = [
        {
            "id": f"helper-{n}",
            "role": "service",
            "metric": "site",
            "charge": "perpetual",
            "provides": tokens,
        }
        for n, tokens in enumerate(brought)
    ]
    rows = [rule, *helpers]
    # On hosts, and not what it asks for.
    delivery = "vdi" if "delivery:session" in rule["requires"] else "session"
    own = {
        "currency": "USD",
        "schemes": rows,
        "prices": [
            {"scheme": row["id"], "valid_from": "2000-01-01", "amount": "1.00"} for row in rows
        ],
        "assumptions": [
            {"name": e.values["name"], "typical": str(e.values["typical"])}
            for e in folder().assumptions
        ],
    }
    own["assumptions"] = list({row["name"]: row for row in own["assumptions"]}.values())
    document = {
        "title": "One rule",
        "price_date": "2026-07-31",
        "horizon_years": 1,
        "fleet": [{"name": "Desks", "desktops": 1, "endpoint": "existing_desk"}],
        "scenarios": [{"name": "One", "delivery": delivery, "stack": [row["id"] for row in rows]}],
        "catalogue": own,
    }
    [scenario] = answer(parse(document, catalogue)).scenarios
    return {(f.kind, f.token) for f, _ in scenario.findings if f.scheme == rule["id"]}


def rule_of(scheme: Scheme) -> dict[str, Any]:
    """Its rule alone, without what it may be used for and what it brings."""
    period = {} if scheme.charge == "perpetual" else {"period": scheme.period}
    attributes = {
        name: str(value) for name, value in scheme.attributes.items() if name in ("vcpu", "ram_gb")
    }
    return {
        "id": scheme.id,
        "role": "service",
        "metric": scheme.metric,
        "charge": scheme.charge,
        "requires": list(scheme.requires),
        "excludes": list(scheme.excludes),
        "attributes": attributes if scheme.metric.startswith("instance") else {},
        **period,
    }


RULED = {
    (s.metric in SEAT_METRICS, s.requires, s.excludes): s
    for s in SCHEMES.values()
    if s.requires or s.excludes
}


@pytest.mark.parametrize("scheme", RULED.values(), ids=lambda scheme: scheme.id)
def test_every_requirement_and_every_exclusion_decides(scheme):
    rule = rule_of(scheme)
    for token in scheme.requires:
        others = [other for other in scheme.requires if other != token]
        broken = ("unused", None) if scheme.metric in SEAT_METRICS else ("unmet", token)
        assert findings(rule, others) == {broken}
        assert findings(rule, others, [token]) == set()
    for token in scheme.excludes:
        assert findings(rule, list(scheme.requires), [token]) == {("conflict", token)}
