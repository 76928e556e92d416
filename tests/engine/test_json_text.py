"""Bodies of JSON before anything of them is read."""

from __future__ import annotations

import pytest

from pricing.engine.faults import Faults
from pricing.engine.json_text import encodable, read_json


def nested(depth):
    return b"[" * depth + b"]" * depth


def test_brackets_may_be_nested_sixteen_deep():
    assert read_json(nested(16)) is not None


def test_brackets_nested_seventeen_deep_are_refused():
    with pytest.raises(Faults, match="may be nested 16 deep"):
        read_json(nested(17))


def test_two_marks_of_byte_order_are_told_in_plain_words():
    with pytest.raises(Faults, match="begins with two marks of byte order"):
        read_json(b"\xef\xbb\xbf\xef\xbb\xbf{}")


def test_halves_of_characters_are_replaced_within_lists_too():
    assert encodable(["a", ["\ud800"]]) == ["a", ["\ufffd"]]


@pytest.mark.parametrize(
    ("body", "doubled"), [(b'{"a": 1, "b": 2}', ()), (b'{"b": 1, "a": 1, "b": 2}', ("b",))]
)
def test_a_name_that_is_given_twice_is_remembered(body, doubled):
    assert read_json(body).doubled == doubled
