"""The folds of the form: what stands in each, and what their heads say of it."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from calculator.question.form import Form
from calculator.question.state import state_of
from pricing.market import catalogue

pytestmark = pytest.mark.usefixtures("catalogue_db")


def form(query: str = "") -> Form:
    """The form of an address."""
    return Form(state_of(QueryDict(query)), catalogue("us-list"))


@pytest.mark.parametrize(
    ("query", "fold", "words", "changed"),
    [
        ("", "people", "$90,000 an administrator, 200 PCs each", 0),
        (
            "assumptions.admin_salary=80000",
            "people",
            "$80,000 an administrator, 200 PCs each",
            1,
        ),
        ("assumptions.vdi.project_cost=1", "assumptions", "52 more", 1),
        ("sites=2", "growth", "0 % desktops, 2.4 % prices, 3.3 % pay; discounted at 8 %", 1),
        ("scenarios.1.stack.0.extra=1", "stacks", "51 entries in 7 stacks, 2 own lines", 1),
        ("scenarios.1.discounts.Microsoft=0.1", "discounts", "1 given", 1),
        ("fleet.1.users=500", "who", "3 groups, 7 scenarios", 1),
        ("fleet.1.desktops=500", "who", "3 groups, 7 scenarios", 0),
    ],
)
def test_the_head_of_a_fold_says_how_much_differs_from_the_preset(query, fold, words, changed):
    summary = form(query).summaries()[fold]
    assert (summary.words.replace("\xa0", " "), summary.changed) == (words, changed)


def test_discounts_are_one_row_a_vendor_with_hardware_and_all_others_last():
    assert [vendor for vendor, _ in form().discounts()] == [
        "Citrix",
        "Microsoft",
        "VMware",
        "Hardware",
        "Other vendors",
    ]


def test_a_scenario_has_no_discount_of_a_vendor_that_it_does_not_buy_from():
    fields = dict(form().discounts())["VMware"]
    assert [place for place, field in enumerate(fields) if field is not None] == [1]


def test_assumptions_of_each_kind_of_work_stand_in_one_row():
    [sizing] = [section for section in form().other_sections() if section["title"] == "Sizing"]
    assert [*sizing["kinds"]] == ["task work", "knowledge work", "power users"]
    assert [field.placeholder for field in dict(sizing["rows"])["Memory of a desktop"]] == [
        "0.5",
        "0.75",
        "1.5",
    ]


def test_a_typical_value_has_its_thousands_apart():
    assert form().knob("vdi.project_cost").placeholder == "110,000"


def test_a_group_says_how_many_of_its_users_are_at_work_at_once():
    office, call_centre, _ = form().group_rows()
    assert (
        call_centre["summary"]
        .replace("\xa0", " ")
        .startswith("450 users, 60 % at the peak: 270; task work")
    )
    assert (
        office["summary"]
        .replace("\xa0", " ")
        .startswith("as many users as desktops, 90 % at the peak; knowledge work")
    )


def test_a_share_that_is_none_leaves_the_users_as_they_are():
    _, call_centre, _ = form("fleet.1.peak_concurrency=x").group_rows()
    assert (
        call_centre["summary"]
        .replace("\xa0", " ")
        .startswith("450 users, x at the peak; task work")
    )


def test_the_presses_on_software_assurance_say_whom_they_change_and_whom_not():
    assert form("").assurance_words() == (
        "Software Assurance belongs to a PC: the presses change it for Office and Engineering,"
        " and nothing for Call centre, whose desks have no PC to carry it."
    )


@pytest.mark.parametrize(
    ("query", "renamed"),
    [
        ("fleet.0.name=Bureau", ["fleet.0.name"]),
        ("scenarios.1.name=Ours", ["scenarios.1.name"]),
    ],
)
def test_a_new_name_marks_no_other_field_as_changed(query, renamed):
    groups = list(form(query).group_rows())
    cells = [cell for group in groups for cell in group["cells"]]
    fields = [
        *(field for group in groups for field in group["fields"]),
        *(field for cell in cells for field in (cell["delivery"], cell["endpoint"])),
        *(head["name"] for head in form(query).scenario_heads()),
    ]
    assert [field.path for field in fields if field.differs] == renamed
