"""When a fault counts as held."""

from __future__ import annotations

import pytest

from tests.faults.__main__ import ON_POSTGRESQL, ON_SQLITE
from tests.faults.found import Found


@pytest.mark.parametrize(
    ("found", "held"),
    [
        (Found(injected=2, bit=1), True),
        (Found(injected=2, bit=0), False),
        (Found(injected=2, bit=1, lost=1), False),
        (Found(injected=2, bit=1, wrong=["It says that it is ready."]), False),
    ],
)
def test_a_fault_is_held_if_it_bit_and_nothing_is_lost_or_wrong(found, held):
    assert found.is_held is held


def test_what_had_to_hold_and_did_not_is_told():
    found = Found()
    found.expect(True, "a")
    found.expect(False, "b")
    assert found.wrong == ["b"]


def test_every_fault_of_43_is_tried():
    tried = {row.number.rstrip("ap") for row in (*ON_SQLITE, *ON_POSTGRESQL)}
    assert tried == {str(number) for number in range(1, 44)}
