"""What can be moved, and that a moved number gives what the plain document with that number gives."""

from __future__ import annotations

import json
from decimal import Decimal

import numpy as np
import pytest

from pricing.engine.analysis.costs import costs_of
from pricing.engine.analysis.inputs import inputs_of, moved, with_catalogue_ranges
from pricing.engine.document import parse
from pricing.engine.reading import Range
from tests.strategies import random_document


def question_of(document):
    return parse(document, lambda _: None)


def changed(document, path, value):
    """The document with one number of it changed; a dotted path as inputs have it."""
    copy = json.loads(json.dumps(document, default=str))
    head, _, rest = path.partition(".")
    if head == "assumptions":
        copy.setdefault("assumptions", {})[rest] = value
    elif head == "fleet":
        place, _, field = rest.partition(".")
        group = copy["fleet"][int(place)]
        if field == "desktops" and Decimal(group.get("users", 0)) == Decimal(group["desktops"]):
            group["users"] = value
        group[field] = value
    elif head == "scenarios":
        place, _, key = rest.partition(".")
        for scenario in copy["scenarios"]:
            schemes = [e if isinstance(e, str) else e["scheme"] for e in scenario["stack"]]
            if key.removeprefix("prices.") in schemes:
                scenario.setdefault("prices", {})[key.removeprefix("prices.")] = value
    else:
        copy[path] = value
    return copy


@pytest.mark.parametrize("seed", range(30))
def test_a_moved_number_costs_what_the_document_with_that_number_costs(seed):
    document = random_document(seed)
    question = question_of(document)
    compared = 0
    for each in inputs_of(question):
        own = any(each.name in scenario.assumptions for scenario in question.scenarios)
        if own or each.typical == each.most:
            continue
        value = each.typical + (1 if each.most > 1 else (each.most - each.typical) / 100)
        row, draws = moved(question, {each.name: np.array([float(value)])})
        plain = costs_of(question_of(changed(document, each.path, str(value))), draws)
        np.testing.assert_allclose(costs_of(row, draws).tco, plain.tco, rtol=1e-12, err_msg=each.name)
        compared += 1
    assert compared > 10


def test_users_who_are_as_many_as_the_desktops_move_with_them():
    document = random_document(0)
    assert Decimal(document["fleet"][3]["users"]) == document["fleet"][3]["desktops"]
    question, draws = moved(question_of(document), {"fleet.3.desktops": np.array([25.0])})
    document["fleet"][3] |= {"desktops": 25, "users": 25}
    np.testing.assert_allclose(costs_of(question, draws).tco, costs_of(question_of(document), draws).tco)


def test_the_catalogues_range_stands_where_the_document_says_nothing(shipped_catalogue):
    from pricing.market import catalogue
    from pricing.presets import preset

    question = parse({**preset("autumn-2008"), "assumptions": {"pue": "2"}}, catalogue)
    ranged = with_catalogue_ranges(question)
    assert ranged.assumptions["pue"] == Decimal(2)
    assert ranged.assumptions["pc.desktops_per_admin"] == Range(Decimal(80), Decimal(200), Decimal(400))
