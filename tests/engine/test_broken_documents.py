"""Every field of every object of a document broken, alone and in pairs.

Always a fault at its path, never a crash.
"""

from __future__ import annotations

from itertools import combinations
from random import Random
from typing import Any

import pytest

from pricing.engine.faults import Faults
from pricing.engine.read_question import parse
from tests.broken import Break, breaks, broken, one_break_a_field


def faulty_paths(document: dict[str, Any]) -> list[str]:
    with pytest.raises(Faults) as found:
        parse(document, lambda price_list: None)
    return [fault.path for fault in found.value.faults]


def is_named(each: Break, paths: list[str]) -> bool:
    return any(path.startswith(each.where) for path in paths)


def test_the_base_is_sound_before_it_is_broken():
    assert parse(broken(), lambda price_list: None).fleet


def test_every_broken_field_is_named_by_its_path():
    unnamed = [each.name for each in breaks() if not is_named(each, faulty_paths(broken(each)))]
    assert unnamed == []


def test_two_broken_fields_are_both_named():
    dice = Random(1)
    pairs = [pair for pair in combinations(one_break_a_field(), 2) if are_apart(*pair)]
    for pair in dice.sample(pairs, 1_000):
        paths = faulty_paths(broken(*pair))
        assert all(is_named(each, paths) for each in pair), [each.name for each in pair]


def are_apart(one: Break, other: Break) -> bool:
    """Neither lies within the other."""
    shared = min(len(one.path), len(other.path))
    return one.path[:shared] != other.path[:shared]


def test_a_broken_scheme_is_no_unknown_scheme_of_the_stacks_that_name_it():
    broken_metric = Break(("catalogue", "schemes", 2, "metric"), "devise")
    assert faulty_paths(broken(broken_metric)) == ["catalogue.schemes[2].metric"]


def test_a_name_that_cannot_be_read_makes_no_other_name_unknown():
    assert faulty_paths(broken(Break(("catalogue", "schemes", 2, "id"), None))) == [
        "catalogue.schemes[2].id"
    ]


def test_attributes_that_cannot_be_read_are_one_fault():
    assert faulty_paths(broken(Break(("catalogue", "schemes", 2, "attributes"), 5))) == [
        "catalogue.schemes[2].attributes"
    ]


def test_a_faulty_catalogue_does_not_hide_what_is_wrong_in_a_stack():
    broken_price = Break(("catalogue", "prices", 0, "amount"), "many")
    wrong_scheme = Break(("scenarios", 0, "stack", 1), "hypre")
    assert faulty_paths(broken(broken_price, wrong_scheme)) == [
        "catalogue.prices[0].amount",
        "scenarios[0].stack[1]",
    ]
