"""What a press of a button makes of a stack, and of the order of the scenarios."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from calculator.question.actions import act, tell_outcome
from calculator.question.places import Refused
from pricing.comparison import compare
from pricing.market import catalogue
from pricing.presets import preset

pytestmark = pytest.mark.usefixtures("catalogue_db")


def pressed(action: str, place: int = 1) -> list[object]:
    """The stack of a scenario of the standard preset after an action."""
    return act(preset("autumn-2008"), action, catalogue("us-list"))["scenarios"][place]["stack"]


def names(action: str) -> list[str]:
    return [
        s["name"] for s in act(preset("autumn-2008"), action, catalogue("us-list"))["scenarios"]
    ]


BROKER = [{"scheme": "ms-ws2008-std", "quantity": "2"}, "ms-ws-cal-device", "ms-sql-2005-standard"]
VECD = [
    "server-2s-qc-32",
    "vmw-vdi-enterprise",
    "ms-vecd-sa",
    "ms-vecd",
    *BROKER,
    "storage-san-fc",
    "thin-client",
]


def test_a_scheme_is_added_at_the_end_of_the_stack():
    assert pressed("add.2.pc-business") == [*VECD, "pc-business"]


def test_a_scheme_takes_the_place_of_another():
    assert pressed("replace.2.ms-vecd.ms-windows-vda") == [*VECD[:3], "ms-windows-vda", *VECD[4:]]


def test_a_scheme_that_stands_there_already_takes_no_second_place():
    assert pressed("replace.2.ms-vecd.ms-vecd-sa") == [*VECD[:3], *VECD[4:]]


def test_who_is_served_stays_where_a_scheme_takes_the_place_of_another():
    stack = pressed("replace.6.ctx-xendesktop-standard.ctx-xendesktop-advanced", 5)
    assert stack[2] == {"scheme": "ctx-xendesktop-advanced", "groups": ["Office"]}


@pytest.mark.parametrize(
    ("there", "gone", "both"),
    [
        ({"groups": ["A"]}, {"groups": ["B", "A"]}, {"groups": ["A", "B"]}),
        ({"groups": ["A"]}, {}, {}),
        (
            {"groups": ["A"], "quantity": "2"},
            {"groups": ["B"], "quantity": 3},
            {"groups": ["A", "B"], "quantity": 5},
        ),
        (
            {"groups": ["A"], "quantity": "2"},
            {"groups": ["B"], "extra": 1},
            {"groups": ["A", "B"], "extra": 3},
        ),
        ({"quantity": 0}, {"quantity": 0}, {"quantity": 0}),
        ({"owned": 4}, {"owned": 9, "extra": 1}, {"owned": 4, "extra": 1}),
    ],
)
def test_an_entry_in_the_place_of_two_serves_whom_both_did_and_has_what_both_fixed(
    there, gone, both
):
    stack = [{"scheme": "ms-windows-vda", **there}, {"scheme": "ms-vecd", **gone}]
    after = act(
        {"scenarios": [{"stack": stack}]}, "replace.1.ms-vecd.ms-windows-vda", catalogue("us-list")
    )
    assert after["scenarios"][0]["stack"] == [
        {"scheme": "ms-windows-vda", **both} if both else "ms-windows-vda"
    ]


def test_two_entries_of_which_one_number_cannot_be_read_stay_two():
    stack = ["ms-windows-vda", {"scheme": "ms-vecd", "quantity": "many"}]
    with pytest.raises(Refused, match="whole numbers first"):
        act(
            {"scenarios": [{"stack": stack}]},
            "replace.1.ms-vecd.ms-windows-vda",
            catalogue("us-list"),
        )


def test_one_successor_of_two_serves_the_groups_of_both():
    document = {**preset("autumn-2008"), "price_date": "2010-04-01"}
    stack = act(document, "successors.6", catalogue("us-list"))["scenarios"][5]["stack"]
    [entry] = [
        entry for entry in stack if isinstance(entry, dict) and entry["scheme"] == "ms-ws2008r2-std"
    ]
    assert entry == {"scheme": "ms-ws2008r2-std", "groups": ["Office", "Call centre"], "extra": 2}


def test_ids_with_points_in_them_are_told_apart():
    own = catalogue("us-list")
    one, other = own.schemes["ms-vecd"], own.schemes["ms-windows-vda"]
    document = {"scenarios": [{"name": "a", "stack": ["x.1"]}], "fleet": []}
    two = SimpleNamespace(schemes={"x.1": one, "x.1.2": other})
    assert act(document, "replace.1.x.1.x.1.2", two)["scenarios"][0]["stack"] == ["x.1.2"]
    assert act(document, "add.1.x.1.2", two)["scenarios"][0]["stack"] == ["x.1", "x.1.2"]


def test_an_entry_is_put_first_and_taken_out():
    assert pressed("first.2.4") == ["ms-vecd", *VECD[:3], *VECD[4:]]
    assert pressed("take_out.2.4") == [*VECD[:3], *VECD[4:]]


def test_all_that_is_no_longer_sold_is_followed_at_once():
    document = {**preset("autumn-2008"), "price_date": "2011-01-01"}
    stack = act(document, "successors.2", catalogue("us-list"))["scenarios"][1]["stack"]
    server = {"scheme": "ms-ws2008r2-std", "quantity": "2"}
    assert stack == [
        VECD[0],
        "vmw-view-enterprise",
        "ms-sa-vdi-right",
        "ms-windows-vda",
        server,
        *VECD[5:],
    ]


def test_a_scenario_moves_left_and_right():
    first, second, third, *_ = names("copy.6")
    assert names("left.2")[:2] == [second, first]
    assert names("right.2")[:3] == [first, third, second]


def test_a_copy_stands_last_so_that_every_other_keeps_its_colour():
    assert names("hypervisor_free.2")[-2:] == [
        "New PCs",
        "VECD on VMware VI3, hypervisor bundle free",
    ]


def said(action: str) -> str:
    """What the page says after an action."""
    return tell_outcome(compare(act(preset("autumn-2008"), action, catalogue("us-list"))), action)


def test_a_what_if_says_what_the_copy_costs_beside_its_original():
    words = (
        "VECD on VMware VI3, hypervisor bundle free: $78.18 a desktop a month, $5.27 less than its "
        "original."
    )
    assert said("hypervisor_free.2") == words


def test_a_plain_copy_costs_as_its_original():
    assert (
        said("copy.1") == "Keep the PCs there are, copy: $75.62 a desktop a month, as its original."
    )


def test_what_makes_no_copy_says_nothing():
    assert said("left.2") == ""


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("add.2.ms-vecd", "stands in the stack already"),
        ("add.2.abacus", "There is no such scheme."),
        ("add.2", "There is no such scheme."),
        ("add.99.ms-vecd", "There is nothing of that number."),
        ("replace.2.abacus.ms-vecd", "The stack has no such scheme"),
        ("replace.2.ms-vecd", "The stack has no such scheme"),
        ("replace.2.ms-vecd.abacus", "there is none to take its place"),
        ("first.2.10", "There is nothing of that number."),
        ("take_out.2.10", "There is nothing of that number."),
        ("left.1", "It stands first already."),
        ("right.7", "It stands at the end already."),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(action, words):
    with pytest.raises(Refused, match=words.replace(".", r"\.")):
        pressed(action)


def test_what_is_owned_of_a_scheme_is_not_owned_of_another_in_its_place():
    entry = {
        "scheme": "pc-business",
        "groups": ["Office"],
        "owned": 5,
        "owned_years": 2,
        "term": "",
        "instances": 3,
    }
    document = {**preset("autumn-2008"), "scenarios": [{"name": "A", "stack": [entry]}]}
    after = act(document, "replace.1.pc-business.thin-client", catalogue("us-list"))
    assert after["scenarios"][0]["stack"] == [{"scheme": "thin-client", "groups": ["Office"]}]
